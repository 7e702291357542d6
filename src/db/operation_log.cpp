#include "db/ledger_row.hpp"
#include "db/log_lines.hpp"
#include <gmig/db/operation_log.hpp>

#include <utility>

namespace gmig::db {
namespace {

/// "$2, $3", whose values are added.
std::string listed_kinds(std::span<const std::string_view> kinds, std::vector<Value>& values) {
    std::string list;
    for (const std::string_view kind : kinds) {
        values.emplace_back(std::string(kind));
        list += (list.empty() ? "$" : ", $") + std::to_string(values.size());
    }
    return list;
}

}  // namespace

std::vector<Operation> read_lines(Driver& driver, LinesWanted wanted) {
    std::vector<Operation> lines;
    if (!driver.has_table("gmig_operation")) {
        return lines;
    }
    for (Row& row :
         read_ledger(driver, {"SELECT number, kind, id, name, detail, at, executed_by, run_id FROM "
                              "gmig_operation WHERE project = $1" +
                                  wanted.where + " ORDER BY number DESC" + wanted.limit,
                              std::move(wanted.values)})) {
        Operation line;
        line.number = std::stoll(row[0].value_or("0"));
        line.kind = std::move(row[1]).value_or("");
        line.id.value = std::move(row[2]).value_or("");
        line.name = std::move(row[3]).value_or("");
        line.detail = std::move(row[4]).value_or("");
        line.at.microseconds = std::stoll(row[5].value_or("0"));
        line.by = std::move(row[6]).value_or("");
        line.run_id = std::move(row[7]).value_or("");
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<Operation> operations_of(Driver& driver, const std::string& project,
                                     std::span<const std::string_view> kinds) {
    LinesWanted wanted{.where = {}, .limit = {}, .values = {project}};
    wanted.where = " AND kind IN (" + listed_kinds(kinds, wanted.values) + ")";
    return read_lines(driver, std::move(wanted));
}

std::vector<std::string> names_besides(Driver& driver, const std::string& project,
                                       std::span<const std::string_view> kinds) {
    std::vector<std::string> names;
    if (!driver.has_table("gmig_operation")) {
        return names;
    }
    std::vector<Value> values{project};
    const std::string list = listed_kinds(kinds, values);
    for (Row& row : read_ledger(driver, {"SELECT DISTINCT name FROM gmig_operation WHERE project "
                                         "= $1 AND kind NOT IN (" +
                                             list + ")",
                                         std::move(values)})) {
        names.push_back(std::move(row[0]).value_or(""));
    }
    return names;
}

}  // namespace gmig::db
