#include "db/sqlite/touch_recorder.hpp"

#include <gmig/support/text.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <array>

namespace gmig::db::sqlite {
namespace {

/// What an action says about the object that it names first and, for parts of a table, the table
/// that it names second.
struct Meaning {
    int action;
    const char* kind;
    Touch touch;
    bool part_of_table = false;
};

constexpr std::array meanings{
    Meaning{SQLITE_CREATE_TABLE, "table", Touch::Creates},
    Meaning{SQLITE_CREATE_VTABLE, "table", Touch::Creates},
    Meaning{SQLITE_CREATE_VIEW, "view", Touch::Creates},
    Meaning{SQLITE_CREATE_INDEX, "index", Touch::Creates, true},
    Meaning{SQLITE_CREATE_TRIGGER, "trigger", Touch::Creates, true},
    Meaning{SQLITE_DROP_TABLE, "table", Touch::Drops},
    Meaning{SQLITE_DROP_VTABLE, "table", Touch::Drops},
    Meaning{SQLITE_DROP_VIEW, "view", Touch::Drops},
    Meaning{SQLITE_DROP_INDEX, "index", Touch::Drops, true},
    Meaning{SQLITE_DROP_TRIGGER, "trigger", Touch::Drops, true},
};

/// Settings of the connection, which leave nothing in the file.
constexpr std::array<std::string_view, 6> harmless_pragmas{
    "foreign_keys",      "defer_foreign_keys", "legacy_alter_table",
    "foreign_key_check", "integrity_check",    "quick_check"};

bool is_sqlites_own(std::string_view name) {
    return ascii_lower(name.substr(0, 7)) == "sqlite_";
}

}  // namespace

void TouchRecorder::begin_statement(std::string place) {
    place_ = std::move(place);
    written_.clear();
    read_.clear();
    created_.clear();
    creates_table_ = false;
    dropped_.clear();
}

void TouchRecorder::add(std::string kind, const std::string& name, Touch touch) {
    touches_.objects.push_back({std::move(kind), "", ascii_lower(name), touch});
}

void TouchRecorder::add_data(const std::string& what) {
    touches_.data.push_back(what + " at " + place_);
}

void TouchRecorder::see_rows(const char* what, std::string_view table) {
    if (!is_sqlites_own(table)) {
        written_.emplace(table, what);
    }
}

void TouchRecorder::see_pragma(std::string_view name, std::string_view value) {
    const std::string lower = ascii_lower(name);
    if (!value.empty() && std::ranges::find(harmless_pragmas, lower) == harmless_pragmas.end()) {
        add_data("PRAGMA " + lower);
    }
}

void TouchRecorder::see(int action, std::string_view first, std::string_view second) {
    const auto* const meaning = std::ranges::find(meanings, action, &Meaning::action);
    if (meaning != meanings.end()) {
        if (!is_sqlites_own(first)) {
            see_object(meaning->kind, first, meaning->touch);
            if (meaning->part_of_table) {
                add("table", std::string(second), Touch::Alters);
            }
        }
        return;
    }
    switch (action) {
        case SQLITE_ALTER_TABLE:
            add("table", std::string(second), Touch::Alters);
            tables_.emplace(second);
            break;
        case SQLITE_INSERT:
            see_rows("INSERT", first);
            break;
        case SQLITE_UPDATE:
            see_rows("UPDATE", first);
            break;
        case SQLITE_DELETE:
            see_rows("DELETE", first);
            break;
        case SQLITE_READ:
            read_.emplace(first);
            break;
        case SQLITE_PRAGMA:
            see_pragma(first, second);
            break;
        default:
            break;
    }
}

void TouchRecorder::see_object(std::string_view kind, std::string_view name, Touch touch) {
    add(std::string(kind), std::string(name), touch);
    if (touch == Touch::Drops) {
        dropped_.emplace(name);
        return;
    }
    created_.emplace(name);
    if (kind == "table") {
        tables_.emplace(name);
        creates_table_ = true;
    } else if (kind == "view") {
        views_.emplace(name);
    } else if (kind == "trigger") {
        add_unseen("the inside of trigger " + std::string(name) + " at " + place_);
    }
}

void TouchRecorder::end_statement() {
    for (const auto& [table, what] : written_) {
        // DROP TABLE asks for the right to delete its rows.
        if (!dropped_.contains(table)) {
            add("table", table, Touch::WritesData);
            add_data(what);
        }
    }
    for (const std::string& table : read_) {
        // What is created may look at its own columns.
        if (created_.contains(table) || is_sqlites_own(table) || table.empty()) {
            continue;
        }
        add("relation", table, Touch::Reads);
        if (creates_table_) {
            add_data("CREATE TABLE … AS SELECT");
        }
    }
}

bool TouchRecorder::knows(std::string_view name, Touch touch) const {
    return std::ranges::any_of(touches_.objects, [&](const Touched& object) {
        return object.name == ascii_lower(name) && object.touch == touch;
    });
}

Touches TouchRecorder::take() {
    settle(touches_);
    for (std::vector<std::string>* list : {&touches_.data, &touches_.unseen}) {
        list->erase(std::unique(list->begin(), list->end()), list->end());
    }
    return std::move(touches_);
}

}  // namespace gmig::db::sqlite
