#include "support/sim_disk.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace cairn::test {
namespace {

constexpr std::size_t sector_bytes = 512;

struct OpenFile {
    sqlite3_file base;
    SimDisk* disk;
    std::shared_ptr<SimDisk::File>* file;
};

OpenFile& open_file(sqlite3_file* file) {
    return *reinterpret_cast<OpenFile*>(file);
}
SimDisk::File& content(sqlite3_file* file) {
    return **open_file(file).file;
}

void put(std::vector<std::uint8_t>& into, std::size_t at, const std::uint8_t* bytes, std::size_t count) {
    if (into.size() < at + count) into.resize(at + count);
    std::copy_n(bytes, count, into.begin() + static_cast<std::ptrdiff_t>(at));
}

int close_file(sqlite3_file* file) {
    SimDisk::File& closing = content(file);
    if (closing.lock_holder == file) {
        closing.lock = 0;
        closing.lock_holder = nullptr;
    }
    delete open_file(file).file;
    return SQLITE_OK;
}

int read_file(sqlite3_file* file, void* out, int count, sqlite3_int64 at) {
    if (open_file(file).disk->is_dead()) return SQLITE_IOERR_READ;
    const auto& bytes = content(file).now;
    const auto from = static_cast<std::size_t>(at);
    const std::size_t wanted = static_cast<std::size_t>(count);
    const std::size_t have = from < bytes.size() ? std::min(wanted, bytes.size() - from) : 0;
    std::memset(out, 0, wanted);
    if (have > 0) std::memcpy(out, bytes.data() + from, have);
    return have == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* file, const void* from, int count, sqlite3_int64 at) {
    SimDisk& disk = *open_file(file).disk;
    SimDisk::File& into = content(file);
    // A reserve is written in many pieces; that the first can fail is enough.
    const bool is_more_reserve = into.is_reserve && at > 0;
    if (is_more_reserve && disk.is_dead()) return SQLITE_IOERR_WRITE;
    if (const int code = is_more_reserve ? SQLITE_OK : disk.next_call(); code != SQLITE_OK) return code;
    if (count > 0x1ffff) return SQLITE_FULL;  // as SQLite's VFS for Unix has it
    const auto place = static_cast<std::size_t>(at);
    const auto size = static_cast<std::size_t>(count);
    const std::size_t had = into.is_reserve ? into.reserve_bytes : into.now.size();
    const std::size_t growth = place + size > had ? place + size - had : 0;
    if (growth > 0 && disk.used_bytes() + growth > disk.size_bytes_max) return SQLITE_FULL;
    if (into.is_reserve) {
        into.reserve_bytes += growth;
        return SQLITE_OK;
    }
    const auto* bytes = static_cast<const std::uint8_t*>(from);
    put(into.now, place, bytes, size);
    into.waiting.push_back({place, std::vector<std::uint8_t>(bytes, bytes + size), false});
    return SQLITE_OK;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    if (const int code = open_file(file).disk->next_call(); code != SQLITE_OK) return code;
    content(file).now.resize(static_cast<std::size_t>(size));
    content(file).waiting.push_back({static_cast<std::size_t>(size), {}, true});
    return SQLITE_OK;
}

int sync_file(sqlite3_file* file, int) {
    if (const int code = open_file(file).disk->next_call(); code != SQLITE_OK) return code;
    SimDisk::File& synced = content(file);
    for (const SimDisk::Write& write : synced.waiting) {
        if (write.is_truncation) synced.durable.resize(write.at);
        if (!write.is_truncation) put(synced.durable, write.at, write.bytes.data(), write.bytes.size());
    }
    synced.waiting.clear();
    return SQLITE_OK;
}

int size_of_file(sqlite3_file* file, sqlite3_int64* out) {
    const SimDisk::File& sized = content(file);
    *out = static_cast<sqlite3_int64>(sized.is_reserve ? sized.reserve_bytes : sized.now.size());
    return SQLITE_OK;
}

int lock_file(sqlite3_file* file, int level) {
    SimDisk::File& locked = content(file);
    if (locked.lock_holder != nullptr && locked.lock_holder != file) return SQLITE_BUSY;
    locked.lock_holder = file;
    locked.lock = std::max(locked.lock, level);
    return SQLITE_OK;
}

int unlock_file(sqlite3_file* file, int level) {
    SimDisk::File& locked = content(file);
    if (locked.lock_holder != file) return SQLITE_OK;
    locked.lock = level;
    if (level == SQLITE_LOCK_NONE) locked.lock_holder = nullptr;
    return SQLITE_OK;
}

int check_lock(sqlite3_file* file, int* out) {
    *out = content(file).lock >= SQLITE_LOCK_RESERVED ? 1 : 0;
    return SQLITE_OK;
}

int control_file(sqlite3_file*, int, void*) {
    return SQLITE_NOTFOUND;
}
int sector_size(sqlite3_file*) {
    return sector_bytes;
}
int device(sqlite3_file* file) {
    return open_file(file).disk->spares_neighbours ? SQLITE_IOCAP_POWERSAFE_OVERWRITE : 0;
}

// One connection a file: its locks on what it shares with itself are always granted.

int share(sqlite3_file* file, int region, int region_bytes, int extend, void volatile** out) {
    auto& regions = content(file).shared;
    const auto wanted = static_cast<std::size_t>(region);
    *out = nullptr;
    while (extend != 0 && regions.size() <= wanted)
        regions.push_back(
            std::make_unique<std::vector<std::uint8_t>>(static_cast<std::size_t>(region_bytes)));
    if (wanted < regions.size()) *out = regions[wanted]->data();
    return SQLITE_OK;
}
int lock_shared(sqlite3_file*, int, int, int) {
    return SQLITE_OK;
}
void order_shared(sqlite3_file*) {}
int unshare(sqlite3_file* file, int is_last) {
    if (is_last != 0) content(file).shared.clear();
    return SQLITE_OK;
}

constexpr sqlite3_io_methods io_methods{
    2,           close_file,   read_file,  write_file,   truncate_file, sync_file, size_of_file,
    lock_file,   unlock_file,  check_lock, control_file, sector_size,   device,    share,
    lock_shared, order_shared, unshare,    nullptr,      nullptr};

SimDisk& disk_of(sqlite3_vfs* vfs) {
    return *static_cast<SimDisk*>(vfs->pAppData);
}

int open_in(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* flags_out) {
    SimDisk& disk = disk_of(vfs);
    file->pMethods = nullptr;
    if (disk.is_dead()) return SQLITE_CANTOPEN;
    const std::string name = path != nullptr ? path : "";
    auto content = std::make_shared<SimDisk::File>();  // without a name: nobody else's
    if (const auto found = disk.files().find(name); found != disk.files().end()) {
        content = found->second;
    } else if (!name.empty()) {
        if ((flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
        content->is_reserve = name.ends_with("-reserve");
        disk.files()[name] = content;
    }
    auto* const opened = new (file) OpenFile{};
    opened->base.pMethods = &io_methods;
    opened->disk = &disk;
    opened->file = new std::shared_ptr<SimDisk::File>(std::move(content));
    if (flags_out != nullptr) *flags_out = flags;
    return SQLITE_OK;
}

int delete_in(sqlite3_vfs* vfs, const char* path, int) {
    if (const int code = disk_of(vfs).next_call(); code != SQLITE_OK) return code;
    return disk_of(vfs).files().erase(path) > 0 ? SQLITE_OK : SQLITE_IOERR_DELETE_NOENT;
}

int access_in(sqlite3_vfs* vfs, const char* path, int, int* out) {
    *out = disk_of(vfs).files().contains(path) ? 1 : 0;
    return SQLITE_OK;
}

int full_pathname(sqlite3_vfs*, const char* path, int size, char* out) {
    sqlite3_snprintf(size, out, "%s", path);
    return SQLITE_OK;
}

int randomness(sqlite3_vfs*, int count, char* out) {
    for (int i = 0; i < count; ++i) out[i] = static_cast<char>(i * 37 + 11);
    return count;
}
int sleep_in(sqlite3_vfs*, int) {
    return 0;
}
int current_time(sqlite3_vfs*, double* out) {
    *out = 2'461'000.5;
    return SQLITE_OK;
}
int last_error(sqlite3_vfs*, int, char*) {
    return 0;
}

/// SplitMix64.
std::uint64_t draw(std::uint64_t& state) {
    std::uint64_t z = state += 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
}

/// Lands each sector's part of the write, or drops it, or leaves garbage: in the whole sector, or in that
/// part.
void land(std::vector<std::uint8_t>& file, const SimDisk::Write& write, bool spares_neighbours,
          std::uint64_t& seed) {
    for (std::size_t done = 0; done < write.bytes.size();) {
        const std::size_t at = write.at + done;
        const std::size_t sector_end = (at / sector_bytes + 1) * sector_bytes;
        const std::size_t count = std::min(sector_end - at, write.bytes.size() - done);
        const std::uint64_t luck = draw(seed) % 8;
        if (luck < 4) put(file, at, write.bytes.data() + done, count);
        if (luck == 4) {
            const std::size_t begin = spares_neighbours ? at : sector_end - sector_bytes;
            const std::size_t end = spares_neighbours ? at + count : sector_end;
            for (std::size_t i = begin; i < end; ++i) {
                const auto garbage = static_cast<std::uint8_t>(draw(seed));
                put(file, i, &garbage, 1);
            }
        }
        done += count;
    }
}

}  // namespace

SimDisk::SimDisk(const char* name) : name_(name), vfs_(std::make_unique<sqlite3_vfs>()) {
    sqlite3_initialize();
    vfs_->iVersion = 1;
    vfs_->szOsFile = sizeof(OpenFile);
    vfs_->mxPathname = 512;
    vfs_->zName = name_.c_str();
    vfs_->pAppData = this;
    vfs_->xOpen = open_in;
    vfs_->xDelete = delete_in;
    vfs_->xAccess = access_in;
    vfs_->xFullPathname = full_pathname;
    vfs_->xRandomness = randomness;
    vfs_->xSleep = sleep_in;
    vfs_->xCurrentTime = current_time;
    vfs_->xGetLastError = last_error;
    sqlite3_vfs_register(vfs_.get(), 0);
}

SimDisk::~SimDisk() {
    sqlite3_vfs_unregister(vfs_.get());
}

int SimDisk::next_call() {
    if (is_dead_) return SQLITE_IOERR;
    const int call = calls++;
    if (call == cut_at) {
        is_dead_ = true;
        return SQLITE_IOERR;
    }
    if (fail_at >= 0 && (call == fail_at || (fail_for_good && call > fail_at))) return SQLITE_IOERR;
    return SQLITE_OK;
}

void SimDisk::restart(std::uint64_t seed) {
    for (auto& [path, file] : files_) {
        auto left = std::make_shared<File>();
        left->durable = file->durable;
        left->is_reserve = file->is_reserve;
        left->reserve_bytes = file->reserve_bytes;
        for (const Write& write : file->waiting) {
            if (!write.is_truncation) land(left->durable, write, spares_neighbours, seed);
            if (write.is_truncation && draw(seed) % 2 == 0) left->durable.resize(write.at);
        }
        left->now = left->durable;
        file = std::move(left);
    }
    forget_faults();
}

void SimDisk::restart_process() {
    for (auto& [path, file] : files_) {
        auto left = std::make_shared<File>(std::move(*file));
        left->lock = 0;
        left->lock_holder = nullptr;
        left->shared.clear();
        file = std::move(left);
    }
    forget_faults();
}

void SimDisk::forget_faults() {
    is_dead_ = false;
    cut_at = -1;
    fail_at = -1;
    fail_for_good = false;
    calls = 0;
}

SimDisk::Image SimDisk::image() const {
    Image image;
    for (const auto& [path, file] : files_) {
        if (!file->is_reserve) image[path] = file->now;
    }
    return image;
}

void SimDisk::become(const Image& image) {
    files_.clear();
    for (const auto& [path, bytes] : image) {
        files_[path] = std::make_shared<File>();
        files_[path]->durable = bytes;
        files_[path]->now = bytes;
    }
    forget_faults();
}

std::uint64_t SimDisk::used_bytes() const {
    std::uint64_t bytes = 0;
    for (const auto& [path, file] : files_) bytes += file->now.size() + file->reserve_bytes;
    return bytes;
}

}  // namespace cairn::test
