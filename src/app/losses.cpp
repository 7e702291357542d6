#include "app/losses.hpp"

#include <gmig/support/text.hpp>

#include <algorithm>
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

}  // namespace

bool holds_data(db::Driver& driver, const std::string& loss) {
    if (loss.starts_with(table_loss)) {
        return driver.has_rows(loss.substr(table_loss.size()));
    }
    if (loss.starts_with(column_loss)) {
        return driver.has_rows(
            loss.substr(column_loss.size(), loss.rfind('.') - column_loss.size()));
    }
    return true;
}

std::vector<std::string> losses_in(db::Driver& driver, const Script& part) {
    std::vector<std::string> losses = sql::data_losses(part, driver.dialect());
    if (driver.dialect() == Dialect::Sqlite) {
        losses = without_rebuilds(driver, part, std::move(losses));
    }
    std::erase_if(losses, [&](const std::string& loss) { return !holds_data(driver, loss); });
    return losses;
}

}  // namespace gmig::app
