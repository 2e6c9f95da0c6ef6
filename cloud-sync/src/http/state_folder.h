// The folder in which a cloud keeps everything: database, keys and lock.
#pragma once

#include <string>

#include "cairn/core/result.h"

namespace cairn::cloud {

/// $STATE_DIRECTORY (systemd), else $XDG_DATA_HOME/cairn-cloud, else ~/.local/share/cairn-cloud. Empty
/// when not even a home folder is known.
std::string default_state_folder();

/// Open while it lives; the operating system lets go of it whatever happens to the program.
class FolderLock {
public:
    /// would_block: another server uses the folder. io: the file cannot be opened, `detail` is errno.
    static Result<FolderLock> take(const std::string& folder);

    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&&) = delete;
    ~FolderLock();

private:
    explicit FolderLock(int file) noexcept : file_(file) {}
    int file_;
};

/// Makes the folder, with those above it, readable for its owner only. io: cannot be made, or cannot be
/// written to; `detail` is errno.
Result<void> make_state_folder(const std::string& folder);

/// Files of the folder.
std::string database_file(const std::string& folder);
std::string authority_file(const std::string& folder);

}  // namespace cairn::cloud
