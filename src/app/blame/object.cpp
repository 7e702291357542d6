#include "app/blame/object.hpp"

#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>

namespace gmig::app {
namespace {

using schema::Key;
using schema::Kind;
using schema::Name;
using schema::Schema;

/// Kinds that blame can be asked about; what share their names in PostgreSQL stand together.
constexpr std::array kinds{Kind::Table, Kind::View,   Kind::Sequence,      Kind::Index,
                           Kind::Enum,  Kind::Domain, Kind::CompositeType, Kind::Routine};

const Name& name_in(const Name& name) {
    return name;
}
const Name& name_in(const Key& key) {
    return key.name;
}

Key key_from(Kind kind, const Name& name) {
    return {kind, name, ""};
}
Key key_from(Kind kind, const Key& key) {
    return {kind, key.name, key.part};
}

/// Calls `use` with the map that holds objects of this kind.
template <class Use>
void with_map(const Schema& schema, Kind kind, const Use& use) {
    switch (kind) {
        case Kind::Table:
            return use(schema.tables);
        case Kind::View:
            return use(schema.views);
        case Kind::Sequence:
            return use(schema.sequences);
        case Kind::Index:
            return use(schema.indexes);
        case Kind::Enum:
            return use(schema.enums);
        case Kind::Domain:
            return use(schema.domains);
        case Kind::CompositeType:
            return use(schema.composites);
        case Kind::Routine:
            return use(schema.routines);
        default:
            return;
    }
}

bool is_meant(const Schema& schema, const Key& key, const Key& wanted) {
    if (!wanted.name.schema.empty() && wanted.name.schema != key.name.schema) {
        return false;
    }
    if (!wanted.part.empty() && wanted.part != key.part) {
        return false;
    }
    return schema.dialect == Dialect::Sqlite
               ? ascii_lower(key.name.name) == ascii_lower(wanted.name.name)
               : key.name.name == wanted.name.name;
}

bool is_nearer(const Key& key, const std::optional<Key>& found) {
    return !found || (found->name.schema != "public" && key.name.schema == "public");
}

template <class Value>
void copy_if(std::map<Name, Value>& to, const std::map<Name, Value>& from, const auto& wanted) {
    for (const auto& [name, value] : from) {
        if (wanted(name)) {
            to.emplace(name, value);
        }
    }
}

/// What hangs on a wanted table or view.
void copy_attached(Schema& to, const Schema& from, const auto& wanted) {
    for (const auto& [name, index] : from.indexes) {
        if (wanted(index.table)) {
            to.indexes.emplace(name, index);
        }
    }
    for (const auto& [key, trigger] : from.triggers) {
        if (wanted(trigger.table)) {
            to.triggers.emplace(key, trigger);
        }
    }
    for (const auto& [key, policy] : from.policies) {
        if (wanted(policy.table)) {
            to.policies.emplace(key, policy);
        }
    }
}

}  // namespace

std::optional<Key> find_object(const Schema& schema, const Key& key) {
    std::optional<Key> found;
    with_map(schema, key.kind, [&](const auto& objects) {
        for (const auto& [id, object] : objects) {
            const Key candidate = key_from(key.kind, id);
            if (is_meant(schema, candidate, key) && is_nearer(candidate, found)) {
                found = candidate;
            }
        }
    });
    return found;
}

std::optional<Key> find_any(const Schema& schema, const Name& name) {
    for (const Kind kind : kinds) {
        if (auto found = find_object(schema, {kind, name, ""})) {
            return found;
        }
    }
    return std::nullopt;
}

std::vector<std::string> object_names(const Schema& schema) {
    std::set<std::string> names;
    for (const Kind kind : kinds) {
        with_map(schema, kind, [&](const auto& objects) {
            for (const auto& [id, object] : objects) {
                const Name& name = name_in(id);
                names.insert(name.schema == "public" ? name.name : shown(name));
            }
        });
    }
    return {names.begin(), names.end()};
}

std::string kind_words(const Schema& schema, const Key& key) {
    if (key.kind == Kind::View) {
        const auto view = schema.views.find(key.name);
        return view != schema.views.end() && view->second.materialized ? "materialized view"
                                                                       : "view";
    }
    if (key.kind == Kind::Routine) {
        const auto routine = schema.routines.find(key);
        return routine != schema.routines.end() && routine->second.procedure ? "procedure"
                                                                             : "function";
    }
    return std::string(schema::to_string(key.kind));
}

Schema objects_named(const Schema& schema, const std::set<std::string>& names) {
    const auto wanted = [&](const Name& name) { return names.contains(ascii_lower(name.name)); };
    Schema few;
    few.dialect = schema.dialect;
    copy_if(few.tables, schema.tables, wanted);
    copy_if(few.views, schema.views, wanted);
    copy_if(few.sequences, schema.sequences, wanted);
    copy_if(few.indexes, schema.indexes, wanted);
    copy_if(few.enums, schema.enums, wanted);
    copy_if(few.domains, schema.domains, wanted);
    copy_if(few.composites, schema.composites, wanted);
    for (const auto& [key, routine] : schema.routines) {
        if (wanted(key.name)) {
            few.routines.emplace(key, routine);
        }
    }
    copy_attached(few, schema, wanted);
    return few;
}

Schema only_object(const Schema& schema, const Key& key) {
    const auto wanted = [&](const Name& name) { return name == key.name; };
    Schema one;
    one.dialect = schema.dialect;
    const auto copy = [&](auto& to, const auto& from, const auto& id) {
        if (const auto found = from.find(id); found != from.end()) {
            to.insert(*found);
        }
    };
    switch (key.kind) {
        case Kind::Table:
            copy(one.tables, schema.tables, key.name);
            copy_attached(one, schema, wanted);
            break;
        case Kind::View:
            copy(one.views, schema.views, key.name);
            copy_attached(one, schema, wanted);
            break;
        case Kind::Sequence:
            copy(one.sequences, schema.sequences, key.name);
            break;
        case Kind::Index:
            copy(one.indexes, schema.indexes, key.name);
            break;
        case Kind::Enum:
            copy(one.enums, schema.enums, key.name);
            break;
        case Kind::Domain:
            copy(one.domains, schema.domains, key.name);
            break;
        case Kind::CompositeType:
            copy(one.composites, schema.composites, key.name);
            break;
        case Kind::Routine:
            copy(one.routines, schema.routines, key);
            break;
        default:
            break;
    }
    return one;
}

}  // namespace gmig::app
