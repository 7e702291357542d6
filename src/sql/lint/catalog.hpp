#pragma once

#include "sql/lint/acts.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::sql::lint {

/// What the migrations so far have made, as far as their texts tell, and what of it is the
/// branch's own. What is not known here is taken to be in use.
class Catalog {
public:
    void apply(const Act& act, bool of_branch);
    /// What the branch made is in use from now on.
    void land() { ++branch_; }
    /// A session's end: temporary tables are gone.
    void end_session();
    /// Something that may have made tables was not seen inside.
    void note_blind() { blind_ = true; }
    [[nodiscard]] bool is_blind() const { return blind_; }

    [[nodiscard]] const Relation* find(const ObjectName& name) const;
    [[nodiscard]] const Column* find_column(const ObjectName& table, const std::string& name) const;
    [[nodiscard]] const Constraint* find_constraint(const ObjectName& table,
                                                    std::string_view name) const;
    [[nodiscard]] const Index* find_index(const ObjectName& name) const;

    /// Whether others may use this relation: it is neither the branch's own nor temporary.
    [[nodiscard]] bool in_use(const ObjectName& name) const;
    /// Whether DROP … IF EXISTS may find it: it is known, or not everything is.
    [[nodiscard]] bool may_exist(const ObjectName& name) const {
        return blind_ || find(name) != nullptr;
    }
    [[nodiscard]] bool column_in_use(const ObjectName& table, const std::string& column) const;
    /// Whether another relation refers to this one, by a foreign key or (SQLite) as a view.
    [[nodiscard]] bool is_referred_to(const ObjectName& name) const;
    [[nodiscard]] bool type_in_use(const ObjectName& name) const;
    [[nodiscard]] bool has_type(const ObjectName& name) const { return types_.contains(name); }
    [[nodiscard]] bool routine_in_use(const ObjectName& name) const;
    [[nodiscard]] bool has_routine(const ObjectName& name) const {
        return routines_.contains(name);
    }
    [[nodiscard]] bool is_constrained_domain(const ObjectName& name) const;
    /// Nothing for a routine that no migration made.
    [[nodiscard]] std::optional<bool> routine_is_volatile(const ObjectName& name) const;
    /// Whether an index, a primary or a unique key of the table begins with just these columns, in
    /// any order.
    [[nodiscard]] bool has_index_on(const ObjectName& table,
                                    std::span<const std::string> columns) const;
    /// A CHECK that is about the column.
    [[nodiscard]] const Constraint* check_of(const ObjectName& table,
                                             const std::string& column) const;
    /// The name of an index that computes something from the column, in an expression or a WHERE;
    /// empty for none.
    [[nodiscard]] std::string index_computed_from(const ObjectName& table,
                                                  const std::string& column) const;
    /// Likewise of an index or a key that has the column in it in any way.
    [[nodiscard]] std::string index_with(const ObjectName& table, const std::string& column) const;
    /// Whether the schema has a table that others may use, or nothing is known of it.
    [[nodiscard]] bool schema_in_use(std::string_view schema) const;

private:
    friend class Application;

    std::map<ObjectName, Relation> relations_;
    std::map<ObjectName, Index> indexes_;
    struct Type {
        std::size_t branch = 0;
        bool constrained = false;
    };
    std::map<ObjectName, Type> types_;
    struct Routine {
        std::size_t branch = 0;
        bool is_volatile = true;
    };
    std::map<ObjectName, Routine> routines_;
    std::size_t branch_ = 1;  ///< what has another number is in use
    bool has_temporary_ = false;
    bool blind_ = false;
};

/// As SQL writes it, safe to show: s."Order".
std::string shown(const ObjectName& name);
std::string shown(std::string_view name);
/// "a, b".
std::string shown(std::span<const std::string> names);

}  // namespace gmig::sql::lint
