#include "cairn/net/private_file.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>

namespace cairn::net {

bool is_private_file(const std::string& path, std::vector<std::string>& errors) {
    struct stat found{};
    if (::stat(path.c_str(), &found) != 0) {
        errors.push_back(path + ": " + std::strerror(errno));
        return false;
    }
    if (!S_ISREG(found.st_mode)) {
        errors.push_back(path + ": expected a file");
        return false;
    }
    if ((found.st_mode & (S_IRWXG | S_IRWXO)) == 0) return true;
    errors.push_back(path + ": others may read this secret; close it with: chmod 600 '" + path + "'");
    return false;
}

}  // namespace cairn::net
