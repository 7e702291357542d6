#include <gmig/model/comparison.hpp>

namespace gmig {
namespace {

/// What became of one that both have.
void compare_one(const Migration& before, const Migration& now,
                 const std::function<Fingerprint(const Migration&)>& fingerprint_of,
                 Comparison& result) {
    if (before.checksum != now.checksum) {
        const bool cosmetic = fingerprint_of && fingerprint_of(before) == fingerprint_of(now);
        (cosmetic ? result.edited_cosmetically : result.edited).push_back(now.id);
    }
    if (before.name != now.name) {
        result.renamed.push_back(now.id);
    }
    if (before.parents != now.parents) {
        result.reparented.push_back(now.id);
    }
}

}  // namespace

Comparison compare(const History& base, const History& now,
                   const std::function<Fingerprint(const Migration&)>& fingerprint_of) {
    Comparison result;
    for (const Migration& migration : now.migrations()) {
        if (const Migration* const before = base.find(migration.id)) {
            compare_one(*before, migration, fingerprint_of, result);
        } else {
            result.added.push_back(migration.id);
        }
    }
    for (const Migration& migration : base.migrations()) {
        if (now.find(migration.id) == nullptr) {
            result.deleted.push_back(migration.id);
        }
    }
    return result;
}

}  // namespace gmig
