#include "cortex_m/linker_map.h"

#include <fstream>
#include <optional>
#include <sstream>

namespace cairn::test {
namespace {

/// "0x1f" as a number.
std::optional<std::size_t> number_of(const std::string& text) {
    if (!text.starts_with("0x")) return std::nullopt;
    return std::stoull(text, nullptr, 16);
}

/// A line, and the one behind it where a long name pushed the rest there.
std::string whole_line(const std::string& line, std::istream& file) {
    std::istringstream words(line);
    std::string first;
    std::string second;
    words >> first >> second;
    std::string next;
    if (!second.empty() || !std::getline(file, next)) return line;
    return line + next;
}

/// An input section: name, address, size, object. Or what fills a gap: "*fill*", address, size.
std::optional<MapEntry> entry_of(const std::string& line) {
    std::istringstream words(line);
    MapEntry entry;
    std::string address;
    std::string size;
    words >> entry.input >> address >> size >> std::ws;
    std::getline(words, entry.object);
    const auto place = number_of(address);
    const auto bytes = number_of(size);
    if (!place || !bytes || *bytes == 0) return std::nullopt;
    if (entry.input == "*fill*") {
        entry.input.clear();
    } else if (entry.object.empty() || entry.object.starts_with("(")) {
        return std::nullopt;  // the size before strings were merged
    }
    entry.address = *place;
    entry.size_bytes = *bytes;
    return entry;
}

/// Strings that several objects have are kept once, and the map still shows their size before.
void end_at(MapEntry& before, const MapEntry& next) {
    if (before.output == next.output && before.address + before.size_bytes > next.address)
        before.size_bytes = next.address - before.address;
}

}  // namespace

std::vector<MapEntry> read_linker_map(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    while (std::getline(file, line) && line != "Linker script and memory map") {
    }
    std::vector<MapEntry> entries;
    std::string output;
    while (std::getline(file, line)) {
        if (line.starts_with('.')) output = line.substr(0, line.find(' '));
        if (!line.starts_with(" .") && !line.starts_with(" *fill*") && !line.starts_with(" COMMON")) continue;
        if (auto entry = entry_of(whole_line(line, file))) {
            entry->output = output;
            if (!entries.empty()) end_at(entries.back(), *entry);
            entries.push_back(*entry);
        }
    }
    return entries;
}

}  // namespace cairn::test
