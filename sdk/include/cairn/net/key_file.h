// The key file: what devices send encrypted can be opened with it (docs/formats/keys.md).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/decode/key_ring.h"

namespace cairn::net {

/// Devices in one file.
inline constexpr std::size_t key_file_devices_max = 65'536;

/// Reads the `[[device]]` tables of a file that only its owner can open. What is wrong is in `errors`, one
/// line each with file, line, key and what was expected, never with a key itself; then there is no ring.
std::optional<KeyRing> read_key_file(const std::string& path, std::vector<std::string>& errors);

/// The same from text; `name` stands for the path in errors.
std::optional<KeyRing> parse_key_file(std::string_view text, std::string_view name,
                                      std::vector<std::string>& errors);

}  // namespace cairn::net
