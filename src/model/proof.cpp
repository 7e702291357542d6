#include "model/wording.hpp"
#include <gmig/model/proof.hpp>

#include <algorithm>
#include <array>

namespace gmig {
namespace {

bool defines(const Touched& object) {
    return (object.kind == "view" || object.kind == "function") &&
           (object.touch == Touch::Creates || object.touch == Touch::Replaces);
}

/// An object that two migrations touch.
struct Common {
    const Touched* one = nullptr;
    const Touched* other = nullptr;

    [[nodiscard]] bool found() const { return one != nullptr; }
    /// Whichever order they come in, one definition is lost.
    [[nodiscard]] bool both_define() const { return found() && defines(*one) && defines(*other); }
};

/// The first object that both touch and that one of them does not only read; one that both define
/// goes before.
Common common_object(const Touches& one, const Touches& other) {
    Common result;
    for (const Touched& object : one.objects) {
        for (const Touched& its : other.objects) {
            const bool only_read = object.touch == Touch::Reads && its.touch == Touch::Reads;
            if (only_read || !same_object(object, its)) {
                continue;
            }
            const Common found{.one = &object, .other = &its};
            if (found.both_define()) {
                return found;
            }
            if (!result.found()) {
                result = found;
            }
        }
    }
    return result;
}

const Touches& touches_of(const TouchesOf& all, const MigrationId& id) {
    static const Touches nothing;
    const auto found = all.find(id);
    return found == all.end() ? nothing : found->second;
}

std::string name_of(const Touched& object) {
    return object.kind + " " + (object.schema.empty() ? "" : object.schema + ".") + object.name;
}

/// What the one that says more of it calls it: a table, rather than a relation.
std::string name_of(const Common& common) {
    return name_of(common.one->kind == "relation" ? *common.other : *common.one);
}

/// Makes the findings of one candidate; one object each.
class Report {
public:
    Report(const History& history, const Candidate& candidate, const TouchesOf& touches)
        : history_(history),
          candidate_(candidate),
          touches_(touches),
          file_(*history.find(candidate.id)) {}

    [[nodiscard]] std::optional<Finding> finding() const {
        const Touches& own = touches_of(touches_, candidate_.id);
        std::optional<Finding> found;
        for (const MigrationId& other : candidate_.others) {
            const Common common = common_object(own, touches_of(touches_, other));
            if (common.both_define()) {
                return defined_twice(common, other);
            }
            if (common.found() && !found) {
                found = touched_twice(common, other);
            }
        }
        return found ? found : unseen();
    }

private:
    [[nodiscard]] Finding about(const MigrationId& other, const std::string& message,
                                const std::string& remedy) const {
        const Migration& its = *history_.find(other);
        Finding finding = finding_about(Code::TouchesSameObject,
                                        {.id = file_.id, .name = file_.name, .path = file_.path},
                                        file_.name + " and " + its.name + message, remedy);
        finding.other = Counterpart{.id = its.id, .name = its.name, .path = its.path};
        return finding;
    }

    [[nodiscard]] Finding defined_twice(const Common& common, const MigrationId& other) const {
        Finding finding = about(
            other,
            " both define " + name_of(common) + ": whichever comes last undoes the other's change",
            "gmig rebase, and let the later definition hold both changes");
        finding.severity = Severity::Error;
        return finding;
    }

    [[nodiscard]] Finding touched_twice(const Common& common, const MigrationId& other) const {
        return about(other,
                     " both touch " + name_of(common) + ": the first " +
                         std::string(to_string(common.one->touch)) + " it, the second " +
                         std::string(to_string(common.other->touch)) + " it",
                     "gmig check --replay, which tells whether their order matters");
    }

