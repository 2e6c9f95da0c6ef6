// Names and secrets of edges. A secret is 256 random bits; only its hash is kept.
#pragma once

#include <string>
#include <string_view>

#include "cairn/ports/entropy.h"

namespace cairn::cloud {

/// 1 to 63 letters, digits, "-", "_" or ".".
bool is_edge_name(std::string_view name) noexcept;

/// 64 lower-case hexadecimal digits.
std::string make_secret(Entropy& entropy);

/// SHA-256 of the secret's 32 bytes, as 64 lower-case hexadecimal digits. What is no secret gets the
/// hash of no secret. A secret of 256 random bits cannot be guessed from a plain hash, so the hash
/// needs neither salt nor stretching.
std::string secret_hash(std::string_view secret);

/// Compares in a time that depends on the lengths only.
bool is_same_hash(std::string_view a, std::string_view b) noexcept;

}  // namespace cairn::cloud
