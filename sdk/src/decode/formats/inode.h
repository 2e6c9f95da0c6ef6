// iNode meters and Care sensors: the upper half of the company id is the device's type.
// docs/formats/household.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

/// Pulses of an electricity, gas or water meter, and how many make a unit. Little tells them from others.
bool read_inode_meter(ReadContext& context, Decoded& out) noexcept;
/// Sensors of one layout that measure different things in different ways, by their type. False: values that
/// their sensors do not have, or alarms that there are not.
bool read_inode_sensor(ReadContext& context, Decoded& out) noexcept;

// The lower half is 9x or Ax: flags of the device.
inline constexpr auto inode_meter_type = std::array{byte_is(1, 0x82), byte_is(0, 0x80, 0xC0)};
inline constexpr auto inode_sensor_type = std::array{byte_is(1, 0x90, 0xF0), byte_is(0, 0x80, 0xC0)};

inline constexpr auto inode = std::array{
    Format{.name = "inode.meter",
           .carrier = manufacturer_data_of_anyone(),
           .lengths = exactly(13),
           .confidence = Confidence::identifier,
           .conditions = inode_meter_type,
           .read = read_inode_meter,
           .from_id = true},
    Format{.name = "inode.sensor",
           .carrier = manufacturer_data_of_anyone(),
           .lengths = exactly(24),
           .conditions = inode_sensor_type,
           .read = read_inode_sensor,
           .from_id = true},
};

}  // namespace cairn::formats
