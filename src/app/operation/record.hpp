#pragma once

#include "app/rebase/rebase_record.hpp"
#include <gmig/support/journal.hpp>
#include <gmig/support/time.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::app {

/// The database that an operation wrote to.
struct OperationPlace {
    std::string environment;
    std::string identity;  ///< of its marker: another database of that name is not meant
    std::string shown;
    bool operator==(const OperationPlace&) const = default;
};

/// Where git's HEAD stood.
struct HeadPlace {
    std::string branch;  ///< empty: detached
    std::string commit;
    bool operator==(const HeadPlace&) const = default;
};

/// One thing that gmig did, as this work tree remembers it: what it did to files and to git's HEAD.
/// What it did to a ledger stands in that ledger's own log, under the run's id.
struct OperationRecord {
    enum class State : bool { Started, Done };

    std::int64_t number = 0;  ///< from 1, in this work tree
    std::string kind;         ///< the command: "execute", "switch", "undo"
    std::string command;      ///< as it was written
    std::string project;
    std::string root;  ///< the project's, from the work tree's top; empty: the top
    std::string run_id;
    Timestamp at;
    std::string by;
    State state = State::Started;
    std::optional<OperationPlace> place;
    std::vector<FileChange> files;  ///< paths relative to the project's root
    std::optional<HeadPlace> head_before;
    std::optional<HeadPlace> head_after;
    std::optional<RebaseRecord> rebase;
    bool staged = false;             ///< git's index follows the files
    std::optional<bool> drops_rows;  ///< whether its down parts took rows away; none: not known
    std::string final_because;       ///< why it cannot be taken back; empty: it can be
    std::int64_t undoes = 0;         ///< the operation that this one takes back; 0: none
    std::int64_t undone_by = 0;      ///< the operation that took this one back; 0: none has
    bool operator==(const OperationRecord&) const = default;
};

/// A record as a file: a line with the format and the checksum of what follows, then JSON.
std::string text_of_record(const OperationRecord& record);
/// Nothing when the text is damaged or cut short.
std::optional<OperationRecord> record_from_text(std::string_view text);

}  // namespace gmig::app
