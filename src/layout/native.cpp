#include "layout/directives.hpp"
#include "layout/json_files.hpp"
#include "layout/limits.hpp"
#include "layout/reading.hpp"
#include <gmig/layout/renaming.hpp>
#include <gmig/sql/lexer.hpp>
#include <gmig/support/text.hpp>
#include <gmig/support/time.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <numeric>

namespace gmig::layout {
namespace {

bool is_hidden(std::string_view name) {
    return name.starts_with('.');
}

/// The name without its ending; nothing for a name with another ending.
std::optional<std::string_view> stem_of(std::string_view name, std::string_view ending) {
    if (name.size() < ending.size() ||
        ascii_lower(name.substr(name.size() - ending.size())) != ending) {
        return std::nullopt;
    }
    return name.substr(0, name.size() - ending.size());
}

bool fits_name(std::string_view stem) {
    const auto fits = [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') || letter == '.' || letter == '_' || letter == '-';
    };
    return !stem.empty() && stem.front() != '-' && std::ranges::all_of(stem, fits);
}

std::optional<std::string> problem_of_name(std::string_view name) {
    const std::string_view stem = name.substr(0, name.rfind('.'));
    if (!name.ends_with(".sql") && !name.ends_with(".json")) {
        return "the ending must be written in lower case";
    }
    if (!fits_name(stem)) {
        return "the name must be made of letters, digits, '.', '_' and '-', and not begin with '-'";
    }
    if (stem.size() > longest_name) {
        return "the name is longer than 63 characters";
    }
    if (stem.ends_with(".up") || stem.ends_with(".down")) {
        return "a pair of up and down files is another tool's layout (golang-migrate, sqlx)";
    }
    return std::nullopt;
}

/// Marks of tools that keep both directions in one file: as one up part they would undo themselves.
/// Where gmig has files of its own, the tool's layout would be the end of them.
std::optional<Problem> foreign_marks(std::string_view text, std::span<const FileContent> folder) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> marks{{
        {"-- +goose Up", "goose"},
        {"-- migrate:up", "dbmate"},
        {"-- +migrate Up", "sql-migrate"},
        {"-- Down Migration\n", "node-pg-migrate"},
    }};
    for (const auto& [mark, tool] : marks) {
        const std::size_t offset = text.find(mark);
        if (offset != std::string_view::npos) {
            const bool has_own_files = std::ranges::any_of(folder, [](const FileContent& file) {
                return file.bytes.find("-- gmig: id=") != std::string::npos;
            });
            return Problem{offset,
                           "this file is in another tool's layout (" + std::string(tool) + ")",
                           has_own_files ? "write it as gmig's own: gmig new NAME, its statements "
                                           "into that file, and git rm this one"
                                         : "set \"layout\" in gmig.json"};
        }
    }
    return std::nullopt;
}

struct Parts {
    Slice up;
    std::optional<Slice> down;
    std::optional<Slice> verify;
};

/// One native file on its way to a migration.
class FileReader {
public:
    FileReader(Reading& reading, std::span<const FileContent> folder, const FileContent& file,
               std::string_view text)
        : reading_(reading),
          folder_(folder),
          file_(file),
          text_(text),
          offsets_(sql::directive_offsets(text, reading.dialect)),
          migration_(reading.set.migrations.emplace_back()) {}

    void read();

private:
    void report(const Problem& problem) {
        Finding& finding = reading_.report(file_.path, text_, problem);
        finding.id = migration_.id;
        finding.name = migration_.name;
    }
    Parts parts_of(std::size_t statement);
    void take_directives();
    [[nodiscard]] std::optional<std::size_t> statement_in(Slice part) const {
        return first_statement(part.of(text_), reading_.dialect);
    }
    void take_parts(const Parts& parts);
    std::optional<Script> take_optional(const std::optional<Slice>& part, TransactionMode mode,
                                        std::optional<Checksum>& checksum);
    void find_contradictions(const Parts& parts, std::size_t statement);
    [[nodiscard]] std::string_view canonical(Slice part) {
        return canonical_slice(text_, part, offsets_, reading_.dialect, scratch_);
    }

