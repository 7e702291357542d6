#include "model/wording.hpp"
#include <gmig/model/check.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace gmig {
namespace {

bool same_parts(const Migration& one, const Migration& other) {
    return one.checksum == other.checksum && one.down_checksum == other.down_checksum &&
           one.verify_checksum == other.verify_checksum;
}

bool about_identity_or_content(Code code) {
    switch (code) {
        case Code::EditedAfterExecution:
        case Code::ExecutedMissing:
        case Code::ExecutedRenamed:
        case Code::DownOrVerifyEdited:
        case Code::CosmeticEdit:
        case Code::IdentityLost:
            return true;
        default:
            return false;
    }
}

/// Whom a finding is about, where the same trouble counts once.
struct Matter {
    Code code{};
    MigrationId id;
    std::string path;  ///< where it is about no migration

    explicit Matter(const Finding& finding)
        : code(finding.code),
          id(finding.id),
          path(finding.id.value.empty() ? finding.where.file : std::string()) {}
    bool operator==(const Matter&) const = default;
};

struct MatterHash {
    std::size_t operator()(const Matter& matter) const {
        return std::hash<std::string>{}(matter.id.value + matter.path) * 31 +
               static_cast<std::size_t>(matter.code);
    }
};

/// Weighs findings one after the other; one object per check.
class Check {
public:
    Check(const TreeState& base, const TreeState& result, const CheckInput& input)
        : base_(base), result_(result), input_(input) {
        for (const Migration& migration : base.history.migrations()) {
            base_ids_.insert(migration.id);
            base_parents_.insert(migration.parents.begin(), migration.parents.end());
        }
        for (const auto& findings : {base.findings, base.history.findings()}) {
            for (const Finding& finding : findings) {
                known_.insert(Matter(finding));
            }
        }
    }

    std::vector<Finding> run() {
        for (Finding finding : result_.findings) {
            if (finding.code == Code::VersionCollision) {
                blame_the_new_one(finding);
            }
            weigh_state(std::move(finding));
        }
        compare_versions();
        if (input_.name_is_identity) {
            compare_texts();
        }
        for (const Facts& facts : input_.executed) {
            if (facts.source != FactsSource::Unknown) {
                hold_against(facts);
            }
        }
        if (input_.executed.empty()) {
            hold_against({.source = FactsSource::Inferred,
                          .as_of = {},
                          .environment = {},
                          .kind = EnvironmentKind::Local,
                          .entries = {}});
        }
        for (const Finding& finding : input_.about_order) {
            weigh_proof(finding);
        }
        return sorted();
    }

private:
    // ---- the trees alone ---------------------------------------------------------------------

    /// Which of two takes the other's version: the one that the base has not.
    void blame_the_new_one(Finding& finding) const {
        if (!finding.other || !base_ids_.contains(finding.id) ||
            base_ids_.contains(finding.other->id)) {
            return;
        }
        Counterpart former{.id = finding.id, .name = finding.name, .path = finding.where.file};
        finding.id = finding.other->id;
        finding.name = finding.other->name;
        finding.where = {.file = finding.other->path};
        finding.other = std::move(former);
    }

    /// Which of two has the other's id: the one that is not the base's file.
    void blame_the_copy(Finding& finding) const {
        const Migration* const before = base_.history.find(finding.id);
        if (before == nullptr || !finding.other || before->path != finding.where.file) {
            return;
        }
        finding = duplicate_id({.id = finding.id, .name = finding.name, .path = finding.where.file},
                               *finding.other, finding.severity == Severity::Warning);
    }

    void compare_versions() {
        std::unordered_map<std::string_view, const Migration*> of_base;
        for (const Migration& migration : base_.history.migrations()) {
            if (!migration.version.empty()) {
                of_base.emplace(migration.version, &migration);
            }
        }
        for (const Migration& migration : result_.history.migrations()) {
            const auto found = of_base.find(migration.version);
            if (found != of_base.end() && !base_ids_.contains(migration.id)) {
                add(collision_of(migration, *found->second));
            }
        }
    }

    /// Blank lines at the end are no part of gmig's checksum, but of the bytes that other tools
    /// sum. A conversion to gmig's own layout, which has no versions, writes all bytes anew.
    void compare_texts() {
        for (const Migration& now : result_.history.migrations()) {
            const Migration* const before = base_.history.find(now.id);
            if (before == nullptr || before->checksum != now.checksum ||
                before->version != now.version || before->up.text == now.up.text) {
                continue;
            }
            Finding finding = finding_about(
                Code::CosmeticEdit, {.id = now.id, .name = now.name, .path = now.path},
                now.name + " was edited in blank lines at its end only",
                "nothing, unless the tool that executes it sums up bytes");
            finding.other =
                Counterpart{.id = before->id, .name = before->name, .path = before->path};
            add(std::move(finding));
        }
    }

