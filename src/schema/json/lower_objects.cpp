#include "schema/json/lowering.hpp"
#include <gmig/support/near.hpp>

#include <algorithm>
#include <array>

namespace gmig::schema {
namespace {

Steps create(const Object& object) {
    return known({CreateObject{object}}, {DropObject{object}});
}

Steps drop(Object object) {
    return by_difference({DropObject{std::move(object)}});
}

/// What a map of the schema has under a name.
template <class Map>
const typename Map::mapped_type& found_in(const Map& map, const typename Map::key_type& key,
                                          const std::string& what) {
    const auto found = map.find(key);
    if (found == map.end()) {
        refuse("there is no " + what);
    }
    return found->second;
}

View view_of(const Arguments& view) {
    View result;
    result.name = view.name("name");
    result.materialized = view.flag("materialized");
    result.query = view.expression("query");
    return result;
}

/// The column whose enum check this is, if it is that enum's.
const Column* column_of_check(const Table& table, const Constraint& check, const Name& name,
                              const std::vector<std::string>& values) {
    if (check.kind != Constraint::Kind::Check || check.name != enum_check_name(name)) {
        return nullptr;
    }
    const auto found = std::ranges::find_if(table.columns, [&](const Column& column) {
        return enum_check(column.name, name, values).expression == check.expression;
    });
    return found == table.columns.end() ? nullptr : &*found;
}

Steps update_sqlite_enum(const Arguments& arguments, const Beside& beside, const Name& name) {
    const std::vector<std::string>& former = found_in(beside.enums, name, "enum " + name.name);
    const std::vector<std::string> values = arguments.words("values");
    Modifications up;
    for (const auto& [table_name, table] : beside.now->tables) {
        for (const Constraint& check : table.constraints) {
            if (const Column* const column = column_of_check(table, check, name, former)) {
                up.emplace_back(DropConstraint{table_name, check});
                up.emplace_back(AddConstraint{table_name, enum_check(column->name, name, values)});
            }
        }
    }
    return by_difference(std::move(up));
}

Sequence sequence_of(const Arguments& arguments) {
    Sequence sequence;
    sequence.name = arguments.name("name");
    SequenceOptions& options = sequence.options;
    options.type = arguments.text("type", options.type);
    const auto whole = [&](std::string_view key, std::string& option) {
        if (const JsonValue* const value = arguments.json().find(key)) {
            option = canonical_json(*value);
        }
    };
    if (options.type == "integer") {
        options.maximum = "2147483647";
    } else if (options.type == "smallint") {
        options.maximum = "32767";
    }
    whole("start", options.start);
    whole("increment", options.increment);
    whole("minimum", options.minimum);
    whole("maximum", options.maximum);
    whole("cache", options.cache);
    options.cycle = arguments.flag("cycle");
    return sequence;
}

/// What privileges are on: the one object that the argument names.
Key key_on(const Arguments& on) {
    constexpr std::array<std::pair<std::string_view, Kind>, 5> names{{
        {"entityName", Kind::Table},
        {"viewName", Kind::View},
        {"sequenceName", Kind::Sequence},
        {"typeName", Kind::Enum},
        {"functionName", Kind::Routine},
    }};
    std::vector<Key> keys;
    for (const auto& [argument, kind] : names) {
        if (on.has(argument)) {
            keys.push_back({kind, on.name(argument), {}});
        }
    }
    if (on.has("schemaName")) {
        keys.push_back({Kind::Namespace, {"", on.text("schemaName")}, {}});
    }
    if (keys.size() != 1) {
        refuse(
            "privileges are on one thing: \"entityName\", \"viewName\", \"sequenceName\", "
            "\"schemaName\", \"typeName\" or \"functionName\"");
    }
    keys.front().part = on.text("arguments");
    return keys.front();
}

template <class Modification>
Steps privileges(const Arguments& arguments) {
    const Arguments on = *arguments.object("on");
    const Key key = key_on(on);
    std::vector<std::string> columns = on.words("columns");
    if (columns.empty()) {
        columns.emplace_back();
    }
    const std::string role = arguments.text("role");
    Modifications up;
    for (const std::string& privilege : arguments.words("privileges")) {
        for (const std::string& column : columns) {
            up.emplace_back(Modification{.object = key,
                                         .column = column,
                                         .grant = {.role = role == "PUBLIC" ? "" : role,
                                                   .privilege = privilege,
                                                   .grantable = arguments.flag("grantable")}});
        }
    }
    return by_difference(std::move(up));
}

}  // namespace

Steps create_enum(const Arguments& arguments, const Beside& beside) {
    Enum made;
    made.name = arguments.name("enumName");
    made.values = arguments.words("values");
    if (beside.dialect == Dialect::Postgresql) {
        return create(std::move(made));
    }
    if (beside.enums.contains(made.name)) {
        refuse("there is an enum " + made.name.name + " already");
    }
    return known({}, {});
}

Steps update_enum(const Arguments& arguments, const Beside& beside) {
    const Name name = arguments.name("enumName");
    if (beside.dialect == Dialect::Sqlite) {
        return update_sqlite_enum(arguments, beside, name);
    }
    const Enum& from = found_in(beside.now->enums, name, "enum " + text_of(name, beside.dialect));
    Enum to = from;
    to.values = arguments.words("values");
    return by_difference({AlterObject{from, std::move(to)}});
}

Steps remove_enum(const Arguments& arguments, const Beside& beside) {
    const Name name = arguments.name("enumName");
    const std::string what = "enum " + text_of(name, beside.dialect);
    if (beside.dialect == Dialect::Postgresql) {
        return drop(found_in(beside.now->enums, name, what));
    }
    found_in(beside.enums, name, what);
    for (const auto& [table_name, table] : beside.now->tables) {
        if (std::ranges::find(table.constraints, enum_check_name(name), &Constraint::name) !=
            table.constraints.end()) {
            refuse(table_name.name + " still has a column of the " + what);
        }
    }
    return known({}, {});
}

Steps create_view(const Arguments& arguments, const Beside& /*beside*/) {
    return create(view_of(*arguments.object("view")));
}

Steps update_view(const Arguments& arguments, const Beside& beside) {
    View to = view_of(*arguments.object("view"));
    const View& from =
        found_in(beside.now->views, to.name, "view " + text_of(to.name, beside.dialect));
    to.columns = from.columns;
    to.options = from.options;
    to.comment = from.comment;
    to.privileges = from.privileges;
    return by_difference({AlterObject{from, std::move(to)}});
}

Steps remove_view(const Arguments& arguments, const Beside& beside) {
    const Name name = arguments.name("viewName");
    return drop(found_in(beside.now->views, name, "view " + text_of(name, beside.dialect)));
}

Steps create_sequence(const Arguments& arguments, const Beside& /*beside*/) {
    return create(sequence_of(*arguments.object("sequence")));
}

Steps remove_sequence(const Arguments& arguments, const Beside& beside) {
    const Name name = arguments.name("sequenceName");
    return drop(found_in(beside.now->sequences, name, "sequence " + text_of(name, beside.dialect)));
}

Steps create_schema(const Arguments& arguments, const Beside& /*beside*/) {
    Namespace made;
    made.name = arguments.text("schemaName");
    return create(std::move(made));
}

Steps remove_schema(const Arguments& arguments, const Beside& beside) {
    const std::string name = arguments.text("schemaName");
    return drop(found_in(beside.now->namespaces, name, "schema " + name));
}

Steps create_extension(const Arguments& arguments, const Beside& /*beside*/) {
    Extension made;
    made.name = arguments.text("extensionName");
    made.in_schema = arguments.text("schemaName", "public");
    return create(std::move(made));
}

Steps remove_extension(const Arguments& arguments, const Beside& beside) {
    const std::string name = arguments.text("extensionName");
    return drop(found_in(beside.now->extensions, name, "extension " + name));
}

Steps create_trigger(const Arguments& arguments, const Beside& /*beside*/) {
    const Arguments trigger = *arguments.object("trigger");
    Trigger made;
    made.name = trigger.text("name");
    made.table = arguments.name("entityName");
    made.definition = trigger.expression("definition");
    return create(std::move(made));
}

Steps remove_trigger(const Arguments& arguments, const Beside& beside) {
    const Name table = arguments.name("entityName");
    const std::string name = arguments.text("triggerName");
    for (const auto& [key, trigger] : beside.now->triggers) {
        if (trigger.table == table && trigger.name == name) {
            return drop(trigger);
        }
    }
    refuse(text_of(table, beside.dialect) + " has no trigger " + name);
}

Steps create_function(const Arguments& arguments, const Beside& /*beside*/) {
    const Arguments function = *arguments.object("function");
    Routine made;
    made.name = function.name("name");
    made.arguments = function.text("arguments");
    made.definition = function.expression("definition");
    return create(std::move(made));
}

Steps remove_function(const Arguments& arguments, const Beside& beside) {
    const Name name = arguments.name("functionName");
    std::vector<const Routine*> found;
    for (const auto& [key, routine] : beside.now->routines) {
        const bool fits =
            routine.name == name &&
            (!arguments.has("arguments") || routine.arguments == arguments.text("arguments"));
        if (fits) {
            found.push_back(&routine);
        }
    }
    const std::string shown_name = text_of(name, beside.dialect);
    if (found.empty()) {
        refuse("there is no function " + shown_name + "(" + arguments.text("arguments") + ")");
    }
    if (found.size() > 1) {
        refuse("there are several functions " + shown_name +
               ": give the types of its "
               "\"arguments\", as \"integer, text\"");
    }
    return drop(*found.front());
}

Steps grant_privileges(const Arguments& arguments, const Beside& /*beside*/) {
    return privileges<GrantPrivilege>(arguments);
}

Steps revoke_privileges(const Arguments& arguments, const Beside& /*beside*/) {
    return privileges<RevokePrivilege>(arguments);
}

Steps run_sql(const Arguments& arguments, const Beside& /*beside*/) {
    RawSql up{.up = arguments.sql("up"), .down = std::nullopt};
    if (!arguments.has("down")) {
        Steps steps;
        steps.push_back({{std::move(up)}, Back::None, {}});
        return steps;
    }
    up.down = arguments.sql("down");
    RawSql down{.up = *up.down, .down = up.up};
    return known({std::move(up)}, {std::move(down)});
}

}  // namespace gmig::schema
