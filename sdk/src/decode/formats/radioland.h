// Radioland's RDL52832, service data 0x1803 or 0x0318: docs/formats/adv-sensor-tags.md.
#pragma once

#include <array>

#include "decode/reader.h"

namespace cairn::formats {

bool read_radioland(ReadContext& context, Decoded& out) noexcept;

inline constexpr auto radioland_fields = std::array{
    Field{Quantity::temperature_c, 0, Wire::i16_be, always, 1, 256},
    Field{Quantity::humidity_pct, 2, Wire::u16_be, always, 1, 256},
};
inline constexpr auto radioland_conditions = std::array{name_is("RDL52832")};

/// Its UUID is that of the link loss service; some firmware turns it round.
constexpr Format radioland_sensor(std::uint16_t uuid) noexcept {
    return {.name = "radioland.rdl52832",
            .carrier = service_data(uuid),
            .lengths = exactly(16),
            .fields = radioland_fields,
            .conditions = radioland_conditions,
            .read = read_radioland};
}

inline constexpr auto radioland = std::array{radioland_sensor(0x1803), radioland_sensor(0x0318)};

}  // namespace cairn::formats
