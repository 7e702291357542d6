#include "schema/sqlite/renderer.hpp"

#include "schema/sqlite/ddl.hpp"
#include "schema/sqlite/rebuild.hpp"
#include "schema/sqlite/render.hpp"
#include <gmig/support/error.hpp>

#include <algorithm>
#include <optional>

namespace gmig::schema {
namespace {

/// The index or trigger that this step drops or puts another in the place of.
std::optional<Key> dropped(const Modification& modification) {
    if (const auto* index = std::get_if<DropIndex>(&modification)) {
        return key_of(index->index);
    }
    const Object* object = nullptr;
    if (const auto* drop = std::get_if<DropObject>(&modification)) {
        object = &drop->object;
    } else if (const auto* alter = std::get_if<AlterObject>(&modification)) {
        object = &alter->from;
    }
    const auto* trigger = object == nullptr ? nullptr : std::get_if<Trigger>(object);
    return trigger == nullptr ? std::nullopt : std::optional(key_of(*trigger));
}

void append(std::vector<std::string>& to, std::vector<std::string> from) {
    std::ranges::move(from, std::back_inserter(to));
}

void add_marks(RenderedStep& step, const std::vector<Mark>& marks) {
    for (const Mark& mark : marks) {
        if (std::ranges::find(step.marks, mark) == step.marks.end()) {
            step.marks.push_back(mark);
        }
    }
}

}  // namespace

std::vector<RenderedStep> render_sqlite(const Schema& before,
                                        std::span<const Modification> modifications) {
    return SqliteRenderer(before, modifications).render();
}

SqliteRenderer::SqliteRenderer(const Schema& before, std::span<const Modification> modifications)
    : schema_(before), modifications_(modifications) {
    for (std::size_t number = 0; number < modifications.size(); ++number) {
        if (const auto key = dropped(modifications[number])) {
            last_drops_[*key] = number;
        }
    }
}

std::vector<RenderedStep> SqliteRenderer::render() {
    while (position_ < modifications_.size()) {
        const std::size_t begin = position_;
        position_ = end_of_group(begin);
        if (altered_table(modifications_[begin])) {
            render_group(begin, position_);
        } else {
            render_one(modifications_[begin]);
        }
    }
    return std::move(steps_);
}

std::size_t SqliteRenderer::end_of_group(std::size_t begin) const {
    const auto table = altered_table(modifications_[begin]);
    std::size_t end = begin + 1;
    while (table && end < modifications_.size() && altered_table(modifications_[end]) == table) {
        ++end;
    }
    return end;
}

void SqliteRenderer::render_group(std::size_t begin, std::size_t end) {
    const auto group = modifications_.subspan(begin, end - begin);
    const Name name = *altered_table(group[0]);
    const std::string first = described(group[0]);
    const Table before = table(name, first);
    if (before.module) {
        refuse("way to alter a virtual table", first);
    }
    const auto native = native_steps(schema_, before, group);
    const std::string new_name = free_name(schema_, name.name);
    RenderedStep step;
    TableEdit edit(before);
    std::vector<std::vector<Mark>> marks;
    for (const Modification& modification : group) {
        step.summaries.push_back(described(modification));
        marks.push_back(schema::marks(modification, schema_));
        add_marks(step, marks.back());
        edit.apply(modification);
        schema_.tables[name] = edit.table();
    }
    if (native) {
        render_natively(begin, *native, marks);
        return;
    }
    step.statements = rebuild(before, edit, new_name);
    append(step.statements, made_again(before, edit.table()));
    steps_.push_back(std::move(step));
}

void SqliteRenderer::render_natively(std::size_t begin, const std::vector<NativeStep>& steps,
                                     const std::vector<std::vector<Mark>>& marks) {
    for (const NativeStep& native : steps) {
        RenderedStep step;
        step.statements = native.statements;
        for (const std::size_t number : native.modifications) {
            step.summaries.push_back(described(modifications_[begin + number]));
            add_marks(step, marks[number]);
        }
        steps_.push_back(std::move(step));
    }
}

void SqliteRenderer::render_one(const Modification& modification) {
    RenderedStep step;
    step.summaries = {described(modification)};
    step.marks = marks(modification, schema_);
    step.statements = std::visit(
        [this](const auto& each) -> Statements {
            if constexpr (requires { this->statements(each); }) {
                return statements(each);
            } else {
                throw Error(Error::Kind::Internal, "a step of a table stands alone");
            }
        },
        modification);
    steps_.push_back(std::move(step));
}

bool SqliteRenderer::is_dropped_later(const Key& key) const {
    const auto found = last_drops_.find(key);
    return found != last_drops_.end() && found->second >= position_;
}

SqliteRenderer::Statements SqliteRenderer::made_again(const Table& before, const Table& after) {
    Statements result;
    for (auto it = schema_.indexes.begin(); it != schema_.indexes.end();) {
        const Index& index = it->second;
        const bool own = index.table == before.name;
        const bool broken =
            own && std::ranges::any_of(before.columns, [&](const Column& column) {
                return after.column(column.name) == nullptr && mentions(index, column.name);
            });
        if (own && (broken || is_dropped_later(key_of(index)))) {
            gone_.insert(key_of(index));
            it = schema_.indexes.erase(it);
            continue;
        }
        if (own) {
            result.push_back(create_index(index));
        }
        ++it;
    }
    append(result, triggers_again(before.name));
    return result;
}

SqliteRenderer::Statements SqliteRenderer::triggers_again(const Name& table) {
    Statements result;
    for (auto it = schema_.triggers.begin(); it != schema_.triggers.end();) {
        const auto& [key, trigger] = *it;
        if (trigger.table == table && is_dropped_later(key)) {
            gone_.insert(key);
            it = schema_.triggers.erase(it);
            continue;
        }
        if (trigger.table == table && outdated_.contains(key)) {
            throw Error(Error::Kind::Internal,
                        shown(key) + " was rewritten by a rename: render what follows it apart");
        }
        if (trigger.table == table) {
            result.push_back(trigger.definition.text());
        }
        ++it;
    }
    return result;
}

void SqliteRenderer::forget_what_stands_on(const Name& table) {
    for (const auto& [name, index] : schema_.indexes) {
        if (index.table == table) {
            gone_.insert(key_of(index));
        }
    }
    for (const auto& [key, trigger] : schema_.triggers) {
        if (trigger.table == table) {
            gone_.insert(key);
        }
    }
    std::erase_if(schema_.indexes, [&](const auto& each) { return each.second.table == table; });
    std::erase_if(schema_.triggers, [&](const auto& each) { return each.second.table == table; });
}

void SqliteRenderer::forget_texts_with(std::string_view name) {
    for (const auto& [key, trigger] : schema_.triggers) {
        if (mentions(trigger.definition, name)) {
            outdated_.insert(key);
        }
    }
}

Table& SqliteRenderer::table(const Name& name, const std::string& step) {
    const auto found = schema_.tables.find(name);
    if (found == schema_.tables.end()) {
        throw Error(Error::Kind::Usage, "there is no table " + shown(name) + ": " + step)
            .state("nothing has changed");
    }
    return found->second;
}

}  // namespace gmig::schema
