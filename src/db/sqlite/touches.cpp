// What a part touches, told by running it.
#include "db/sqlite/driver.hpp"
#include "db/sqlite/touch_recorder.hpp"

#include <map>

namespace gmig::db::sqlite {
namespace {

std::string quoted_view(const std::string& name) {
    std::string text = "\"";
    for (const char byte : name) {
        text.append(byte == '"' ? 2 : 1, byte);
    }
    return text + "\"";
}

/// Tables and views, with their kinds.
std::map<std::string, std::string> relations_in(Connection& connection) {
    std::map<std::string, std::string> relations;
    for (const Row& row : connection.query("SELECT name, type FROM main.sqlite_schema WHERE type IN"
                                           " ('table', 'view') AND name NOT LIKE 'sqlite\\_%'"
                                           " ESCAPE '\\'")) {
        relations.emplace(row[0].value_or(""), row[1].value_or(""));
    }
    return relations;
}

using Relations = std::map<std::string, std::string>;

/// ALTER TABLE … RENAME TO does not tell the new name.
void add_renamed(TouchRecorder& recorder, const Relations& before, const Relations& after) {
    for (const auto& [name, kind] : after) {
        if (!before.contains(name) && !recorder.knows(name, Touch::Creates)) {
            recorder.add(kind, name, Touch::Creates);
        }
    }
    for (const auto& [name, kind] : before) {
        if (!after.contains(name) && !recorder.knows(name, Touch::Drops)) {
            recorder.add(kind, name, Touch::Drops);
        }
    }
}

}  // namespace

void SqliteDriver::record(TouchRecorder* recorder) {
    recorder_ = recorder;
    connection().guard().record(recorder);
}

Touches SqliteDriver::touches_of(const std::function<void()>& run) {
    TouchRecorder recorder;
    const Relations before = relations_in(connection());
    record(&recorder);
    try {
        run();
    } catch (...) {
        record(nullptr);
        throw;
    }
    const Relations after = relations_in(connection());
    add_renamed(recorder, before, after);
    for (const std::string& table : recorder.tables()) {
        for (const Row& row : connection().query(
                 "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list($1)", {table})) {
            recorder.add("table", row[0].value_or(""), Touch::Reads);
        }
    }
    // A view's query is not looked into when it is created.
    for (const std::string& view : recorder.views()) {
        recorder.begin_statement("view " + view);
        if (!connection().can_prepare("SELECT * FROM main." + quoted_view(view))) {
            recorder.add_unseen("what view " + view + " reads");
        }
        recorder.end_statement();
    }
    record(nullptr);
    return recorder.take();
}

}  // namespace gmig::db::sqlite
