#pragma once

#include "db/postgresql/introspection/catalog.hpp"

#include <string>
#include <vector>

namespace gmig::db::postgresql {

/// What the server grants to everyone where nobody has said otherwise
/// (its documentation, 5.7 "Privileges", table 5.2).
enum class Granted : unsigned char { Nothing, Execute, Usage };

/// Comments and privileges of everything in the database.
class Notes {
public:
    static Notes read(const Ask& ask);

    /// "" for none.
    [[nodiscard]] std::string comment(const ObjectId& id) const;
    /// `untouched`: nobody has granted or revoked anything, so that `by_default` holds.
    [[nodiscard]] std::vector<schema::Grant> privileges(const ObjectId& id, bool untouched = false,
                                                        Granted by_default = {}) const;

private:
    ByObject<std::string> comments_;
    ByObject<std::vector<schema::Grant>> privileges_;
};

}  // namespace gmig::db::postgresql
