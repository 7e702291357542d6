#include "app/losses.hpp"

#include <gmig/support/text.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>

namespace gmig::app {
namespace {

constexpr std::string_view table_loss = "table ";
constexpr std::string_view column_loss = "column ";

/// The columns that the copy of a rebuilt table does not read.
std::vector<std::string> left_behind(const schema::Table& table, const sql::RebuiltTable& rebuilt) {
    std::vector<std::string> lost;
    for (const schema::Column& column : table.columns) {
        if (!column.generated &&
            std::ranges::find(rebuilt.read, ascii_lower(column.name)) == rebuilt.read.end()) {
            lost.push_back(std::string(column_loss) + rebuilt.name + "." + column.name);
        }
    }
    return lost;
}

/// Puts what a rebuild leaves behind in the place of "table x".
std::vector<std::string> without_rebuilds(db::Driver& driver, const Script& part,
                                          std::vector<std::string> losses) {
    const auto rebuilt = sql::rebuilt_tables(part, Dialect::Sqlite);
    if (rebuilt.empty()) {
        return losses;
    }
    const schema::Schema schema = driver.introspect();
    for (const sql::RebuiltTable& each : rebuilt) {
        const auto table = schema.tables.find({"", each.name});
        if (table != schema.tables.end() &&
            std::erase(losses, std::string(table_loss) + each.name) > 0) {
            std::ranges::move(left_behind(table->second, each), std::back_inserter(losses));
        }
    }
    return losses;
}

/// What the part drops, whether or not it has rows.
std::vector<std::string> named_losses(db::Driver& driver, const Script& part) {
    std::vector<std::string> losses = sql::data_losses(part, driver.dialect());
    return driver.dialect() == Dialect::Sqlite ? without_rebuilds(driver, part, std::move(losses))
                                               : losses;
}

/// The table that a loss names, as it is written; empty for another loss.
std::string table_of(const std::string& loss) {
    if (loss.starts_with(table_loss)) {
        return loss.substr(table_loss.size());
    }
    return loss.starts_with(column_loss)
               ? loss.substr(column_loss.size(), loss.rfind('.') - column_loss.size())
               : "";
}

/// Whether a table of that name (in any schema) is there.
bool is_there(const schema::Schema& schema, const std::string& loss) {
    const std::string table = table_of(loss);
    const std::string name = ascii_lower(table.substr(table.rfind('.') + 1));
    return std::ranges::any_of(
        schema.tables, [&](const auto& each) { return ascii_lower(each.first.name) == name; });
}

/// A table's name, taken apart.
struct TableName {
    std::string schema;
    std::string name;

    bool operator==(const TableName&) const = default;
    explicit TableName(const std::string& written) {
        const std::size_t dot = written.rfind('.');
        schema = dot == std::string::npos ? "" : written.substr(0, dot);
        name = dot == std::string::npos ? written : written.substr(dot + 1);
    }
    [[nodiscard]] std::string written() const {
        return schema.empty() ? name : schema + "." + name;
    }
    [[nodiscard]] bool may_be_in(const std::string& other) const {
        return schema.empty() || other.empty() || schema == other;
    }
    /// Takes the name that it had before a rename; says whether that is another.
    bool go_back(const sql::Rename& rename) {
        if (rename.kind == sql::Rename::Kind::Namespace && rename.to == schema) {
            schema = rename.name;
            return true;
        }
        if (rename.kind != sql::Rename::Kind::Relation || !rename.column.empty()) {
            return false;
        }
        const bool moved = !rename.to_schema.empty() && may_be_in(rename.to_schema) &&
                           ascii_lower(rename.name) == ascii_lower(name);
        const bool renamed = !rename.to.empty() && may_be_in(rename.schema) &&
                             ascii_lower(rename.to) == ascii_lower(name);
        if (moved || renamed) {
            schema = rename.schema.empty() && renamed ? schema : rename.schema;
            name = rename.name;
        }
        return moved || renamed;
    }
};

std::vector<sql::Rename> renames_of(const Script& part, Dialect dialect) {
    return ascii_lower(part.text).find("alter") == std::string::npos
               ? std::vector<sql::Rename>()
               : sql::renames_in(part, dialect);
}

}  // namespace

bool holds_data(db::Driver& driver, const std::string& loss, std::span<const sql::Rename> renames) {
    const std::string table = table_of(loss);
    if (table.empty()) {
        return true;
    }
    // A table that SQLite makes again gets its name by a rename, too: both ways are followed.
    std::vector<TableName> names{TableName(table)};
    for (std::size_t i = renames.size(); i-- > 0;) {
        for (std::size_t known = names.size(); known-- > 0;) {
            TableName former = names[known];
            if (former.go_back(renames[i]) && std::ranges::find(names, former) == names.end()) {
                names.push_back(std::move(former));
            }
        }
    }
    return std::ranges::any_of(
        names, [&](const TableName& name) { return driver.has_rows(name.written()); });
}

std::vector<std::string> losses_with_rows(db::Driver& driver, std::vector<std::string> losses,
                                          const std::string& script) {
    const Script text{.text = script, .path = "the steps"};
    const std::vector<sql::Rename> renames = renames_of(text, driver.dialect());
    std::erase_if(losses,
                  [&](const std::string& loss) { return !holds_data(driver, loss, renames); });
    return losses;
}

std::vector<std::string> losses_in(db::Driver& driver, const Script& part) {
    return losses_with_rows(driver, named_losses(driver, part), part.text);
}

std::vector<std::string> losses_in_turn(db::Driver& driver,
                                        const std::vector<const Script*>& parts) {
    std::vector<std::string> all;
    std::optional<schema::Schema> before;
    bool renamed = false;
    std::vector<sql::Rename> renames;
    for (const Script* const part : parts) {
        std::ranges::move(renames_of(*part, driver.dialect()), std::back_inserter(renames));
        for (std::string& loss : named_losses(driver, *part)) {
            if (renamed && !before) {
                before = driver.introspect();
            }
            const bool comes_there = renamed && !is_there(*before, loss);
            if ((comes_there || holds_data(driver, loss, renames)) &&
                std::ranges::find(all, loss) == all.end()) {
                all.push_back(std::move(loss));
            }
        }
        renamed = renamed || ascii_lower(part->text).find("rename") != std::string::npos;
    }
    return all;
}

}  // namespace gmig::app
