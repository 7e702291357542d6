#include "app/blame/trace.hpp"

#include <gmig/schema/difference.hpp>
#include <gmig/sql/reader.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <variant>

namespace gmig::app {
namespace {

using schema::Key;
using schema::Kind;
using schema::Modification;
using schema::Schema;
using sql::Rename;
using What = ObjectEvent::What;

Rename::Kind family_of(Kind kind) {
    switch (kind) {
        case Kind::Enum:
        case Kind::Domain:
        case Kind::CompositeType:
            return Rename::Kind::Type;
        case Kind::Routine:
            return Rename::Kind::Routine;
        default:
            return Rename::Kind::Relation;
    }
}

/// Compares names as a dialect does.
struct Names {
    Dialect dialect;

    [[nodiscard]] bool same(std::string_view one, std::string_view other) const {
        return dialect == Dialect::Sqlite ? ascii_lower(one) == ascii_lower(other) : one == other;
    }
    [[nodiscard]] bool same_schema(std::string_view one, std::string_view other) const {
        return one.empty() || other.empty() || one == other;
    }
    /// Whether a rename is about what is called so before it.
    [[nodiscard]] bool takes(const Rename& rename, const Key& key) const {
        return rename.kind == family_of(key.kind) && same(rename.name, key.name.name) &&
               same_schema(rename.schema, key.name.schema);
    }
    /// Whether it gives this name.
    [[nodiscard]] bool gives(const Rename& rename, const Key& key) const {
        if (rename.kind == Rename::Kind::Namespace) {
            return rename.to == key.name.schema;
        }
        if (rename.kind != family_of(key.kind) || !rename.column.empty()) {
            return false;
        }
        if (!rename.to_schema.empty()) {
            return rename.to_schema == key.name.schema && same(rename.name, key.name.name);
        }
        return same(rename.to, key.name.name) && same_schema(rename.schema, key.name.schema);
    }
};

/// The name before a rename that gave this one; in an unknown schema where the text has none.
Key former_name(const Rename& rename, Key key) {
    if (rename.kind == Rename::Kind::Namespace) {
        key.name.schema = rename.name;
    } else if (!rename.to_schema.empty()) {
        key.name.schema = rename.schema;
    } else {
        key.name.name = rename.name;
    }
    return key;
}

/// The name that a rename gives to what it takes.
Key later_name(const Rename& rename, Key key) {
    if (rename.kind == Rename::Kind::Namespace) {
        key.name.schema = rename.to;
    } else if (!rename.to_schema.empty()) {
        key.name.schema = rename.to_schema;
    } else {
        key.name.name = rename.to;
    }
    return key;
}

bool moves(const Names& names, const Rename& rename, const Key& key) {
    if (rename.kind == Rename::Kind::Namespace) {
        return rename.name == key.name.schema;
    }
    return rename.column.empty() && names.takes(rename, key);
}

std::vector<std::string> column_names_of(const Schema& schema, const Key& key) {
    std::vector<std::string> names;
    if (const auto table = schema.tables.find(key.name); table != schema.tables.end()) {
        for (const schema::Column& column : table->second.columns) {
            names.push_back(column.name);
        }
    }
    return names;
}

/// Only renames of columns that were there before.
std::vector<ColumnRename> real_renames(const Passage& passage, const Names& names,
                                       const Key& before, std::vector<ColumnRename> renames) {
    std::vector<std::string> columns = column_names_of(passage.before, before);
    std::erase_if(renames, [&](const ColumnRename& rename) {
        for (std::string& column : columns) {
            if (names.same(column, rename.first)) {
                column = rename.second;
                return false;
            }
        }
        return true;
    });
    return renames;
}

std::vector<Modification> changes_between(const Schema& before, const Schema& after) {
    return schema::difference(before, after);
}

/// What a passage did to the object that is called `after` behind it; nothing when nothing.
std::optional<ObjectEvent> event_of(const Passage& passage, const Predecessor& former,
                                    const Key& after) {
    ObjectEvent event{.position = passage.position,
                      .what = What::Created,
                      .before = former.key.value_or(after),
                      .after = after,
                      .columns = former.columns};
    const Schema now = only_object(passage.after, after);
    if (!former.key) {
        Schema nothing;
        nothing.dialect = now.dialect;
        event.modifications = changes_between(nothing, now);
        return event;
    }
    event.modifications = changes_between(renamed_object(only_object(passage.before, *former.key),
                                                         *former.key, after, former.columns),
                                          now);
    const bool is_renamed = former.key->name != after.name;
    if (!is_renamed && event.columns.empty() && event.modifications.empty()) {
        return std::nullopt;
    }
    event.what = is_renamed ? What::Renamed : What::Changed;
    return event;
}

ObjectEvent end_of(const Passage& passage, const Key& key) {
    ObjectEvent event{
        .position = passage.position, .what = What::Dropped, .before = key, .after = key};
    Schema nothing;
    nothing.dialect = passage.before.dialect;
    event.modifications = changes_between(only_object(passage.before, key), nothing);
    return event;
}

}  // namespace

Predecessor predecessor(const Passage& passage, const Key& key) {
    const Names names{passage.after.dialect};
    Key name = key;
    std::vector<ColumnRename> columns;
    for (std::size_t i = passage.renames.size(); i-- > 0;) {
        const Rename& rename = passage.renames[i];
        if (names.gives(rename, name)) {
            name = former_name(rename, name);
        } else if (!rename.column.empty() && names.takes(rename, name)) {
            columns.emplace_back(rename.column, rename.to);
        } else if (moves(names, rename, name) &&
                   find_object(passage.after, later_name(rename, name))) {
            return {};  // what had this name has another now, and this one was made after it
        }
    }
    std::ranges::reverse(columns);
    auto before = find_object(passage.before, name);
    if (!before) {
        // Made anew under a name of its own, to take the place of what had this one.
        before = find_object(passage.before, key);
    }
    if (!before) {
        return {};
    }
    return {.key = before, .columns = real_renames(passage, names, *before, std::move(columns))};
}

ObjectTrace trace_object(std::span<const Passage> passages, const Key& key) {
    ObjectTrace trace;
    Key name = key;
    bool is_met = false;
    for (std::size_t i = passages.size(); i-- > 0;) {
        const Passage& passage = passages[i];
        const auto after = find_object(passage.after, name);
        if (!after) {
            if (const auto before = find_object(passage.before, name); before && !is_met) {
                trace.events.push_back(end_of(passage, *before));
                trace.names.push_back(before->name);
                is_met = true;
                name = *before;
            }
            continue;
        }
        is_met = true;
        if (trace.names.empty()) {
            trace.names.push_back(after->name);
        }
        const Predecessor former = predecessor(passage, *after);
        if (auto event = event_of(passage, former, *after)) {
            trace.events.push_back(*std::move(event));
        }
        if (!former.key) {
            trace.complete = true;
            break;
        }
        if (former.key->name != trace.names.back()) {
            trace.names.push_back(former.key->name);
        }
        name = *former.key;
    }
    return trace;
}

std::optional<Key> present_name(std::span<const Passage> passages, const Key& key) {
    for (std::size_t i = passages.size(); i-- > 0;) {
        const Passage& passage = passages[i];
        const auto before = find_object(passage.before, key);
        if (!before || find_object(passage.after, key)) {
            continue;
        }
        const Names names{passage.before.dialect};
        Key name = *before;
        for (const Rename& rename : passage.renames) {
            name = moves(names, rename, name) ? later_name(rename, name) : name;
        }
        const auto after = find_object(passage.after, name);
        if (!after || after->name == before->name) {
            return std::nullopt;
        }
        const auto later = present_name(passages.subspan(i + 1), *after);
        return later ? later : after;
    }
    return std::nullopt;
}

std::vector<std::string> ObjectEvent::words() const {
    std::vector<std::string> all;
    if (what == What::Renamed) {
        all.push_back("rename " + schema::shown(before) + " to " + shown(after.name));
    }
    for (const auto& [old, fresh] : columns) {
        all.push_back(
            described(schema::RenameColumn{.table = after.name, .column = old, .to = fresh}));
    }
    for (const Modification& modification : modifications) {
        all.push_back(described(modification));
    }
    return all;
}

}  // namespace gmig::app
