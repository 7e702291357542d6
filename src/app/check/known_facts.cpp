#include "app/check/known_facts.hpp"

#include "app/facts/shared.hpp"
#include <gmig/support/file.hpp>
#include <gmig/support/hash.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr int cache_format = 1;

/// What tells whether a cache is of the database that the URL means today, and no secret.
std::string key_of(const db::Target& target) {
    return sha256_hex(target.shown);
}

/// One for each database of that name: the URL may differ from one work tree to the other.
fs::path cache_file(const Workspace& workspace, const std::string& project,
                    const Environment& environment) {
    constexpr std::size_t enough = 12;
    return workspace.place()->common_dir / "gmig" / "facts" / project /
           (environment.name + "-" + key_of(environment.target).substr(0, enough) + ".json");
}

Json to_json(const LedgerEntry& entry) {
    Json parents = Json::array();
    for (const MigrationId& parent : entry.parents) {
        parents.push_back(parent.value);
    }
    const auto sum = [](const std::optional<Checksum>& checksum) {
        return checksum ? checksum->value : std::string();
    };
    return {{"id", entry.id.value},
            {"name", entry.name},
            {"parents", parents},
            {"up", entry.checksum.value},
            {"down", sum(entry.down_checksum)},
            {"verify", sum(entry.verify_checksum)},
            {"fingerprint", entry.fingerprint.value},
            {"sequence", entry.sequence},
            {"started", entry.state == RowState::Started},
            {"executed_at", entry.executed_at.microseconds},
            {"executed_by", entry.executed_by},
            {"duration_us", entry.duration_us}};
}

LedgerEntry entry_from(const Json& json) {
    const auto sum = [&](const char* key) {
        std::string value = json.at(key);
        return value.empty() ? std::nullopt : std::optional(Checksum{std::move(value)});
    };
    LedgerEntry entry;
    entry.id.value = json.at("id");
    entry.name = json.at("name");
    for (const Json& parent : json.at("parents")) {
        entry.parents.push_back({parent});
    }
    entry.checksum.value = json.at("up");
    entry.down_checksum = sum("down");
    entry.verify_checksum = sum("verify");
    entry.fingerprint.value = json.at("fingerprint");
    entry.sequence = json.at("sequence");
    entry.state = json.at("started") ? RowState::Started : RowState::Done;
    entry.executed_at.microseconds = json.at("executed_at");
    // Older caches lack these.
    entry.executed_by = json.value("executed_by", "");
    entry.duration_us = json.value("duration_us", std::int64_t{0});
    return entry;
}

// ---- another tool's table: its rows are kept, so that they are held against today's files
// --------

Json to_json(const layout::ToolRow& row) {
    return {{"version", row.version},
            {"name", row.name},
            {"checksum", row.checksum},
            {"state", static_cast<int>(row.state)},
            {"up_to", row.up_to},
            {"executed_at", row.executed_at.microseconds},
            {"executed_by", row.executed_by},
            {"note", row.note}};
}

layout::ToolRow tool_row_from(const Json& json) {
    layout::ToolRow row;
    row.version = json.at("version");
    row.name = json.at("name");
    row.checksum = json.at("checksum");
    row.state = static_cast<layout::ToolState>(std::clamp(json.at("state").get<int>(), 0, 2));
    row.up_to = json.at("up_to");
    row.executed_at.microseconds = json.at("executed_at");
    row.executed_by = json.at("executed_by");
    row.note = json.at("note");
    return row;
}

Json to_json(const Finding& trouble) {
    return {{"severity", to_string(trouble.severity)},
            {"message", trouble.message},
            {"remedy", trouble.remedy}};
}

Finding trouble_from(const Json& json) {
    Finding trouble;
    trouble.code = Code::ToolHistory;
    trouble.severity = severity_from(json.at("severity").get<std::string>())
                           .value_or(default_severity(Code::ToolHistory));
    trouble.message = json.at("message");
    trouble.remedy = json.at("remedy");
    return trouble;
}

Json to_json(const Watch& watch) {
    Json rows = Json::array();
    Json trouble = Json::array();
    for (const layout::ToolRow& row : watch.history.rows) {
        rows.push_back(to_json(row));
    }
    for (const Finding& finding : watch.trouble) {
        trouble.push_back(to_json(finding));
    }
    return {{"watched", watch.watched()},
            {"tool", layout::to_string(watch.tool)},
            {"table", watch.history.table},
            {"rows", watch.watched() ? std::move(rows) : Json::array()},
            {"trouble", std::move(trouble)}};
}