    [[nodiscard]] std::optional<Finding> unseen() const {
        const auto hides = [&](const MigrationId& id) {
            return !touches_of(touches_, id).unseen.empty();
        };
        const auto other = std::ranges::find_if(candidate_.others, hides);
        if (!hides(candidate_.id) && other == candidate_.others.end()) {
            return std::nullopt;
        }
        const MigrationId& hidden = hides(candidate_.id) ? candidate_.id : *other;
        Finding finding =
            about(other == candidate_.others.end() ? candidate_.others.front() : *other,
                  ": whether they touch the same object is not known, for it cannot be seen: " +
                      touches_of(touches_, hidden).unseen.front(),
                  "look at it, or rebase: gmig rebase");
        finding.severity = Severity::Information;
        finding.blocks = false;
        return finding;
    }

    const History& history_;
    const Candidate& candidate_;
    const TouchesOf& touches_;
    const Migration& file_;
};

}  // namespace

std::vector<Candidate> candidates(const History& history,
                                  const std::function<bool(const MigrationId&)>& is_executed) {
    const auto all = history.migrations();
    std::vector<Candidate> found;
    for (std::size_t place = 0; place < all.size(); ++place) {
        if (is_executed(all[place].id)) {
            continue;
        }
        const std::array<std::size_t, 1> start{place};
        const std::vector<bool> behind = history.ancestors_of(start);
        Candidate candidate{.id = all[place].id, .before = {}, .others = {}};
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (i != place && behind[i]) {
                candidate.before.push_back(all[i].id);
            } else if (is_executed(all[i].id)) {
                candidate.others.push_back(all[i].id);
            }
        }
        if (!candidate.others.empty()) {
            found.push_back(std::move(candidate));
        }
    }
    return found;
}

std::string words_of(const Proof& proof) {
    constexpr std::array<std::string_view, 4> words{
        "both orders build the same schema, and neither touches data: proven on a shadow",
        "the two orders build different schemas: ", "not both orders execute: ",
        "that both orders come to the same is not proven: "};
    return std::string(words[static_cast<std::size_t>(proof.verdict)]) + proof.reason;
}

std::optional<Proof> unprovable(const Candidate& candidate, const TouchesOf& touches,
                                const History& history) {
    const auto about = [&](const MigrationId& against, std::string reason) {
        return Proof{.id = candidate.id,
                     .against = against,
                     .verdict = Proof::Verdict::NotProven,
                     .reason = std::move(reason)};
    };
    const auto data_of = [&](const MigrationId& id) -> const std::vector<std::string>& {
        return touches_of(touches, id).data;
    };
    const Touches& own = touches_of(touches, candidate.id);
    for (const MigrationId& other : candidate.others) {
        const Common common = common_object(own, touches_of(touches, other));
        if (common.both_define()) {
            return about(other,
                         "it and " + history.find(other)->name + " both define " + name_of(common));
        }
    }
    if (!own.data.empty()) {
        return about(candidate.others.front(), "it touches data, or may: " + own.data.front());
    }
    for (const MigrationId& other : candidate.others) {
        if (!data_of(other).empty()) {
            return about(other, history.find(other)->name +
                                    " touches data, or may: " + data_of(other).front());
        }
    }
    return std::nullopt;
}

std::vector<Finding> touching(const History& history, std::span<const Candidate> candidates,
                              const TouchesOf& touches) {
    std::vector<Finding> findings;
    for (const Candidate& candidate : candidates) {
        if (auto finding = Report(history, candidate, touches).finding()) {
            findings.push_back(std::move(*finding));
        }
    }
    return findings;
}

std::vector<Finding> not_commuting(const History& history, std::span<const Proof> proofs) {
    std::vector<Finding> findings;
    for (const Proof& proof : proofs) {
        if (proof.verdict == Proof::Verdict::Commutes) {
            continue;
        }
        const Migration& file = *history.find(proof.id);
        const Migration& other = *history.find(proof.against);
        Finding finding = finding_about(
            Code::DoesNotCommute, {.id = file.id, .name = file.name, .path = file.path},
            file.name + " may not trade places with " + other.name + ": " + words_of(proof),
            "gmig rebase");
        finding.other = Counterpart{.id = other.id, .name = other.name, .path = other.path};
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace gmig
