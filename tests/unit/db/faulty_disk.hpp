#pragma once

#include <cstdint>
#include <functional>

namespace gmig::testing_support {

/// SQLite's disk, on which something goes wrong: a shim between SQLite and the operating system
/// (as in SQLite's own test_vfs.c). While it lives it is the default VFS of the process.
class FaultyDisk {
public:
    FaultyDisk();
    FaultyDisk(const FaultyDisk&) = delete;
    FaultyDisk& operator=(const FaultyDisk&) = delete;
    ~FaultyDisk();

    enum class Lasting : bool { Once, ForEver };

    /// The `number`-th (from 1) write, truncation, sync or deletion from now on fails with this
    /// result code of SQLite; with ForEver, all after it fail, too.
    void fail(std::uint64_t number, int code, Lasting lasting);
    /// Just before the `number`-th (from 1) write, truncation, sync, deletion, locking or unlocking
    /// (in WAL mode: end of writing) from now on, something is done, once.
    void interrupt(std::uint64_t number, std::function<void()> action);
    /// Nothing fails any more.
    void mend();
    /// Whether the failure or the interruption has happened.
    [[nodiscard]] bool has_failed() const;
};

}  // namespace gmig::testing_support
