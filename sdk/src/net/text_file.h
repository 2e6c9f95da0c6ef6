// Whole small files.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "cairn/core/result.h"

namespace cairn::net {

/// io: cannot be read; `where` is the error's, `detail` is errno, EFBIG where there are more bytes.
Result<std::string> read_text_file(const std::string& path, const char* where,
                                   std::size_t bytes_max = 1024UL * 1024);

/// Replaces or makes the file with `mode`, in one step: a reader, or a crash, finds the old or the new one.
/// After it has returned, the new one. io: as above.
Result<void> write_text_file(const std::string& path, const std::string& text, unsigned mode,
                             const char* where);

/// Keeps others, in this process or another, from taking the lock of the same path while it lives.
class FileLock {
public:
    /// Makes the file unless it is there, and waits for the lock. io: as above.
    static Result<FileLock> take(const std::string& path, const char* where);

    FileLock(FileLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
    FileLock& operator=(FileLock&&) = delete;
    ~FileLock();

private:
    explicit FileLock(int file) noexcept : file_(file) {}
    int file_;
};

}  // namespace cairn::net
