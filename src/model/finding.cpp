#include <gmig/model/finding.hpp>

#include <algorithm>
#include <array>

namespace gmig {
namespace {

struct CodeRow {
    Code code;
    Severity severity;
    std::string_view title;
};

constexpr std::array codes{
    CodeRow{Code::EditedAfterExecution, Severity::Error, "edited-after-execution"},
    CodeRow{Code::ExecutedMissing, Severity::Error, "executed-missing"},
    CodeRow{Code::ExecutedRenamed, Severity::Information, "executed-renamed"},
    CodeRow{Code::DownOrVerifyEdited, Severity::Warning, "down-or-verify-edited"},
    CodeRow{Code::Override, Severity::Information, "override"},
    CodeRow{Code::CosmeticEdit, Severity::Warning, "cosmetic-edit"},
    CodeRow{Code::IdentityLost, Severity::Error, "identity-lost"},
    CodeRow{Code::OutOfOrder, Severity::Error, "out-of-order"},
    CodeRow{Code::DivergedHeads, Severity::Error, "diverged-heads"},
    CodeRow{Code::VersionCollision, Severity::Error, "version-collision"},
    CodeRow{Code::DuplicateId, Severity::Error, "duplicate-id"},
    CodeRow{Code::MissingParent, Severity::Error, "missing-parent"},
    CodeRow{Code::Cycle, Severity::Error, "cycle"},
    CodeRow{Code::StaleHeadFile, Severity::Error, "stale-head-file"},
    CodeRow{Code::UnreadableMigration, Severity::Error, "unreadable-migration"},
    CodeRow{Code::TouchesSameObject, Severity::Warning, "touches-same-object"},
    CodeRow{Code::DoesNotCommute, Severity::Error, "does-not-commute"},
    CodeRow{Code::MergedHistoryDoesNotExecute, Severity::Error, "merged-history-does-not-execute"},
    CodeRow{Code::AddsRequiredColumn, Severity::Error, "adds-required-column"},
    CodeRow{Code::DefaultRewritesTable, Severity::Warning, "default-rewrites-table"},
    CodeRow{Code::ChangesColumnType, Severity::Warning, "changes-column-type"},
    CodeRow{Code::SetsNotNull, Severity::Warning, "sets-not-null"},
    CodeRow{Code::IndexLocksWrites, Severity::Warning, "index-locks-writes"},
    CodeRow{Code::IndexDropLocks, Severity::Warning, "index-drop-locks"},
    CodeRow{Code::ConcurrentlyIfNotExists, Severity::Error, "concurrently-if-not-exists"},
    CodeRow{Code::ConstraintScansTable, Severity::Warning, "constraint-scans-table"},
    CodeRow{Code::ValidatesAtOnce, Severity::Warning, "validates-at-once"},
    CodeRow{Code::ConstraintBuildsIndex, Severity::Warning, "constraint-builds-index"},
    CodeRow{Code::RenamesColumn, Severity::Warning, "renames-column"},
    CodeRow{Code::RenamesTable, Severity::Warning, "renames-table"},
    CodeRow{Code::DropsColumn, Severity::Warning, "drops-column"},
    CodeRow{Code::DropsTable, Severity::Warning, "drops-table"},
    CodeRow{Code::TruncatesTable, Severity::Warning, "truncates-table"},
    CodeRow{Code::NoLockTimeout, Severity::Warning, "no-lock-timeout"},
    CodeRow{Code::ForeignKeyWithoutIndex, Severity::Warning, "foreign-key-without-index"},
    CodeRow{Code::EnumValueInTransaction, Severity::Error, "enum-value-in-transaction"},
    CodeRow{Code::ChangesRows, Severity::Warning, "changes-rows"},
    CodeRow{Code::RewritesTable, Severity::Warning, "rewrites-table"},
    CodeRow{Code::PartitionLocksTable, Severity::Warning, "partition-locks-table"},
    CodeRow{Code::LocksTable, Severity::Warning, "locks-table"},
    CodeRow{Code::DoubleQuotedString, Severity::Warning, "double-quoted-string"},
    CodeRow{Code::UnsafeTableRebuild, Severity::Error, "unsafe-table-rebuild"},
    CodeRow{Code::AddsRefusedColumn, Severity::Error, "adds-refused-column"},
    CodeRow{Code::ReachesOutside, Severity::Warning, "reaches-outside"},
    CodeRow{Code::CannotSeeInside, Severity::Information, "cannot-see-inside"},
    CodeRow{Code::NotLinted, Severity::Information, "not-linted"},
    CodeRow{Code::UnknownFacts, Severity::Warning, "unknown-facts"},
    CodeRow{Code::FactsTakenAway, Severity::Error, "facts-taken-away"},
    CodeRow{Code::ToolHistory, Severity::Error, "tool-history"},
};

const CodeRow& row_of(Code code) {
    return *std::ranges::find(codes, code, &CodeRow::code);
}

}  // namespace

bool is_lint(Code code) {
    constexpr unsigned hundred = 100;
    constexpr unsigned lint = 4;
    return static_cast<unsigned>(code) / hundred == lint;
}

std::string to_string(Code code) {
    return "GM" + std::to_string(static_cast<unsigned>(code));
}

std::string_view title(Code code) {
    return row_of(code).title;
}

Severity default_severity(Code code) {
    return row_of(code).severity;
}

std::string_view to_string(Severity severity) {
    constexpr std::array<std::string_view, 3> names{"information", "warning", "error"};
    return names[static_cast<std::size_t>(severity)];
}

std::optional<Severity> severity_from(std::string_view text) {
    for (const Severity severity : {Severity::Information, Severity::Warning, Severity::Error}) {
        if (text == to_string(severity)) {
            return severity;
        }
    }
    return std::nullopt;
}

std::optional<Code> code_from(std::string_view text) {
    const auto* const found = std::ranges::find_if(
        codes, [&](const CodeRow& row) { return to_string(row.code) == text; });
    return found == codes.end() ? std::nullopt : std::optional(found->code);
}

std::span<const Code> all_codes() {
    static constexpr auto numbers = [] {
        std::array<Code, codes.size()> all{};
        std::ranges::transform(codes, all.begin(), &CodeRow::code);
        return all;
    }();
    return numbers;
}

}  // namespace gmig
