#pragma once

#include "schema/sqlite/alter.hpp"
#include "schema/sqlite/table_edit.hpp"
#include <gmig/schema/rendering.hpp>

#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::schema {

/// Renders steps one after the other, and keeps the schema that each of them starts from.
class SqliteRenderer {
public:
    SqliteRenderer(const Schema& before, std::span<const Modification> modifications);

    std::vector<RenderedStep> render();

private:
    using Statements = std::vector<std::string>;

    [[nodiscard]] std::size_t end_of_group(std::size_t begin) const;
    void render_group(std::size_t begin, std::size_t end);
    void render_natively(std::size_t begin, const std::vector<NativeStep>& steps,
                         const std::vector<std::vector<Mark>>& marks);
    void render_one(const Modification& modification);

    Statements statements(const CreateTable& step);
    Statements statements(const DropTable& step);
    Statements statements(const RenameTable& step);
    Statements statements(const RenameColumn& step);
    Statements statements(const CreateIndex& step);
    Statements statements(const DropIndex& step);
    Statements statements(const RenameIndex& step);
    Statements statements(const CreateObject& step);
    Statements statements(const DropObject& step);
    Statements statements(const AlterObject& step);
    Statements statements(const RawSql& step);
    [[noreturn]] Statements statements(const AlterInheritance& step);
    [[noreturn]] Statements statements(const SetComment& step);
    [[noreturn]] Statements statements(const GrantPrivilege& step);
    [[noreturn]] Statements statements(const RevokePrivilege& step);

    Statements create(const View& view, const std::string& step);
    Statements create(const Trigger& trigger);
    Statements drop(const View& view);
    Statements drop(const Trigger& trigger);
    /// The indexes and triggers of a table again, those left out that another step drops anyway or
    /// that name a column which is no more.
    Statements made_again(const Table& before, const Table& after);
    Statements triggers_again(const Name& table);
    void forget_what_stands_on(const Name& table);
    void forget_texts_with(std::string_view name);
    Table& table(const Name& name, const std::string& step);
    [[nodiscard]] bool is_dropped_later(const Key& key) const;

    Schema schema_;
    std::span<const Modification> modifications_;
    std::map<Key, std::size_t> last_drops_;  ///< of indexes and triggers: the number of the step
    std::size_t position_ = 0;
    std::set<Key> gone_;      ///< what went with its table or view
    std::set<Key> outdated_;  ///< triggers whose text SQLite has rewritten for a rename
    std::vector<RenderedStep> steps_;
};

}  // namespace gmig::schema
