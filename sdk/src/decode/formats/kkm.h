// KKM and BlueCharm tags, the frame KSensor under Eddystone's service, big-endian: docs/formats/adv-kkm.md.
#pragma once

#include <array>

#include "decode/reader.h"

namespace cairn::formats {

/// False also: a frame without the bit that nearly all have, of another length than its flags ask for. Such
/// is a frame of Eddystone's telemetry with one bit wrong.
bool read_kkm_sensor(ReadContext& context, Decoded& out) noexcept;

inline constexpr auto kkm = std::array{
    Format{.name = "kkm.sensor",
           .carrier = service_data(0xFEAA),
           .magic = begins_with(0x21),
           .lengths = at_least(5),
           .read = read_kkm_sensor},
};

}  // namespace cairn::formats
