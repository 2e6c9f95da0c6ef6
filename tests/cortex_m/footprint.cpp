// What Cairn::core weighs on a Cortex-M4: footprint SOURCE WHOLE_CORE.map DECODE_ONLY.map print|check|update.
//
// check fails above the limit, with variables in RAM that should be constants, and when docs/footprint.md
// says something else; update writes the tables there.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "cortex_m/linker_map.h"

namespace cairn::test {
namespace {

/// Of Cairn::core with all formats; the C library is every firmware's own, and no microcontroller has room
/// for calibrated maps.
constexpr std::size_t flash_bytes_max = 128UL * 1024;
/// Static variables of Cairn::core: the assert handler, and little else.
constexpr std::size_t static_bytes_max = 64;
/// The document may be off by so many hundredths before it must be written anew.
constexpr std::size_t drift_percent_max = 10;
constexpr auto begin_mark = "<!-- written by update_footprint -->\n";
constexpr auto end_mark = "<!-- end -->\n";

struct Weight {
    std::size_t flash_bytes = 0;
    std::size_t ram_bytes = 0;

    Weight& operator+=(const Weight& more) {
        flash_bytes += more.flash_bytes;
        ram_bytes += more.ram_bytes;
        return *this;
    }
};

Weight weight_of(const MapEntry& entry) {
    if (entry.output == ".data") return {entry.size_bytes, entry.size_bytes};
    if (entry.output == ".bss") return {0, entry.size_bytes};
    const bool is_loaded = entry.output == ".text" || entry.output == ".core" || entry.output == ".vectors";
    return {is_loaded ? entry.size_bytes : 0, 0};
}

/// From the name of a source of Cairn::core to its folder.
std::map<std::string, std::string> folders_of_core(const std::filesystem::path& source) {
    std::map<std::string, std::string> folders;
    for (const std::string folder : {"core", "model", "decode", "locate"}) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(source / "sdk/src" / folder)) {
            if (entry.path().extension() == ".cpp") folders[entry.path().filename().string()] = folder;
        }
    }
    return folders;
}

/// The source that an object of libcairn_core.a was made of, "" for other objects.
std::string core_source(const std::string& object) {
    const std::size_t at = object.find("libcairn_core.a(");
    if (at == std::string::npos) return "";
    const std::size_t begin = object.find('(', at) + 1;
    return object.substr(begin, object.find(".obj", begin) - begin);
}

constexpr auto tables = "decoder: tables of formats, texts";
constexpr auto decoder = "decoder: code";
constexpr auto keys = "keys, private addresses, Eddystone-EID, replay guard";
constexpr auto json = "report as JSON";
constexpr auto positioner = "positioner, site";
constexpr auto surface = "positions by a learned radio map, which takes hundreds of kilobytes of RAM: only "
                         "with Positioner::create()";
constexpr auto model = "model: ids, names of quantities";
constexpr auto words = "words: bytes, time, text, checksums";
constexpr auto library = "C and C++ library: arithmetic of doubles, mathematics, memory";
constexpr auto board = "start-up, semihosting";
constexpr auto filling = "alignment";
/// In the order in which people ask, not in that of the alphabet.
constexpr auto core_parts = std::array{tables, decoder, keys, json, positioner, model, words};

std::string part_of(const MapEntry& entry, const std::map<std::string, std::string>& folders) {
    if (entry.input.empty()) return filling;
    const std::string source = core_source(entry.object);
    if (source.empty()) return entry.object.find(".a(") != std::string::npos ? library : board;
    for (const auto* name :
         {"eax.cpp", "eddystone_eid.cpp", "key_ring.cpp", "replay_guard.cpp", "resolver.cpp", "secret.cpp"}) {
        if (source == name) return keys;
    }
    if (source == "report_json.cpp" || source == "number_text.cpp") return json;
    const auto found = folders.find(source);
    const std::string folder = found == folders.end() ? "" : found->second;
    if (folder == "decode") return entry.input.starts_with(".text") ? decoder : tables;
    for (const auto* name : {"centroid.cpp", "hearings.cpp", "outline.cpp", "positioner.cpp", "site.cpp",
                             "tag_table.cpp", "zones.cpp"}) {
        if (source == name) return positioner;
    }
    if (folder == "locate") return surface;
    return folder == "model" ? model : words;
}

struct Image {
    std::map<std::string, Weight> parts;
    Weight total;
    std::size_t core_static_bytes = 0;
    std::vector<std::string> core_variables;
};

