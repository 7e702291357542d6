#include "layout/config_keys.hpp"
#include "layout/config_values.hpp"
#include <gmig/layout/config.hpp>
#include <gmig/support/near.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>

namespace gmig::layout {
namespace {

using Type = JsonValue::Type;

template <class Target>
struct Key {
    std::string_view name;
    void (*read)(const ConfigText&, const JsonValue&, Target&);
};

template <class Target, std::size_t Count>
std::vector<std::string_view> names_of(const std::array<Key<Target>, Count>& keys) {
    std::vector<std::string_view> names;
    for (const Key<Target>& key : keys) {
        names.push_back(key.name);
    }
    return names;
}

template <class Target, std::size_t Count>
void read_member(const ConfigText& text, const std::array<Key<Target>, Count>& keys,
                 const JsonMember& member, Target& target) {
    const auto* const key = std::ranges::find(keys, member.key, &Key<Target>::name);
    if (key == keys.end()) {
        text.refuse(member.offset, unknown_word("key", member.key, names_of(keys)));
    }
    key->read(text, member.value, target);
}

// ---- an environment ----

constexpr std::array environment_table{
    Key<EnvironmentConfig>{"url", [](const ConfigText& text, const JsonValue& value,
                                     EnvironmentConfig& to) { to.url = text.url(value); }},
    Key<EnvironmentConfig>{"kind",
                           [](const ConfigText& text, const JsonValue& value,
                              EnvironmentConfig& to) { to.kind = text.environment_kind(value); }},
    Key<EnvironmentConfig>{"shadow", [](const ConfigText& text, const JsonValue& value,
                                        EnvironmentConfig& to) { to.shadow = text.url(value); }},
    Key<EnvironmentConfig>{
        "pooler",
        [](const ConfigText& text, const JsonValue& value, EnvironmentConfig& to) {
            constexpr std::array<std::string_view, 1> known{"session"};
            to.session_pooler = text.choice(value, known) == 0;
        }},
    Key<EnvironmentConfig>{"lock_timeout",
                           [](const ConfigText& text, const JsonValue& value,
                              EnvironmentConfig& to) { to.lock_timeout = text.duration(value); }},
    Key<EnvironmentConfig>{
        "statement_timeout",
        [](const ConfigText& text, const JsonValue& value, EnvironmentConfig& to) {
            to.statement_timeout = text.duration(value);
        }},
};

EnvironmentConfig read_environment(const ConfigText& text, const JsonMember& member) {
    EnvironmentConfig environment;
    environment.name = text.name(member);
    text.expect(member.value, Type::Object);
    for (const JsonMember& entry : member.value.members) {
        read_member(text, environment_table, entry, environment);
    }
    if (environment.url.empty()) {
        text.refuse(member.offset, "the environment \"" + environment.name + "\" has no \"url\"");
    }
    return environment;
}

// ---- a project ----

void read_environments(const ConfigText& text, const JsonValue& value, ProjectConfig& to) {
    text.expect(value, Type::Object);
    for (const JsonMember& member : value.members) {
        to.environments.emplace(member.key, read_environment(text, member));
    }
}

void read_folders(const ConfigText& text, const JsonValue& value, ProjectConfig& to) {
    if (value.type != Type::Array) {
        to.migrations = text.path_below(value);
        return;
    }
    if (value.items.empty()) {
        text.refuse(value.offset, "\"migrations\" names no folder");
    }
    to.migrations = text.path_below(value.items.front());
    to.former_folders.clear();
    for (std::size_t i = 1; i < value.items.size(); ++i) {
        to.former_folders.push_back(text.path_below(value.items[i]));
    }
}

void read_protected(const ConfigText& text, const JsonValue& value, ProjectConfig& to) {
    text.expect(value, Type::Array);
    to.protected_branches.clear();
    for (const JsonValue& item : value.items) {
        to.protected_branches.push_back(text.word(item));
    }
}

/// Only lint's rules are advice that a project may do without.
void read_severity(const ConfigText& text, Code code, const JsonValue& value, ProjectConfig& to) {
    const auto severity = is_lint(code) ? text.severity_or_off(value) : text.severity(value);
    if (severity) {
        to.severity[code] = *severity;
    } else {
        to.off.insert(code);
    }
}

void read_severities(const ConfigText& text, const JsonValue& value, ProjectConfig& to) {
    text.expect(value, Type::Object);
    for (const JsonMember& member : value.members) {
        const auto code = code_from(member.key);
        if (!code) {
            text.refuse(member.offset,
                        "unknown finding \"" + printable(member.key) + "\", GM101 is one");
        }
        read_severity(text, *code, member.value, to);
    }
}

constexpr std::array project_table{
    Key<ProjectConfig>{"migrations", read_folders},
    Key<ProjectConfig>{"layout", [](const ConfigText& text, const JsonValue& value,
                                    ProjectConfig& to) { to.layout = text.layout(value); }},
    Key<ProjectConfig>{"dialect", [](const ConfigText& text, const JsonValue& value,
                                     ProjectConfig& to) { to.dialect = text.dialect(value); }},
    Key<ProjectConfig>{"schema", [](const ConfigText& text, const JsonValue& value,
                                    ProjectConfig& to) { to.schema = text.path_below(value); }},
    Key<ProjectConfig>{"protected", read_protected},
    Key<ProjectConfig>{"policy", [](const ConfigText& text, const JsonValue& value,
                                    ProjectConfig& to) { to.policy = text.policy(value); }},
    Key<ProjectConfig>{"tripwire", [](const ConfigText& text, const JsonValue& value,
                                      ProjectConfig& to) { to.tripwire = text.boolean(value); }},
    Key<ProjectConfig>{"mode", [](const ConfigText& text, const JsonValue& value,
                                  ProjectConfig& to) { to.mode = text.mode(value); }},
    Key<ProjectConfig>{"history_table",
                       [](const ConfigText& text, const JsonValue& value, ProjectConfig& to) {
                           to.history_table = text.table_name(value);
                       }},
    Key<ProjectConfig>{"environments", read_environments},
    Key<ProjectConfig>{"severity", read_severities},
    Key<ProjectConfig>{"deployed", [](const ConfigText& text, const JsonValue& value,
                                      ProjectConfig& to) { to.deployed = text.word(value); }},
    Key<ProjectConfig>{"ledger_ref", [](const ConfigText& text, const JsonValue& value,
                                        ProjectConfig& to) { to.ledger_ref = text.ref(value); }},
    Key<ProjectConfig>{"overrides",
                       [](const ConfigText& text, const JsonValue& value, ProjectConfig& to) {
                           constexpr std::array<std::string_view, 2> known{"result", "base"};
                           to.overrides_from_base = text.choice(value, known) == 1;
                       }},
};

/// What no key says by itself.
void check_project(const ConfigText& text, const JsonValue& object, const ProjectConfig& project) {
    const auto offset_of = [&](std::string_view key) {
        const auto found = std::ranges::find(object.members, key, &JsonMember::key);
        return found == object.members.end() ? object.offset : found->offset;
    };
    if (project.mode && project.layout == Kind::Gmig) {
        text.refuse(offset_of("mode"), "\"mode\" is for other tools' layouts");
    }
    for (const auto& [name, environment] : project.environments) {
        for (const std::string* const url : {&environment.url, &environment.shadow}) {
            const bool sqlite = url->starts_with("sqlite:");
            const bool unknown = url->empty() || url->starts_with("${");
            if (!unknown && sqlite != (project.dialect == Dialect::Sqlite)) {
                text.refuse(offset_of("environments"), "the environment \"" + name +
                                                           "\" has a URL of another dialect than " +
                                                           std::string(to_string(project.dialect)));
            }
        }
    }
}

ProjectConfig read_project(const ConfigText& text, const JsonMember& member) {
    ProjectConfig project;
    project.name = text.name(member);
    text.expect(member.value, Type::Object);
    for (const JsonMember& entry : member.value.members) {
        read_member(text, project_table, entry, project);
    }
    check_project(text, member.value, project);
    return project;
}

Config read_projects(const ConfigText& text, const JsonValue& root, const JsonMember& projects) {
    text.expect(projects.value, Type::Object);
    for (const JsonMember& member : root.members) {
        if (member.key != "$schema" && member.key != "projects") {
            text.refuse(member.offset, "beside \"projects\" no key of a single project may stand");
        }
    }
    if (projects.value.members.empty()) {
        text.refuse(projects.offset, "\"projects\" names no project");
    }
    Config config;
    for (const JsonMember& member : projects.value.members) {
        config.projects.emplace(member.key, read_project(text, member));
    }
    return config;
}

}  // namespace

std::vector<std::string_view> top_level_keys() {
    return {"$schema", "projects"};
}

std::vector<std::string_view> project_keys() {
    return names_of(project_table);
}

std::vector<std::string_view> environment_keys() {
    return names_of(environment_table);
}

Config parse_config(std::string_view bytes, const std::string& path) {
    const std::string canonical = canonical_newlines(bytes);
    const ConfigText text(canonical, path);
    JsonValue root = parse_json(canonical, path);
    text.expect(root, Type::Object);
    const auto schema = std::ranges::find(root.members, "$schema", &JsonMember::key);
    if (schema != root.members.end()) {
        text.expect(schema->value, Type::String);
    }
    const auto projects = std::ranges::find(root.members, "projects", &JsonMember::key);
    if (projects != root.members.end()) {
        return read_projects(text, root, *projects);
    }
    std::erase_if(root.members, [](const JsonMember& member) { return member.key == "$schema"; });
    Config config;
    config.projects.emplace("default", read_project(text, {"default", 0, std::move(root)}));
    return config;
}

}  // namespace gmig::layout
