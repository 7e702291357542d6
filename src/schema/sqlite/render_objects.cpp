#include "schema/raw_sql.hpp"
#include "schema/sqlite/cursor.hpp"
#include "schema/sqlite/ddl.hpp"
#include "schema/sqlite/rebuild.hpp"
#include "schema/sqlite/renaming.hpp"
#include "schema/sqlite/renderer.hpp"

#include <algorithm>
#include <array>

// One step each: what is no change within a table.
namespace gmig::schema {
namespace {

/// In the order of Object.
std::string_view lacking(const Object& object) {
    constexpr std::array<std::string_view, 10> words{
        "schemas",         "extensions", "enum types", "domains",
        "composite types", "sequences",  "views",      "functions or procedures",
        "triggers",        "policies"};
    return words.at(object.index());
}

}  // namespace

SqliteRenderer::Statements SqliteRenderer::statements(const CreateTable& step) {
    require_sqlite(step.table, described(step));
    schema_.tables[step.table.name] = step.table;
    return {create_table(step.table, step.table.name.name)};
}

SqliteRenderer::Statements SqliteRenderer::statements(const DropTable& step) {
    forget_what_stands_on(step.table);
    schema_.tables.erase(step.table);
    return {"DROP TABLE " + sqlite_name(step.table.name)};
}

SqliteRenderer::Statements SqliteRenderer::statements(const RenameTable& step) {
    table(step.table, described(step));
    Statements result;
    std::string from = step.table.name;
    // To SQLite a name that differs by case only is taken.
    if (is_same_name(from, step.to)) {
        const std::string between = free_name(schema_, from);
        result.push_back("ALTER TABLE " + sqlite_name(from) + " RENAME TO " + sqlite_name(between));
        from = between;
    }
    result.push_back("ALTER TABLE " + sqlite_name(from) + " RENAME TO " + sqlite_name(step.to));
    rename_table(schema_, step.table, step.to);
    forget_texts_with(step.table.name);
    return result;
}

SqliteRenderer::Statements SqliteRenderer::statements(const RenameColumn& step) {
    table(step.table, described(step));
    rename_column(schema_, step.table, step.column, step.to);
    forget_texts_with(step.column);
    return {"ALTER TABLE " + sqlite_name(step.table.name) + " RENAME COLUMN " +
            sqlite_name(step.column) + " TO " + sqlite_name(step.to)};
}

SqliteRenderer::Statements SqliteRenderer::statements(const CreateIndex& step) {
    require_sqlite(step.index, described(step));
    schema_.indexes[step.index.name] = step.index;
    return {create_index(step.index)};
}

SqliteRenderer::Statements SqliteRenderer::statements(const DropIndex& step) {
    schema_.indexes.erase(step.index.name);
    if (gone_.erase(key_of(step.index)) > 0) {
        return {};
    }
    return {"DROP INDEX " + sqlite_name(step.index.name.name)};
}

SqliteRenderer::Statements SqliteRenderer::statements(const RenameIndex& step) {
    Index renamed = step.index;
    renamed.name.name = step.to;
    Statements result = statements(DropIndex{step.index});
    result.push_back(create_index(renamed));
    schema_.indexes[renamed.name] = renamed;
    return result;
}

SqliteRenderer::Statements SqliteRenderer::create(const View& view, const std::string& step) {
    if (view.materialized) {
        refuse("materialized views", step);
    }
    if (!view.options.empty() || !view.comment.empty() || !view.privileges.empty()) {
        refuse("options of views, no comments and no privileges", step);
    }
    schema_.views[view.name] = view;
    return {create_view(view)};
}

SqliteRenderer::Statements SqliteRenderer::create(const Trigger& trigger) {
    schema_.triggers[key_of(trigger)] = trigger;
    outdated_.erase(key_of(trigger));
    return {trigger.definition.text()};
}

SqliteRenderer::Statements SqliteRenderer::drop(const View& view) {
    forget_what_stands_on(view.name);
    schema_.views.erase(view.name);
    return {"DROP VIEW " + sqlite_name(view.name.name)};
}

SqliteRenderer::Statements SqliteRenderer::drop(const Trigger& trigger) {
    schema_.triggers.erase(key_of(trigger));
    if (gone_.erase(key_of(trigger)) > 0) {
        return {};
    }
    return {"DROP TRIGGER " + sqlite_name(trigger.name)};
}

SqliteRenderer::Statements SqliteRenderer::statements(const CreateObject& step) {
    if (const auto* view = std::get_if<View>(&step.object)) {
        return create(*view, described(step));
    }
    if (const auto* trigger = std::get_if<Trigger>(&step.object)) {
        return create(*trigger);
    }
    refuse(lacking(step.object), described(step));
}

SqliteRenderer::Statements SqliteRenderer::statements(const DropObject& step) {
    if (const auto* view = std::get_if<View>(&step.object)) {
        return drop(*view);
    }
    if (const auto* trigger = std::get_if<Trigger>(&step.object)) {
        return drop(*trigger);
    }
    refuse(lacking(step.object), described(step));
}

// The triggers of a view go with it, and come back.
SqliteRenderer::Statements SqliteRenderer::statements(const AlterObject& step) {
    const auto* view = std::get_if<View>(&step.from);
    if (view != nullptr) {
        triggers_again(view->name);  // without those that are dropped later
    }
    const std::map<Key, Trigger> standing = schema_.triggers;
    Statements result = statements(DropObject{step.from});
    std::ranges::move(statements(CreateObject{step.to}), std::back_inserter(result));
    for (const auto& [key, trigger] : standing) {
        if (view != nullptr && trigger.table == view->name) {
            std::ranges::move(create(trigger), std::back_inserter(result));
            gone_.erase(key);
        }
    }
    return result;
}

SqliteRenderer::Statements SqliteRenderer::statements(const RawSql& step) {
    return statements_of(step.up, Dialect::Sqlite);
}

SqliteRenderer::Statements SqliteRenderer::statements(const AlterInheritance& step) {
    refuse("partitions and no inheritance", described(step));
}

SqliteRenderer::Statements SqliteRenderer::statements(const SetComment& step) {
    refuse("comments", described(step));
}

SqliteRenderer::Statements SqliteRenderer::statements(const GrantPrivilege& step) {
    refuse("privileges", described(step));
}

SqliteRenderer::Statements SqliteRenderer::statements(const RevokePrivilege& step) {
    refuse("privileges", described(step));
}

}  // namespace gmig::schema