    Reading& reading_;
    std::span<const FileContent> folder_;
    const FileContent& file_;
    std::string_view text_;
    std::vector<std::size_t> offsets_;
    Directives directives_;
    Migration& migration_;  ///< the last of the set; taken out again when the file is no use
    std::string scratch_;
};

void FileReader::read() {
    const std::size_t statement =
        first_statement(text_, reading_.dialect).value_or(std::string_view::npos);
    directives_ = read_directives(text_, offsets_, statement);
    migration_.name.assign(file_.path, 0, file_.path.rfind('.'));
    migration_.path = reading_.shown(file_.path);
    take_directives();
    if (auto problem = misspelt_directive(text_, reading_.dialect)) {
        directives_.problems.push_back(std::move(*problem));
    }
    if (auto problem = directives_.id ? std::nullopt : foreign_marks(text_, folder_)) {
        directives_.problems.push_back(std::move(*problem));
    }
    const Parts parts = parts_of(statement);
    find_contradictions(parts, statement);
    for (const Problem& problem : directives_.problems) {
        report(problem);
    }
    if (directives_.problems.empty()) {
        take_parts(parts);
    } else {
        reading_.set.migrations.pop_back();
    }
}

void FileReader::take_directives() {
    if (directives_.id) {
        migration_.id = *directives_.id;
    } else {
        migration_.id = plain_id(migration_.name);
        migration_.identity = Identity::Derived;
    }
    migration_.parents = std::move(directives_.parents);
    migration_.irreversible = directives_.irreversible;
    migration_.empty = directives_.empty;
    migration_.grammar_off = directives_.grammar_off;
    migration_.replaces = std::move(directives_.replaces);
    migration_.lint_ignores = std::move(directives_.lint_ignores);
}

Parts FileReader::parts_of(std::size_t statement) {
    const auto& marks = directives_.marks;
    Parts parts{{0, marks.empty() ? text_.size() : marks.front().line.begin}, {}, {}};
    for (std::size_t i = 0; i < marks.size(); ++i) {
        const std::size_t end = i + 1 < marks.size() ? marks[i + 1].line.begin : text_.size();
        const Slice part{marks[i].line.end, end};
        if (marks[i].section == Section::Down) {
            parts.down = part;
        } else if (marks[i].section == Section::Verify) {
            parts.verify = part;
        } else if (statement < parts.up.end) {
            directives_.problems.push_back({statement, "a statement before \"-- gmig: up\""});
        } else {
            // Comments before the mark belong to the part, so that the header may stand there.
            parts.up = i == 0 ? Slice{0, end} : part;
        }
    }
    return parts;
}

void FileReader::find_contradictions(const Parts& parts, std::size_t statement) {
    // The file's first statement is the up part's, unless that part stands further down.
    const auto in_up = parts.up.begin > 0         ? statement_in(parts.up)
                       : statement < parts.up.end ? std::optional(statement)
                                                  : std::nullopt;
    if (directives_.empty && in_up) {
        directives_.problems.push_back(
            {parts.up.begin + *in_up, "a statement in a migration that says it is empty"});
    }
    if (directives_.irreversible && parts.down && statement_in(*parts.down)) {
        directives_.problems.push_back(
            {parts.down->begin, "a down part in a migration that says it is irreversible"});
    }
    // Kept all the same: a migration that is only begun has its place in the history.
    if (directives_.problems.empty() && !directives_.empty && !in_up) {
        report({parts.up.begin, "there is no statement in the up part",
                "write it, or say that none is meant: -- gmig: empty"});
    }
}

void FileReader::take_parts(const Parts& parts) {
    const TransactionMode mode = directives_.transaction;
    migration_.up = script_of(text_, parts.up, migration_.path, mode);
    migration_.checksum = checksum_of_up(mode, canonical(parts.up));
    migration_.down = take_optional(parts.down, mode, migration_.down_checksum);
    migration_.verify =
        take_optional(parts.verify, TransactionMode::On, migration_.verify_checksum);
}

/// A part without a statement (as `gmig new` writes it) is one that is not there yet: a rollback by
/// it would forget the migration and leave its tables.
std::optional<Script> FileReader::take_optional(const std::optional<Slice>& part,
                                                TransactionMode mode,
                                                std::optional<Checksum>& checksum) {
    if (!part || !statement_in(*part)) {
        return std::nullopt;
    }
    checksum = checksum_of_part(canonical(*part));
    return script_of(text_, *part, migration_.path, mode);
}

/// A plain file follows the one before it by name, plain or not.
void derive_parents(std::vector<Migration>& migrations) {
    const auto is_plain = [](const Migration& migration) {
        return migration.identity == Identity::Derived;
    };
    if (std::ranges::none_of(migrations, is_plain)) {
        return;
    }
    std::vector<std::size_t> by_name(migrations.size());
    std::iota(by_name.begin(), by_name.end(), std::size_t{0});
    std::ranges::sort(by_name, {},
                      [&](std::size_t i) -> const std::string& { return migrations[i].name; });
    for (std::size_t i = 1; i < by_name.size(); ++i) {
        Migration& migration = migrations[by_name[i]];
        if (is_plain(migration)) {
            migration.parents = {migrations[by_name[i - 1]].id};
        }
    }
}

/// A name is one migration's: a.sql and a.json cannot both be it.
void report_same_names(Reading& reading) {
    std::map<std::string_view, const Migration*> first_of;
    for (const Migration& migration : reading.set.migrations) {
        const auto [first, added] = first_of.emplace(migration.name, &migration);
        if (!added) {
            const std::string path = std::string(base_name(migration.path));
            Finding& finding = reading.report(
                path, migration.path + " and " + first->second->path + " have one name",
                "git mv one of them to another name");
            finding.id = migration.id;
            finding.name = migration.name;
        }
    }
}

}  // namespace

bool wants_native(std::string_view path) {
    return path.find('/') == std::string_view::npos && !is_hidden(path) &&
           (stem_of(path, ".sql") || stem_of(path, ".json"));
}

void read_native(Reading& reading, std::span<const FileContent> files) {
    reading.set.migrations.reserve(files.size());
    for (const FileContent& file : files) {
        if (!wants_native(file.path)) {
            continue;
        }
        if (const auto problem = problem_of_name(file.path)) {
            reading.report(file.path, *problem,
                           "git mv it to a name that fits, or out of the folder");
            continue;
        }
        if (const auto text = reading.load(file)) {
            if (file.path.ends_with(".json")) {
                read_native_json(reading, file, *text);
            } else {
                FileReader(reading, files, file, *text).read();
            }
        }
    }
    report_same_names(reading);
    derive_parents(reading.set.migrations);
    report_case_collisions(reading);
}

}  // namespace gmig::layout
