#include "net/text_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

namespace cairn::net {
namespace {

/// Closes a descriptor at the end of the block.
struct Descriptor {
    int number;
    ~Descriptor() {
        if (number >= 0) ::close(number);
    }
};

Result<void> write_all(int file, const std::string& text, const char* where) {
    for (std::size_t done = 0; done < text.size();) {
        const ssize_t count = ::write(file, text.data() + done, text.size() - done);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail(Errc::io, where, errno);
        done += static_cast<std::size_t>(count);
    }
    if (::fsync(file) != 0) return fail(Errc::io, where, errno);
    return {};
}

/// A file's new name is durable with its folder.
Result<void> sync_folder_of(const std::string& path, const char* where) {
    const auto end = path.rfind('/');
    const std::string folder = end == std::string::npos ? "." : path.substr(0, end + 1);
    const Descriptor opened{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (opened.number < 0) return fail(Errc::io, where, errno);
    // EINVAL: a file system without this notion.
    if (::fsync(opened.number) != 0 && errno != EINVAL) return fail(Errc::io, where, errno);
    return {};
}

}  // namespace

Result<std::string> read_text_file(const std::string& path, const char* where, std::size_t bytes_max) {
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (file.number < 0) return fail(Errc::io, where, errno);
    std::string text;
    std::array<char, 4096> piece{};
    while (text.size() <= bytes_max) {
        const ssize_t count = ::read(file.number, piece.data(), piece.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail(Errc::io, where, errno);
        if (count == 0) return text;
        text.append(piece.data(), static_cast<std::size_t>(count));
    }
    return fail(Errc::io, where, EFBIG);
}

Result<void> write_text_file(const std::string& path, const std::string& text, unsigned mode,
                             const char* where) {
    const std::string beside = path + ".new";
    ::unlink(beside.c_str());  // left by a crash
    {
        // O_EXCL: never through a link that somebody else put there.
        const Descriptor file{::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)};
        if (file.number < 0) return fail(Errc::io, where, errno);
        CAIRN_CHECK(write_all(file.number, text, where));
    }
    if (std::rename(beside.c_str(), path.c_str()) != 0) return fail(Errc::io, where, errno);
    return sync_folder_of(path, where);
}

Result<FileLock> FileLock::take(const std::string& path, const char* where) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return fail(Errc::io, where, errno);
    FileLock lock(file);
    while (::flock(file, LOCK_EX) != 0) {
        if (errno != EINTR) return fail(Errc::io, where, errno);
    }
    return lock;
}

FileLock::~FileLock() {
    if (file_ >= 0) ::close(file_);
}

}  // namespace cairn::net
