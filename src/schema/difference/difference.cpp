#include "schema/difference/plan.hpp"
#include "schema/difference/sqlite.hpp"
#include <gmig/schema/difference.hpp>
#include <gmig/support/error.hpp>

namespace gmig::schema {

std::vector<Modification> difference(const Schema& from, const Schema& to) {
    if (from.dialect != to.dialect) {
        throw Error(Error::Kind::Usage,
                    "a schema of SQLite and one of PostgreSQL have no difference")
            .next("compare two of the same dialect");
    }
    if (from.dialect == Dialect::Sqlite) {
        return sqlite_difference(from, to);
    }
    Plan plan = decided(from, to);
    spread(plan);
    return ordered(plan);
}

}  // namespace gmig::schema
