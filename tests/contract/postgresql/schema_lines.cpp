#include "schema_lines.hpp"

#include <type_traits>

namespace gmig::schema {
namespace {

std::string joined(const std::vector<std::string>& texts) {
    std::string result;
    for (const std::string& text : texts) {
        result += (result.empty() ? "" : ", ") + text;
    }
    return result;
}

/// One line: what it begins with, and members with their names.
class Line {
public:
    explicit Line(std::string text) : text_(std::move(text)) {}

    Line& with(const std::string& name, const std::string& value) {
        if (!value.empty()) {
            text_ += "; " + name + " " + value;
        }
        return *this;
    }
    Line& with(const std::string& name, const Expression& value) {
        return with(name, value.text());
    }
    Line& with(const std::string& name, const std::optional<Expression>& value) {
        return with(name, value ? value->text() : "");
    }
    Line& with(const std::string& name, const std::vector<std::string>& values) {
        return with(name, joined(values));
    }
    Line& with(const std::string& name,
               const std::vector<std::pair<std::string, std::string>>& values) {
        std::vector<std::string> texts;
        for (const auto& [first, second] : values) {
            texts.push_back(first + " " + second);
        }
        return with(name, texts);
    }
    Line& when(bool value, const std::string& words) {
        if (value) {
            text_ += "; " + words;
        }
        return *this;
    }
    operator std::string() const { return text_; }  // NOLINT(google-explicit-constructor): a line

private:
    std::string text_;
};

class Lines {
public:
    std::vector<std::string> lines;

