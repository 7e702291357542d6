#include "sqlite/database.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <cctype>

// A tokenizer of its own, so that a fault in gmig's does not hide itself.
namespace gmig::property {
namespace {

using Tokens = std::vector<std::string>;

bool in_word(char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' ||
           (static_cast<unsigned char>(letter) & 0x80U) != 0;
}

std::size_t past_comment(const std::string& text, std::size_t at) {
    if (text.compare(at, 2, "--") == 0) {
        return std::min(text.find('\n', at), text.size());
    }
    return text.compare(at, 2, "/*") == 0 ? text.find("*/", at) + 2 : at;
}

/// Strings keep their quotes, names lose them; all but strings in lower case.
std::string quoted_token(const std::string& text, std::size_t& at) {
    const char close = text[at] == '[' ? ']' : text[at];
    std::string content;
    for (++at; at < text.size(); ++at) {
        if (text[at] == close && (close == ']' || at + 1 >= text.size() || text[at + 1] != close)) {
            break;
        }
        content += text[at];
        at += text[at] == close ? 1U : 0U;
    }
    ++at;
    return close == '\'' ? "'" + content + "'" : ascii_lower(content);
}

/// a.b is three tokens, 1.5 is one.
std::string word_token(const std::string& text, std::size_t& at) {
    const std::size_t start = at;
    while (at < text.size() && (in_word(text[at]) || text[at] == '.')) {
        ++at;
    }
    std::string word = ascii_lower(text.substr(start, at - start));
    const auto dot = word.find('.');
    if (dot != std::string::npos && std::isdigit(static_cast<unsigned char>(word[0])) == 0) {
        at = start + dot;
        word.resize(dot);
    }
    return word;
}

Tokens tokens(const std::string& text) {
    Tokens result;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t past = past_comment(text, at);
        if (past != at) {
            at = past;
        } else if (std::isspace(static_cast<unsigned char>(text[at])) != 0) {
            ++at;
        } else if (std::string_view("\"`['").find(text[at]) != std::string_view::npos) {
            result.push_back(quoted_token(text, at));
        } else if (in_word(text[at])) {
            result.push_back(word_token(text, at));
        } else {
            result.emplace_back(1, text[at++]);
        }
    }
    return result;
}

std::string joined(const Tokens& all, std::size_t begin, std::size_t end) {
    std::string result;
    for (std::size_t at = begin; at < end; ++at) {
        result += (at == begin ? "" : " ") + all[at];
    }
    return result;
}

std::size_t closing(const Tokens& all, std::size_t open) {
    std::size_t depth = 0;
    for (std::size_t at = open; at < all.size(); ++at) {
        depth += all[at] == "(" ? 1U : 0U;
        depth -= all[at] == ")" ? 1U : 0U;
        if (depth == 0) {
            return at;
        }
    }
    return all.size();
}

/// What stands in brackets behind CHECK and AS, and whether AUTOINCREMENT does.
std::string expressions_of_table(const std::string& sql) {
    const Tokens all = tokens(sql);
    std::vector<std::string> found;
    for (std::size_t at = 0; at + 1 < all.size(); ++at) {
        if ((all[at] == "check" || all[at] == "as") && all[at + 1] == "(") {
            const std::size_t end = closing(all, at + 1);
            found.push_back("  " + all[at] + " " + joined(all, at + 2, end));
            at = end;
        } else if (all[at] == "autoincrement") {
            found.push_back("  " + all[at]);
        }
    }
    std::ranges::sort(found);
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return join(found, "\n") + "\n";
}

/// A part of an index, if it is an expression.
std::string expression_in(const Tokens& all, std::size_t begin, std::size_t end) {
    end -= all[end - 1] == "asc" || all[end - 1] == "desc" ? 1U : 0U;
    const std::string part = joined(all, begin, end);
    return part.find(" (") == std::string::npos ? "" : "  " + part + "\n";
}

/// The parts that are expressions, and the condition.
std::string expressions_of_index(const std::string& sql) {
    const Tokens all = tokens(sql);
    const auto open = static_cast<std::size_t>(std::ranges::find(all, "(") - all.begin());
    const std::size_t close = closing(all, open);
    std::string result;
    std::size_t start = open + 1;
    for (std::size_t at = open + 1; at < close; ++at) {
        if (all[at] == "(") {
            at = closing(all, at);
        } else if (all[at] == ",") {
            result += expression_in(all, start, at);
            start = at + 1;
        }
    }
    return result + expression_in(all, start, close) + "  " + joined(all, close + 1, all.size()) +
           "\n";
}

std::string literal(const std::string& text) {
    std::string result = "'";
    for (const char letter : text) {
        result += letter;
        result += letter == '\'' ? "'" : "";
    }
    return result + "'";
}

/// A name as a default is a string.
std::string shown_default(const std::string& value) {
    const Tokens all = tokens(value);
    constexpr std::array<std::string_view, 6> words{
        "null", "true", "false", "current_time", "current_date", "current_timestamp"};
    const bool plain = all.size() != 1 || value.front() == '\'' ||
                       std::isdigit(static_cast<unsigned char>(value.front())) != 0 ||
                       std::ranges::find(words, all[0]) != words.end();
    return plain ? joined(all, 0, all.size()) : literal(value);
}

std::string shown_type(const std::string& type) {
    return joined(tokens(type), 0, tokens(type).size());
}

std::string columns_of(Database& database, const std::string& table) {
    std::vector<std::string> lines;
    for (const auto& row : database.query(
             "SELECT name, type, \"notnull\", dflt_value, pk, hidden, dflt_value IS NULL "
             "FROM pragma_table_xinfo(" +
             literal(table) + ")")) {
        lines.push_back("  " + row[0] + " " + shown_type(row[1]) + " notnull=" + row[2] +
                        " pk=" + row[4] + " hidden=" + row[5] +
                        (row[6] == "1" ? "" : " default " + shown_default(row[3])));
    }
    std::ranges::sort(lines);
    return join(lines, "\n") + "\n";
}

std::string indexes_of(Database& database, const std::string& table) {
    std::vector<std::string> lines;
    for (const auto& row : database.query(
             "SELECT l.name, \"unique\", origin, partial, (SELECT sql FROM sqlite_schema s WHERE "
             "s.name = l.name) FROM pragma_index_list(" +
             literal(table) + ") l")) {
        std::string line = "  index " + (row[2] == "c" ? row[0] : "of " + row[2]) +
                           " unique=" + row[1] + " partial=" + row[3];
        for (const auto& part :
             database.query("SELECT name, \"desc\", coll FROM pragma_index_xinfo(" +
                            literal(row[0]) + ") WHERE key = 1 ORDER BY seqno")) {
            line += "; " + part[0] + " " + part[1] + " " + ascii_lower(part[2]);
        }
        lines.push_back(line + "\n" + (row[2] == "c" ? expressions_of_index(row[4]) : ""));
    }
    std::ranges::sort(lines);
    return join(lines, "");
}

std::string foreign_keys_of(Database& database, const std::string& table) {
    std::vector<std::string> lines;
    for (const auto& row : database.query(
             "SELECT group_concat(\"from\" || '>' || coalesce(\"to\", '')), \"table\", on_update, "
             "on_delete, \"match\" FROM (SELECT * FROM pragma_foreign_key_list(" +
             literal(table) + ") ORDER BY id, seq) GROUP BY id")) {
        lines.push_back("  references " + join(row, " "));
    }
    std::ranges::sort(lines);
    return join(lines, "\n") + "\n";
}

}  // namespace

std::string catalog(Database& database) {
    std::string result;
    for (const auto& row : database.query(
             "SELECT l.name, l.type, wr, strict, sql FROM pragma_table_list l JOIN sqlite_schema s "
             "ON s.name = l.name AND s.type IN ('table', 'view') WHERE l.schema = 'main' AND "
             "l.type "
             "<> 'shadow' AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY l.name")) {
        const std::string& name = row[0];
        result += row[1] + " " + name + " wr=" + row[2] + " strict=" + row[3] + "\n";
        if (row[1] != "table") {
            const Tokens all = tokens(row[4]);
            result += "  " + joined(all, 0, all.size()) + "\n";
            continue;
        }
        result += columns_of(database, name) + expressions_of_table(row[4]) +
                  indexes_of(database, name) + foreign_keys_of(database, name);
    }
    for (const auto& row : database.query("SELECT name, tbl_name, sql FROM sqlite_schema WHERE "
                                          "type = 'trigger' ORDER BY name")) {
        const Tokens all = tokens(row[2]);
        result +=
            "trigger " + row[0] + " on " + row[1] + "\n  " + joined(all, 0, all.size()) + "\n";
    }
    return result;
}

}  // namespace gmig::property
