#pragma once

#include <gmig/model/migration.hpp>

#include <optional>
#include <string>

namespace gmig::app {

/// A statement that keeps a change of a migration from being a matter of its schema alone.
struct BeyondSchema {
    Where where;
    std::string statement;  ///< its beginning, in one line
    bool gone = false;      ///< the old text has it, and the new one does not
};

/// Compares what two texts of a part do besides what schema values tell: statements on rows (INSERT
/// …, CREATE TABLE AS, ALTER … TYPE … USING), on kinds of objects and properties that are not
/// modelled, and whatever is not known. In their order, by their tokens. The copying of rows by
/// which a table is made again in SQLite counts as schema; a SET or a PRAGMA that only lasts for
/// the session as nothing. Nothing when they are the same.
std::optional<BeyondSchema> changed_beyond_schema(const Script& before, const Script& after,
                                                  Dialect dialect);

}  // namespace gmig::app