    [[nodiscard]] Finding collision_of(const Migration& late, const Migration& first) const {
        Finding finding = finding_about(Code::VersionCollision,
                                        {.id = late.id, .name = late.name, .path = late.path},
                                        "version " + printable(late.version) + " of " + late.name +
                                            " is that of " + first.name + " already",
                                        "gmig rebase " + shell_word(late.name));
        finding.severity = input_.collision;
        finding.other = Counterpart{.id = first.id, .name = first.name, .path = first.path};
        return finding;
    }

    /// What is wrong with the result by itself counts as this branch's doing unless the base has
    /// it.
    void weigh_state(Finding finding) {
        if (finding.code == Code::DuplicateId) {
            blame_the_copy(finding);
        }
        const bool both_old = finding.code == Code::VersionCollision && finding.other &&
                              base_ids_.contains(finding.id) &&
                              base_ids_.contains(finding.other->id);
        if (both_old || known_.contains(Matter(finding))) {
            soften(finding);
        }
        add(std::move(finding));
    }

    /// Heads are this branch's doing when the base has fewer.
    void weigh_heads(Finding finding) {
        if (base_.history.heads().size() >= result_.history.heads().size()) {
            soften(finding);
        }
        add(std::move(finding));
    }

    // ---- somebody who executed -----------------------------------------------------------------

    void hold_against(const Facts& facts) {
        AssessmentInput input;
        input.policy = input_.policy;
        input.fingerprint_of = input_.fingerprint_of;
        input.base_ids = base_ids_;
        input.name_is_identity = input_.name_is_identity;
        Assessment assessment = assess(result_.history, facts, input);
        tell_trouble(facts, assessment);
        if (input_.name_is_identity) {
            judge_order_of_names(facts, input);
        }
        for (Finding& finding : assessment.findings) {
            if (facts.source == FactsSource::Inferred && about_identity_or_content(finding.code) &&
                finding.code != Code::IdentityLost) {
                finding.remedy.clear();
            }
            if (finding.code == Code::DivergedHeads) {
                weigh_heads(std::move(finding));
            } else if (finding.code == Code::OutOfOrder) {
                if (!input_.name_is_identity) {
                    weigh_order(std::move(finding));
                }
            } else if (about_identity_or_content(finding.code)) {
                weigh_change(std::move(finding), facts);
            } else {
                weigh_state(std::move(finding));
            }
        }
    }

    /// What is wrong with another tool's table is no branch's doing; each environment's is told.
    void tell_trouble(const Facts& facts, Assessment& assessment) {
        std::erase_if(assessment.findings,
                      [](const Finding& finding) { return finding.code == Code::ToolHistory; });
        for (Finding finding : facts.trouble) {
            finding.message = facts.environment + ": " + finding.message;
            soften(finding);
            findings_.push_back(std::move(finding));
        }
    }

    /// As the tool sees it that knows nothing of renames: what has a new name is pending.
    void judge_order_of_names(const Facts& facts, AssessmentInput input) {
        input.follows_renames = false;
        for (Finding& finding : assess(result_.history, facts, input).findings) {
            if (finding.code == Code::OutOfOrder) {
                weigh_order(std::move(finding));
            }
        }
    }

    /// The place of one that the base has just so, and of those before what the base never had, is
    /// nothing that this branch could be stopped for.
    void weigh_order(Finding finding) {
        const Migration* const before = base_.history.find(finding.id);
        const Migration* const now = result_.history.find(finding.id);
        const bool unchanged = before != nullptr && now != nullptr && before->name == now->name &&
                               before->parents == now->parents;
        const bool against_base = finding.other && base_ids_.contains(finding.other->id);
        // What was taken back and is missed by what followed it can come back to no other place.
        const bool is_missed = before == nullptr && base_parents_.contains(finding.id);
        if (unchanged || !against_base || is_missed) {
            soften(finding);
        }
        if (const Override* const found = order_override(input_.overrides, finding.id)) {
            set_aside(finding, *found);
        } else if (const Proof* const proof = proof_of(finding.id); against_base && proof) {
            inform(finding);
            finding.message += "; " + words_of(*proof);
            finding.remedy = "nothing: gmig execute --out-of-order runs it";
        }
        add(std::move(finding));
    }

    void weigh_proof(Finding finding) {
        const bool defined_twice =
            finding.code == Code::TouchesSameObject && finding.severity == Severity::Error;
        if (const Override* const found = order_override(input_.overrides, finding.id);
            found != nullptr && finding.code != Code::MergedHistoryDoesNotExecute) {
            set_aside(finding, *found);
        } else if (finding.code == Code::TouchesSameObject && !defined_twice &&
                   proof_of(finding.id) != nullptr) {
            inform(finding);
            finding.remedy = "nothing: their order does not matter";
        }
        add(std::move(finding));
    }

