#include "db/sqlite/foreign_keys.hpp"

#include <algorithm>
#include <iterator>

namespace gmig::db::sqlite {
namespace {

// Columns of PRAGMA foreign_key_check.
enum Column : std::size_t { Child, RowNumber, Parent };

void add_violations(std::vector<std::string>& violations, const std::vector<Row>& rows) {
    for (const Row& row : rows) {
        const std::string number = row[RowNumber] ? "row " + *row[RowNumber] : "a row";
        violations.push_back(number + " of " + row[Child].value_or("") + " refers to no row of " +
                             row[Parent].value_or(""));
    }
}

std::string quoted(const std::string& name) {
    std::string result = "'";
    for (const char byte : name) {
        result += byte == '\'' ? "''" : std::string(1, byte);
    }
    return result + "'";
}

// The check stops at the first key that it cannot check, so each table is asked by itself.
std::vector<std::string> violations_by_table(Connection& connection) {
    std::vector<std::string> violations;
    for (const Row& table :
         connection.query("SELECT name FROM main.sqlite_schema WHERE type = 'table'")) {
        try {
            add_violations(violations,
                           connection.query_afresh("PRAGMA main.foreign_key_check(" +
                                                   quoted(table[0].value_or("")) + ")"));
        } catch (const Error& error) {
            if (error.kind() != Error::Kind::Database) {
                throw;
            }
            violations.emplace_back(error.what());
        }
    }
    return violations;
}

}  // namespace

std::vector<std::string> foreign_key_violations(Connection& connection) {
    std::vector<std::string> violations;
    try {
        add_violations(violations, connection.query_afresh("PRAGMA main.foreign_key_check"));
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Database) {
            throw;
        }
        violations = violations_by_table(connection);
    }
    std::ranges::sort(violations);
    return violations;
}

std::vector<std::string> new_violations(const std::vector<std::string>& before,
                                        const std::vector<std::string>& after, bool tables_moved) {
    std::vector<std::string> result;
    if (tables_moved && after.size() <= before.size()) {
        return result;
    }
    std::ranges::set_difference(after, before, std::back_inserter(result));
    return result;
}

}  // namespace gmig::db::sqlite
