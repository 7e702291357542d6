#pragma once

#include "app/operation/record.hpp"
#include <gmig/app/workspace.hpp>

#include <filesystem>
#include <optional>
#include <vector>

namespace gmig::app {

/// The operations of one work tree: a file each in `operations` of gmig's state folder, the newest
/// thousand of them. Another work tree of the repository has its own.
class OperationLog {
public:
    explicit OperationLog(const Workspace& workspace)
        : folder_(workspace.state_folder() / "operations") {}

    /// Only its owner may read what stands in it.
    void make_folder() const;

    /// Gives it the next number and writes it.
    void add(OperationRecord& record) const;
    /// Writes it anew. Synced before it returns.
    void write(const OperationRecord& record) const;
    void remove(const OperationRecord& record) const;

    /// The newest first. A file that is damaged gives a record with its number and no kind.
    [[nodiscard]] std::vector<OperationRecord> records() const;
    /// Those that were started and not ended, of the newest few, the oldest first.
    [[nodiscard]] std::vector<OperationRecord> open() const;
    [[nodiscard]] std::optional<OperationRecord> find(std::int64_t number) const;

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

private:
    [[nodiscard]] std::filesystem::path file_of(std::int64_t number) const;
    [[nodiscard]] std::vector<std::int64_t> numbers() const;
    [[nodiscard]] OperationRecord read(std::int64_t number) const;

    std::filesystem::path folder_;
};

}  // namespace gmig::app
