// GM441, GM442. Sources: PostgreSQL 15's documentation, COPY, 9.27 and 35.4 (functions that reach
// files), F. (trusted extensions), CREATE LANGUAGE.
#include "sql/lint/postgresql.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>

namespace gmig::sql::lint {
namespace {

/// Of the extensions that come with PostgreSQL 15 (pg_available_extension_versions.trusted): those
/// that a database's owner may create.
constexpr std::array<std::string_view, 26> trusted_extensions{
    "btree_gin",       "btree_gist",   "citext",    "cube",      "dict_int", "fuzzystrmatch",
    "hstore",          "intarray",     "isn",       "lo",        "ltree",    "pg_trgm",
    "pgcrypto",        "plpgsql",      "seg",       "tablefunc", "tcn",      "tsm_system_rows",
    "tsm_system_time", "unaccent",     "uuid-ossp", "plperl",    "pltcl",    "bool_plperl",
    "jsonb_plperl",    "hstore_plperl"};

constexpr std::array<std::string_view, 7> reaching_functions{
    "lo_import",    "lo_export",     "pg_read_file",  "pg_read_binary_file",
    "pg_stat_file", "query_to_file", "pg_reload_conf"};
constexpr std::array<std::string_view, 4> reaching_families{"dblink", "pg_ls_", "pg_file_",
                                                            "pg_logdir_"};

/// Whose functions run as the server's own user, whatever they do.
constexpr std::array<std::string_view, 9> untrusted_languages{
    "c",       "internal", "plpythonu", "plpython2u", "plpython3u",
    "plperlu", "pltclu",   "pljavau",   "plsh"};

bool is_listed(const auto& list, std::string_view word) {
    return std::ranges::find(list, word) != list.end();
}

bool reaches(std::string_view function) {
    return is_listed(reaching_functions, function) ||
           std::ranges::any_of(reaching_families, [&](std::string_view family) {
               return function.starts_with(family);
           });
}

std::string of_copy(const Json& copy) {
    if (flag(copy, "is_program")) {
        return "COPY … PROGRAM runs a program on the server";
    }
    return text(copy, "filename").empty() ? "" : "COPY reads or writes a file of the server";
}

std::string of_extension(const Json& extension) {
    const std::string name = text(extension, "extname");
    return name.empty() || is_listed(trusted_extensions, name)
               ? ""
               : "the extension " + shown(name) + " is none of the trusted ones";
}

std::string of_setting(const Json& set) {
    const std::string name = text(set, "name");
    const bool sets = text(set, "kind") == "VAR_SET_VALUE";
    return sets && (name == "role" || name == "session_authorization")
               ? "the statements that follow run as another role"
               : "";
}

std::string of_function(const Json& function) {
    for (const Json& item : member(function, "options")) {
        const Json& option = member(item, "DefElem");
        const std::string language = text(member(member(option, "arg"), "String"), "sval");
        if (text(option, "defname") == "language" &&
            is_listed(untrusted_languages, ascii_lower(language))) {
            return "a function in " + printable(language) + " runs as the server's own user";
        }
    }
    return "";
}

struct Reach {
    std::string_view node;
    std::string (*what)(const Json& tree);
};

constexpr std::array reach_rules{
    Reach{"CopyStmt", of_copy},
    Reach{"CreateExtensionStmt", of_extension},
    Reach{"VariableSetStmt", of_setting},
    Reach{"CreateFunctionStmt", of_function},
    Reach{"LoadStmt", [](const Json&) { return std::string("LOAD runs a library's code"); }},
    Reach{"ImportForeignSchemaStmt",
          [](const Json&) { return std::string("IMPORT FOREIGN SCHEMA asks another server"); }},
};

std::string reach_of(const Subject& subject) {
    for (const auto& [node, tree] : subject.tree.items()) {
        for (const Reach& rule : reach_rules) {
            std::string what = rule.node == node ? rule.what(tree) : "";
            if (!what.empty()) {
                return what;
            }
        }
    }
    for (const Json* const call : nodes_in(subject.tree, "FuncCall")) {
        const auto name = words(member(*call, "funcname"));
        if (!name.empty() && reaches(name.back())) {
            return shown(name.back()) + "() reaches files or servers";
        }
    }
    return server_wide(Dialect::Postgresql, subject.statement)
               ? "it is about the whole server, not this database"
               : "";
}

}  // namespace

void judge_reach(Subject& subject) {
    const std::string what = reach_of(subject);
    if (!what.empty()) {
        subject.scene.report.add(
            Code::ReachesOutside, subject.place(),
            "reaches outside the database: " + what +
                "; no transaction takes it back, and a copy of the database does not have it",
            "outside migrations, by who runs the server");
    }
}

void judge_unseen(Subject& subject) {
    for (const auto& [node, tree] : subject.tree.items()) {
        const bool unseen = node == "DoStmt" || node == "CallStmt" || node == "ExecuteStmt";
        if (unseen) {
            const std::string word = node.substr(0, node.size() - std::string_view("Stmt").size());
            subject.scene.report.add(Code::CannotSeeInside, subject.place(),
                                     "what this " +
                                         (word == "Do"     ? "DO"
                                          : word == "Call" ? "CALL"
                                                           : std::string("EXECUTE")) +
                                         " does is seen by no rule",
                                     "look at its locks by hand, or write its statements plainly");
        }
    }
}

}  // namespace gmig::sql::lint
