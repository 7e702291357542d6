#include "layout/directives.hpp"
#include "layout/foreign.hpp"
#include "layout/identity.hpp"
#include "layout/limits.hpp"
#include "layout/reading.hpp"
#include <gmig/layout/conversion.hpp>
#include <gmig/layout/migrations.hpp>
#include <gmig/sql/lexer.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace gmig::layout {
namespace {

bool fits_native_name(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '.' || letter == '_' || letter == '-';
}

}  // namespace

std::string native_name(std::string_view before) {
    std::string name;
    for (const char letter : before) {
        const bool fits = fits_native_name(letter);
        if (fits || name.empty() || name.back() != '-') {
            name += fits ? letter : '-';
        }
    }
    name = name.substr(std::min(name.find_first_not_of('-'), name.size()));
    name.resize(std::min(name.size(), longest_name));
    for (const std::string_view ending : {".up", ".down"}) {
        if (name.ends_with(ending)) {
            name[name.size() - ending.size()] = '-';
        }
    }
    return name.empty() ? "migration" : name;
}

namespace {

/// Gives each name once.
class Names {
public:
    std::string give(std::string_view before) {
        const std::string wanted = native_name(before);
        std::string name = wanted;
        for (int number = 2; !taken_.insert(ascii_lower(name)).second; ++number) {
            const std::string ending = "-" + std::to_string(number);
            name = wanted.substr(0, longest_name - ending.size()) + ending;
        }
        return name;
    }

private:
    std::unordered_set<std::string> taken_;
};

bool is_about_lint(std::string_view line) {
    return trim(line.substr(directive_mark.size())).starts_with("lint-ignore");
}

/// A part without the lines that would be directives in the native layout, ended by a newline.
std::string native_part(const Script& part, Dialect dialect, ConvertedMigration& converted) {
    std::string text;
    std::size_t start = 0;
    for (const std::size_t offset : sql::directive_offsets(part.text, dialect)) {
        const std::size_t newline = std::min(part.text.find('\n', offset), part.text.size());
        const std::string_view line = std::string_view(part.text).substr(offset, newline - offset);
        if (is_about_lint(line)) {
            continue;
        }
        text += part.text.substr(start, offset - start);
        start = std::min(newline + 1, part.text.size());
        converted.notes.push_back("the line \"" + printable(line) + "\" is left out");
    }
    text += part.text.substr(start);
    if (!text.empty() && !text.ends_with('\n')) {
        text += '\n';
    }
    return text;
}

std::string header_of(const Migration& migration, const ConvertedMigration& converted) {
    std::string header =
        std::string(directive_mark) + " " + header_words(migration.id, migration.parents);
    header += migration.up.transaction == TransactionMode::Off ? " transaction=off" : "";
    header += migration.empty ? " empty" : "";
    header += converted.irreversible ? " irreversible" : "";
    return header + "\n";
}

void note_other_mode(const Migration& migration, ConvertedMigration& converted) {
    if (migration.down && !converted.irreversible &&
        migration.down->transaction != migration.up.transaction) {
        converted.notes.emplace_back(
            migration.up.transaction == TransactionMode::Off
                ? "its down part runs outside a transaction from now on, as its up part does"
                : "its down part runs in a transaction from now on, as its up part does");
    }
}

ConvertedMigration convert_one(const Migration& migration, std::string name, Dialect dialect) {
    if (!migration.modifications.empty()) {
        throw Error(Error::Kind::Migration, "Contember's migrations are JSON, and stay as they are")
            .at({.file = migration.path})
            .state("nothing has changed")
            .next("gmig import --from contember --adopt, which reads them in place");
    }
    ConvertedMigration converted{
        .id = migration.id, .before = migration.name, .name = std::move(name), .text = {}};
    converted.irreversible =
        !migration.down || !first_statement(migration.down->text, dialect).has_value();
    if (converted.name != converted.before) {
        converted.notes.push_back("it was called " + printable(converted.before));
    }
    note_other_mode(migration, converted);
    if (migration.down && converted.irreversible) {
        converted.notes.emplace_back(
            "its down part has no statement: it is irreversible from now on, until it gets one");
    }
    converted.text =
        header_of(migration, converted) + native_part(migration.up, dialect, converted);
    if (migration.down) {
        converted.text += "\n" + std::string(directive_mark) + " down\n" +
                          native_part(*migration.down, dialect, converted);
    }
    return converted;
}

[[noreturn]] void refuse_text(const Migration& migration, const std::string& why) {
    throw Error(Error::Kind::Migration,
                "this migration cannot be written in gmig's own layout: " + why)
        .at({.file = migration.path})
        .state("nothing has changed")
        .next("mend the file where no database has executed it, or stay with the tool's layout");
}

bool is_same(const Migration& before, const Migration& after) {
    const bool has_down = after.down.has_value();
    return after.id == before.id && after.parents == before.parents &&
           after.checksum == before.checksum && after.empty == before.empty &&
           after.up.transaction == before.up.transaction &&
           after.down_checksum == before.down_checksum && (has_down || after.irreversible);
}

/// Reads the files as the next command will.
void read_again(std::span<const Migration> migrations,
                const std::vector<ConvertedMigration>& written, Dialect dialect) {
    std::vector<FileContent> files;
    std::unordered_map<std::string, const Migration*> origins;
    for (std::size_t i = 0; i < written.size(); ++i) {
        files.push_back({written[i].name + ".sql", written[i].text});
        origins.emplace(files.back().path, &migrations[i]);
    }
    const MigrationSet set = read_migrations(Kind::Gmig, dialect, files, "");
    for (const Finding& finding : set.findings) {
        if (const auto origin = origins.find(finding.where.file); origin != origins.end()) {
            refuse_text(*origin->second, finding.message);
        }
    }
    for (const Migration& migration : set.migrations) {
        const Migration& before = *origins.at(migration.path);
        if (!is_same(before, migration)) {
            refuse_text(before, "it would read otherwise there");
        }
    }
}

}  // namespace

std::vector<ConvertedMigration> converted(std::span<const Migration> migrations, Dialect dialect) {
    Names names;
    std::vector<ConvertedMigration> written;
    written.reserve(migrations.size());
    for (const Migration& migration : migrations) {
        written.push_back(convert_one(migration, names.give(migration.name), dialect));
    }
    read_again(migrations, written, dialect);
    return written;
}

std::optional<std::string> version_in_name(Kind tool, std::string_view name) {
    std::string path(name);
    if (tool == Kind::Gmig || tool == Kind::Contember) {
        return std::nullopt;
    }
    if (tool == Kind::GolangMigrate) {
        path += ".up";
    } else if (tool == Kind::Diesel) {
        path += "/up";
    } else if (tool == Kind::Prisma) {
        path += "/migration";
    }
    const auto found =
        foreign_name(tool, tool == Kind::Postgrator ? postgrator_path(path) : path + ".sql");
    return found && found->role == Role::Up && !found->version.empty()
               ? std::optional(found->version)
               : std::nullopt;
}

}  // namespace gmig::layout
