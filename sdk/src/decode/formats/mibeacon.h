// MiBeacon of Xiaomi and its partners, service data 0xFE95: docs/formats/xiaomi.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

bool read_mibeacon(ReadContext& context, Decoded& out) noexcept;
/// Without a UUID that says so, it must be plain, of a product that is known, and fill the structure.
bool read_mibeacon_of_none(ReadContext& context, Decoded& out) noexcept;

inline constexpr auto mibeacon = std::array{
    Format{.name = "xiaomi.mibeacon",
           .carrier = service_data(0xFE95),
           .lengths = at_least(5),
           .read = read_mibeacon},
    // Older firmware leaves the UUID at zero.
    Format{.name = "xiaomi.mibeacon",
           .carrier = service_data(0x0000),
           .lengths = at_least(9),
           .read = read_mibeacon_of_none},
};

}  // namespace cairn::formats
