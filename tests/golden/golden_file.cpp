#include "golden/golden_file.h"

#include <algorithm>
#include <fstream>

#include "support/hex.h"

namespace cairn::test {
namespace {

std::string after_keyword(const std::string& line) {
    const std::size_t start = line.find_first_not_of(' ', line.find(' '));
    return start == std::string::npos ? "" : line.substr(start);
}

/// Adds one line to a block; false when it means nothing.
bool take_line(Golden& golden, const std::string& line) {
    if (line.starts_with("source ")) {
        golden.place += ": " + after_keyword(line);
    } else if (line.starts_with("hex ")) {
        golden.payload = from_hex(after_keyword(line));
    } else if (line.starts_with("address ")) {
        golden.address = *MacAddress::parse(after_keyword(line));
    } else if (line.starts_with("key ")) {
        golden.key = after_keyword(line);
    } else if (line == "option every_structure") {
        golden.every_structure = true;
    } else if (line.starts_with("error ")) {
        golden.error = after_keyword(line);
    } else if (line.starts_with("format ")) {
        golden.said.push_back("format " + after_keyword(line));
    } else if (line.starts_with("protection ") || line.find('=') != std::string::npos) {
        golden.said.push_back(line);
    } else {
        return false;
    }
    return true;
}

void read_file(const std::filesystem::path& path, std::vector<Golden>& goldens,
               std::vector<std::string>& defects) {
    std::ifstream file(path);
    std::string line;
    bool is_inside = false;
    for (int number = 1; std::getline(file, line); ++number) {
        if (line.starts_with('#')) continue;
        std::string place = path.filename().string();
        place.append(":").append(std::to_string(number));
        if (line.empty()) {
            is_inside = false;
            continue;
        }
        if (!is_inside) goldens.emplace_back().place = place;
        is_inside = true;
        if (!take_line(goldens.back(), line)) defects.push_back(place + ": " + line);
    }
}

}  // namespace

std::vector<Golden> read_goldens(const std::filesystem::path& folder, std::vector<std::string>& defects) {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".txt") paths.push_back(entry.path());
    }
    std::ranges::sort(paths);
    std::vector<Golden> all;
    for (const auto& path : paths) read_file(path, all, defects);
    return all;
}

std::vector<std::vector<std::string>> by_format(const std::vector<std::string>& said) {
    std::vector<std::vector<std::string>> formats;
    for (const std::string& line : said) {
        if (line.starts_with("format ")) formats.emplace_back();
        if (!formats.empty()) formats.back().push_back(line);
    }
    return formats;
}

GoldenLine split(const std::string& line) {
    const std::size_t equals = line.find('=');
    const std::size_t hash = line.find('#');
    GoldenLine parts{line.substr(0, std::min(equals, hash)), 0, line.substr(equals + 1)};
    if (hash < equals)
        parts.channel = static_cast<unsigned>(std::stoul(line.substr(hash + 1, equals - hash - 1)));
    return parts;
}

}  // namespace cairn::test
