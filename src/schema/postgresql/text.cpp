#include "schema/postgresql/text.hpp"

#include "schema/difference/types.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gmig::schema::postgresql {
namespace {

std::string action(std::string_view event, Referential referential) {
    switch (referential) {
        case Referential::NoAction:
            return "";
        case Referential::Restrict:
            return fmt::format(" {} RESTRICT", event);
        case Referential::Cascade:
            return fmt::format(" {} CASCADE", event);
        case Referential::SetNull:
            return fmt::format(" {} SET NULL", event);
        case Referential::SetDefault:
            return fmt::format(" {} SET DEFAULT", event);
    }
    return "";
}

std::string key_text(std::string_view words, const Constraint& constraint) {
    std::string text(words);
    text += constraint.nulls_not_distinct ? " NULLS NOT DISTINCT" : "";
    text += " (" + list(constraint.columns) + ")";
    if (!constraint.include.empty()) {
        text += " INCLUDE (" + list(constraint.include) + ")";
    }
    return text;
}

std::string foreign_key_text(const Constraint& constraint) {
    std::string text = fmt::format("FOREIGN KEY ({}) REFERENCES {}", list(constraint.columns),
                                   sql(constraint.target));
    if (!constraint.target_columns.empty()) {
        text += " (" + list(constraint.target_columns) + ")";
    }
    if (!constraint.match.empty()) {
        text += " MATCH " + constraint.match;
    }
    text += action("ON UPDATE", constraint.on_update) + action("ON DELETE", constraint.on_delete);
    if (!constraint.set_columns.empty()) {
        text += " (" + list(constraint.set_columns) + ")";
    }
    return text;
}

std::string kind_text(const Constraint& constraint) {
    switch (constraint.kind) {
        case Constraint::Kind::PrimaryKey:
            return key_text("PRIMARY KEY", constraint);
        case Constraint::Kind::Unique:
            return key_text("UNIQUE", constraint);
        case Constraint::Kind::ForeignKey:
            return foreign_key_text(constraint);
        case Constraint::Kind::Check:
            return fmt::format("CHECK ({}){}", constraint.expression.text(),
                               constraint.no_inherit ? " NO INHERIT" : "");
        case Constraint::Kind::Exclusion:
            return "EXCLUDE " + constraint.expression.text();
    }
    return "";
}

std::string index_part_text(const IndexPart& part) {
    std::string text = part.column.empty() ? "(" + part.expression.text() + ")" : sql(part.column);
    text += part.collation.empty() ? "" : " COLLATE " + part.collation;
    text += part.opclass.empty() ? "" : " " + part.opclass;
    text += part.descending ? " DESC" : "";
    if (part.nulls_first != part.descending) {
        text += part.nulls_first ? " NULLS FIRST" : " NULLS LAST";
    }
    return text;
}

/// The limits that the server gives a sequence of this type by itself.
struct Limits {
    std::string minimum;
    std::string maximum;
};

Limits limits_of(const SequenceOptions& options) {
    const bool ascending = !options.increment.starts_with('-');
    if (options.type == "smallint") {
        return ascending ? Limits{"1", "32767"} : Limits{"-32768", "-1"};
    }
    if (options.type == "integer") {
        return ascending ? Limits{"1", "2147483647"} : Limits{"-2147483648", "-1"};
    }
    return ascending ? Limits{"1", "9223372036854775807"} : Limits{"-9223372036854775808", "-1"};
}

std::string parents_text(const Table& table) {
    if (table.inherits.empty()) {
        return "";
    }
    std::vector<std::string> parents;
    for (const Name& parent : table.inherits) {
        parents.push_back(sql(parent));
    }
    return fmt::format("\nINHERITS ({})", fmt::join(parents, ", "));
}

/// The columns and constraints, a line for each.
std::string body_text(const Table& table) {
    std::vector<std::string> lines;
    for (const Column& column : table.columns) {
        lines.push_back("    " + column_text(column));
    }
    for (const Constraint& constraint : table.constraints) {
        lines.push_back("    " + constraint_text(constraint));
    }
    return lines.empty() ? "()" : fmt::format("(\n{}\n)", fmt::join(lines, ",\n"));
}

}  // namespace

std::string sql(const Name& name) {
    return quoted(name, Dialect::Postgresql);
}

std::string sql(std::string_view identifier) {
    return quoted(identifier, Dialect::Postgresql);
}

std::string list(const std::vector<std::string>& identifiers) {
    std::string text;
    for (const std::string& identifier : identifiers) {
        text += (text.empty() ? "" : ", ") + sql(identifier);
    }
    return text;
}

std::string options(const std::vector<std::string>& options) {
    std::string text;
    for (const std::string& option : options) {
        const std::size_t sign = option.find('=');
        const std::string value =
            sign == std::string::npos ? "" : "=" + literal(option.substr(sign + 1));
        text += (text.empty() ? "" : ", ") + option.substr(0, sign) + value;
    }
    return text;
}

