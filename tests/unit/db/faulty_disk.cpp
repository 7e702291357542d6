#include "faulty_disk.hpp"

#include <sqlite3.h>

#include <new>
#include <utility>

namespace gmig::testing_support {
namespace {

/// A process has one default VFS, so there is one plan.
struct Plan {
    std::uint64_t left = 0;  ///< operations until the failure; 0: none is planned
    int code = SQLITE_OK;
    bool for_ever = false;
    bool failed = false;
    std::uint64_t left_to_interrupt = 0;
    std::function<void()> action;
};
Plan plan;
sqlite3_vfs* real_vfs = nullptr;

void interrupt_now() {
    if (plan.left_to_interrupt > 0 && --plan.left_to_interrupt == 0) {
        plan.failed = true;
        plan.action();
    }
}

int failure_now() {
    interrupt_now();
    if (plan.failed && plan.for_ever) {
        return plan.code;
    }
    if (plan.left > 0 && --plan.left == 0) {
        plan.failed = true;
        return plan.code;
    }
    return SQLITE_OK;
}

struct ShimFile : sqlite3_file {
    /// The real file's object follows this one.
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

sqlite3_file* real(sqlite3_file* file) {
    return static_cast<ShimFile*>(file)->real();
}

int close(sqlite3_file* file) {
    return real(file)->pMethods->xClose(real(file));
}
int read(sqlite3_file* file, void* bytes, int count, sqlite3_int64 offset) {
    return real(file)->pMethods->xRead(real(file), bytes, count, offset);
}
int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
    const int code = failure_now();
    return code != SQLITE_OK ? code
                             : real(file)->pMethods->xWrite(real(file), bytes, count, offset);
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
    const int code = failure_now();
    return code != SQLITE_OK ? code : real(file)->pMethods->xTruncate(real(file), size);
}
// No real sync: nothing here crashes, and a disk takes its time.
int sync(sqlite3_file* /*file*/, int /*flags*/) {
    return failure_now();
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
    return real(file)->pMethods->xFileSize(real(file), size);
}
int lock(sqlite3_file* file, int level) {
    interrupt_now();
    return real(file)->pMethods->xLock(real(file), level);
}
int unlock(sqlite3_file* file, int level) {
    interrupt_now();
    return real(file)->pMethods->xUnlock(real(file), level);
}
int check_reserved_lock(sqlite3_file* file, int* result) {
    return real(file)->pMethods->xCheckReservedLock(real(file), result);
}
int file_control(sqlite3_file* file, int operation, void* argument) {
    return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
int sector_size(sqlite3_file* file) {
    return real(file)->pMethods->xSectorSize(real(file));
}
int device_characteristics(sqlite3_file* file) {
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}
int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** address) {
    return real(file)->pMethods->xShmMap(real(file), page, size, extend, address);
}
int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
    // The end of writing in WAL mode. While others of these locks are held, another connection
    // would wait for seconds.
    constexpr int write_lock = 0;
    if (offset == write_lock && flags == (SQLITE_SHM_UNLOCK | SQLITE_SHM_EXCLUSIVE)) {
        interrupt_now();
    }
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void shm_barrier(sqlite3_file* file) {
    real(file)->pMethods->xShmBarrier(real(file));
}
int shm_unmap(sqlite3_file* file, int remove) {
    return real(file)->pMethods->xShmUnmap(real(file), remove);
}

sqlite3_io_methods methods() {
    sqlite3_io_methods result{};
    result.iVersion = 2;
    result.xClose = close;
    result.xRead = read;
    result.xWrite = write;
    result.xTruncate = truncate;
    result.xSync = sync;
    result.xFileSize = file_size;
    result.xLock = lock;
    result.xUnlock = unlock;
    result.xCheckReservedLock = check_reserved_lock;
    result.xFileControl = file_control;
    result.xSectorSize = sector_size;
    result.xDeviceCharacteristics = device_characteristics;
    result.xShmMap = shm_map;
    result.xShmLock = shm_lock;
    result.xShmBarrier = shm_barrier;
    result.xShmUnmap = shm_unmap;
    return result;
}
const sqlite3_io_methods shim_methods = methods();

int open(sqlite3_vfs* /*vfs*/, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    auto* shim = new (file) ShimFile{};
    const int code = real_vfs->xOpen(real_vfs, name, shim->real(), flags, out_flags);
    shim->pMethods = code == SQLITE_OK ? &shim_methods : nullptr;
    return code;
}
int remove(sqlite3_vfs* /*vfs*/, const char* name, int sync_folder) {
    const int code = failure_now();
    return code != SQLITE_OK ? code : real_vfs->xDelete(real_vfs, name, sync_folder);
}

sqlite3_vfs shim_vfs{};

}  // namespace

FaultyDisk::FaultyDisk() {
    real_vfs = sqlite3_vfs_find(nullptr);
    shim_vfs = *real_vfs;
    shim_vfs.zName = "faulty";
    shim_vfs.pNext = nullptr;
    shim_vfs.szOsFile = real_vfs->szOsFile + static_cast<int>(sizeof(ShimFile));
    shim_vfs.xOpen = open;
    shim_vfs.xDelete = remove;
    sqlite3_vfs_register(&shim_vfs, 1);
    mend();
}

FaultyDisk::~FaultyDisk() {
    sqlite3_vfs_unregister(&shim_vfs);
    sqlite3_vfs_register(real_vfs, 1);
}

void FaultyDisk::fail(std::uint64_t number, int code, Lasting lasting) {
    plan = {};
    plan.left = number;
    plan.code = code;
    plan.for_ever = lasting == Lasting::ForEver;
}

void FaultyDisk::interrupt(std::uint64_t number, std::function<void()> action) {
    plan = {};
    plan.left_to_interrupt = number;
    plan.action = std::move(action);
}

void FaultyDisk::mend() {
    plan = {};
}

bool FaultyDisk::has_failed() const {
    return plan.failed;
}

}  // namespace gmig::testing_support