    /// The proof that it commutes with what is executed, if there is one.
    [[nodiscard]] const Proof* proof_of(const MigrationId& id) const {
        const auto found = std::ranges::find(input_.proofs, id, &Proof::id);
        return found == input_.proofs.end() || found->verdict != Proof::Verdict::Commutes ? nullptr
                                                                                          : &*found;
    }

    void weigh_change(Finding finding, const Facts& facts) {
        // The finding is about the file; the row may have had another id.
        const MigrationId& id = finding.other ? finding.other->id : finding.id;
        const Migration* const before = base_.history.find(id);
        const Migration* const now = result_.history.find(finding.id);
        const bool unchanged = before != nullptr && now != nullptr && before->id == now->id &&
                               before->name == now->name && same_parts(*before, *now);
        if (before == nullptr || unchanged) {
            soften(finding);
        }
        if (finding.code == Code::EditedAfterExecution && now != nullptr) {
            if (const Override* const found = edit_override_of(facts, id, now->checksum)) {
                set_aside(finding, *found);
            }
        }
        add(std::move(finding));
    }

    // ---- overrides ---------------------------------------------------------------------------

    [[nodiscard]] const Override* edit_override_of(const Facts& facts, const MigrationId& id,
                                                   const Checksum& now) const {
        const auto row = std::ranges::find(facts.entries, id, &LedgerEntry::id);
        return row == facts.entries.end() ? nullptr
                                          : edit_override(input_.overrides, id, row->checksum, now);
    }

    // ---- gathering ---------------------------------------------------------------------------

    static void soften(Finding& finding) {
        finding.severity = std::min(finding.severity, Severity::Warning);
        finding.blocks = false;
    }

    static void inform(Finding& finding) {
        finding.severity = Severity::Information;
        finding.blocks = false;
    }

    void add(Finding finding) {
        const auto [place, is_new] = places_.emplace(Matter(finding), findings_.size());
        if (is_new) {
            findings_.push_back(std::move(finding));
        } else if (std::pair(findings_[place->second].blocks, findings_[place->second].severity) <
                   std::pair(finding.blocks, finding.severity)) {
            findings_[place->second] = std::move(finding);
        }
    }

    /// The project's own severities last; they cannot bring back what blocks nothing.
    std::vector<Finding> sorted() {
        for (Finding& finding : findings_) {
            const auto configured = input_.severity.find(finding.code);
            if (configured != input_.severity.end()) {
                finding.severity = finding.blocks ? configured->second
                                                  : std::min(configured->second, finding.severity);
            }
        }
        std::ranges::sort(findings_, [](const Finding& one, const Finding& other) {
            return std::tuple(other.severity, one.code, std::string_view(one.name),
                              std::string_view(one.where.file)) <
                   std::tuple(one.severity, other.code, std::string_view(other.name),
                              std::string_view(other.where.file));
        });
        return std::move(findings_);
    }

    const TreeState& base_;
    const TreeState& result_;
    const CheckInput& input_;
    std::unordered_set<MigrationId> base_ids_;
    std::unordered_set<MigrationId> base_parents_;
    std::unordered_set<Matter, MatterHash> known_;
    std::vector<Finding> findings_;
    std::unordered_map<Matter, std::size_t, MatterHash> places_;
};

}  // namespace

Facts facts_of_tree(const History& tree, const History& result, std::string name,
                    const std::function<Fingerprint(const Migration&)>& fingerprint_of) {
    Facts facts;
    facts.source = FactsSource::Inferred;
    facts.environment = std::move(name);
    facts.kind = EnvironmentKind::Shared;
    facts.entries.reserve(tree.size());
    for (const Migration& migration : tree.migrations()) {
        LedgerEntry entry;
        entry.id = migration.id;
        entry.name = migration.name;
        entry.parents = migration.parents;
        entry.checksum = migration.checksum;
        entry.down_checksum = migration.down_checksum;
        entry.verify_checksum = migration.verify_checksum;
        entry.transaction = migration.up.transaction;
        entry.sequence = static_cast<std::int64_t>(facts.entries.size()) + 1;
        const Migration* const now = result.find(migration.id);
        if (fingerprint_of && (now == nullptr || now->checksum != migration.checksum)) {
            entry.fingerprint = fingerprint_of(migration);
        }
        facts.entries.push_back(std::move(entry));
    }
    return facts;
}

std::vector<Finding> check(const TreeState& base, const TreeState& result,
                           const CheckInput& input) {
    return Check(base, result, input).run();
}

}  // namespace gmig
