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
    CodeRow{Code::UnknownFacts, Severity::Warning, "unknown-facts"},
    CodeRow{Code::FactsTakenAway, Severity::Error, "facts-taken-away"},
};

const CodeRow& row_of(Code code) {
    return *std::ranges::find(codes, code, &CodeRow::code);
}

}  // namespace

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

}  // namespace gmig
