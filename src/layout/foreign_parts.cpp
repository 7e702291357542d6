#include "layout/foreign.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::layout {
namespace {

struct Line {
    Slice whole;  ///< with its newline
    std::string_view text;
};

/// Calls `read` with each line; stops when it says false.
template <class Read>
void for_each_line(std::string_view text, const Read& read) {
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        const std::size_t next = std::min(end + 1, text.size());
        if (!read(Line{{start, next}, text.substr(start, end - start)})) {
            return;
        }
        start = next;
    }
}

/// What stands behind "--" and blanks in a comment line; nothing for another line.
std::optional<std::string_view> comment_of(std::string_view line) {
    if (!line.starts_with("--")) {
        return std::nullopt;
    }
    return trim(line.substr(2));
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    for (std::size_t at = text.find_first_not_of(" \t"); at != std::string_view::npos;) {
        const std::size_t end = std::min(text.find_first_of(" \t", at), text.size());
        words.push_back(text.substr(at, end - at));
        at = text.find_first_not_of(" \t", end);
    }
    return words;
}

/// The two parts of one file, as their marks are met.
struct TwoParts {
    bool any_order = false;  ///< the down part may stand first
    std::optional<Line> up{};
    std::optional<Line> down{};

    std::optional<Problem> meet(bool is_up, const Line& line) {
        auto& mark = is_up ? up : down;
        if (mark) {
            return Problem{line.whole.begin, "a second part of this kind"};
        }
        if (!is_up && !up && !any_order) {
            return Problem{line.whole.begin, "the down part stands before the up part"};
        }
        mark = line;
        return std::nullopt;
    }

    void finish(std::string_view text, Dialect dialect, std::string_view mark,
                ForeignParts& parts) const {
        if (!up) {
            parts.problem = Problem{0, "there is no \"" + std::string(mark) + "\""};
            return;
        }
        const bool down_first = down && down->whole.begin < up->whole.begin;
        const std::size_t before = down_first ? down->whole.begin : up->whole.begin;
        if (const auto early = first_statement(text.substr(0, before), dialect)) {
            parts.problem = Problem{*early, "a statement before \"" + std::string(mark) + "\""};
        }
        parts.up = {up->whole.end, down && !down_first ? down->whole.begin : text.size()};
        if (down) {
            parts.down = Slice{down->whole.end, down_first ? up->whole.begin : text.size()};
        }
    }
};

std::optional<Problem> read_dbmate_options(const Line& line,
                                           std::span<const std::string_view> words,
                                           TransactionMode& mode) {
    for (const std::string_view word : words) {
        if (word == "transaction:false") {
            mode = TransactionMode::Off;
        } else if (word != "transaction:true") {
            return Problem{line.whole.begin, "unknown option \"" + printable(word) +
                                                 "\", known is transaction:false"};
        }
    }
    return std::nullopt;
}

/// One annotation of goose; the words behind "+goose".
class GooseReader {
public:
    std::optional<Problem> read(const Line& line, const std::vector<std::string_view>& words) {
        const std::string command =
            ascii_lower(join(std::vector<std::string>(words.begin() + 1, words.end()), " "));
        if (command == "up" || command == "down") {
            return in_statement_ ? Problem{line.whole.begin, "a StatementBegin has no StatementEnd"}
                                 : parts_.meet(command == "up", line);
        }
        if (command == "no transaction") {
            mode_ = TransactionMode::Off;
            return std::nullopt;
        }
        if (command == "statementbegin" || command == "statementend") {
            return bracket(line, command == "statementbegin");
        }
        if (command.starts_with("envsub")) {
            return Problem{line.whole.begin,
                           "goose's ENVSUB puts environment variables into SQL, gmig does not"};
        }
        return Problem{line.whole.begin, "unknown annotation of goose"};
    }

    void finish(std::string_view text, Dialect dialect, ForeignParts& parts) const {
        parts.up_mode = parts.down_mode = mode_;
        parts_.finish(text, dialect, "-- +goose Up", parts);
        if (!parts.problem && in_statement_) {
            parts.problem = Problem{statement_, "a StatementBegin has no StatementEnd"};
        }
    }

private:
    std::optional<Problem> bracket(const Line& line, bool begin) {
        if (begin == in_statement_ || !parts_.up) {
            return Problem{line.whole.begin, "StatementBegin and StatementEnd do not match"};
        }
        in_statement_ = begin;
        statement_ = line.whole.begin;
        return std::nullopt;
    }

    TwoParts parts_;
    TransactionMode mode_ = TransactionMode::On;
    bool in_statement_ = false;
    std::size_t statement_ = 0;
};

/// The lines of sql-migrate's: "-- +migrate " in the first column, in this very case.
class SqlMigrateReader {
public:
    std::optional<Problem> read(const Line& line, std::span<const std::string_view> words,
                                ForeignParts& parts) {
        const std::string_view command = words.empty() ? "" : words.front();
        if (command == "StatementBegin" || command == "StatementEnd") {
            return bracket(line, command == "StatementBegin");
        }
        const bool is_up = command == "Up";
        if (!is_up && command != "Down") {
            return Problem{line.whole.begin, "unknown annotation of sql-migrate"};
        }
        if (begin_) {
            return unended();
        }
        for (const std::string_view option : words.subspan(1)) {
            if (option != "notransaction") {
                return Problem{line.whole.begin, "unknown option \"" + printable(option) +
                                                     "\", known is notransaction"};
            }
            (is_up ? parts.up_mode : parts.down_mode) = TransactionMode::Off;
        }
        return parts_.meet(is_up, line);
    }

