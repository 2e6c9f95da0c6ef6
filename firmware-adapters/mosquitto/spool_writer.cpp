#include "mosquitto/spool_writer.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace cairn::spool {
namespace {

/// The reader may be another user of the folder's group.
constexpr mode_t segment_mode = 0660;

Failure failure(const char* where, int number) {
    const bool is_full = number == ENOSPC || number == EDQUOT || number == EFBIG;
    return fail(is_full ? Errc::full : Errc::io, where, number);
}

Result<void> write_all(const File& file, Bytes bytes, std::size_t at) {
    while (!bytes.empty()) {
        const ssize_t count = ::pwrite(file.number(), bytes.data(), bytes.size(), static_cast<off_t>(at));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return failure("the spool cannot be written", errno);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
        at += static_cast<std::size_t>(count);
    }
    return {};
}

Result<std::uint64_t> bytes_of(const std::string& folder, const std::vector<std::uint64_t>& numbers) {
    std::uint64_t bytes = 0;
    for (const std::uint64_t number : numbers) {
        struct stat found{};
        // One that is gone by now takes no room.
        if (::stat(segment_path(folder, number).c_str(), &found) == 0)
            bytes += static_cast<std::uint64_t>(found.st_size);
    }
    return bytes;
}

}  // namespace

SpoolWriter::SpoolWriter(SpoolWriterOptions options, File lock, std::uint64_t number) noexcept
    : options_(std::move(options)),
      lock_(std::move(lock)),
      number_(number) {}

Result<SpoolWriter> SpoolWriter::open(const SpoolWriterOptions& options) {
    const std::string lock_path = options.folder + "/writer.lock";
    File lock(::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!lock.is_open()) return fail(Errc::io, "the spool's folder is not there, or not writable", errno);
    if (::flock(lock.number(), LOCK_EX | LOCK_NB) != 0)
        return fail(Errc::would_block, "another broker writes into the spool");
    CAIRN_TRY(const auto numbers, segments_in(options.folder));
    return SpoolWriter(options, std::move(lock), numbers.empty() ? 0 : numbers.back());
}

Result<void> SpoolWriter::append(std::string_view topic, Bytes payload, Durability durability) {
    write_record(topic, payload, record_);
    if (segment_.is_open() && (messages_ == segment_messages_max || record_.size() > end_ - at_))
        segment_.close();
    if (!segment_.is_open()) CAIRN_CHECK(begin_segment(record_.size()));
    if (const auto written = write(durability); !written) {
        // Whether it is on the disk cannot be known any more; nobody is to read it.
        static_cast<void>(::ftruncate(segment_.number(), static_cast<off_t>(at_)));
        segment_.close();
        return written;
    }
    at_ += record_.size();
    ++messages_;
    return {};
}

Result<void> SpoolWriter::write(Durability durability) {
    CAIRN_CHECK(write_all(segment_, record_, at_));
    if (durability == Durability::at_once && ::fdatasync(segment_.number()) != 0)
        return failure("the spool cannot be synced", errno);
    return {};
}

/// Makes room for the segment beforehand, so that a message costs one sync, and a full disk shows here.
Result<void> SpoolWriter::begin_segment(std::size_t record_bytes) {
    const std::size_t size = std::max(segment_bytes, header_bytes + record_bytes);
    CAIRN_TRY(const auto numbers, segments_in(options_.folder));
    CAIRN_TRY(const std::uint64_t taken_bytes, bytes_of(options_.folder, numbers));
    if (taken_bytes + size > options_.size_bytes_max) return fail(Errc::full, "the spool is full");
    const std::uint64_t number = std::max(number_, numbers.empty() ? 0 : numbers.back()) + 1;
    const std::string path = segment_path(options_.folder, number);
    File made(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, segment_mode));
    if (!made.is_open()) return failure("the spool cannot be written", errno);
    std::uint64_t id = 0;
    if (::getrandom(&id, sizeof id, 0) != sizeof id) return failure("no random numbers", errno);
    const auto begin = [&]() -> Result<void> {
        // Whatever this program's umask is.
        if (::fchmod(made.number(), segment_mode) != 0) return failure("the spool cannot be shared", errno);
        if (const int error = ::posix_fallocate(made.number(), 0, static_cast<off_t>(size)); error != 0)
            return failure("no room for the spool", error);
        CAIRN_CHECK(write_all(made, segment_header(id), 0));
        if (::fsync(made.number()) != 0) return failure("the spool cannot be synced", errno);
        return sync_folder(options_.folder);
    };
    if (const auto begun = begin(); !begun) {
        ::unlink(path.c_str());
        return begun;
    }
    number_ = number;
    segment_ = std::move(made);
    at_ = header_bytes;
    end_ = size;
    messages_ = 0;
    return {};
}

}  // namespace cairn::spool
