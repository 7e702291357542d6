#include "cli/annotations.hpp"
#include "cli/next.hpp"
#include "cli/version.hpp"
#include <gmig/support/hash.hpp>
#include <gmig/support/text.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace gmig::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view schema_address =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// What paths count from; whoever reads the file knows where the repository lies (§3.14.14).
constexpr std::string_view source_root = "SRCROOT";

std::string_view level_of(Severity severity) {
    constexpr std::array<std::string_view, 3> levels{"note", "warning", "error"};
    return levels[static_cast<std::size_t>(severity)];
}

struct RuleText {
    Code code;
    std::string_view text;
};

constexpr std::array rule_texts{
    RuleText{Code::EditedAfterExecution,
             "A migration that databases have executed now says something else."},
    RuleText{Code::ExecutedMissing, "A migration that databases have executed has no file."},
    RuleText{Code::ExecutedRenamed, "A migration that databases have executed has another name."},
    RuleText{Code::DownOrVerifyEdited,
             "The down or verify part of an executed migration was edited."},
    RuleText{Code::Override, "A committed override sets a finding aside."},
    RuleText{Code::CosmeticEdit,
             "An executed migration was edited in comments or white space only."},
    RuleText{Code::IdentityLost, "The file of an executed migration has lost its id."},
    RuleText{Code::OutOfOrder, "A new migration comes before one that is executed."},
    RuleText{Code::DivergedHeads, "The history has several heads."},
    RuleText{Code::VersionCollision, "Two migrations have the same version."},
    RuleText{Code::DuplicateId, "Two migrations have the same id."},
    RuleText{Code::MissingParent, "A migration follows one that is not there."},
    RuleText{Code::Cycle, "Migrations follow each other in a circle."},
    RuleText{Code::StaleHeadFile, "gmig.head does not name the head."},
    RuleText{Code::UnreadableMigration, "A file cannot be read as a migration."},
    RuleText{Code::TouchesSameObject, "Both sides change the same object."},
    RuleText{Code::DoesNotCommute, "The order of execution makes a difference."},
    RuleText{Code::MergedHistoryDoesNotExecute, "The merged history does not execute."},
    RuleText{Code::UnknownFacts, "What databases have executed is not known here."},
    RuleText{Code::FactsTakenAway, "A push takes shared facts away, or adds what is none."},
};

Json text_object(std::string_view text) {
    return {{"text", text}};
}

/// "GM201 out-of-order" is headed so in docs/reference/findings.md.
Json rule_of(Code code) {
    const auto* const found = std::ranges::find(rule_texts, code, &RuleText::code);
    const std::string anchor = ascii_lower(to_string(code)) + "-" + std::string(title(code));
    return {
        {"id", to_string(code)},
        {"name", title(code)},
        {"shortDescription", text_object(found == rule_texts.end() ? title(code) : found->text)},
        {"help", text_object("What it means, and what to do: docs/reference/findings.md#" + anchor +
                             " in gmig's documentation.")},
        {"defaultConfiguration", {{"level", level_of(default_severity(code))}}}};
}

std::vector<Code> codes_of(const app::CheckResult& result) {
    std::vector<Code> codes;
    for (const app::CheckedFinding& checked : result.findings) {
        codes.push_back(checked.finding.code);
    }
    std::ranges::sort(codes);
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
    return codes;
}

/// A path as a relative URI reference (RFC 3986 §4.2): a first segment with a colon would be taken
/// for a scheme, so that is escaped too.
std::string uri_of(std::string_view path) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view plain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    std::string uri;
    for (const char character : path) {
        if (plain.find(character) != std::string_view::npos) {
            uri += character;
            continue;
        }
        const auto byte = static_cast<unsigned char>(character);
        uri += {'%', digits[byte / 16], digits[byte % 16]};
    }
    return uri;
}

Json locations_of(const app::CheckResult& result, const app::CheckedFinding& checked) {
    const std::string file = shown_file(result, checked);
    if (file.empty()) {
        return Json::array();
    }
    Json physical{{"artifactLocation", {{"uri", uri_of(file)}, {"uriBaseId", source_root}}}};
    const Where& where = checked.finding.where;
    if (where.line != 0) {
        physical["region"] = {{"startLine", where.line}};
        if (where.column != 0) {
            physical["region"]["startColumn"] = where.column;
        }
    }
    return Json::array({Json{{"physicalLocation", std::move(physical)}}});
}

/// Equal for the same trouble with the same migration from run to run, wherever it is then.
std::string fingerprint_of(const Finding& finding) {
    const std::string& about = finding.id.value.empty() ? finding.where.file : finding.id.value;
    const std::string other = finding.other ? finding.other->id.value : "";
    return sha256_hex({to_string(finding.code), "\n", about, "\n", other});
}

Json side_of(const app::Origin& origin) {
    return {{"commit", origin.commit},
            {"author", origin.author},
            {"date", origin.date},
            {"subject", origin.subject}};
}

Json result_of(const app::CheckResult& result, const app::CheckedFinding& checked,
               std::size_t rule) {
    const Finding& finding = checked.finding;
    Json properties{{"migration", finding.name}, {"id", finding.id.value}};
    if (checked.ours) {
        properties["ours"] = side_of(*checked.ours);
    }
    if (checked.theirs) {
        properties["theirs"] = side_of(*checked.theirs);
    }
    return {{"ruleId", to_string(finding.code)},
            {"ruleIndex", rule},
            {"level", level_of(finding.severity)},
            {"message", text_object(printable(finding.message) + "\n" + printable(finding.remedy))},
            {"locations", locations_of(result, checked)},
            {"partialFingerprints", {{"gmig/v1", fingerprint_of(finding)}}},
            {"properties", std::move(properties)}};
}

Json results_of(const app::CheckResult& result, const std::vector<Code>& codes) {
    Json results = Json::array();
    for (const app::CheckedFinding& checked : result.findings) {
        const auto rule = std::ranges::lower_bound(codes, checked.finding.code) - codes.begin();
        results.push_back(result_of(result, checked, static_cast<std::size_t>(rule)));
    }
    return results;
}

Json invocation_of(const app::CheckResult& result) {
    Json invocation{{"executionSuccessful", !result.undecided}};
    if (result.undecided) {
        const Error& error = *result.undecided;
        invocation["exitCode"] = error.exit_code();
        invocation["toolExecutionNotifications"] = Json::array({Json{
            {"level", "error"},
            {"message", text_object(printable(error.what()) + "\n" + printable(next_of(error)))}}});
    }
    return invocation;
}

}  // namespace

std::string to_sarif(const app::CheckResult& result) {
    const std::vector<Code> codes = codes_of(result);
    Json rules = Json::array();
    for (const Code code : codes) {
        rules.push_back(rule_of(code));
    }
    Json run{{"tool", {{"driver", {{"name", "gmig"}, {"version", version}, {"rules", rules}}}}},
             {"invocations", Json::array({invocation_of(result)})},
             {"originalUriBaseIds",
              {{source_root, {{"description", text_object("the repository's top")}}}}},
             {"columnKind", "unicodeCodePoints"}};
    // Absent where nothing was looked at; empty where nothing was found (§3.14.23).
    if (!result.undecided) {
        run["results"] = results_of(result, codes);
    }
    const Json log{{"$schema", schema_address}, {"version", "2.1.0"}, {"runs", Json::array({run})}};
    return log.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gmig::cli
