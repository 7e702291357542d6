#include "sql/lint/postgresql.hpp"

#include "sql/lint/postgresql_part.hpp"
#include "sql/pattern.hpp"
#include <gmig/support/text.hpp>

#include <pg_query.h>

#include <algorithm>
#include <array>

namespace gmig::sql::lint {
namespace {

struct NodeRule {
    std::string_view node;
    void (*judge)(const Json& node, Subject& subject, const Names& names);
};

constexpr std::array node_rules{
    NodeRule{"AlterTableStmt", judge_alter_table},
    NodeRule{"IndexStmt", judge_index},
    NodeRule{"DropStmt", judge_drop_index},
    NodeRule{"DropStmt", judge_cascade},
    NodeRule{"ReindexStmt", judge_reindex},
    NodeRule{"VacuumStmt", judge_vacuum},
    NodeRule{"ClusterStmt", judge_cluster},
    NodeRule{"AlterTableMoveAllStmt", judge_move_all},
    NodeRule{"RefreshMatViewStmt", judge_refresh},
    NodeRule{"TruncateStmt", judge_truncate},
    NodeRule{"LockStmt", judge_lock},
    NodeRule{"AlterEnumStmt", judge_enum},
    NodeRule{"RenameStmt", judge_rename},
    NodeRule{"DropOwnedStmt", judge_drop_owned},
    NodeRule{"AlterDomainStmt", judge_domain},
};

// Neither tables nor what hangs on them.
constexpr std::array<std::string_view, 4> unlearned{
    "CREATE CONSTRAINT? TRIGGER",
    "CREATE POLICY|RULE|EXTENSION|SEQUENCE|ROLE|USER|AGGREGATE|OPERATOR|CAST|PUBLICATION",
    "CREATE STATISTICS|SERVER|COLLATION|CONVERSION|LANGUAGE|EVENT",
    "ALTER FUNCTION|PROCEDURE|SEQUENCE|ROLE|USER|DEFAULT|DATABASE|EXTENSION|POLICY|TRIGGER",
};

bool mentions(std::string_view statement, std::string_view lower_case_word) {
    return ascii_lower(statement).find(lower_case_word) != std::string::npos;
}

}  // namespace

Json tree_of(std::string_view statement) {
    const std::string text(statement);
    const PgQueryParseResult parsed = pg_query_parse(text.c_str());
    Json tree = Json::parse(parsed.error == nullptr ? parsed.parse_tree : "", nullptr, false);
    pg_query_free_parse_result(parsed);
    const Json& statements = member(tree, "stmts");
    if (!statements.is_array() || statements.size() != 1) {
        return {};
    }
    return std::move(tree["stmts"][0]["stmt"]);
}

bool is_worth_learning(std::string_view statement) {
    const Reader reader(statement, Dialect::Postgresql);
    if (matches(reader, "SELECT")) {
        return mentions(statement, "into");
    }
    // Only one that says so is no volatile one.
    const bool function =
        matches(reader, "CREATE FUNCTION") || matches(reader, "CREATE OR REPLACE FUNCTION");
    if (function) {
        return mentions(statement, "immutable") || mentions(statement, "stable");
    }
    return matches(reader, "CREATE|ALTER|DROP|SET") &&
           std::ranges::none_of(unlearned,
                                [&](std::string_view pattern) { return matches(reader, pattern); });
}

void follow_search_path(const Json& tree, Names& names) {
    const Json& set = member(tree, "VariableSetStmt");
    if (text(set, "name") != "search_path") {
        return;
    }
    names.default_schema.clear();
    const Json& values = member(set, "args");
    if (values.is_array() && !values.empty()) {
        names.default_schema = text(member(member(values[0], "A_Const"), "sval"), "sval");
    }
    if (names.default_schema == "$user") {
        names.default_schema.clear();
    }
}

void follow_time_zone(const Json& tree, bool& in_utc) {
    const Json& set = member(tree, "VariableSetStmt");
    if (text(set, "name") == "timezone") {
        const Json& values = member(set, "args");
        const Json& value = values.is_array() && !values.empty() ? values[0] : values;
        const auto zone = ascii_lower(text(member(member(value, "A_Const"), "sval"), "sval"));
        in_utc = zone == "utc" || zone == "etc/utc";
    }
}

void PostgresqlPart::count_transaction(const Json& tree) {
    if (scene_.script.transaction == TransactionMode::On) {
        return;
    }
    const std::string kind = text(member(tree, "TransactionStmt"), "kind");
    if (!explicit_) {
        ++transaction_;
    }
    if (kind == "TRANS_STMT_BEGIN" || kind == "TRANS_STMT_START") {
        explicit_ = true;
    } else if (kind == "TRANS_STMT_COMMIT" || kind == "TRANS_STMT_ROLLBACK") {
        explicit_ = false;
    }
}

void PostgresqlPart::judge(const Statement& statement, const Json& tree,
                           const std::vector<PlacedAct>& acts) {
    count_transaction(tree);
    Subject subject{statement, tree, acts, scene_, transaction_, in_utc_};
    for (const auto& [node, content] : tree.items()) {
        for (const NodeRule& rule : node_rules) {
            if (rule.node == node) {
                rule.judge(content, subject, names_);
            }
        }
    }
    judge_reach(subject);
    judge_unseen(subject);
    const auto locks = locks_of(tree, names_, scene_.catalog);
    late_validation_.see(subject);
    new_enum_values_.see(subject, names_);
    row_changes_.see(subject, locks);
    lock_waits_.see(subject, locks);
    follow_search_path(tree, names_);
    follow_time_zone(tree, in_utc_);
}

}  // namespace gmig::sql::lint