/// What a tool's table said when it was seen. A project that is laid out otherwise now is not
/// spoken of by it.
void recall_watch(const Workspace& workspace, const layout::ProjectConfig& project,
                  const Json& watch, Facts& facts) {
    if (watch.at("watched")) {
        layout::ToolHistory history{
            .layout = project.layout, .table = watch.at("table"), .rows = {}};
        for (const Json& row : watch.at("rows")) {
            history.rows.push_back(tool_row_from(row));
        }
        if (watch.at("tool") != layout::to_string(workspace.project().layout) ||
            project.layout != workspace.project().layout) {
            throw Error(Error::Kind::History, "seen in another layout");
        }
        Facts now = watched_facts(workspace, history, facts.kind);
        facts.entries = std::move(now.entries);
        facts.tool = std::move(now.tool);
        facts.skips_late = now.skips_late;
        facts.trouble = std::move(now.trouble);
    }
    for (const Json& trouble : watch.at("trouble")) {
        facts.trouble.push_back(trouble_from(trouble));
    }
}

/// The cache's word; a damaged or older one is as good as none.
void recall(const Workspace& workspace, const layout::ProjectConfig& project,
            const Environment& environment, Facts& facts) {
    const auto bytes = read_file_if_exists(cache_file(workspace, project.name, environment));
    const Json cache = Json::parse(bytes.value_or(""), nullptr, false);
    if (cache.is_discarded() || cache.value("format", 0) != cache_format ||
        cache.value("place", "") != key_of(environment.target)) {
        return;
    }
    for (const Json& entry : cache.at("entries")) {
        facts.entries.push_back(entry_from(entry));
    }
    if (cache.contains("watch")) {
        recall_watch(workspace, project, cache.at("watch"), facts);
    }
    facts.as_of.microseconds = cache.at("as_of");
    facts.source = FactsSource::Cached;
}

void read_live(const Request& request, const Workspace& workspace, const Environment& environment,
               Facts& facts) {
    if (!fs::exists(environment.target.location)) {
        // A local one is yet to be made; another one lies on another machine.
        if (facts.kind == EnvironmentKind::Local) {
            facts.source = FactsSource::Live;
            facts.as_of = request.now;
        }
        return;
    }
    const Connection connection(request, workspace, Connection::Purpose::Read);
    // A restored backup or a wrong path tells nothing about the environment that was meant.
    if (!connection.marker() || connection.marker()->name == environment.name) {
        facts = connection.facts();
    }
}

Facts facts_of(const Request& request, const Workspace& workspace,
               const layout::ProjectConfig& project, const layout::EnvironmentConfig& config) {
    Facts facts;
    facts.environment = config.name;
    facts.kind = config.kind;
    // A branch that says otherwise where an environment is does not speak for the base's.
    const auto here = workspace.project().environments.find(config.name);
    if (here == workspace.project().environments.end() || here->second.url != config.url) {
        return facts;
    }
    try {
        Request of_environment = request;
        of_environment.environment = config.name;
        of_environment.url.reset();
        const Environment environment = choose_environment(of_environment, workspace);
        if (environment.target.dialect == Dialect::Sqlite) {
            read_live(of_environment, workspace, environment, facts);
        } else if (workspace.place()) {
            recall(workspace, project, environment, facts);
        }
    } catch (const std::exception&) {
        // A variable that is not set here, a database that cannot be read: not known.
        facts.source = FactsSource::Unknown;
        facts.entries.clear();
        facts.trouble.clear();
        facts.tool.clear();
    }
    return facts;
}

bool is_kept(const Workspace& workspace, const Connection& connection) {
    const Environment& environment = connection.environment();
    return environment.target.dialect != Dialect::Sqlite && !environment.bare_url &&
           workspace.place().has_value();
}

}  // namespace

std::vector<Facts> known_facts(const Request& request, const Workspace& workspace,
                               const layout::ProjectConfig& project) {
    std::vector<Facts> known;
    std::optional<SharedFacts> shared;
    for (const auto& [name, config] : project.environments) {
        known.push_back(facts_of(request, workspace, project, config));
        Facts& facts = known.back();
        if (facts.source == FactsSource::Live || config.kind == EnvironmentKind::Local ||
            !facts.tool.empty()) {
            continue;
        }
        if (!shared) {
            shared = recall_shared_facts(request, workspace, project);
        }
        add_shared_facts(*shared, facts);
    }
    return known;
}

void remember_facts(const Workspace& workspace, const Connection& connection) {
    if (is_kept(workspace, connection)) {
        remember_facts(workspace, connection, connection.facts());
    }
}

void remember_facts(const Workspace& workspace, const Connection& connection, const Facts& facts) {
    if (!is_kept(workspace, connection)) {
        return;
    }
    const Environment& environment = connection.environment();
    const Watch& watch = connection.watch();
    Json entries = Json::array();
    for (const LedgerEntry& entry : watch.watched() ? std::vector<LedgerEntry>() : facts.entries) {
        entries.push_back(to_json(entry));
    }
    Json cache{{"format", cache_format},
               {"place", key_of(environment.target)},
               {"as_of", facts.as_of.microseconds},
               {"entries", std::move(entries)}};
    if (watch.standing != ToolStanding::Own) {
        cache["watch"] = to_json(watch);
    }
    try {
        write_file(cache_file(workspace, workspace.project().name, environment),
                   cache.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
    } catch (const Error&) {
        // A repository that cannot be written to; the next reader says that nothing is known.
        return;
    }
}

}  // namespace gmig::app
