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
    RuleText{Code::AddsRequiredColumn,
             "A new column must have a value, and the rows that are there have none."},
    RuleText{Code::DefaultRewritesTable, "A new column's default makes the table be rewritten."},
    RuleText{Code::ChangesColumnType, "A change of a column's type locks or rewrites the table."},
    RuleText{Code::SetsNotNull, "SET NOT NULL reads the whole table under a lock."},
    RuleText{Code::IndexLocksWrites, "An index is built while nobody can write."},
    RuleText{Code::IndexDropLocks, "An index is dropped while everybody waits."},
    RuleText{Code::ConcurrentlyIfNotExists,
             "IF NOT EXISTS takes an index that a failed build has left for a good one."},
    RuleText{Code::ConstraintScansTable,
             "A new constraint is checked against the whole table under a lock."},
    RuleText{Code::ValidatesAtOnce,
             "A constraint is validated in the transaction that adds it, under its lock."},
    RuleText{Code::ConstraintBuildsIndex,
             "A new constraint builds its index while nobody can write."},
    RuleText{Code::RenamesColumn, "A column that clients use gets another name."},
    RuleText{Code::RenamesTable, "A table that clients use gets another name."},
    RuleText{Code::DropsColumn, "A column is dropped, with its data."},
    RuleText{Code::DropsTable, "A table is dropped, with its data."},
    RuleText{Code::TruncatesTable, "A table is emptied."},
    RuleText{Code::NoLockTimeout, "A statement may wait for its lock without an end."},
    RuleText{Code::ForeignKeyWithoutIndex, "A foreign key's columns have no index."},
    RuleText{Code::EnumValueInTransaction,
             "A new value of an enum is used in the transaction that adds it."},
    RuleText{Code::ChangesRows, "All rows of a table are changed in one statement."},
    RuleText{Code::RewritesTable, "A statement writes the whole table anew under a lock."},
    RuleText{Code::PartitionLocksTable, "A partition is attached or detached under a lock."},
    RuleText{Code::LocksTable, "A table in use is locked explicitly, to the transaction's end."},
    RuleText{Code::DoubleQuotedString, "SQLite takes a name in double quotes for a string."},
    RuleText{Code::UnsafeTableRebuild, "A table is rebuilt in an order that breaks references."},
    RuleText{Code::AddsRefusedColumn, "SQLite refuses this new column."},
    RuleText{Code::ReachesOutside, "A statement reaches beyond the database."},
    RuleText{Code::CannotSeeInside, "What a statement does inside cannot be seen in its text."},
    RuleText{Code::NotLinted, "Something was not judged, or a directive ignores nothing."},
    RuleText{Code::UnknownFacts, "What databases have executed is not known here."},
    RuleText{Code::FactsTakenAway, "A push takes shared facts away, or adds what is none."},
};

Json text_object(std::string_view text) {
    return {{"text", text}};
}

/// "GM201 out-of-order" is headed so in docs/reference/findings.md; each rule of lint's has a page.
std::string page_of(Code code) {
    if (is_lint(code)) {
        return "docs/lint/" + to_string(code) + ".md";
    }
    return "docs/reference/findings.md#" + ascii_lower(to_string(code)) + "-" +
           std::string(title(code));
}

Json rule_of(Code code) {
    const auto* const found = std::ranges::find(rule_texts, code, &RuleText::code);
    return {
        {"id", to_string(code)},
        {"name", title(code)},
        {"shortDescription", text_object(found == rule_texts.end() ? title(code) : found->text)},
        {"help", text_object("What it means, and what to do: " + page_of(code) +
                             " in gmig's documentation.")},
        {"defaultConfiguration", {{"level", level_of(default_severity(code))}}}};
}

