#include "text_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

#include "terminal.h"

namespace cairn::tool {

std::optional<std::string> read_text(const std::string& path) {
    if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
    errno = 0;
    std::ifstream stream(path, std::ios::binary);
    std::string text;
    if (stream) {
        std::ostringstream whole;
        whole << stream.rdbuf();
        text = whole.str();
    }
    if (!stream.is_open() || stream.bad() || errno != 0) {
        complain(path + ": " + std::strerror(errno));
        return std::nullopt;
    }
    return text;
}

}  // namespace cairn::tool
