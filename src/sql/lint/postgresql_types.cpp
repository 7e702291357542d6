#include "sql/lint/postgresql_types.hpp"

#include <utility>

namespace gmig::sql::lint {

void read_type(const Json& tree, const Names& names, Acts& acts) {
    acts.push_back({MakesType{names.of_words(words(member(tree, "typeName")))}});
}

void read_domain(const Json& tree, const Names& names, Acts& acts) {
    bool constrained = false;
    for (const Json& item : member(tree, "constraints")) {
        const std::string kind = text(member(item, "Constraint"), "contype");
        constrained = constrained || kind == "CONSTR_CHECK" || kind == "CONSTR_NOTNULL";
    }
    acts.push_back({MakesType{names.of_words(words(member(tree, "domainname"))), constrained}});
}

void read_composite(const Json& tree, const Names& names, Acts& acts) {
    acts.push_back({MakesType{names.of_relation(member(tree, "typevar"))}});
}

void read_function(const Json& tree, const Names& names, Acts& acts) {
    MakesRoutine act{.name = names.of_words(words(member(tree, "funcname"))),
                     .is_volatile = true,
                     .replaces = flag(tree, "replace")};
    for (const Json& item : member(tree, "options")) {
        const Json& option = member(item, "DefElem");
        if (text(option, "defname") == "volatility") {
            act.is_volatile = text(member(member(option, "arg"), "String"), "sval") == "volatile";
        }
    }
    acts.push_back({std::move(act)});
}

void read_renamed_object(const Json& tree, const std::string& kind, const Names& names,
                         Acts& acts) {
    const bool is_type = kind == "OBJECT_TYPE" || kind == "OBJECT_DOMAIN";
    const bool is_routine = kind == "OBJECT_FUNCTION" || kind == "OBJECT_PROCEDURE" ||
                            kind == "OBJECT_ROUTINE" || kind == "OBJECT_AGGREGATE";
    if (!is_type && !is_routine) {
        return;
    }
    const ObjectName from = names.of_object(member(tree, "object"));
    const std::string chosen = text(tree, "newname");
    ObjectName to = chosen.empty() ? names.of(text(tree, "newschema"), from.name)
                                   : ObjectName{from.schema, chosen};
    if (is_type) {
        acts.push_back({RenamesType{from, std::move(to)}});
    } else {
        acts.push_back({RenamesRoutine{from, std::move(to)}});
    }
}

}  // namespace gmig::sql::lint