std::string sequence_text(const SequenceOptions& options) {
    const Limits limits = limits_of(options);
    const bool ascending = !options.increment.starts_with('-');
    std::string text = options.type == "bigint" ? "" : " AS " + options.type;
    const auto add = [&](const char* words, const std::string& value, const std::string& normal) {
        text += value == normal ? "" : fmt::format(" {} {}", words, value);
    };
    add("INCREMENT BY", options.increment, "1");
    add("MINVALUE", options.minimum, limits.minimum);
    add("MAXVALUE", options.maximum, limits.maximum);
    add("START WITH", options.start, ascending ? options.minimum : options.maximum);
    add("CACHE", options.cache, "1");
    return text + (options.cycle ? " CYCLE" : "");
}

std::string sequence_changes(const SequenceOptions& from, const SequenceOptions& to,
                             std::string_view prefix) {
    std::string text;
    const auto add = [&](const char* words, const std::string& before, const std::string& after) {
        text += before == after ? "" : fmt::format(" {}{} {}", prefix, words, after);
    };
    // ALTER COLUMN … SET has no AS: the column's type is the sequence's.
    if (prefix.empty()) {
        add("AS", from.type, to.type);
    }
    add("INCREMENT BY", from.increment, to.increment);
    // With another type the server gives other limits by itself.
    const bool retyped = from.type != to.type;
    add("MINVALUE", retyped ? "" : from.minimum, to.minimum);
    add("MAXVALUE", retyped ? "" : from.maximum, to.maximum);
    add("START WITH", from.start, to.start);
    add("CACHE", from.cache, to.cache);
    // Its value would be refused.
    if (are_apart(from, to)) {
        text += " RESTART";
    }
    if (from.cycle != to.cycle) {
        text += fmt::format(" {}{}", prefix, to.cycle ? "CYCLE" : "NO CYCLE");
    }
    return text;
}

std::string column_text(const Column& column) {
    std::string text = sql(column.name) + " " + column.type;
    text += column.collation.empty() ? "" : " COLLATE " + column.collation;
    if (column.generated) {
        text +=
            fmt::format(" GENERATED ALWAYS AS ({}) STORED", column.generated->expression.text());
    }
    if (column.identity) {
        SequenceOptions sequence = column.identity->sequence;
        // It takes its type from the column.
        const std::string changes = sequence_text(sequence);
        const std::string as = sequence.type == "bigint" ? "" : " AS " + sequence.type;
        const std::string rest = changes.substr(as.size());
        text += fmt::format(" GENERATED {} AS IDENTITY{}",
                            column.identity->always ? "ALWAYS" : "BY DEFAULT",
                            rest.empty() ? "" : " (" + rest.substr(1) + ")");
    }
    text += column.not_null && !column.identity ? " NOT NULL" : "";
    if (column.default_value) {
        text += " DEFAULT " + column.default_value->text();
    }
    return text;
}

std::string constraint_text(const Constraint& constraint) {
    std::string text =
        constraint.name.empty() ? "" : fmt::format("CONSTRAINT {} ", sql(constraint.name));
    text += kind_text(constraint);
    text += constraint.deferrable ? " DEFERRABLE" : "";
    text += constraint.initially_deferred ? " INITIALLY DEFERRED" : "";
    return text + (constraint.validated ? "" : " NOT VALID");
}

std::string create_table_text(const Table& table) {
    std::string text =
        fmt::format("CREATE {}TABLE {}", table.unlogged ? "UNLOGGED " : "", sql(table.name));
    if (table.partition_of) {
        text += " PARTITION OF " + sql(table.partition_of->parent);
        if (!table.columns.empty() || !table.constraints.empty()) {
            text += " " + body_text(table);
        }
        text += "\n" + table.partition_of->bound;
    } else {
        text += " " + body_text(table) + parents_text(table);
    }
    text += table.partition_by.empty() ? "" : "\nPARTITION BY " + table.partition_by;
    text += table.options.empty() ? "" : fmt::format("\nWITH ({})", options(table.options));
    return text;
}

std::string create_index_text(const Index& index, Concurrently concurrently) {
    std::vector<std::string> parts;
    for (const IndexPart& part : index.parts) {
        parts.push_back(index_part_text(part));
    }
    std::string text =
        fmt::format("CREATE {}INDEX {}{} ON {}{} ({})", index.unique ? "UNIQUE " : "",
                    concurrently == Concurrently::Yes ? "CONCURRENTLY " : "", sql(index.name.name),
                    sql(index.table),
                    index.method.empty() || index.method == "btree" ? "" : " USING " + index.method,
                    fmt::join(parts, ", "));
    text += index.include.empty() ? "" : fmt::format(" INCLUDE ({})", list(index.include));
    text += index.nulls_not_distinct ? " NULLS NOT DISTINCT" : "";
    text += index.options.empty() ? "" : fmt::format(" WITH ({})", options(index.options));
    return text + (index.where ? " WHERE " + index.where->text() : "");
}

}  // namespace gmig::schema::postgresql