    void finish(std::string_view text, Dialect dialect, ForeignParts& parts) const {
        if (begin_) {
            parts.problem = unended();
        } else {
            parts_.finish(text, dialect, "-- +migrate Up", parts);
        }
    }

private:
    std::optional<Problem> bracket(const Line& line, bool begin) {
        if (begin == begin_.has_value() || (!parts_.up && !parts_.down)) {
            return Problem{line.whole.begin, "StatementBegin and StatementEnd do not match"};
        }
        begin_ = begin ? std::optional(line.whole.begin) : std::nullopt;
        return std::nullopt;
    }
    [[nodiscard]] Problem unended() const {
        return {*begin_, "a StatementBegin has no StatementEnd"};
    }

    TwoParts parts_{.any_order = true};
    std::optional<std::size_t> begin_;
};

/// Which part a line of node-pg-migrate's begins: dashes and blanks, the part's name and
/// "migration" in any case, whatever follows.
std::optional<std::string> node_pg_part(std::string_view line) {
    const std::string comment = ascii_lower(comment_of(trim(line)).value_or(""));
    const std::size_t start = std::min(comment.find_first_not_of("- \t"), comment.size());
    const auto words = words_of(std::string_view(comment).substr(start));
    const bool is_mark = words.size() > 1 && (words[0] == "up" || words[0] == "down") &&
                         words[1].starts_with("migration");
    return is_mark ? std::optional(std::string(words[0])) : std::nullopt;
}

}  // namespace

std::optional<std::size_t> find_placeholder(std::string_view text) {
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-";
    for (std::size_t at = text.find("${"); at != std::string_view::npos;
         at = text.find("${", at + 2)) {
        const std::size_t end = text.find_first_not_of(letters, at + 2);
        if (end != std::string_view::npos && end > at + 2 && text[end] == '}') {
            return at;
        }
    }
    return std::nullopt;
}

ForeignParts dbmate_parts(std::string_view text, Dialect dialect) {
    ForeignParts parts;
    TwoParts marks;
    for_each_line(text, [&](const Line& line) {
        const auto words = words_of(comment_of(line.text).value_or(""));
        const bool is_up = !words.empty() && words.front() == "migrate:up";
        if (is_up || (!words.empty() && words.front() == "migrate:down")) {
            parts.problem = marks.meet(is_up, line);
            if (!parts.problem) {
                parts.problem = read_dbmate_options(line, std::span(words).subspan(1),
                                                    is_up ? parts.up_mode : parts.down_mode);
            }
        }
        return !parts.problem;
    });
    if (!parts.problem) {
        marks.finish(text, dialect, "-- migrate:up", parts);
    }
    return parts;
}

ForeignParts goose_parts(std::string_view text, Dialect dialect) {
    ForeignParts parts;
    GooseReader reader;
    for_each_line(text, [&](const Line& line) {
        const auto words = words_of(comment_of(line.text).value_or(""));
        if (!words.empty() && words.front() == "+goose") {
            parts.problem = reader.read(line, words);
        }
        return !parts.problem;
    });
    if (!parts.problem) {
        reader.finish(text, dialect, parts);
    }
    return parts;
}

ForeignParts sql_migrate_parts(std::string_view text, Dialect dialect) {
    ForeignParts parts;
    SqlMigrateReader reader;
    for_each_line(text, [&](const Line& line) {
        constexpr std::string_view prefix = "-- +migrate ";
        if (line.text.starts_with(prefix)) {
            parts.problem = reader.read(line, words_of(line.text.substr(prefix.size())), parts);
        }
        return !parts.problem;
    });
    if (!parts.problem) {
        reader.finish(text, dialect, parts);
    }
    return parts;
}

/// https://github.com/salsita/node-pg-migrate, src/sqlMigration.ts: the first mark of a kind
/// counts, without any mark all is the up part.
ForeignParts node_pg_parts(std::string_view text, Dialect dialect) {
    ForeignParts parts;
    TwoParts marks{.any_order = true};
    for_each_line(text, [&](const Line& line) {
        const auto part = node_pg_part(line.text);
        if (part && !(*part == "up" ? marks.up : marks.down)) {
            marks.meet(*part == "up", line);
        }
        return true;
    });
    if (marks.up) {
        marks.finish(text, dialect, "-- Up Migration", parts);
    } else if (marks.down) {
        parts.problem = Problem{marks.down->whole.begin,
                                "a down part and no \"-- Up Migration\": node-pg-migrate would "
                                "execute it with what stands before it"};
    } else {
        parts.up = {0, text.size()};
    }
    return parts;
}

ForeignParts foreign_parts(Kind layout, std::string_view text, Dialect dialect,
                           const Settings& settings) {
    if (layout == Kind::Dbmate) {
        return dbmate_parts(text, dialect);
    }
    if (layout == Kind::Goose) {
        return goose_parts(text, dialect);
    }
    if (layout == Kind::SqlMigrate) {
        return sql_migrate_parts(text, dialect);
    }
    if (layout == Kind::NodePgMigrate) {
        return node_pg_parts(text, dialect);
    }
    ForeignParts parts;
    parts.up = {0, text.size()};
    const bool off =
        !settings.in_transaction || (layout == Kind::Sqlx && text.starts_with("-- no-transaction"));
    parts.up_mode = parts.down_mode = off ? TransactionMode::Off : TransactionMode::On;
    const bool fills_in = layout == Kind::Flyway && settings.placeholders;
    if (const auto at = fills_in ? find_placeholder(text) : std::nullopt) {
        parts.problem = Problem{*at, "a placeholder, which Flyway fills in and gmig does not",
                                "where it is none: placeholderReplacement=false in its .sql.conf"};
    }
    return parts;
}

}  // namespace gmig::layout