std::vector<Code> codes_of(const Annotations& annotations) {
    std::vector<Code> codes;
    for (const app::CheckedFinding& checked : annotations.findings) {
        codes.push_back(checked.finding.code);
    }
    for (const app::IgnoredFinding& ignored : annotations.ignored) {
        codes.push_back(ignored.finding.code);
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

Json location_of(const std::string& file, const Where& where) {
    Json physical{{"artifactLocation", {{"uri", uri_of(file)}, {"uriBaseId", source_root}}}};
    if (where.line != 0) {
        physical["region"] = {{"startLine", where.line}};
        if (where.column != 0) {
            physical["region"]["startColumn"] = where.column;
        }
    }
    return {{"physicalLocation", std::move(physical)}};
}

Json locations_of(const Annotations& annotations, const app::CheckedFinding& checked) {
    const std::string file = shown_file(annotations, checked);
    return file.empty() ? Json::array() : Json::array({location_of(file, checked.finding.where)});
}

/// Equal for the same trouble with the same migration from run to run, wherever it is then.
std::string fingerprint_of(const Finding& finding) {
    const std::string& about = finding.id.value.empty() ? finding.where.file : finding.id.value;
    std::string other = finding.other ? finding.other->id.value : "";
    if (is_lint(finding.code)) {
        other = finding.message;  // names the object: one migration may do the same to several
    }
    return sha256_hex({to_string(finding.code), "\n", about, "\n", other});
}

Json side_of(const app::Origin& origin) {
    return {{"commit", origin.commit},
            {"author", origin.author},
            {"date", origin.date},
            {"subject", origin.subject}};
}

/// The results of one run, whose rules are those of `codes`.
class Results {
public:
    Results(const Annotations& annotations, const std::vector<Code>& codes)
        : annotations_(annotations), codes_(codes) {}

    [[nodiscard]] Json all() const {
        Json results = Json::array();
        for (const app::CheckedFinding& checked : annotations_.findings) {
            results.push_back(of(checked));
        }
        for (const app::IgnoredFinding& ignored : annotations_.ignored) {
            results.push_back(of(ignored));
        }
        return results;
    }

private:
    [[nodiscard]] Json of(const app::CheckedFinding& checked) const {
        const Finding& finding = checked.finding;
        const auto rule = std::ranges::lower_bound(codes_, finding.code) - codes_.begin();
        Json properties{{"migration", finding.name}, {"id", finding.id.value}};
        if (checked.ours) {
            properties["ours"] = side_of(*checked.ours);
        }
        if (checked.theirs) {
            properties["theirs"] = side_of(*checked.theirs);
        }
        const std::string text = printable(finding.message) + "\n" + printable(finding.remedy);
        return {{"ruleId", to_string(finding.code)},
                {"ruleIndex", rule},
                {"level", level_of(finding.severity)},
                {"message", text_object(text)},
                {"locations", locations_of(annotations_, checked)},
                {"partialFingerprints", {{"gmig/v1", fingerprint_of(finding)}}},
                {"properties", std::move(properties)}};
    }
    /// The directive is the suppression (§3.27.23, §3.35).
    [[nodiscard]] Json of(const app::IgnoredFinding& ignored) const {
        Json result = of({.finding = ignored.finding, .ours = {}, .theirs = {}, .base_path = {}});
        result["suppressions"] = Json::array(
            {Json{{"kind", "inSource"},
                  {"location", location_of(annotations_.root + ignored.by.file, ignored.by)}}});
        return result;
    }

    const Annotations& annotations_;
    const std::vector<Code>& codes_;
};

Json invocation_of(const Annotations& annotations) {
    Json invocation{{"executionSuccessful", !annotations.undecided}};
    if (annotations.undecided) {
        const Error& error = *annotations.undecided;
        invocation["exitCode"] = error.exit_code();
        invocation["toolExecutionNotifications"] =
            Json::array({Json{{"level", "error"},
                              {"message", text_object(printable_lines(error.what()) + "\n" +
                                                      printable(next_of(error)))}}});
    }
    return invocation;
}

}  // namespace

std::string to_sarif(const Annotations& annotations) {
    const std::vector<Code> codes = codes_of(annotations);
    Json rules = Json::array();
    for (const Code code : codes) {
        rules.push_back(rule_of(code));
    }
    Json run{{"tool", {{"driver", {{"name", "gmig"}, {"version", version}, {"rules", rules}}}}},
             {"invocations", Json::array({invocation_of(annotations)})},
             {"originalUriBaseIds",
              {{source_root, {{"description", text_object("the repository's top")}}}}},
             {"columnKind", "unicodeCodePoints"}};
    // Absent where nothing was looked at; empty where nothing was found (§3.14.23).
    if (!annotations.undecided) {
        run["results"] = Results(annotations, codes).all();
    }
    const Json log{{"$schema", schema_address}, {"version", "2.1.0"}, {"runs", Json::array({run})}};
    return log.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gmig::cli