Image weigh(const std::string& path, const std::map<std::string, std::string>& folders) {
    Image image;
    for (const MapEntry& entry : read_linker_map(path)) {
        const Weight weight = weight_of(entry);
        if (weight.flash_bytes + weight.ram_bytes == 0) continue;
        image.parts[part_of(entry, folders)] += weight;
        image.total += weight;
        if (weight.ram_bytes == 0 || core_source(entry.object).empty()) continue;
        image.core_static_bytes += weight.ram_bytes;
        image.core_variables.push_back(entry.input + " in " + core_source(entry.object));
    }
    return image;
}

Weight core_of(const Image& image) {
    Weight core;
    for (const auto* part : core_parts) {
        const auto found = image.parts.find(part);
        if (found != image.parts.end()) core += found->second;
    }
    return core;
}

std::string table_of(const Image& image) {
    std::ostringstream out;
    out << "| part | flash, bytes | static RAM, bytes |\n|---|---:|---:|\n";
    const auto write_row = [&](const char* part) {
        const auto found = image.parts.find(part);
        if (found == image.parts.end()) return;
        out << "| " << part << " | " << found->second.flash_bytes << " | " << found->second.ram_bytes
            << " |\n";
    };
    for (const auto* part : core_parts) write_row(part);
    const Weight core = core_of(image);
    out << "| **Cairn::core** | **" << core.flash_bytes << "** | **" << core.ram_bytes << "** |\n";
    for (const auto* part : {surface, library, board, filling}) write_row(part);
    out << "| all | " << image.total.flash_bytes << " | " << image.total.ram_bytes << " |\n";
    return out.str();
}

std::string tables_of(const Image& whole, const Image& small) {
    return "All of `Cairn::core`, used or not:\n\n" + table_of(whole) +
           "\nA firmware that only decodes:\n\n" + table_of(small);
}

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// The first total in the document, 0 when there is none.
std::size_t documented_flash_bytes(const std::string& document) {
    const std::string before = "| **Cairn::core** | **";
    const std::size_t at = document.find(before);
    return at == std::string::npos ? 0 : std::strtoul(document.c_str() + at + before.size(), nullptr, 10);
}

int update(const std::filesystem::path& path, const std::string& generated) {
    const std::string document = text_of(path);
    const std::size_t begin = document.find(begin_mark);
    const std::size_t end = document.find(end_mark);
    if (begin == std::string::npos || end == std::string::npos) return 1;
    const std::string before = document.substr(0, begin) + begin_mark + "\n";
    std::ofstream(path) << before << generated << "\n" << document.substr(end);
    return 0;
}

int check(const Image& whole, const std::string& document) {
    std::vector<std::string> complaints;
    const std::size_t flash = core_of(whole).flash_bytes;
    if (flash == 0) complaints.emplace_back("there is no map");
    if (flash > flash_bytes_max) complaints.emplace_back("Cairn::core takes more than 128 KiB of flash");
    if (whole.core_static_bytes > static_bytes_max) {
        std::string variables;
        for (const auto& name : whole.core_variables) variables += "\n  " + name;
        complaints.push_back(
            "constants lie in RAM; write \"constexpr auto x = std::array{...}\" (docs/footprint.md):" +
            variables);
    }
    const std::size_t documented = documented_flash_bytes(document);
    const std::size_t drift = documented > flash ? documented - flash : flash - documented;
    if (drift * 100 > flash * drift_percent_max)
        complaints.emplace_back("docs/footprint.md says something else; build the target update_footprint");
    for (const auto& complaint : complaints) std::cerr << "footprint: " << complaint << '\n';
    return complaints.empty() ? 0 : 1;
}

int run(const std::vector<std::string>& arguments) {
    const std::filesystem::path source = arguments[0];
    const auto folders = folders_of_core(source);
    const Image whole = weigh(arguments[1], folders);
    const Image small = weigh(arguments[2], folders);
    const auto path = source / "docs/footprint.md";
    const std::string generated = tables_of(whole, small);
    if (arguments[3] == "update") return update(path, generated);
    std::cout << generated;
    return arguments[3] == "check" ? check(whole, text_of(path)) : 0;
}

}  // namespace
}  // namespace cairn::test

int main(int count, char** arguments) {
    if (count != 5) return 2;
    return cairn::test::run({arguments + 1, arguments + count});
}
