#include "sql/literal.hpp"
#include "sql/pattern.hpp"
#include <gmig/sql/statement.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace gmig::sql {
namespace {

/// Collects what statements drop, each thing once, in the order of the text.
class Losses {
public:
    explicit Losses(Dialect dialect) : dialect_(dialect) {}

    void read(std::string_view statement);
    std::vector<std::string> take() { return std::move(found_); }

private:
    /// What drops data at the beginning of a statement.
    void read_start(Reader& reader);
    void read_drop(Reader& reader);
    void read_alter(Reader& reader);
    void read_actions(Reader& reader, const std::string& table);
    void read_body(const Token& token);
    void read_everywhere(Reader reader);
    void read_list(Reader& reader, const std::string& words);
    void add(const std::string& loss);

    Dialect dialect_;
    std::string merged_;  ///< the target of the MERGE that is being read
    std::vector<std::string> found_;
};

void skip_if_exists(Reader& reader) {
    if (reader.accept("IF")) {
        reader.accept("EXISTS");
    }
}

bool ends_statement(const Reader& reader) {
    return reader.at_end() || reader.token().kind == TokenKind::Semicolon;
}

/// To behind the next comma outside brackets; false when the statement ends first.
bool next_action(Reader& reader) {
    std::size_t depth = 0;
    for (; !ends_statement(reader); reader.advance()) {
        depth += reader.is_sign('(') ? 1U : 0U;
        depth -= depth > 0 && reader.is_sign(')') ? 1U : 0U;
        if (depth == 0 && reader.accept_sign(',')) {
            return true;
        }
    }
    return false;
}

bool cascades(Reader reader) {
    while (!ends_statement(reader) && !reader.is("CASCADE")) {
        reader.advance();
    }
    return reader.is("CASCADE");
}

void Losses::add(const std::string& loss) {
    if (std::find(found_.begin(), found_.end(), loss) == found_.end()) {
        found_.push_back(loss);
    }
}

void Losses::read_list(Reader& reader, const std::string& words) {
    do {
        reader.accept("ONLY");
        const auto name = dotted(reader.qualified_name());
        if (!name.empty()) {
            add(words + name);
        }
        reader.accept_sign('*');
    } while (reader.accept_sign(','));
}

void Losses::read_drop(Reader& reader) {
    struct Kind {
        std::string_view keyword;
        bool only_with_cascade;  ///< without it PostgreSQL refuses to drop what is in use
        std::string_view words;
    };
    static constexpr Kind kinds[] = {
        {"TABLE", false, "table "},           {"DATABASE", false, "database "},
        {"SCHEMA", true, "schema "},          {"TYPE", true, "columns of type "},
        {"DOMAIN", true, "columns of type "}, {"EXTENSION", true, "what uses extension "},
    };
    if (reader.accept("OWNED")) {
        reader.accept("BY");
        read_list(reader, "what is owned by ");
        return;
    }
    for (const Kind& kind : kinds) {
        if (!reader.accept(kind.keyword)) {
            continue;
        }
        skip_if_exists(reader);
        if (!kind.only_with_cascade || cascades(reader)) {
            read_list(reader, std::string(kind.words));
        }
        return;
    }
}

void Losses::read_actions(Reader& reader, const std::string& table) {
    do {
        if (!reader.accept("DROP") || reader.is("CONSTRAINT")) {
            continue;
        }
        const bool attribute = reader.accept("ATTRIBUTE");
        if (!attribute) {
            reader.accept("COLUMN");
        }
        skip_if_exists(reader);
        if (const auto column = reader.name(); !column.empty()) {
            add((attribute ? "attribute " : "column ") + table + "." + column);
        }
    } while (next_action(reader));
}

void Losses::read_alter(Reader& reader) {
    reader.accept("FOREIGN");
    if (!reader.accept("TABLE") && !reader.accept("TYPE")) {
        return;
    }
    skip_if_exists(reader);
    reader.accept("ONLY");
    const auto name = dotted(reader.qualified_name());
    reader.accept_sign('*');
    read_actions(reader, name);
}

void Losses::read_start(Reader& reader) {
    if (reader.accept("DROP")) {
        read_drop(reader);
    } else if (reader.accept("ALTER")) {
        read_alter(reader);
    } else if (reader.accept("TRUNCATE")) {
        reader.accept("TABLE");
        read_list(reader, "rows of ");
    } else if (reader.accept("MERGE")) {
        reader.accept("INTO");
        reader.accept("ONLY");
        merged_ = dotted(reader.qualified_name());
    }
}

/// DELETE stands behind WITH as well, and in a MERGE.
void Losses::read_everywhere(Reader reader) {
    while (!reader.at_end()) {
        if (!reader.accept("DELETE")) {
            reader.advance();
        } else if (reader.accept("FROM")) {
            read_list(reader, "rows of ");
        } else if (!merged_.empty()) {
            add("rows of " + merged_);
        }
    }
}

/// The code of a DO. What it makes of strings at run time (EXECUTE) is not seen.
void Losses::read_body(const Token& token) {
    Reader reader(between_quotes(token.text), dialect_);
    read_everywhere(reader);
    for (; !reader.at_end(); reader.advance()) {
        read_start(reader);
    }
}

void Losses::read(std::string_view statement) {
    Reader reader(statement, dialect_);
    merged_.clear();
    // What a trigger or a function deletes is deleted when it is called.
    if (reader.is("CREATE")) {
        return;
    }
    if (dialect_ == Dialect::Postgresql && reader.accept("DO")) {
        for (; !reader.at_end(); reader.advance()) {
            if (reader.token().kind == TokenKind::String) {
                read_body(reader.token());
            }
        }
        return;
    }
    const Reader whole = reader;
    read_start(reader);
    if (!whole.is("ALTER")) {
        read_everywhere(whole);
    }
}

}  // namespace

std::vector<std::string> data_losses(const Script& script, Dialect dialect) {
    Losses losses(dialect);
    for (const Statement& statement : split(script, dialect, Grammar::Lexer)) {
        losses.read(statement.text);
    }
    return losses.take();
}

}  // namespace gmig::sql
