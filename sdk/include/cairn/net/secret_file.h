// Files of secrets, one a line.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace cairn::net {

using Secret = std::array<std::uint8_t, 32>;
inline constexpr std::size_t secret_file_secrets_max = 16;

/// Reads a file of mode 0600 or less with a secret a line, 64 hexadecimal digits each; empty lines and lines
/// that begin with # are left out. What is wrong is in `errors`, a line each, and never a secret; then there
/// is none.
std::vector<Secret> read_secret_file(const std::string& path, std::vector<std::string>& errors);

}  // namespace cairn::net
