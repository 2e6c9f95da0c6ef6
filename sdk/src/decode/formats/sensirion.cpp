#include "decode/formats/sensirion.h"

#include <algorithm>
#include <cstddef>

#include "decode/reader.h"

namespace cairn::formats {
namespace {

// What a value can be: arduino-ble-gadget, Sensirion's own library, by the names of its conversions.
constexpr std::uint8_t end = 0, t = 1, h1 = 2, h2 = 3, co2 = 4, voc = 5, nox = 6, dust1 = 7, dust2 = 8,
                       hcho = 9, pm1 = 10, pm4 = 11, pm10 = 12, raw = 13;

constexpr auto values = std::array{
    Field{},
    Field{Quantity::temperature_c, 0, Wire::u16_le, 0xFFFF, 175, 65'535, -45 * 65'535},
    Field{Quantity::humidity_pct, 0, Wire::u16_le, 0xFFFF, 100, 65'535},
    Field{Quantity::humidity_pct, 0, Wire::u16_le, 0xFFFF, 125, 65'535, -6 * 65'535},
    Field{Quantity::co2_ppm, 0, Wire::u16_le, 0xFFFF},
    Field{Quantity::voc_index, 0, Wire::u16_le, 0xFFFF},
    Field{Quantity::nox_index, 0, Wire::u16_le, 0xFFFF},
    Field{Quantity::pm25_ugm3, 0, Wire::u16_le, 0xFFFF, 1'000, 65'535},
    Field{Quantity::pm25_ugm3, 0, Wire::u16_le, 0xFFFF, 1, 10},
    // Fifths of a ppb; 1 ppb is 1.228 ug/m3 at 25 degrees.
    Field{Quantity::formaldehyde_mgm3, 0, Wire::u16_le, 0xFFFF, 1'228, 5'000'000},
    Field{Quantity::pm1_ugm3, 0, Wire::u16_le, 0xFFFF, 1, 10},
    Field{Quantity::pm4_ugm3, 0, Wire::u16_le, 0xFFFF, 1, 10},
    Field{Quantity::pm10_ugm3, 0, Wire::u16_le, 0xFFFF, 1, 10},
};

struct Sample {
    std::uint8_t type;
    std::array<std::uint8_t, 6> values;
};

constexpr auto samples = std::array{
    Sample{3, {t, h1, voc, raw}},
    Sample{4, {t, h1}},
    Sample{6, {t, h2}},
    Sample{8, {t, h1, co2}},
    Sample{10, {t, h1, co2}},
    Sample{12, {t, h1, co2, dust1}},
    Sample{14, {t, h1, hcho}},
    Sample{16, {t, h1, voc, dust1}},
    Sample{20, {t, h1, co2, voc, dust1, hcho}},
    Sample{22, {t, h1, voc, nox}},
    Sample{24, {t, h1, voc, nox, dust2}},
    Sample{26, {t, h1, co2, voc, nox, dust2}},
    Sample{28, {t, h1, co2, dust2}},
    Sample{30, {t, h1, voc, dust2}},
    Sample{32, {t, h1, co2, voc, dust2, hcho}},
    Sample{33, {pm1, dust2, pm4, pm10}},
    Sample{34, {co2}},
};

}  // namespace

bool read_sensirion(ReadContext& context, Decoded& out) noexcept {
    const auto* const sample = std::ranges::find(samples, context.body[1], &Sample::type);
    if (sample == samples.end()) return context.broken(Errc::unsupported);
    Bytes left = context.body.subspan(4);
    for (const std::uint8_t value : sample->values) {
        if (value == end) break;
        if (left.size() < 2) return context.broken(Errc::malformed);
        if (value != raw) add_field(context, out, values[value], left);
        left = left.subspan(2);
    }
    return true;
}

}  // namespace cairn::formats
