#include "app/schema/shared_database.hpp"

#include <gmig/support/text.hpp>

#include <vector>

namespace gmig::app {

void refuse_shared_database(const Connection& connection, const Workspace& workspace,
                            const std::string& command) {
    db::Driver& driver = connection.driver();
    if (!driver.has_table("gmig_ledger")) {
        return;
    }
    std::vector<std::string> others;
    for (const db::Row& row : driver.query(
             {.sql = "SELECT DISTINCT project FROM gmig_ledger WHERE project <> $1 AND project <> "
                     "'gmig' ORDER BY project",
              .values = {workspace.project().name}})) {
        others.push_back("'" + printable(row.front().value_or("")) + "'");
    }
    if (others.empty()) {
        return;
    }
    throw Error(Error::Kind::Guard, "the database is also that of project " +
                                        join(others, " and ") + ", and " + command +
                                        " cannot tell what they made from what '" +
                                        workspace.project().name + "' made")
        .at({.file = connection.environment().target.shown})
        .state("nothing has changed")
        .next(
            "a database for each project (\"url\" in gmig.json); execute, status and rollback "
            "work in a shared one");
}

}  // namespace gmig::app
