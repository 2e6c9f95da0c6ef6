// A disk in memory behind SQLite's VFS, which can run out of room, refuse a call, or lose its power.
//
// The method: what is written waits in a list until it is synced. When the power goes, every sector of
// every waiting write has landed, or not, or became garbage, by the draw of a seed; so has every waiting
// truncation. A file that was made, and one that was deleted, is taken to stay so: SQLite syncs directories.
// Files are locked exclusively or not at all, and what SQLite shares between connections of a file in WAL
// mode is memory that goes with the process: one connection at a time.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <sqlite3.h>

namespace cairn::test {

class SimDisk {
public:
    /// Known to SQLite under `name` for as long as it lives.
    explicit SimDisk(const char* name);
    ~SimDisk();
    SimDisk(const SimDisk&) = delete;
    SimDisk& operator=(const SimDisk&) = delete;

    const char* name() const { return name_.c_str(); }

    // Faults. Calls are writes, truncations, syncs and deletions, counted from 0.
    int calls = 0;
    int cut_at = -1;         // the power goes instead of this call; from there on, everything fails
    int fail_at = -1;        // this call answers an I/O error
    bool fail_for_good = false;  // and so does every call behind it
    std::uint64_t size_bytes_max = UINT64_MAX;  // of all files together

    /// A write that is torn leaves bytes beside it alone, in the same sector, and SQLite may count on it, as
    /// it does on Unix (SQLITE_IOCAP_POWERSAFE_OVERWRITE). Without it SQLite spares such sectors, but for the
    /// first commit after a recovery: a second cut then can take what was durable before the first.
    bool spares_neighbours = false;

    bool is_dead() const { return is_dead_; }
    /// From here on everything fails: the process is gone.
    void die() { is_dead_ = true; }
    /// The power is back: files are what the cut has left of them.
    void restart(std::uint64_t seed);
    /// A process was killed, and another one begins: files are what was written.
    void restart_process();
    std::uint64_t used_bytes() const;
    bool has_file(const std::string& path) const { return files_.contains(path); }

    struct Write {
        std::size_t at = 0;
        std::vector<std::uint8_t> bytes;
        bool is_truncation = false;  // to `at`
    };
    struct File {
        std::vector<std::uint8_t> durable;  // as of the last sync
        std::vector<std::uint8_t> now;  // as a reader sees it
        std::vector<Write> waiting;
        bool is_reserve =
            false;  // what stands in a reserve means nothing, and it is large: only its size counts
        std::size_t reserve_bytes = 0;
        int lock = 0;
        const void* lock_holder = nullptr;
        std::vector<std::unique_ptr<std::vector<std::uint8_t>>> shared;  // regions of the index of the WAL
    };
    using Image = std::map<std::string, std::vector<std::uint8_t>>;

    /// What a copy of all files has in it, but for reserves. Nobody writes meanwhile.
    Image image() const;
    /// Files are those of the image, durable, and no others. Nobody has them open.
    void become(const Image& image);

    // For the VFS.
    std::map<std::string, std::shared_ptr<File>>& files() { return files_; }
    /// SQLITE_OK, or what the call that is due answers instead.
    int next_call();

private:
    void forget_faults();

    std::string name_;
    std::unique_ptr<sqlite3_vfs> vfs_;
    std::map<std::string, std::shared_ptr<File>> files_;
    bool is_dead_ = false;
};

}  // namespace cairn::test
