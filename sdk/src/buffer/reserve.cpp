#include "buffer/reserve.h"

#include <sqlite3.h>

#include <cstddef>
#include <memory>
#include <vector>

#include "cairn/core/limits.h"

namespace cairn {
namespace {

/// The WAL can hold 8 MiB (wal_autocheckpoint) and one transaction on top; all of it may have to find
/// room in the database file, and a few pages in the WAL, before deleted blocks give any back.
constexpr std::int64_t reserve_bytes = 12 * 1024 * 1024;
/// SQLite's VFS for Unix writes at most 0x1ffff bytes at a time, and of a longer write nothing or a part.
constexpr int chunk_bytes = 64 * 1024;
static_assert(reserve_bytes > static_cast<std::int64_t>(8 * 1024 * 1024 + limits::block_body_bytes_max));

/// Longest path that a VFS may answer.
constexpr std::size_t path_bytes_max = 4096;

/// A file of the VFS while it is open.
class OpenFile {
public:
    OpenFile(sqlite3_vfs& vfs, const char* path)
        : memory_((static_cast<std::size_t>(vfs.szOsFile) / sizeof(std::max_align_t)) + 1),
          file_(reinterpret_cast<sqlite3_file*>(memory_.data())) {
        // The type is one that lasts: SQLite deletes temporary files when they are closed.
        constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_SUPER_JOURNAL;
        int flags_out = 0;
        is_open_ = vfs.xOpen(&vfs, path, file_, flags, &flags_out) == SQLITE_OK;
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    ~OpenFile() {
        if (file_->pMethods != nullptr) file_->pMethods->xClose(file_);
    }

    bool is_open() const noexcept { return is_open_; }
    bool grow_to(std::int64_t size) {
        sqlite3_int64 have = 0;
        if (file_->pMethods->xFileSize(file_, &have) != SQLITE_OK) return false;
        const std::vector<std::uint8_t> zeros(chunk_bytes);
        for (; have < size; have += chunk_bytes) {
            if (file_->pMethods->xWrite(file_, zeros.data(), chunk_bytes, have) != SQLITE_OK) return false;
        }
        return true;
    }

private:
    std::vector<std::max_align_t> memory_;
    sqlite3_file* file_;
    bool is_open_ = false;
};

}  // namespace

Reserve::Reserve(const std::string& path, const char* vfs) : vfs_(vfs) {
    std::vector<char> full(path_bytes_max + 1);
    sqlite3_vfs* const found = sqlite3_vfs_find(vfs_);
    if (found == nullptr) return;
    if (found->xFullPathname(found, path.c_str(), static_cast<int>(path_bytes_max), full.data()) == SQLITE_OK)
        path_ = std::string(full.data()) + "-reserve";
}

void Reserve::take() {
    sqlite3_vfs* const vfs = sqlite3_vfs_find(vfs_);
    if (held_ || vfs == nullptr || path_.empty()) return;
    {
        OpenFile file(*vfs, path_.c_str());
        held_ = file.is_open() && file.grow_to(reserve_bytes);
    }
    if (!held_) vfs->xDelete(vfs, path_.c_str(), 0);
}

void Reserve::give_up() {
    sqlite3_vfs* const vfs = sqlite3_vfs_find(vfs_);
    if (!held_ || vfs == nullptr) return;
    vfs->xDelete(vfs, path_.c_str(), 0);
    held_ = false;
}

}  // namespace cairn
