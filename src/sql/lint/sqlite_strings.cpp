// Source: https://www.sqlite.org/quirks.html, 8; the claims were tried on SQLite 3.40.
#include "sql/lint/sqlite_strings.hpp"

#include "sql/lint/sqlite_columns.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <string>

namespace gmig::sql::lint {
namespace {

bool is_one_of(const Token& token, std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return is_word(token, word); });
}

bool is_double_quoted(const Token& token) {
    return token.kind == TokenKind::QuotedIdentifier && token.text.starts_with('"');
}

bool is_sign(const Token& token, char sign) {
    return token.text.size() == 1 && token.text.front() == sign;
}

std::vector<Token> tokens_of(std::string_view text) {
    std::vector<Token> tokens;
    for (Reader reader(text, Dialect::Sqlite); !reader.at_end(); reader.advance()) {
        tokens.push_back(reader.token());
    }
    return tokens;
}

/// Behind these a name of a table, an index, a column or a function's result stands.
bool announces_name(const Token& token) {
    return is_sign(token, '.') ||
           is_one_of(token, {"AS", "COLLATE", "INTO", "FROM", "JOIN", "UPDATE", "TABLE", "ON"});
}

bool announces_value(const Token& token) {
    return token.text == "=" || token.text == "==" || token.text == "<>" || token.text == "!=" ||
           is_word(token, "LIKE");
}

/// The brackets that are open at a token, as far as they matter here.
enum class Bracket : std::uint8_t { Other, Values, In };

/// What the statement's tables have as columns, as far as that is known.
class Columns {
public:
    Columns(const std::vector<Token>& tokens, const std::vector<PlacedAct>& acts,
            const Catalog& catalog);

    /// Whether a name is certainly no column's.
    [[nodiscard]] bool lacks(const std::string& name) const {
        return all_known_ && !names_.contains(name);
    }

private:
    void take(const Relation* relation);
    void take_table(const Token& token, const Catalog& catalog);

    bool all_known_ = true;
    std::set<std::string> names_{"rowid", "oid", "_rowid_"};
};

void Columns::take(const Relation* relation) {
    if (relation == nullptr || !relation->whole) {
        all_known_ = false;
        return;
    }
    for (const auto& [name, column] : relation->columns) {
        names_.insert(name);
    }
}

void Columns::take_table(const Token& token, const Catalog& catalog) {
    const std::string name = ascii_lower(name_of(token, Dialect::Sqlite));
    if (name.empty()) {
        all_known_ = false;  // FROM (SELECT …)
        return;
    }
    names_.insert(name);
    take(catalog.find({"", name}));
}

/// Whether a table's name stands behind this token.
bool names_table_next(const std::vector<Token>& tokens, std::size_t at) {
    const Token& next = tokens[at + 1];
    if (is_one_of(tokens[at], {"FROM", "JOIN", "INTO"})) {
        return true;
    }
    if (is_word(tokens[at], "UPDATE")) {
        return !is_one_of(next, {"OR", "SET", "OF", "ON"});
    }
    return is_word(tokens.front(), "CREATE") && is_word(tokens[at], "ON") &&
           !is_one_of(next, {"DELETE", "UPDATE", "CONFLICT"});
}

/// FROM a, b and UPDATE OR …: what stands there is not looked for.
bool has_tables_not_looked_for(const std::vector<Token>& tokens) {
    for (std::size_t i = 2; i < tokens.size(); ++i) {
        const bool list = is_sign(tokens[i], ',') && is_word(tokens[i - 2], "FROM");
        if (list || (is_word(tokens[i], "OR") && is_word(tokens[i - 1], "UPDATE"))) {
            return true;
        }
    }
    return false;
}

Columns::Columns(const std::vector<Token>& tokens, const std::vector<PlacedAct>& acts,
                 const Catalog& catalog) {
    for (const PlacedAct& placed : acts) {
        if (const auto* const makes = std::get_if<MakesRelation>(&placed.act);
            makes != nullptr && makes->relation.kind == Relation::Kind::Table) {
            take(&makes->relation);
        }
    }
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        if (names_table_next(tokens, i)) {
            take_table(tokens[i + 1], catalog);
        } else if (is_word(tokens[i], "WITH") && i == 0) {
            all_known_ = false;
        } else if (is_one_of(tokens[i], {"AS", "COLUMN"})) {
            names_.insert(ascii_lower(name_of(tokens[i + 1], Dialect::Sqlite)));
        }
    }
    all_known_ = all_known_ && !has_tables_not_looked_for(tokens);
}

