// Ingics iBS tags, under the company ids of the makers of their chips and their own:
// docs/formats/adv-ingics.md.
#pragma once

#include <array>

#include "decode/reader.h"

namespace cairn::formats {

bool read_ingics_01(ReadContext& context, Decoded& out) noexcept;
bool read_ingics_common(ReadContext& context, Decoded& out) noexcept;
bool read_ingics_rs(ReadContext& context, Decoded& out) noexcept;
bool read_ingics_07(ReadContext& context, Decoded& out) noexcept;
bool read_ingics_08(ReadContext& context, Decoded& out) noexcept;
bool read_ingics_motion_log(ReadContext& context, Decoded& out) noexcept;

/// The code tells the layout: 0xBC80 to 0xBC88, little-endian.
constexpr Format ingics_frame(std::string_view name, std::uint16_t company, std::uint8_t code,
                              Lengths lengths, OptionalReader read) noexcept {
    return {.name = name,
            .carrier = manufacturer_data(company),
            .magic = begins_with(code, 0xBC),
            .lengths = lengths,
            .read = read};
}

inline constexpr std::uint16_t ingics_nordic = 0x0059;
inline constexpr std::uint16_t ingics_ti = 0x000D;
inline constexpr std::uint16_t ingics_own = 0x082C;

inline constexpr auto ingics = std::array{
    ingics_frame("ingics.ibs", ingics_nordic, 0x80, exactly(15), read_ingics_01),
    ingics_frame("ingics.ibs", ingics_ti, 0x82, exactly(15), read_ingics_rs),
    ingics_frame("ingics.ibs", ingics_ti, 0x83, exactly(15), read_ingics_common),
    ingics_frame("ingics.ibs", ingics_own, 0x83, exactly(15), read_ingics_common),
    ingics_frame("ingics.ibs", ingics_own, 0x87, exactly(21), read_ingics_07),
    ingics_frame("ingics.ibs", ingics_own, 0x88, exactly(23), read_ingics_08),
    ingics_frame("ingics.motion_log", ingics_nordic, 0x81, {22, 24}, read_ingics_motion_log),
    ingics_frame("ingics.motion_log", ingics_ti, 0x81, {22, 24}, read_ingics_motion_log),
    ingics_frame("ingics.motion_log", ingics_ti, 0x85, exactly(24), read_ingics_motion_log),
    ingics_frame("ingics.motion_log", ingics_own, 0x86, exactly(24), read_ingics_motion_log),
};

}  // namespace cairn::formats
