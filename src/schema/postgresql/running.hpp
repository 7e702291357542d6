#pragma once

#include <gmig/schema/modification.hpp>

#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace gmig::schema::postgresql {

/// What of a schema rendering and marks ask for, as steps are done: the columns of tables (but for
/// new ones, which have no rows), domains, which views are materialized and which routines
/// procedures. The schema itself is copied only when a
/// step later asks for what a step before has changed.
class Running {
public:
    Running(const Schema& before, std::span<const Modification> modifications);

    /// Columns of this type, or of arrays of it.
    [[nodiscard]] std::vector<std::pair<Name, Column>> columns_of(const Name& type) const;
    [[nodiscard]] const Schema& schema() const { return own_ ? *own_ : before_; }
    void advance(const Modification& modification);

private:
    const Schema& before_;
    std::optional<Schema> own_;
};

}  // namespace gmig::schema::postgresql
