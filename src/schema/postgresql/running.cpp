#include "schema/postgresql/running.hpp"

#include "schema/difference/types.hpp"

#include <algorithm>

namespace gmig::schema::postgresql {
namespace {

/// Whether its rendering may depend on what came before.
bool asks(const Modification& modification) {
    return !std::holds_alternative<AddColumn>(modification) &&
           !std::holds_alternative<RawSql>(modification);
}

/// Does to the value what a step does, as far as anybody asks.
struct Advance {
    Schema& schema;

    [[nodiscard]] Column* column(const Name& table, const std::string& name) const {
        const auto found = schema.tables.find(table);
        if (found == schema.tables.end()) {
            return nullptr;
        }
        const auto column = std::ranges::find(found->second.columns, name, &Column::name);
        return column == found->second.columns.end() ? nullptr : &*column;
    }
    void operator()(const DropTable& step) const { schema.tables.erase(step.table); }
    void operator()(const RenameTable& step) const {
        auto node = schema.tables.extract(step.table);
        if (node) {
            node.key().name = step.to;
            node.mapped().name.name = step.to;
            schema.tables.insert(std::move(node));
        }
    }
    void operator()(const AddColumn& step) const {
        const auto table = schema.tables.find(step.table);
        if (table != schema.tables.end()) {
            table->second.columns.push_back(step.column);
        }
    }
    void operator()(const DropColumn& step) const {
        const auto table = schema.tables.find(step.table);
        if (table != schema.tables.end()) {
            std::erase_if(table->second.columns,
                          [&](const Column& other) { return other.name == step.column; });
        }
    }
    void operator()(const RenameColumn& step) const {
        if (Column* found = column(step.table, step.column)) {
            found->name = step.to;
        }
    }
    void operator()(const AlterColumn& step) const {
        if (Column* found = column(step.table, step.from.name)) {
            *found = step.to;
        }
    }
    void operator()(const AddConstraint& step) const {
        const auto table = schema.tables.find(step.table);
        if (table != schema.tables.end()) {
            table->second.constraints.push_back(step.constraint);
        }
    }
    void operator()(const CreateObject& step) const { put(step.object); }
    void operator()(const AlterObject& step) const { put(step.to); }
    void put(const Object& object) const {
        if (const auto* view = std::get_if<View>(&object)) {
            schema.views[view->name] = *view;
        }
        if (const auto* routine = std::get_if<Routine>(&object)) {
            schema.routines[key_of(*routine)] = *routine;
        }
        if (const auto* domain = std::get_if<Domain>(&object)) {
            schema.domains[domain->name] = *domain;
        }
    }
    template <class Other>
    void operator()(const Other& /*step*/) const {}
};

}  // namespace

Running::Running(const Schema& before, std::span<const Modification> modifications)
    : before_(before) {
    if (modifications.size() > 1 && std::ranges::any_of(modifications, asks)) {
        own_ = before;
    }
}

std::vector<std::pair<Name, Column>> Running::columns_of(const Name& type) const {
    std::vector<std::pair<Name, Column>> columns;
    for (const auto& [name, table] : schema().tables) {
        for (const Column& column : table.columns) {
            if (is_type(column.type, type)) {
                columns.emplace_back(name, column);
            }
        }
    }
    return columns;
}

void Running::advance(const Modification& modification) {
    if (own_) {
        std::visit(Advance{*own_}, modification);
    }
}

}  // namespace gmig::schema::postgresql
