// An address as one number: the key of a table.
#pragma once

#include <cstdint>
#include <functional>

#include "cairn/model/mac_address.h"

namespace cairn::decode {

/// The 48 bits of an address; whoever keeps something else by it may use the 16 above.
struct PackedAddress {
    std::uint64_t bits = 0;

    friend bool operator==(const PackedAddress&, const PackedAddress&) = default;
};

inline PackedAddress packed(const MacAddress& address) noexcept {
    PackedAddress all;
    for (const std::uint8_t octet : address.octets) all.bits = all.bits << 8 | octet;
    return all;
}

}  // namespace cairn::decode

template <>
struct std::hash<cairn::decode::PackedAddress> {
    std::size_t operator()(const cairn::decode::PackedAddress& address) const noexcept {
        // Fibonacci hashing: public addresses of one vendor differ in a few low bits only.
        return static_cast<std::size_t>(address.bits * 0x9E3779B97F4A7C15U >> 32);
    }
};
