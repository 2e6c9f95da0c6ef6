// The random numbers that an embedder supplies.
#pragma once

#include <cstdint>

namespace cairn {

class Entropy {
public:
    virtual ~Entropy() = default;
    /// 64 unpredictable bits.
    virtual std::uint64_t next() = 0;
};

}  // namespace cairn
