#include "decode/formats/thermobeacon.h"

#include "decode/formats/coin_cell.h"
#include "decode/octets.h"
#include "decode/reader.h"

namespace cairn::formats {
namespace {

/// Whether something beside the company's number says that it is one. Sets how sure that is.
bool is_thermobeacon(const ReadContext& context, Decoded& out) noexcept {
    const auto& advertiser = context.address();
    if (advertiser && *advertiser == address_le(context.body.subspan(2))) {
        out.confidence = Confidence::verified;
        return true;
    }
    if (context.body[0] != 0) return false;
    return context.advertisement.lists_service(0xFFF0) || context.advertisement.name == "ThermoBeacon";
}

constexpr auto now_fields = std::array{
    Field{Quantity::voltage_v, 8, Wire::u16_le, always, 1, 1'000},
    Field{Quantity::temperature_c, 10, Wire::i16_le, always, 1, 16},
    Field{Quantity::humidity_pct, 12, Wire::u16_le, always, 1, 16},
    Field{Quantity::uptime_s, 14, Wire::u32_le},
    Field{.quantity = Quantity::button_event, .offset = 1, .wire = Wire::u8, .bits = {7, 1}},
};

/// Beyond 100 degrees or per cent it is a battery change, or another message.
constexpr int sixteenths_max = 100 * 16;

}  // namespace

bool read_thermobeacon(ReadContext& context, Decoded& out) noexcept {
    if (!is_thermobeacon(context, out)) return false;
    const auto temperature = static_cast<std::int16_t>(number_le(context.body.subspan(10, 2)));
    const auto humidity = static_cast<int>(number_le(context.body.subspan(12, 2)));
    if (temperature > sixteenths_max || humidity > sixteenths_max) return true;
    add_fields(context, out, packed_fields<now_fields>, context.body);
    const Bytes voltage = context.body.subspan(8, 2);
    add_value(context, out, Quantity::battery_pct, coin_cell_pct(number_le(voltage)), voltage);
    return true;
}

bool read_thermobeacon_extremes(ReadContext& context, Decoded& out) noexcept {
    const auto highest = static_cast<std::int16_t>(number_le(context.body.subspan(8, 2)));
    const auto lowest = static_cast<std::int16_t>(number_le(context.body.subspan(14, 2)));
    if (highest > sixteenths_max || lowest > highest) return false;
    return is_thermobeacon(context, out);
}

}  // namespace cairn::formats
