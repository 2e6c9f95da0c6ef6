// The files of tests/golden/advertisements; the README there says how one is written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cairn/model/mac_address.h"

namespace cairn::test {

/// One block of a file. `said` holds lines such as "format ruuvi.5" and "temperature_c=24.3", in order.
struct Golden {
    std::string place;
    std::vector<std::uint8_t> payload;
    std::optional<MacAddress> address;
    std::string key;  // of the device with this address
    std::vector<std::string> said;
    std::string error;
    bool every_structure = false;  // DecoderOptions::every_structure
};

/// All blocks of all files in `folder`. Lines that mean nothing are named in `defects`.
std::vector<Golden> read_goldens(const std::filesystem::path& folder, std::vector<std::string>& defects);

/// The lines of each format, the first of which names it.
std::vector<std::vector<std::string>> by_format(const std::vector<std::string>& said);

/// One "name=value" or "name#channel=value".
struct GoldenLine {
    std::string name;
    unsigned channel = 0;
    std::string value;
};
GoldenLine split(const std::string& line);

}  // namespace cairn::test
