// How full a lithium coin cell is by its voltage, for sensors that send the voltage alone.
#pragma once

namespace cairn::formats {

/// The discharge curve that the vendors of these thermometers use, in per cent.
constexpr double coin_cell_pct(double voltage_mv) noexcept {
    if (voltage_mv >= 3'000) return 100;
    if (voltage_mv >= 2'600) return 60 + (voltage_mv - 2'600) * 0.1;
    if (voltage_mv >= 2'500) return 40 + (voltage_mv - 2'500) * 0.2;
    if (voltage_mv >= 2'450) return 20 + (voltage_mv - 2'450) * 0.4;
    return 0;
}

}  // namespace cairn::formats
