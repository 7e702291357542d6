#include <gmig/layout/config.hpp>
#include <gmig/support/json.hpp>
#include <gmig/support/text.hpp>

namespace gmig::layout {
namespace {

std::string entry(std::string_view key, std::string_view value) {
    return json_string(key) + ": " + std::string(value);
}

std::string json_strings(const std::vector<std::string>& items) {
    std::vector<std::string> all;
    for (const std::string& item : items) {
        all.push_back(json_string(item));
    }
    return "[" + join(all, ", ") + "]";
}

std::string object(const std::vector<std::string>& entries, const std::string& indent) {
    if (entries.empty()) {
        return "{}";
    }
    const std::string inner = "\n" + indent + "  ";
    return "{" + inner + join(entries, "," + inner) + "\n" + indent + "}";
}

std::string environment_text(const EnvironmentConfig& environment) {
    std::vector<std::string> entries{
        entry("url", json_string(environment.url)),
        entry("kind", json_string(to_string(environment.kind))),
    };
    if (!environment.shadow.empty()) {
        entries.push_back(entry("shadow", json_string(environment.shadow)));
    }
    if (environment.session_pooler) {
        entries.push_back(entry("pooler", json_string("session")));
    }
    if (!environment.lock_timeout.empty()) {
        entries.push_back(entry("lock_timeout", json_string(environment.lock_timeout)));
    }
    if (!environment.statement_timeout.empty()) {
        entries.push_back(entry("statement_timeout", json_string(environment.statement_timeout)));
    }
    return "{" + join(entries, ", ") + "}";
}

std::string folders_text(const ProjectConfig& project) {
    if (project.former_folders.empty()) {
        return json_string(project.migrations);
    }
    std::vector<std::string> folders{project.migrations};
    folders.insert(folders.end(), project.former_folders.begin(), project.former_folders.end());
    return json_strings(folders);
}

/// Keys that hold a word, a switch or a list.
std::vector<std::string> plain_entries(const ProjectConfig& project) {
    const ProjectConfig defaults;
    std::vector<std::string> entries;
    const auto add = [&](bool differs, std::string_view key, const std::string& value) {
        if (differs) {
            entries.push_back(entry(key, value));
        }
    };
    add(true, "migrations", folders_text(project));
    add(project.layout != defaults.layout, "layout", json_string(to_string(project.layout)));
    add(true, "dialect", json_string(to_string(project.dialect)));
    add(project.mode.has_value(), "mode",
        json_string(project.mode == Mode::Adopt ? "adopt" : "watch"));
    add(!project.history_table.empty(), "history_table", json_string(project.history_table));
    add(project.schema != defaults.schema, "schema", json_string(project.schema));
    add(project.protected_branches != defaults.protected_branches, "protected",
        json_strings(project.protected_branches));
    add(project.policy != defaults.policy, "policy", json_string(to_string(project.policy)));
    add(project.tripwire.has_value(), "tripwire", project.tripwire == true ? "true" : "false");
    add(!project.deployed.empty(), "deployed", json_string(project.deployed));
    add(project.ledger_ref != defaults.ledger_ref, "ledger_ref", json_string(project.ledger_ref));
    add(project.overrides_from_base, "overrides", json_string("base"));
    return entries;
}

std::string project_text(const ProjectConfig& project, const std::string& indent) {
    std::vector<std::string> entries = plain_entries(project);
    std::vector<std::string> environments;
    for (const auto& [name, environment] : project.environments) {
        environments.push_back(entry(name, environment_text(environment)));
    }
    if (!environments.empty()) {
        entries.push_back(entry("environments", object(environments, indent + "  ")));
    }
    std::vector<std::string> severities;
    for (const auto& [code, severity] : project.severity) {
        severities.push_back(entry(to_string(code), json_string(to_string(severity))));
    }
    for (const Code code : project.off) {
        severities.push_back(entry(to_string(code), json_string("off")));
    }
    if (!severities.empty()) {
        entries.push_back(entry("severity", object(severities, indent + "  ")));
    }
    return object(entries, indent);
}

constexpr std::string_view head_comment =
    "// What gmig knows of this repository. Data only: nothing in it is ever run, and the one "
    "thing\n"
    "// expanded is ${NAME} in a URL, an environment variable; no password may stand here.\n"
    "// What may be added: protected, policy, tripwire, severity, deployed, several projects …,\n"
    "// and more environments: \"staging\": {\"url\": \"${STAGING_URL}\", \"kind\": \"shared\"}.\n"
    "// The manual's page gmig-json has every key.\n";

}  // namespace

std::string render_config(const ProjectConfig& project) {
    const bool single = project.name == ProjectConfig().name;
    const std::string text = single ? project_text(project, "")
                                    : "{\n  \"projects\": {\n    " + json_string(project.name) +
                                          ": " + project_text(project, "    ") + "\n  }\n}";
    return std::string(head_comment) + text + "\n";
}

}  // namespace gmig::layout
