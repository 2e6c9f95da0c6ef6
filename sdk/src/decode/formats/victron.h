// Victron's Instant Readout, company 0x02E1: docs/formats/household.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

/// The record, if it is open or there is a key for it.
bool read_victron(ReadContext& context, Decoded& out) noexcept;

// Product, kind of record, and a counter are always open.
inline constexpr auto victron_fields = std::array{
    Field{Quantity::device_type, 2, Wire::u16_le},
    Field{Quantity::mode_code, 4, Wire::u8},
    Field{Quantity::packet_id, 5, Wire::u16_le},
};

constexpr Format victron_row(std::uint8_t kind) noexcept {
    return {.name = "victron.instant",
            .carrier = manufacturer_data(0x02E1),
            .magic = begins_with(kind),
            .lengths = at_least(9),
            .fields = victron_fields,
            .read = read_victron};
}

inline constexpr std::uint8_t victron_open = 0x11;
inline constexpr auto victron = std::array{victron_row(0x10), victron_row(victron_open)};

}  // namespace cairn::formats
