// The map that GNU ld writes: which bytes of the image came from which object.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace cairn::test {

struct MapEntry {
    std::string output;  // ".text", ".data"
    std::string input;   // ".rodata.table", "" for what fills a gap
    std::string object;  // "libcairn_core.a(decoder.cpp.obj)" with its path
    std::size_t address = 0;
    std::size_t size_bytes = 0;
};

/// Everything that takes room in the image; empty when the file is no map.
std::vector<MapEntry> read_linker_map(const std::string& path);

}  // namespace cairn::test
