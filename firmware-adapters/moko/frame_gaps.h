// Which of a gateway's numbered messages never came.
#pragma once

#include <array>
#include <cstdint>

#include "cairn/model/mac_address.h"

namespace cairn::adapters::moko {

/// Remembers the last number of each gateway; of more gateways than it has places for it forgets some.
class FrameGaps {
public:
    /// How many numbers lie between the last one and `index`, which is `index_bytes` wide and wraps
    /// around. 0 for the first one, for a repetition, and after a restart: when it runs backwards or
    /// leaps further than can be a loss.
    std::uint32_t missed_before(const MacAddress& gateway, std::uint32_t index,
                                std::size_t index_bytes) noexcept;

private:
    struct Last {
        MacAddress gateway;
        std::uint32_t index = 0;
        bool known = false;
    };
    std::array<Last, 256> last_{};
};

}  // namespace cairn::adapters::moko
