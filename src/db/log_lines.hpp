#pragma once

#include <gmig/db/ledger.hpp>

#include <string>
#include <vector>

namespace gmig::db {

/// Which lines of the operation log: of the project, $1, and of what `where` says besides.
struct LinesWanted {
    std::string where;
    std::string limit;
    std::vector<Value> values;
};

/// The newest first; none where there is no log.
std::vector<Operation> read_lines(Driver& driver, LinesWanted wanted);

}  // namespace gmig::db
