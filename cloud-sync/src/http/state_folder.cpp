#include "http/state_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

namespace cairn::cloud {
namespace {

std::string environment(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before there are threads
    return value == nullptr ? "" : value;
}

}  // namespace

std::string default_state_folder() {
    // systemd separates several folders by colons; the first one is ours.
    const std::string state = environment("STATE_DIRECTORY");
    if (!state.empty()) return state.substr(0, state.find(':'));
    const std::string share = environment("XDG_DATA_HOME");
    if (!share.empty()) return share + "/cairn-cloud";
    const std::string home = environment("HOME");
    return home.empty() ? "" : home + "/.local/share/cairn-cloud";
}

Result<void> make_state_folder(const std::string& folder) {
    std::error_code error;
    const auto above = std::filesystem::path(folder).parent_path();
    if (!above.empty()) std::filesystem::create_directories(above, error);
    if (error) return fail(Errc::io, "the folder cannot be made", error.value());
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
        return fail(Errc::io, "the folder cannot be made", errno);
    }
    struct stat found{};
    if (::stat(folder.c_str(), &found) == 0 && !S_ISDIR(found.st_mode)) {
        return fail(Errc::io, "this is a file, not a folder");
    }
    if (::access(folder.c_str(), R_OK | W_OK | X_OK) != 0) {
        return fail(Errc::io, "the folder cannot be written to", errno);
    }
    return {};
}

Result<FolderLock> FolderLock::take(const std::string& folder) {
    const int file = ::open((folder + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return fail(Errc::io, "the lock cannot be opened", errno);
    if (::flock(file, LOCK_EX | LOCK_NB) == 0) return FolderLock(file);
    const int why = errno;
    ::close(file);
    if (why == EWOULDBLOCK) return fail(Errc::would_block, "another cairn-cloud uses the folder");
    return fail(Errc::io, "the lock cannot be taken", why);
}

FolderLock::FolderLock(FolderLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

FolderLock::~FolderLock() {
    if (file_ >= 0) ::close(file_);
}

std::string database_file(const std::string& folder) {
    return folder + "/cloud.db";
}

std::string authority_file(const std::string& folder) {
    return folder + "/ca.pem";
}

}  // namespace cairn::cloud
