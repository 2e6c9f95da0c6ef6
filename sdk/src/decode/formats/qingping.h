// Qingping, formerly ClearGrass, service data 0xFDCD: docs/formats/qingping.md.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "decode/format.h"

namespace cairn::formats {

/// False: the bytes behind the address are no objects.
bool read_qingping(ReadContext& context, Decoded& out) noexcept;

struct QingpingModel {
    std::uint8_t id;
    std::string_view name;
};
inline constexpr auto qingping_models = std::array{
    QingpingModel{0x01, "CGG1"},   QingpingModel{0x04, "CGH1"},  QingpingModel{0x07, "CGG1"},
    QingpingModel{0x09, "CGP1W"},  QingpingModel{0x0C, "CGD1"},  QingpingModel{0x0E, "CGDN1"},
    QingpingModel{0x0F, "CGM1"},   QingpingModel{0x10, "CGDK2"}, QingpingModel{0x12, "CGPR1"},
    QingpingModel{0x15, "CGF1W"},  QingpingModel{0x16, "CGG1"},  QingpingModel{0x18, "CGP23W"},
    QingpingModel{0x1E, "CGC1"},   QingpingModel{0x24, "CGDN1"}, QingpingModel{0x26, "CGP23W"},
    QingpingModel{0x33, "CGP22C"}, QingpingModel{0x4F, "CGG3"},  QingpingModel{0x5D, "CGP22C"},
};

/// A number in an object: value = raw / per.
struct QingpingNumber {
    std::uint8_t id;
    std::uint8_t object_bytes;
    std::uint8_t offset;
    Wire wire;
    Quantity quantity;
    std::int8_t per = 1;
};
inline constexpr auto qingping_numbers = std::array{
    QingpingNumber{0x01, 4, 0, Wire::i16_le, Quantity::temperature_c, 10},
    QingpingNumber{0x01, 4, 2, Wire::u16_le, Quantity::humidity_pct, 10},
    QingpingNumber{0x02, 1, 0, Wire::u8, Quantity::battery_pct},
    QingpingNumber{0x07, 2, 0, Wire::u16_le, Quantity::pressure_hpa, 10},
    QingpingNumber{0x08, 4, 0, Wire::u8, Quantity::motion_present},
    QingpingNumber{0x08, 4, 1, Wire::u24_le, Quantity::illuminance_lux},
    QingpingNumber{0x09, 4, 0, Wire::u32_le, Quantity::illuminance_lux},
    QingpingNumber{0x0F, 1, 0, Wire::u8, Quantity::packet_id},
    QingpingNumber{0x11, 1, 0, Wire::u8, Quantity::light_present},
    QingpingNumber{0x12, 4, 0, Wire::u16_le, Quantity::pm25_ugm3},
    QingpingNumber{0x12, 4, 2, Wire::u16_le, Quantity::pm10_ugm3},
    QingpingNumber{0x13, 2, 0, Wire::u16_le, Quantity::co2_ppm},
};

inline constexpr auto qingping = std::array{
    Format{.name = "qingping.sensor",
           .carrier = service_data(0xFDCD),
           .lengths = at_least(10),
           .read = read_qingping},
};

}  // namespace cairn::formats
