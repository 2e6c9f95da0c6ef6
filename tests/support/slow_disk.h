// The platform's files behind SQLite's VFS, with a time added to each sync: what an SD card takes.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include <sqlite3.h>

namespace cairn::test {

class SlowDisk {
public:
    /// Known to SQLite under `name` for as long as it lives.
    SlowDisk(std::string name, std::chrono::milliseconds sync_time)
        : name_(std::move(name)),
          sync_time_(sync_time),
          below_(sqlite3_vfs_find(nullptr)),
          vfs_(*below_) {
        vfs_.iVersion = 1;
        vfs_.zName = name_.c_str();
        vfs_.szOsFile = static_cast<int>(sizeof(File)) + below_->szOsFile;
        vfs_.pAppData = this;
        vfs_.xOpen = open;
        // What the platform's VFS keeps for itself is found under its own name alone.
        vfs_.xDelete = [](sqlite3_vfs* vfs, const char* path, int sync) {
            return below(vfs)->xDelete(below(vfs), path, sync);
        };
        vfs_.xAccess = [](sqlite3_vfs* vfs, const char* path, int flags, int* out) {
            return below(vfs)->xAccess(below(vfs), path, flags, out);
        };
        vfs_.xFullPathname = [](sqlite3_vfs* vfs, const char* path, int size, char* out) {
            return below(vfs)->xFullPathname(below(vfs), path, size, out);
        };
        sqlite3_vfs_register(&vfs_, 0);
    }
    ~SlowDisk() { sqlite3_vfs_unregister(&vfs_); }
    SlowDisk(const SlowDisk&) = delete;
    SlowDisk& operator=(const SlowDisk&) = delete;

    const char* name() const { return name_.c_str(); }
    std::uint64_t syncs() const { return syncs_; }

private:
    struct File {
        sqlite3_file base{};
        SlowDisk* disk = nullptr;
    };

    static sqlite3_vfs* below(sqlite3_vfs* vfs) { return static_cast<SlowDisk*>(vfs->pAppData)->below_; }
    /// The platform's file lies right behind ours.
    static sqlite3_file* real(sqlite3_file* file) {
        return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + sizeof(File));
    }
    static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* flags_out) {
        file->pMethods = nullptr;
        const int code = below(vfs)->xOpen(below(vfs), path, real(file), flags, flags_out);
        if (code != SQLITE_OK) return code;
        reinterpret_cast<File*>(file)->disk = static_cast<SlowDisk*>(vfs->pAppData);
        file->pMethods = methods();
        return SQLITE_OK;
    }
    static int sync(sqlite3_file* file, int flags) {
        SlowDisk& disk = *reinterpret_cast<File*>(file)->disk;
        ++disk.syncs_;
        std::this_thread::sleep_for(disk.sync_time_);
        return real(file)->pMethods->xSync(real(file), flags);
    }
    /// Version 1: a database that is locked exclusively needs no shared memory.
    static const sqlite3_io_methods* methods() {
        using F = sqlite3_file*;
        using Place = sqlite3_int64;
        static const sqlite3_io_methods all{
            1,
            [](F f) { return real(f)->pMethods->xClose(real(f)); },
            [](F f, void* to, int count, Place at) {
                return real(f)->pMethods->xRead(real(f), to, count, at);
            },
            [](F f, const void* from, int count, Place at) {
                return real(f)->pMethods->xWrite(real(f), from, count, at);
            },
            [](F f, Place size) { return real(f)->pMethods->xTruncate(real(f), size); },
            sync,
            [](F f, Place* size) { return real(f)->pMethods->xFileSize(real(f), size); },
            [](F f, int level) { return real(f)->pMethods->xLock(real(f), level); },
            [](F f, int level) { return real(f)->pMethods->xUnlock(real(f), level); },
            [](F f, int* out) { return real(f)->pMethods->xCheckReservedLock(real(f), out); },
            [](F f, int what, void* with) { return real(f)->pMethods->xFileControl(real(f), what, with); },
            [](F f) { return real(f)->pMethods->xSectorSize(real(f)); },
            [](F f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); },
            nullptr,
            nullptr,
            nullptr,
            nullptr,
            nullptr,
            nullptr};
        return &all;
    }

    std::string name_;
    std::chrono::milliseconds sync_time_;
    sqlite3_vfs* below_;
    sqlite3_vfs vfs_;
    std::atomic<std::uint64_t> syncs_ = 0;
};

}  // namespace cairn::test
