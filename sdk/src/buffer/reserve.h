// A file of zeros beside the buffer's: room to give back when the disk is full.
#pragma once

#include <string>

namespace cairn {

/// To delete, SQLite must first write. On a full disk it could not, and the buffer would never empty;
/// giving up the reserve lets it. Everything goes through the buffer's own VFS.
class Reserve {
public:
    /// `path` is the buffer's; the reserve stands beside it as "<path>-reserve".
    Reserve(const std::string& path, const char* vfs);

    bool held() const noexcept { return held_; }
    /// Makes the file if it is not there. Without room for it, there is no reserve, and that is all.
    void take();
    void give_up();

private:
    std::string path_;
    const char* vfs_;
    bool held_ = false;
};

}  // namespace cairn
