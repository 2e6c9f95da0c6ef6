// ThermoPro's thermometers, told by name: docs/formats/thermometers.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

/// TP35x and TP39x: all ones is no climate; the battery has three grades.
bool read_thermopro_climate(ReadContext& context, Decoded& out) noexcept;
/// TP96x and TP97x: the probe's number is the first byte.
bool read_thermopro_spike(ReadContext& context, Decoded& out) noexcept;
/// TP972: three sensors along the probe.
bool read_thermopro_spike_pro(ReadContext& context, Decoded& out) noexcept;

inline constexpr auto thermopro_35 = std::array{name_begins("TP35")};
inline constexpr auto thermopro_39 = std::array{name_begins("TP39")};
inline constexpr auto thermopro_96 = std::array{name_begins("TP96")};
inline constexpr auto thermopro_97 = std::array{name_begins("TP97")};

constexpr Format thermopro_row(std::string_view name, std::span<const Condition> conditions, Lengths lengths,
                               OptionalReader read) noexcept {
    return {.name = name,
            .carrier = manufacturer_data_of_name(),
            .lengths = lengths,
            .conditions = conditions,
            .read = read,
            .from_id = true};
}

inline constexpr auto thermopro = std::array{
    thermopro_row("thermopro.climate", thermopro_35, {6, 7}, read_thermopro_climate),
    thermopro_row("thermopro.climate", thermopro_39, {6, 7}, read_thermopro_climate),
    thermopro_row("thermopro.spike", thermopro_96, one_of(7, 13), read_thermopro_spike),
    thermopro_row("thermopro.spike", thermopro_97, one_of(7, 13), read_thermopro_spike),
    thermopro_row("thermopro.spike_pro", thermopro_97, exactly(23), read_thermopro_spike_pro),
};

}  // namespace cairn::formats
