// The search for the key that made a resolvable address: the hot loop of its resolution.
#pragma once

#include <cstddef>

#include "cairn/ports/cipher.h"

namespace cairn {

/// A fixed set of identity resolving keys, prepared for speed. One thread at a time.
class IrkSearch {
public:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    virtual ~IrkSearch() = default;
    /// How many keys there are.
    virtual std::size_t size() const noexcept = 0;
    /// The number of the first key under which `block` encrypts to something that ends with the three
    /// bytes of `hash`, or none. `hash` is as printed, its first byte in the highest eight of 24 bits.
    virtual std::size_t find(const AesBlock& block, std::uint32_t hash) noexcept = 0;
};

}  // namespace cairn
