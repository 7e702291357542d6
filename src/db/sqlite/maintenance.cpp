#include "db/sqlite/maintenance.hpp"

#include "db/sqlite/databases.hpp"
#include "db/sqlite/files.hpp"
#include "db/sqlite/names.hpp"
#include "db/sqlite/transaction.hpp"
#include <gmig/support/fault.hpp>
#include <gmig/support/hash.hpp>
#include <gmig/support/text.hpp>

#include <array>

namespace gmig::db::sqlite {
namespace {

struct Refused {
    const char* event;
    const char* word;
};
constexpr std::array refused_events{Refused{"INSERT", "insert"}, Refused{"UPDATE", "update"},
                                    Refused{"DELETE", "delete"}};

constexpr const char* is_maintenance_trigger =
    "type = 'trigger' AND lower(substr(name, 1, 17)) = 'gmig_maintenance_'";

std::string since_of(const Maintenance& maintenance) {
    constexpr std::size_t to_the_second = 19;
    return to_iso(maintenance.since).substr(0, to_the_second);
}

std::string refusal_text(const Maintenance& maintenance, const std::string& database) {
    return std::string(maintenance_refusal) + database + " is in maintenance since " +
           since_of(maintenance) + " UTC (by " + printable(maintenance.by) + ")";
}

bool has_maintenance_table(Connection& connection) {
    return !connection
                .query(
                    "SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = "
                    "'gmig_maintenance'")
                .empty();
}

std::vector<std::string> names_from(const std::vector<Row>& rows) {
    std::vector<std::string> names;
    names.reserve(rows.size());
    for (const Row& row : rows) {
        names.push_back(row.front().value_or(""));
    }
    return names;
}

/// The events of a table that have no trigger yet.
std::vector<Refused> missing_events(Connection& connection, const std::string& table) {
    std::vector<Refused> missing;
    for (const Refused& event : refused_events) {
        const std::string prefix = std::string("gmig_maintenance_") + event.word + "_";
        if (connection
                .query(std::string("SELECT 1 FROM main.sqlite_schema WHERE ") +
                           is_maintenance_trigger +
                           " AND tbl_name = $1 COLLATE NOCASE AND substr(name, 1, length($2)) = $2",
                       {table, prefix})
                .empty()) {
            missing.push_back(event);
        }
    }
    return missing;
}

// The names hold nothing of the table's: it may be renamed, and another one be given its name.
void make_trigger(Connection& connection, const std::string& table, const Refused& event,
                  const std::string& refusal) {
    const std::string name =
        std::string("gmig_maintenance_") + event.word + "_" + random_uuid().substr(0, 13);
    connection.query_afresh("CREATE TRIGGER main." + quoted_identifier(name) + " BEFORE " +
                            event.event + " ON " + quoted_identifier(table) +
                            " BEGIN SELECT RAISE(ABORT, " + quoted_text(refusal) + "); END");
}

std::vector<std::string> ordinary_tables(Connection& connection) {
    return names_from(connection.query(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND "
        "lower(substr(name, 1, 5)) <> 'gmig_' AND lower(substr(name, 1, 7)) <> 'sqlite_' "
        "ORDER BY name"));
}

std::vector<std::string> gaps_of(Connection& connection) {
    std::vector<std::string> gaps{
        "It does not stop changes of the schema, such as DROP TABLE.",
        "It does not stop a program that drops gmig's triggers, switches triggers off for itself "
        "(SQLITE_DBCONFIG_ENABLE_TRIGGER) or writes to the file by other means than SQLite."};
    const std::vector<std::string> open = names_from(
        connection.query("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN "
                         "('virtual', 'shadow') ORDER BY name"));
    if (!open.empty()) {
        gaps.push_back(
            "It does not stop writers of virtual tables and of those that they keep their rows "
            "in: " +
            printable(join(open, ", ")) + ".");
    }
    return gaps;
}

MaintenanceState state_of(Connection& connection) {
    using State = MaintenanceState::State;
    MaintenanceState result;
    result.maintenance = maintenance_row(connection);
    result.gaps = gaps_of(connection);
    if (!result.maintenance && maintenance_triggers(connection).empty()) {
        return result;
    }
    if (!result.maintenance) {
        result.missing.emplace_back("the row that says who began it and when is gone");
    }
    for (const std::string& table : tables_without_triggers(connection)) {
        result.missing.push_back("table " + printable(table) + " lacks triggers");
    }
    result.state = result.missing.empty() ? State::On : State::Partial;
    return result;
}

/// Changes something in one transaction, and when its COMMIT fails looks whether it was done all
/// the same: in WAL mode the change may be there when the file is opened anew.
template <typename Change, typename IsDone>
void change_maintenance(std::unique_ptr<Connection>& connection, const ConnectionOptions& options,
                        const Change& change, const IsDone& is_done) {
    std::optional<Error> failed;
    try {
        Transaction transaction(*connection, Transaction::Mode::Writing);
        change(*connection);
        if (const int code = transaction.try_commit(); code != SQLITE_OK) {
            failed = connection->failure(code);
        }
    } catch (const Error& error) {
        throw Error(error).state(nothing_changed);
    }
    if (!failed) {
        return;
    }
    bool done = false;
    try {
        connection.reset();
        connection = std::make_unique<Connection>(options);
        done = is_done(*connection);
    } catch (const Error&) {
        throw Error(Error::Kind::Recover, failed->what())
            .state("whether maintenance was changed is not known")
            .next("gmig maintenance status");
    }
    if (!done) {
        throw Error(*failed).state(nothing_changed);
    }
}

}  // namespace

std::optional<Maintenance> maintenance_row(Connection& connection) {
    if (!has_maintenance_table(connection)) {
        return std::nullopt;
    }
    const std::vector<Row> rows = connection.query_afresh(
        "SELECT since, begun_by, run_id FROM main.gmig_maintenance ORDER BY number LIMIT 1");
    if (rows.empty()) {
        return std::nullopt;
    }
    const Row& row = rows.front();
    return Maintenance{.since = {std::stoll("0" + row[0].value_or(""))},
                       .by = row[1].value_or(""),
                       .run_id = row[2].value_or("")};
}

std::vector<std::string> maintenance_triggers(Connection& connection) {
    return names_from(connection.query(std::string("SELECT name FROM main.sqlite_schema WHERE ") +
                                       is_maintenance_trigger +
                                       " AND lower(tbl_name) <> 'gmig_maintenance'"));
}

std::vector<std::string> tables_without_triggers(Connection& connection) {
    std::vector<std::string> tables = ordinary_tables(connection);
    std::erase_if(tables, [&](const std::string& table) {
        return missing_events(connection, table).empty();
    });
    return tables;
}

void make_maintenance_triggers(Connection& connection, const std::string& database) {
    const std::optional<Maintenance> maintenance = maintenance_row(connection);
    if (!maintenance) {
        return;
    }
    const std::string refusal = refusal_text(*maintenance, database);
    for (const std::string& table : ordinary_tables(connection)) {
        for (const Refused& event : missing_events(connection, table)) {
            make_trigger(connection, table, event, refusal);
        }
    }
}

void close_to_writers(Connection& connection, const Maintenance& maintenance,
                      const std::string& database) {
    if (!has_maintenance_table(connection)) {
        throw Error(Error::Kind::Guard,
                    database + " has no ledger of this gmig's in which maintenance is noted")
            .state(nothing_changed)
            .next("gmig execute");
    }
    if (!maintenance_row(connection)) {
        connection.query(
            "INSERT INTO main.gmig_maintenance (number, since, begun_by, run_id) VALUES (1, $1, "
            "$2, $3)",
            {std::to_string(maintenance.since.microseconds), maintenance.by, maintenance.run_id});
    }
    make_maintenance_triggers(connection, database);
}

void drop_maintenance_triggers(Connection& connection) {
    for (const std::string& name : maintenance_triggers(connection)) {
        connection.query_afresh("DROP TRIGGER main." + quoted_identifier(name));
    }
}

bool open_to_writers(Connection& connection) {
    const bool row = maintenance_row(connection).has_value();
    if (!row && maintenance_triggers(connection).empty()) {
        return false;
    }
    drop_maintenance_triggers(connection);
    if (row) {
        connection.query_afresh("DELETE FROM main.gmig_maintenance");
    }
    return true;
}

MaintenanceState maintenance_state(const Target& target, const OpenOptions& options) {
    if (!sqlite::database_exists(target, options)) {
        return {};
    }
    ConnectionOptions reading = connection_to(target, options);
    reading.query_only = true;
    Connection connection(reading);
    const Transaction transaction(connection, Transaction::Mode::Reading);
    return state_of(connection);
}

MaintenanceState maintenance_on(const MaintenanceRequest& request, const OpenOptions& options) {
    require_database(request.target);
    ConnectionOptions writing = connection_to(request.target, options);
    writing.patience = request.patience;
    auto connection = std::make_unique<Connection>(writing);
    change_maintenance(
        connection, writing,
        [&](Connection& open) {
            close_to_writers(open, request.maintenance, request.target.database);
        },
        [](Connection& anew) { return state_of(anew).state == MaintenanceState::State::On; });
    fault_point("maintenance.set");
    // SQLite has no sessions that know nothing of it: every statement from now on meets the
    // triggers.
    fault_point("maintenance.sessions");
    return state_of(*connection);
}

bool maintenance_off(const Target& target, const OpenOptions& options) {
    if (!sqlite::database_exists(target, options)) {
        return false;
    }
    const ConnectionOptions writing = connection_to(target, options);
    auto connection = std::make_unique<Connection>(writing);
    if (state_of(*connection).state == MaintenanceState::State::Off) {
        return false;
    }
    change_maintenance(
        connection, writing, [](Connection& open) { open_to_writers(open); },
        [](Connection& anew) { return state_of(anew).state == MaintenanceState::State::Off; });
    fault_point("maintenance.reset");
    return true;
}

}  // namespace gmig::db::sqlite
