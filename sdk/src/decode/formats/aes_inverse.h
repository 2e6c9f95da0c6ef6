// AES-128 backwards, for the one vendor that sends the key beside what it locks (govee.cpp): this hides
// nothing and protects nothing, so it does without the Cipher port, which only goes forwards.
#pragma once

#include <array>
#include <cstdint>

namespace cairn::formats {

/// FIPS 197 section 5.3. Table look-ups: their time tells of the key, which is public here.
std::array<std::uint8_t, 16> aes128_decrypt_block(const std::array<std::uint8_t, 16>& key,
                                                  const std::array<std::uint8_t, 16>& block) noexcept;

}  // namespace cairn::formats
