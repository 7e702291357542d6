#include "sql/lint/ignores.hpp"
#include "sql/lint/postgresql.hpp"
#include "sql/lint/postgresql_acts.hpp"
#include "sql/lint/postgresql_part.hpp"
#include "sql/lint/shared.hpp"
#include "sql/lint/sqlite.hpp"
#include "sql/pattern.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace gmig::sql {

using namespace lint;

namespace {

/// Places of a statement's acts become the part's.
class Placing {
public:
    explicit Placing(std::size_t offset) : offset_(offset) {}

    void operator()(MakesRelation& act) const {
        for (Constraint& one : act.relation.constraints) {
            one.place += offset_;
        }
    }
    void operator()(AddsConstraint& act) const { act.constraint.place += offset_; }
    template <class Other>
    void operator()(Other& /*act*/) const {}

private:
    std::size_t offset_;
};

void place_in_part(std::vector<PlacedAct>& acts, std::size_t offset) {
    for (PlacedAct& each : acts) {
        each.place += offset;
        std::visit(Placing(offset), each.act);
    }
}

struct ParsedStatement {
    Statement statement;
    Json tree;
};

std::vector<ParsedStatement> parse_each(const std::vector<Statement>& statements) {
    std::vector<ParsedStatement> parsed;
    for (const Statement& one : statements) {
        parsed.push_back({one, tree_of(one.text)});
    }
    return parsed;
}

/// Where the lexer cuts otherwise than the parser would, the parser has it.
std::vector<ParsedStatement> parse(const Script& script) {
    auto parsed = parse_each(split(script, Dialect::Postgresql, Grammar::Lexer));
    const bool all =
        std::ranges::none_of(parsed, [](const ParsedStatement& one) { return one.tree.is_null(); });
    if (all) {
        return parsed;
    }
    try {
        return parse_each(split(script, Dialect::Postgresql, Grammar::Parser));
    } catch (const Error&) {
        return parsed;
    }
}

bool may_hide_tables(const Statement& statement) {
    return matches(Reader(statement.text, Dialect::Postgresql), "DO|CALL|EXECUTE");
}

std::vector<Statement> statements_of(const std::vector<ParsedStatement>& parsed) {
    std::vector<Statement> statements;
    for (const ParsedStatement& one : parsed) {
        statements.push_back(one.statement);
    }
    return statements;
}

}  // namespace

class Linter::State {
public:
    explicit State(const LintOptions& options) : options_(options) {}

    void learn(const Script& script);
    LintResult judge(const LintPart& part);
    void land() { catalog_.land(); }

private:
    void apply(const std::vector<PlacedAct>& acts, bool of_branch);
    void learn_postgresql(const Script& script);
    void learn_sqlite(const Script& script);
    std::vector<Statement> judge_statements(Scene& scene);
    std::vector<Statement> judge_postgresql(Scene& scene);
    std::vector<Statement> judge_sqlite(Scene& scene);

    LintOptions options_;
    Catalog catalog_;
};

void Linter::State::apply(const std::vector<PlacedAct>& acts, bool of_branch) {
    for (const PlacedAct& each : acts) {
        catalog_.apply(each.act, of_branch);
    }
}

void Linter::State::learn_postgresql(const Script& script) {
    Names names;
    for (const Statement& one : split(script, Dialect::Postgresql, Grammar::Lexer)) {
        if (may_hide_tables(one)) {
            catalog_.note_blind();
        }
        if (!is_worth_learning(one.text)) {
            continue;
        }
        const Json tree = tree_of(one.text);
        if (tree.is_null()) {
            catalog_.note_blind();
            continue;
        }
        apply(acts_in(tree, names), false);
        follow_search_path(tree, names);
    }
}

void Linter::State::learn_sqlite(const Script& script) {
    for (const Statement& one : split(script, Dialect::Sqlite)) {
        apply(acts_in_sqlite(one), false);
    }
}

void Linter::State::learn(const Script& script) {
    try {
        options_.dialect == Dialect::Postgresql ? learn_postgresql(script) : learn_sqlite(script);
    } catch (const Error&) {
        catalog_.note_blind();
    }
    catalog_.end_session();
}

std::vector<Statement> Linter::State::judge_postgresql(Scene& scene) {
    PostgresqlPart rules(scene);
    const auto parsed = parse(scene.script);
    for (const auto& [statement, tree] : parsed) {
        if (may_hide_tables(statement)) {
            catalog_.note_blind();
        }
        if (tree.is_null()) {
            catalog_.note_blind();
            scene.report.add(Code::NotLinted, statement.offset,
                             "PostgreSQL 15's parser does not take this statement: no rule has "
                             "looked at it",
                             "look at its locks by hand");
            continue;
        }
        auto acts = acts_in(tree, rules.names());
        place_in_part(acts, statement.offset);
        for (const PlacedAct& each : acts) {
            judge_shared(each, scene);
        }
        rules.judge(statement, tree, acts);
        apply(acts, true);
    }
    rules.finish();
    return statements_of(parsed);
}

std::vector<Statement> Linter::State::judge_sqlite(Scene& scene) {
    auto statements = split(scene.script, Dialect::Sqlite);
    SqlitePart rules(scene, statements);
    for (const Statement& statement : statements) {
        auto acts = acts_in_sqlite(statement);
        place_in_part(acts, statement.offset);
        for (const PlacedAct& each : acts) {
            if (!rules.explains(each)) {
                judge_shared(each, scene);
            }
        }
        rules.judge(statement, acts);
        apply(acts, true);
        rules.keep_in_use(catalog_);
    }
    rules.finish();
    return statements;
}

std::vector<Statement> Linter::State::judge_statements(Scene& scene) {
    try {
        return options_.dialect == Dialect::Postgresql ? judge_postgresql(scene)
                                                       : judge_sqlite(scene);
    } catch (const Error& error) {
        catalog_.note_blind();
        Finding found = scene.report.finding(
            Code::NotLinted, 0, std::string("not linted: ") + error.what(), "mend the file");
        found.where = error.where();
        scene.report.add(std::move(found));
        return {};
    }
}

LintResult Linter::State::judge(const LintPart& part) {
    Report report(part);
    Scene scene{options_, *part.up, catalog_, report};
    const auto statements = judge_statements(scene);
    LintResult result;
    Ignores ignores(part, options_.dialect, statements);
    ignores.settle(report.finish(catalog_), report, result);
    catalog_.end_session();
    return result;
}

Linter::Linter(const LintOptions& options) : state_(std::make_unique<State>(options)) {}

Linter::~Linter() = default;

void Linter::learn(const LintPart& part) {
    state_->learn(*part.up);
}

LintResult Linter::judge(const LintPart& part) {
    return state_->judge(part);
}

void Linter::land() {
    state_->land();
}

}  // namespace gmig::sql
