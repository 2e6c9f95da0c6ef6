#include "cairn/net/private_file.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace cairn::net {
namespace {

constexpr std::size_t password_bytes_max = 4096;

}  // namespace

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

std::optional<std::string> read_password(const std::string& path, std::vector<std::string>& errors) {
    if (!is_private_file(path, errors)) return std::nullopt;
    std::ifstream file(path);
    std::string line;
    if (!std::getline(file, line) || line.empty() || line.size() > password_bytes_max) {
        errors.push_back(path + ": expected a password in the first line");
        return std::nullopt;
    }
    if (line.back() == '\r') line.pop_back();
    return line;
}

}  // namespace cairn::net
