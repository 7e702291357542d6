#pragma once

#include "app/blame/object.hpp"
#include <gmig/schema/modification.hpp>
#include <gmig/sql/renames.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gmig::app {

/// One migration of a history: the objects that are looked at before it and after it.
struct Passage {
    std::size_t position = 0;  ///< in the history
    schema::Schema before;
    schema::Schema after;
    std::vector<sql::Rename> renames;  ///< what its text renames, in order
};

/// What an object was before a migration.
struct Predecessor {
    std::optional<schema::Key> key;     ///< nothing: it was made there
    std::vector<ColumnRename> columns;  ///< in order
};

/// Follows a name backwards through a passage's renames. A table that is made again under another
/// name and takes this one (SQLite's rebuild) is the same table; one whose former bearer was moved
/// aside and stays is another.
Predecessor predecessor(const Passage& passage, const schema::Key& key);

/// What one migration did to an object.
struct ObjectEvent {
    enum class What : unsigned char { Created, Changed, Renamed, Dropped };
    std::size_t position = 0;
    What what{};
    schema::Key before{};  ///< its name; of Created: the one it got
    schema::Key after{};   ///< of Dropped: the one it had
    std::vector<ColumnRename> columns{};
    std::vector<schema::Modification> modifications{};

    /// In words, one for each thing that it did.
    [[nodiscard]] std::vector<std::string> words() const;
};

/// The life of an object, the newest event first.
struct ObjectTrace {
    std::vector<ObjectEvent> events;
    std::vector<schema::Name> names;  ///< that it had, the present one first
    bool complete = false;            ///< its beginning was met
};

/// Traces the object that is called `key` after the last passage (or, when it is gone, before the
/// one that drops it: then with that event first).
ObjectTrace trace_object(std::span<const Passage> passages, const schema::Key& key);

/// Of those events the ones that concern a column, the newest first, each with the words about it;
/// empty when the object never had that column. A column that is gone begins with its end.
struct ColumnEvent {
    std::size_t event = 0;  ///< index in the trace
    std::vector<std::string> words;
};
std::vector<ColumnEvent> trace_column(const ObjectTrace& trace, const std::string& column,
                                      Dialect dialect);

/// What a column that was renamed is called now; nothing when none of that name was.
std::optional<std::string> present_column(const ObjectTrace& trace, const std::string& column,
                                          Dialect dialect);

/// What an object is called after all passages, if the last that knew it under this name renamed
/// it; nothing when it was dropped, or never was.
std::optional<schema::Key> present_name(std::span<const Passage> passages, const schema::Key& key);

}  // namespace gmig::app
