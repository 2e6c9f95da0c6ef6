#include "decode/formats/mopeka.h"

#include <algorithm>

#include "decode/octets.h"
#include "decode/reader.h"

namespace cairn::formats {
namespace {

/// Sound's way through a liquid by its temperature: raw level times a + b * t + c * t * t is millimetres,
/// t in degrees above -40.
struct Medium {
    double a, b, c;
};
constexpr Medium propane{0.573045, -0.002822, -0.00000535};
constexpr Medium water{0.600592, 0.003124, -0.00001368};
constexpr Medium air{0.153096, 0.000327, -0.000000294};

struct Model {
    std::uint8_t id;
    const Medium* medium;  // what the model is sold for
};
constexpr auto models = std::array{
    Model{0x03, &propane}, Model{0x04, &propane}, Model{0x05, &water}, Model{0x06, &propane},
    Model{0x08, &propane}, Model{0x09, &propane}, Model{0x0A, &air},   Model{0x0B, &air},
    Model{0x0C, &propane}, Model{0x12, &propane},
};

/// A CR2032 that is empty at 2.2 V and full at 2.85.
double battery_pct(double voltage_v) noexcept {
    return std::clamp((voltage_v - 2.2) / 0.65 * 100, 0.0, 100.0);
}

/// The end of the advertiser's address stands in bytes 5 to 7.
bool is_end_of(const MacAddress& advertiser, Bytes tail) noexcept {
    return std::ranges::equal(tail, Bytes(advertiser.octets).last(3));
}

constexpr double volts_per_step = 1.0 / 32;
constexpr std::uint8_t battery_min = 48;  // 1.5 V
constexpr std::uint8_t battery_max = 128;  // 4 V

}  // namespace

bool read_mopeka_pro(ReadContext& context, Decoded& out) noexcept {
    const Bytes body = context.body;
    const auto* const model = std::ranges::find(models, body[0], &Model::id);
    if (model == models.end() || body[1] < battery_min || body[1] > battery_max) return false;
    if (const auto& advertiser = context.address()) {
        if (!is_end_of(*advertiser, body.subspan(5, 3))) return false;
        out.confidence = Confidence::verified;
    } else if (!context.advertisement.lists_service(0xFEE5)) {
        out.confidence = Confidence::identifier;
    }

    add_value(context, out, Quantity::battery_pct, battery_pct(body[1] * volts_per_step), body.subspan(1, 1));
    const Bytes level = body.subspan(3, 2);
    if ((level[1] & 0xC0) == 0) return true;  // nothing came back
    const double warmth = body[2] & 0x7F;
    const double factor = model->medium->a + model->medium->b * warmth + model->medium->c * warmth * warmth;
    add_value(context, out, Quantity::level_mm, (number_le(level) & 0x3FFF) * factor, level);
    return true;
}

bool read_mopeka_standard(ReadContext& context, Decoded& out) noexcept {
    constexpr std::array<std::uint8_t, 4> types{0x02, 0x03, 0x44, 0x46};
    if (std::ranges::find(types, context.body[1] & 0xCF) == types.end()) return false;
    const Bytes raw = context.body.subspan(2, 1);
    add_value(context, out, Quantity::battery_pct, battery_pct(raw[0] / 128.0 + 1.5), raw);
    return true;
}

}  // namespace cairn::formats
