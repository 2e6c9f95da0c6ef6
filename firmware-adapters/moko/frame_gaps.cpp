#include "moko/frame_gaps.h"

#include <algorithm>

namespace cairn::adapters::moko {

std::uint32_t FrameGaps::missed_before(const MacAddress& gateway, std::uint32_t index,
                                       std::size_t index_bytes) noexcept {
    constexpr std::uint32_t missed_max = 1000;
    // The last octets differ between gateways of one vendor.
    Last& last = last_[(gateway.octets[5] ^ gateway.octets[4] * 31U) % last_.size()];
    const bool follows = last.known && last.gateway == gateway;
    const std::uint64_t range = std::uint64_t{1} << 8 * index_bytes;
    const std::uint64_t step = (range + index - last.index) % range;
    last = {gateway, index, true};
    if (!follows || step == 0 || step > std::min<std::uint64_t>(missed_max, range / 2)) return 0;
    return static_cast<std::uint32_t>(step - 1);
}

}  // namespace cairn::adapters::moko