class QuoteSearch {
public:
    QuoteSearch(const Statement& statement, const std::vector<PlacedAct>& acts, Scene& scene)
        : statement_(statement),
          scene_(scene),
          tokens_(tokens_of(statement.text)),
          columns_(tokens_, acts, scene.catalog),
          is_index_(!acts.empty() && std::holds_alternative<MakesIndex>(acts.front().act)) {}

    void search();

private:
    void follow_brackets(std::size_t at);
    [[nodiscard]] bool is_string(std::size_t at) const;
    [[nodiscard]] bool is_in_index(std::size_t at) const;
    [[nodiscard]] const Token* token(std::size_t at) const {
        return at < tokens_.size() ? &tokens_[at] : nullptr;
    }
    [[nodiscard]] bool inside(Bracket bracket) const {
        return !open_.empty() && open_.back() == bracket;
    }

    const Statement& statement_;
    Scene& scene_;
    std::vector<Token> tokens_;
    Columns columns_;
    bool is_index_;
    std::vector<Bracket> open_;
    bool behind_row_ = false;  ///< of VALUES: another one may follow
};

void QuoteSearch::follow_brackets(std::size_t at) {
    const Token& here = tokens_[at];
    if (is_sign(here, ')')) {
        behind_row_ = inside(Bracket::Values);
        if (!open_.empty()) {
            open_.pop_back();
        }
        return;
    }
    if (!is_sign(here, '(')) {
        behind_row_ = behind_row_ && is_sign(here, ',');
        return;
    }
    const Token* const next = token(at + 1);
    const bool query = next != nullptr && is_one_of(*next, {"SELECT", "WITH", "VALUES"});
    const bool row = at > 0 && (is_word(tokens_[at - 1], "VALUES") || behind_row_);
    const bool list = at > 0 && is_word(tokens_[at - 1], "IN");
    behind_row_ = false;
    if (query) {
        open_.push_back(Bracket::Other);
    } else if (row || inside(Bracket::Values)) {
        open_.push_back(Bracket::Values);
    } else {
        open_.push_back(list ? Bracket::In : Bracket::Other);
    }
}

/// A column of CREATE INDEX, by itself.
bool QuoteSearch::is_in_index(std::size_t at) const {
    const Token* const next = token(at + 1);
    return is_index_ && open_.size() == 1 && next != nullptr &&
           (is_sign(tokens_[at - 1], '(') || is_sign(tokens_[at - 1], ',')) &&
           (is_sign(*next, ')') || is_sign(*next, ',') ||
            is_one_of(*next, {"COLLATE", "ASC", "DESC"}));
}

bool QuoteSearch::is_string(std::size_t at) const {
    const Token* const next = token(at + 1);
    const bool name = next != nullptr && (is_sign(*next, '.') || is_sign(*next, '('));
    if (at == 0 || name || !is_double_quoted(tokens_[at]) || announces_name(tokens_[at - 1])) {
        return false;
    }
    if (is_word(tokens_[at - 1], "DEFAULT") || inside(Bracket::Values)) {
        return true;
    }
    const bool may_be = inside(Bracket::In) || announces_value(tokens_[at - 1]) || is_in_index(at);
    return may_be && columns_.lacks(ascii_lower(name_of(tokens_[at], Dialect::Sqlite)));
}

void QuoteSearch::search() {
    for (std::size_t at = 0; at < tokens_.size(); ++at) {
        follow_brackets(at);
        if (!is_string(at)) {
            continue;
        }
        const std::string name = name_of(tokens_[at], Dialect::Sqlite);
        std::string value = "'";
        for (const char letter : name) {
            value += letter == '\'' ? "''" : std::string(1, letter);
        }
        value = printable(value + "'");
        scene_.report.add(
            Code::DoubleQuotedString, statement_.offset + tokens_[at].offset,
            printable(std::string(tokens_[at].text)) +
                " is a name that no column here has: SQLite takes it for the string " + value +
                " and says nothing, where it is built to; elsewhere the "
                "migration fails",
            "write " + value);
    }
}

}  // namespace

void judge_quotes(const Statement& statement, const std::vector<PlacedAct>& acts, Scene& scene) {
    if (statement.text.find('"') == std::string_view::npos) {
        return;
    }
    Reader reader(statement.text, Dialect::Sqlite);
    // A module reads its own arguments.
    const bool others = reader.is("PRAGMA") || (reader.accept("CREATE") && reader.is("VIRTUAL"));
    if (!others) {
        QuoteSearch(statement, acts, scene).search();
    }
}

}  // namespace gmig::sql::lint
