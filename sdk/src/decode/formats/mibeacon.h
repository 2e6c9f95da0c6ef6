// MiBeacon of Xiaomi and its partners, service data 0xFE95: docs/formats/xiaomi.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

bool read_mibeacon(ReadContext& context, Decoded& out) noexcept;

inline constexpr auto mibeacon = std::array{
    Format{.name = "xiaomi.mibeacon",
           .carrier = service_data(0xFE95),
           .lengths = at_least(5),
           .read = read_mibeacon},
    // The formaldehyde detector JQJCY01YM leaves the UUID at zero.
    Format{.name = "xiaomi.mibeacon",
           .carrier = service_data(0x0000),
           .magic = begins_with(0x50, 0x20, 0xDF, 0x02),
           .lengths = at_least(14),
           .read = read_mibeacon},
};

}  // namespace cairn::formats
