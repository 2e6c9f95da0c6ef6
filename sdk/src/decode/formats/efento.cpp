#include "decode/formats/efento.h"

#include "decode/octets.h"

namespace cairn::formats {
namespace {

struct Measurement {
    std::uint8_t type;
    std::uint16_t highest;  // what is above stands for an error
    Field field;
};

constexpr auto measurements = std::array{
    Measurement{1, 30'000, {Quantity::temperature_c, 0, Wire::u16_be, always, 1, 100, -15'000}},
    Measurement{2, 100, {Quantity::humidity_pct, 0, Wire::u16_be}},
    Measurement{3, 65'279, {Quantity::pressure_hpa, 0, Wire::u16_be, always, 1, 10}},
};

/// Equal sensors are numbered in the order in which they come.
void add_measurement(const ReadContext& context, Decoded& out, std::uint8_t type, Bytes value) noexcept {
    const std::uint32_t number = number_be(value);
    for (const Measurement& measurement : measurements) {
        if (measurement.type != type || number > measurement.highest) continue;
        Field field = measurement.field;
        field.channel = next_channel(out, field.quantity);
        add_field(context, out, field, value);
    }
}

}  // namespace

bool read_efento_sensor(ReadContext& context, Decoded& out) noexcept {
    constexpr std::size_t sensors = 3;
    constexpr std::size_t types_offset = 11;
    constexpr std::size_t values_offset = 14;
    for (std::size_t i = 0; i < sensors; ++i) {
        add_measurement(context, out, context.body[types_offset + i],
                        context.body.subspan(values_offset + 2 * i, 2));
    }
    return true;
}

/// A type and two bytes each, then a check value of two bytes whose polynomial is not published.
bool read_efento_response(ReadContext& context, Decoded& out) noexcept {
    constexpr std::size_t step = 3;
    constexpr std::size_t check_bytes = 2;
    Bytes left = context.body.subspan(1, context.body.size() - 1 - check_bytes);
    if (left.size() % step != 0) return context.broken(Errc::malformed);
    for (; !left.empty(); left = left.subspan(step))
        add_measurement(context, out, left[0], left.subspan(1, 2));
    return true;
}

}  // namespace cairn::formats
