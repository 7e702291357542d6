#pragma once

#include <gmig/app/origin.hpp>
#include <gmig/app/request.hpp>
#include <gmig/model/ids.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

struct BlameOptions {
    /// "article", "article.slug", "app.article.slug", "\"odd.name\".\"column\""; PostgreSQL folds
    /// what stands in no quotes.
    std::string object;
    std::string ref;  ///< a revision; empty: the work tree
};

/// One migration that did something to what was asked about.
struct BlameEvent {
    enum class What : std::uint8_t { Created, Changed, Renamed, Dropped };
    MigrationId id;
    std::string name;
    std::string path;
    What what{};
    std::vector<std::string> words;  ///< each thing that it did: "add column article.slug text"
    Committed committed = Committed::Unknown;
    std::optional<Origin> origin;  ///< the commit that added the file
};
std::string_view to_string(BlameEvent::What what);

/// Who made what there is, and changed it since.
struct BlameResult {
    std::string kind;     ///< "table", "view", "index", …
    std::string object;   ///< its name (now, or when it went): "public.article"
    std::string column;   ///< of the question; empty: the whole object
    std::string history;  ///< "the work tree", or the revision
    bool gone = false;
    struct Line {
        std::string column;
        std::size_t event = 0;  ///< the newest that concerns it, in `events`
        std::vector<std::string> words;
    };
    std::vector<Line> columns;       ///< of a table that was asked for whole, in its order
    std::vector<BlameEvent> events;  ///< the newest first
    std::vector<std::string> notes;
};

/// Replays the history on a shadow and tells which migrations made an object, or a column of it,
/// and changed it since, following renames backwards. No environment's database is looked at.
///
/// Throws Error{Usage} for a name that was never there, naming near ones; what replay throws where
/// the history does not run: nothing is told then.
BlameResult blame(const Request& request, const BlameOptions& options);

}  // namespace gmig::app