    void add(const std::string& of, const std::vector<Grant>& grants) {
        for (const Grant& grant : grants) {
            lines.push_back(of + ": " + grant.privilege + " to " +
                            (grant.role.empty() ? "PUBLIC" : grant.role) +
                            (grant.grantable ? " with grant option" : ""));
        }
    }
    void add(const std::string& of, const std::vector<Use>& uses) {
        for (const Use& use : uses) {
            lines.push_back(of + ": uses " + shown(use.object) +
                            (use.column.empty() ? "" : " column " + use.column));
        }
    }
    template <typename Object>
    void add_notes(const std::string& of, const Object& object) {
        if constexpr (requires { object.privileges; }) {
            add(of, object.privileges);
        }
        if constexpr (requires { object.uses; }) {
            add(of, object.uses);
        }
    }
};

Line& options_of(Line& line, const SequenceOptions& options) {
    const SequenceOptions usual;
    return line.with("as", options.type == usual.type ? "" : options.type)
        .with("start", options.start == usual.start ? "" : options.start)
        .with("increment", options.increment == usual.increment ? "" : options.increment)
        .with("minimum", options.minimum == usual.minimum ? "" : options.minimum)
        .with("maximum", options.maximum == usual.maximum ? "" : options.maximum)
        .with("cache", options.cache == usual.cache ? "" : options.cache)
        .when(options.cycle, "cycle");
}

std::string line_of(const Column& column) {
    Line line("  " + column.name + " " + column.type);
    line.when(column.not_null, "not null").with("default", column.default_value);
    if (column.generated) {
        line.with(column.generated->stored ? "stored" : "computed", column.generated->expression);
    }
    if (column.identity) {
        line.when(true, column.identity->always ? "always identity" : "identity by default");
        options_of(line, column.identity->sequence);
    }
    return line.with("collate", column.collation).with("comment", column.comment);
}

std::string shown_action(Referential action) {
    switch (action) {
        case Referential::NoAction:
            return "";
        case Referential::Restrict:
            return "restrict";
        case Referential::Cascade:
            return "cascade";
        case Referential::SetNull:
            return "set null";
        case Referential::SetDefault:
            return "set default";
    }
    return "";
}

std::string shown_kind(Constraint::Kind kind) {
    switch (kind) {
        case Constraint::Kind::PrimaryKey:
            return "primary key";
        case Constraint::Kind::Unique:
            return "unique";
        case Constraint::Kind::ForeignKey:
            return "foreign key";
        case Constraint::Kind::Check:
            return "check";
        case Constraint::Kind::Exclusion:
            return "exclusion";
    }
    return "";
}

std::string line_of(const Constraint& constraint) {
    return Line("  " + shown_kind(constraint.kind) + " " + constraint.name)
        .with("columns", constraint.columns)
        .with("include", constraint.include)
        .with("target", shown(constraint.target))
        .with("target columns", constraint.target_columns)
        .with("on delete", shown_action(constraint.on_delete))
        .with("sets", constraint.set_columns)
        .with("on update", shown_action(constraint.on_update))
        .with("match", constraint.match)
        .with("is", constraint.expression)
        .when(constraint.no_inherit, "no inherit")
        .when(!constraint.validated, "not valid")
        .when(constraint.nulls_not_distinct, "nulls not distinct")
        .when(constraint.deferrable, "deferrable")
        .when(constraint.initially_deferred, "initially deferred")
        .with("comment", constraint.comment);
}

std::string line_of(const IndexPart& part) {
    return Line("  part " + part.column)
        .with("is", part.expression)
        .with("collate", part.collation)
        .with("opclass", part.opclass)
        .when(part.descending, "descending")
        .when(part.nulls_first, "nulls first");
}

std::string line_of(const Namespace& space) {
    return Line("schema " + space.name).with("comment", space.comment);
}

std::string line_of(const Extension& extension) {
    return Line("extension " + extension.name)
        .with("in", extension.in_schema)
        .with("comment", extension.comment);
}

std::string line_of(const Enum& type) {
    return Line("enum " + shown(type.name))
        .with("values", type.values)
        .with("comment", type.comment);
}

std::string line_of(const Domain& type) {
    return Line("domain " + shown(type.name) + " " + type.type)
        .when(type.not_null, "not null")
        .with("default", type.default_value)
        .with("collate", type.collation)
        .with("comment", type.comment);
}

std::string line_of(const CompositeType& type) {
    return Line("composite " + shown(type.name))
        .with("of", type.attributes)
        .with("comment", type.comment);
}

std::string line_of(const Sequence& sequence) {
    Line line("sequence " + shown(sequence.name));
    options_of(line, sequence.options).when(sequence.unlogged, "unlogged");
    if (sequence.owner) {
        line.with("of", shown(sequence.owner->first) + "." + sequence.owner->second);
    }
    return line.with("comment", sequence.comment);
}

std::string line_of(const Table& table) {
    Line line("table " + shown(table.name));
    line.when(table.unlogged, "unlogged").with("partition by", table.partition_by);
    if (table.partition_of) {
        line.with("partition of",
                  shown(table.partition_of->parent) + " " + table.partition_of->bound);
    }
    for (const Name& parent : table.inherits) {
        line.with("inherits", shown(parent));
    }
    return line.with("with", table.options)
        .when(table.row_security, "row security")
        .when(table.force_row_security, "forced")
        .with("comment", table.comment);
}

std::string line_of(const Index& index) {
    return Line("index " + shown(index.name) + " on " + shown(index.table))
        .when(index.unique, "unique")
        .with("using", index.method == "btree" ? "" : index.method)
        .with("include", index.include)
        .with("where", index.where)
        .when(index.nulls_not_distinct, "nulls not distinct")
        .with("with", index.options)
        .with("comment", index.comment);
}

std::string line_of(const View& view) {
    return Line((view.materialized ? "materialized view " : "view ") + shown(view.name))
        .with("columns", view.columns)
        .with("query", view.query)
        .with("with", view.options)
        .when(!view.populated, "empty")
        .with("comment", view.comment);
}

std::string line_of(const Routine& routine) {
    return Line((routine.procedure ? "procedure " : "function ") + shown(routine.name) + "(" +
                routine.arguments + ")")
        .with("comment", routine.comment);
}

std::string line_of(const Trigger& trigger) {
    return Line("trigger " + trigger.name + " on " + shown(trigger.table))
        .with("is", trigger.definition)
        .with("enabled", trigger.enabled)
        .with("comment", trigger.comment);
}

std::string line_of(const Policy& policy) {
    return Line("policy " + policy.name + " on " + shown(policy.table))
        .with("is", policy.definition)
        .with("comment", policy.comment);
}

template <typename Object>
std::string name_for_notes(const Object& object) {
    if constexpr (std::is_same_v<decltype(object.name), Name>) {
        return "  " + object.name.name;
    } else {
        return "  " + object.name;
    }
}

template <typename Parts>
void add_parts(Lines& lines, const Parts& parts) {
    for (const auto& part : parts) {
        lines.lines.push_back(line_of(part));
        if constexpr (requires { part.privileges; }) {
            lines.add("  " + part.name, part.privileges);
        }
    }
}

template <typename Objects>
void add_all(Lines& lines, const Objects& objects) {
    for (const auto& entry : objects) {
        const auto& object = entry.second;
        lines.lines.push_back(line_of(object));
        if constexpr (requires { object.constraints; }) {
            add_parts(lines, object.columns);
            add_parts(lines, object.constraints);
        }
        if constexpr (requires { object.checks; }) {
            add_parts(lines, object.checks);
        }
        if constexpr (requires { object.parts; }) {
            add_parts(lines, object.parts);
        }
        lines.add_notes(name_for_notes(object), object);
    }
}

}  // namespace

std::vector<std::string> lines_of(const Schema& schema) {
    Lines lines;
    auto namespaces = schema.namespaces;
    const auto own = namespaces.find("public");
    if (own != namespaces.end() && own->second.comment.empty() &&
        own->second.privileges == std::vector<Grant>{{"", "USAGE", false}}) {
        namespaces.erase(own);
    }
    add_all(lines, namespaces);
    add_all(lines, schema.extensions);
    add_all(lines, schema.enums);
    add_all(lines, schema.domains);
    add_all(lines, schema.composites);
    add_all(lines, schema.sequences);
    add_all(lines, schema.tables);
    add_all(lines, schema.indexes);
    add_all(lines, schema.views);
    add_all(lines, schema.routines);
    add_all(lines, schema.triggers);
    add_all(lines, schema.policies);
    for (const std::string& words : schema.unmodelled) {
        lines.lines.push_back("unmodelled: " + words);
    }
    return lines.lines;
}

}  // namespace gmig::schema
