#pragma once

#include <gmig/app/rebase.hpp>
#include <gmig/git/repository.hpp>
#include <gmig/model/facts.hpp>
#include <gmig/support/journal.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::app {

/// What a ledger's row is called, and what it follows.
struct RowName {
    MigrationId id;
    std::string name;
    std::vector<MigrationId> parents;
    bool operator==(const RowName&) const = default;
};

/// One row that follows. Which one it is: the id, and where several migrations of one id are about,
/// the checksum of ours too.
struct RowChange {
    RowName before;
    RowName after;
    Checksum content;  ///< empty: whatever it is
    bool operator==(const RowChange&) const = default;
};

struct LedgerRecord {
    std::string environment;
    EnvironmentKind kind = EnvironmentKind::Local;
    bool touched = false;  ///< writing to it has begun: `rows` are what it had and was to have
    bool done = false;
    std::vector<RowChange> rows;
    bool operator==(const LedgerRecord&) const = default;
};

/// An operation over files, index and ledgers, whole: written before the first change and removed
/// after the last, so that after a crash it can be completed or taken back.
struct RebaseRecord {
    enum class Direction : bool { Forward, Back };
    /// What is settled: in Ledgers, files and index are.
    enum class Stage : bool { Files, Ledgers };

    std::string project;
    std::string run_id;
    Direction direction = Direction::Forward;
    Stage stage = Stage::Files;
    std::string upstream;
    // Where git stood: somebody may go on with git before the operation is completed.
    std::string head;
    std::string operation;
    std::string incoming;

    std::vector<FileChange> files;   ///< paths relative to the project's root
    std::vector<std::string> paths;  ///< in the index, from the work tree's top
    std::vector<git::StagedFile> entries;
    std::vector<RowChange> rows;  ///< what each ledger is to be asked for
    std::vector<LedgerRecord> ledgers;
    std::vector<RebaseStep> plan;
    bool operator==(const RebaseRecord&) const = default;
};

/// A record as JSON, and back. Throws nlohmann::json::exception for what is none.
std::string json_text_of(const RebaseRecord& record);
RebaseRecord rebase_from_json(std::string_view text);

/// The record's file: a line with the format and the checksum of what follows, then JSON.
class RecordFile {
public:
    explicit RecordFile(const std::filesystem::path& state_folder)
        : path_(state_folder / "rebase") {}

    /// Nothing when there is none, or a torn one (then nothing was changed). Error{Recover} for a
    /// format that this gmig does not know.
    [[nodiscard]] std::optional<RebaseRecord> read() const;
    /// Synced before it returns.
    void write(const RebaseRecord& record) const;
    void remove() const;

private:
    std::filesystem::path path_;
};

}  // namespace gmig::app
