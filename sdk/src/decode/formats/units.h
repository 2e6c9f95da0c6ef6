// From the units of vendors to those of Quantity.
#pragma once

namespace cairn::formats {

/// Standard gravity, exact by definition: ISO 80000-3.
inline constexpr double gravity_mps2 = 9.80665;
inline constexpr double pascals_per_hectopascal = 100;

}  // namespace cairn::formats
