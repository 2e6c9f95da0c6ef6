// Keys and addresses as people write them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "cairn/model/mac_address.h"
#include "cairn/ports/cipher.h"
#include "support/hex.h"

namespace cairn::test {

inline AesKey key_of(std::string_view hex) {
    AesKey key{};
    std::ranges::copy(from_hex(hex), key.begin());
    return key;
}

inline MacAddress address_of(std::string_view text) {
    return *MacAddress::parse(text);
}

/// A key that only its number tells from others.
inline AesKey numbered_key(std::uint32_t number) {
    AesKey key{};
    for (std::size_t i = 0; i < 4; ++i) key[i] = static_cast<std::uint8_t>(number >> (8 * i));
    return key;
}

/// The address that a device with this key makes out of `random`, 22 bits: Core 5.4 Vol 3 Part H 2.2.2.
inline MacAddress resolvable_address(Cipher& cipher, const AesKey& irk, std::uint32_t random) {
    AesBlock block{};
    block[13] = static_cast<std::uint8_t>(0x40 | (random >> 16 & 0x3F));
    block[14] = static_cast<std::uint8_t>(random >> 8);
    block[15] = static_cast<std::uint8_t>(random);
    AesBlock hash{};
    cipher.aes128_encrypt_block(irk, block, hash);
    return {{block[13], block[14], block[15], hash[13], hash[14], hash[15]}};
}

}  // namespace cairn::test
