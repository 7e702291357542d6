#include "schema/json/words_for.hpp"

#include "schema/json/arguments.hpp"
#include "schema/json/definitions_for.hpp"
#include "schema/json/making.hpp"
#include <gmig/schema/json_migration.hpp>

namespace gmig::schema {
namespace {

struct Words {
    Dialect dialect;

    [[nodiscard]] JsonValue on(std::string_view word, const Name& table) const {
        return json_modification(word, {{"entityName", name_value(table, dialect)}});
    }
    [[nodiscard]] JsonValue on_field(std::string_view word, const Name& table,
                                     const std::string& field) const {
        JsonValue value = on(word, table);
        add_member(value, "fieldName", json_text(field));
        return value;
    }
    static void add_filling(JsonValue& value, const Filling& filling) {
        if (!filling.value.empty()) {
            add_member(value, "fillValue", sql_value(filling.value));
        }
        if (!filling.from_column.empty()) {
            add_member(value, "copyValue", json_text(filling.from_column));
        }
        if (!filling.cast.empty()) {
            add_member(value, "cast", json_text(filling.cast));
        }
    }

    Value operator()(const CreateTable& one) const {
        const Value entity = entity_for(one.table, dialect);
        return entity ? Value(json_modification("createEntity", {{"entity", *entity}}))
                      : std::nullopt;
    }
    Value operator()(const DropTable& one) const { return on("removeEntity", one.table); }
    Value operator()(const RenameTable& one) const {
        JsonValue value = on("updateEntityName", one.table);
        add_member(value, "newEntityName", name_value({one.table.schema, one.to}, dialect));
        return value;
    }
    Value operator()(const AddColumn& one) const {
        const Value definition = definition_for(one.column, dialect);
        const bool has_value = !one.column.not_null || one.column.default_value ||
                               one.column.generated || one.column.identity ||
                               !one.filling.value.empty() || !one.filling.from_column.empty();
        if (!definition || !has_value || !one.filling.cast.empty()) {
            return std::nullopt;
        }
        JsonValue value = on_field("createColumn", one.table, one.column.name);
        add_member(value, "definition", *definition);
        add_filling(value, one.filling);
        return value;
    }
    Value operator()(const DropColumn& one) const {
        return on_field("removeField", one.table, one.column);
    }
    Value operator()(const RenameColumn& one) const {
        JsonValue value = on_field("updateFieldName", one.table, one.column);
        add_member(value, "newFieldName", json_text(one.to));
        return value;
    }
    Value operator()(const AlterColumn& one) const {
        const Value definition = definition_for(one.to, dialect);
        if (!definition) {
            return std::nullopt;
        }
        JsonValue value = on_field("updateColumnDefinition", one.table, one.to.name);
        add_member(value, "definition", *definition);
        add_filling(value, one.filling);
        return value;
    }
    Value operator()(const AddConstraint& one) const {
        Value constraint;
        std::string_view word;
        if (one.constraint.kind == Constraint::Kind::Unique) {
            word = "createUniqueConstraint";
            constraint = unique_for(one.constraint);
        } else if (one.constraint.kind == Constraint::Kind::Check) {
            word = "createCheck";
            constraint = check_for(one.constraint);
        } else if (one.constraint.kind == Constraint::Kind::ForeignKey) {
            word = "createForeignKey";
            constraint = foreign_key_for(one.constraint, dialect);
        }
        if (!constraint) {
            return std::nullopt;
        }
        JsonValue value = on(word, one.table);
        add_member(value, "constraint", *constraint);
        return value;
    }
    Value operator()(const DropConstraint& one) const {
        std::string_view word;
        switch (one.constraint.kind) {
            case Constraint::Kind::Unique:
                word = "removeUniqueConstraint";
                break;
            case Constraint::Kind::Check:
                word = "removeCheck";
                break;
            case Constraint::Kind::ForeignKey:
                word = "removeForeignKey";
                break;
            default:
                return std::nullopt;
        }
        if (one.constraint.name.empty()) {
            return std::nullopt;  // two that have no name may go by the same one
        }
        JsonValue value = on(word, one.table);
        add_member(value, "constraintName", json_text(one.constraint.name));
        return value;
    }
    Value operator()(const CreateIndex& one) const {
        if (!one.index.options.empty()) {
            return std::nullopt;
        }
        JsonValue index = json_object({{"name", json_text(one.index.name.name)}});
        std::vector<JsonValue> parts;
        for (const IndexPart& part : one.index.parts) {
            parts.push_back(part_for(part, dialect));
        }
        add_member(index, "columns", json_list(std::move(parts)));
        add_flag(index, "unique", one.index.unique);
        if (!one.index.method.empty() && one.index.method != "btree") {
            add_member(index, "method", json_text(one.index.method));
        }
        add_texts(index, "include", one.index.include);
        if (one.index.where) {
            add_member(index, "where", json_text(one.index.where->text()));
        }
        add_flag(index, "nullsNotDistinct", one.index.nulls_not_distinct);
        add_flag(index, "concurrently", one.concurrently == Concurrently::Yes);
        JsonValue value = on("createIndex", one.index.table);
        add_member(value, "index", std::move(index));
        return value;
    }
    Value operator()(const DropIndex& one) const {
        JsonValue value = on("removeIndex", one.index.table);
        add_member(value, "indexName", json_text(one.index.name.name));
        return value;
    }
    Value operator()(const CreateObject& one) const {
        if (const auto* made = std::get_if<Enum>(&one.object)) {
            return json_modification("createEnum", {{"enumName", name_value(made->name, dialect)},
                                                    {"values", json_texts(made->values)}});
        }
        if (const auto* view = std::get_if<View>(&one.object)) {
            return view_for(*view, "createView");
        }
        if (const auto* space = std::get_if<Namespace>(&one.object)) {
            return json_modification("createSchema", {{"schemaName", json_text(space->name)}});
        }
        if (const auto* trigger = std::get_if<Trigger>(&one.object);
            trigger != nullptr && trigger->enabled.empty()) {
            JsonValue value = on("createTrigger", trigger->table);
            add_member(value, "trigger",
                       json_object({{"name", json_text(trigger->name)},
                                    {"definition", json_text(trigger->definition.text())}}));
            return value;
        }
        return std::nullopt;
    }
    Value operator()(const DropObject& one) const {
        if (const auto* made = std::get_if<Enum>(&one.object)) {
            return json_modification("removeEnum", {{"enumName", name_value(made->name, dialect)}});
        }
        if (const auto* view = std::get_if<View>(&one.object)) {
            return json_modification("removeView", {{"viewName", name_value(view->name, dialect)}});
        }
        if (const auto* space = std::get_if<Namespace>(&one.object)) {
            return json_modification("removeSchema", {{"schemaName", json_text(space->name)}});
        }
        if (const auto* trigger = std::get_if<Trigger>(&one.object)) {
            JsonValue value = on("removeTrigger", trigger->table);
            add_member(value, "triggerName", json_text(trigger->name));
            return value;
        }
        return std::nullopt;
    }
    Value operator()(const AlterObject& one) const {
        const auto* view = std::get_if<View>(&one.to);
        if (view != nullptr && std::get<View>(one.from).options == view->options) {
            return view_for(*view, "updateView");
        }
        const auto* from = std::get_if<Enum>(&one.from);
        const auto* to = std::get_if<Enum>(&one.to);
        if (from == nullptr || to == nullptr) {
            return std::nullopt;
        }
        return json_modification("updateEnum", {{"enumName", name_value(to->name, dialect)},
                                                {"values", json_texts(to->values)}});
    }
    Value operator()(const auto& /*no word for it*/) const { return std::nullopt; }

    [[nodiscard]] Value view_for(const View& view, std::string_view word) const {
        const bool has_names = dialect == Dialect::Sqlite && !view.columns.empty();
        const bool has_options = !view.options.empty() && word == "createView";
        if (has_names || has_options || !view.populated) {
            return std::nullopt;
        }
        JsonValue value = json_object(
            {{"name", name_value(view.name, dialect)}, {"query", json_text(view.query.text())}});
        add_flag(value, "materialized", view.materialized);
        return json_modification(word, {{"view", value}});
    }
};

}  // namespace

std::optional<JsonValue> words_for(const Modification& modification, Dialect dialect) {
    return std::visit(Words{dialect}, modification);
}

}  // namespace gmig::schema
