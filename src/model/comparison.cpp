#include <gmig/model/comparison.hpp>

namespace gmig {

Comparison compare(const History& base, const History& now,
                   const std::function<Fingerprint(const Migration&)>& fingerprint_of) {
    Comparison result;
    for (const Migration& migration : now.migrations()) {
        const Migration* const before = base.find(migration.id);
        if (before == nullptr) {
            result.added.push_back(migration.id);
            continue;
        }
        if (before->checksum != migration.checksum) {
            const bool cosmetic =
                fingerprint_of && fingerprint_of(*before) == fingerprint_of(migration);
            (cosmetic ? result.edited_cosmetically : result.edited).push_back(migration.id);
        }
        if (before->name != migration.name) {
            result.renamed.push_back(migration.id);
        }
        if (before->parents != migration.parents) {
            result.reparented.push_back(migration.id);
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
