#include "sql/tree_walk.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace gmig::sql {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 4> row_changes{"InsertStmt", "UpdateStmt", "DeleteStmt",
                                                      "MergeStmt"};

/// Those that the grammar does not write with pg_catalog in front.
constexpr std::array<std::string_view, 26> common_types{
    "text", "uuid",   "date",      "bytea",       "json", "jsonb",    "timestamptz", "inet", "name",
    "oid",  "serial", "bigserial", "smallserial", "xml",  "money",    "timetz",      "int2", "int4",
    "int8", "float4", "float8",    "bool",        "cidr", "tsvector", "tsquery",     "void"};

bool is_relation(const Json& node) {
    return node.contains("relname") && node.contains("relpersistence");
}

Name relation(const Json& node) {
    return {.schema = node.value("schemaname", ""), .name = node.value("relname", "")};
}

/// "a.b.c" out of a list of words: the last two of them.
Name from_words(const Json& list, bool without_last) {
    std::vector<std::string> words;
    for (const Json& item : list) {
        if (item.contains("String")) {
            words.push_back(item["String"].value("sval", ""));
        }
    }
    if (without_last && words.size() > 1) {
        words.pop_back();
    }
    Name name;
    if (!words.empty()) {
        name.name = words.back();
        name.schema = words.size() > 1 ? words[words.size() - 2] : "";
    }
    return name;
}

bool is_words(const Json& list) {
    return !list.empty() && list.front().contains("String");
}

void add_name(std::vector<Name>& names, Name name) {
    if (!name.name.empty()) {
        names.push_back(std::move(name));
    }
}

void add_of_object(std::vector<Name>& names, const Json& node, bool without_last) {
    if (is_relation(node)) {
        add_name(names, relation(node));
    } else if (node.contains("RangeVar")) {
        add_name(names, relation(node["RangeVar"]));
    } else if (node.contains("rel")) {
        add_name(names, relation(node["rel"]));
    } else if (node.contains("String")) {
        add_name(names, {.schema = "", .name = node["String"].value("sval", "")});
    } else if (node.contains("List")) {
        add_name(names, from_words(node["List"].value("items", Json::array()), without_last));
    } else if (node.contains("TypeName")) {
        add_name(names, from_words(node["TypeName"].value("names", Json::array()), without_last));
    } else if (node.contains("ObjectWithArgs")) {
        add_name(names, from_words(node["ObjectWithArgs"].value("objname", Json::array()), false));
    } else if (node.contains("objname")) {
        add_name(names, from_words(node["objname"], false));
    }
}

/// What one node of the tree names by itself.
class Walk {
public:
    Named take() {
        std::erase_if(named_.relations, [&](const Name& name) {
            return name.schema.empty() && std::ranges::find(with_, name.name) != with_.end();
        });
        return std::move(named_);
    }

    void see(const Json& node) {
        if (is_relation(node)) {
            named_.relations.push_back(relation(node));
        }
        if (node.contains("ctename")) {
            with_.push_back(node.value("ctename", ""));
        }
        if (node.contains("names") && node.contains("typemod")) {
            see_type(from_words(node["names"], false));
        }
        if (const auto call = node.find("FuncCall"); call != node.end()) {
            add_name(named_.functions, from_words(call->value("funcname", Json::array()), false));
        }
        for (const std::string_view change : row_changes) {
            const auto found = node.find(std::string(change));
            if (found != node.end() && found->contains("relation")) {
                add_name(named_.written, relation((*found)["relation"]));
            }
        }
    }

private:
    void see_type(Name name) {
        const bool everywhere = name.schema == "pg_catalog" ||
                                (name.schema.empty() &&
                                 std::ranges::find(common_types, name.name) != common_types.end());
        if (!everywhere) {
            add_name(named_.types, std::move(name));
        }
    }

    Named named_;
    std::vector<std::string> with_;
};

}  // namespace

std::vector<Name> objects_in(const Json& member, bool without_last) {
    std::vector<Name> names;
    if (!member.is_array()) {
        add_of_object(names, member, without_last);
        return names;
    }
    for (const Json& item : member) {
        add_of_object(names, item, without_last);
    }
    return names;
}

std::vector<Name> target_in(const Json& member) {
    if (member.is_string()) {
        return {{.schema = "", .name = member.get<std::string>()}};
    }
    if (member.is_array() && is_words(member)) {
        return {from_words(member, false)};
    }
    return objects_in(member, false);
}

Named walk(const Json& tree) {
    Walk walk;
    std::vector<const Json*> open{&tree};
    while (!open.empty()) {
        const Json& node = *open.back();
        open.pop_back();
        if (node.is_object()) {
            walk.see(node);
        }
        if (node.is_structured()) {
            for (const Json& child : node) {
                open.push_back(&child);
            }
        }
    }
    return walk.take();
}

}  // namespace gmig::sql
