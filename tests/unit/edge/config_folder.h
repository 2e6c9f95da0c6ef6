// Configurations of a test, and the example that ships.
#pragma once

#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "linux/edge_config.h"
#include "support/temporary_directory.h"

namespace cairn::test {

inline const std::string example_file =
    std::string(CAIRN_SOURCE_DIR) + "/firmware-adapters/linux/edge.example.toml";

/// Configurations in a folder of their own.
class Folder {
public:
    std::string write(const std::string& name, const std::string& text) const {
        const std::string path = folder_.file(name);
        std::ofstream(path) << text;
        ::chmod(path.c_str(), 0600);
        return path;
    }
    edge::EdgeConfig read(const std::string& text) {
        errors.clear();
        return edge::read_config(write("edge.toml", text), "/state", errors);
    }
    std::string file(const std::string& name) const { return folder_.file(name); }

    std::vector<std::string> errors;

private:
    TemporaryDirectory folder_;
};

inline std::string text_of(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace cairn::test
