#include "decode/formats/govee.h"

#include <algorithm>
#include <cstddef>

#include "decode/formats/aes_inverse.h"
#include "decode/octets.h"
#include "decode/reader.h"

namespace cairn::formats {
namespace {

/// 1000 times the tenths of degrees, plus the tenths of per cent; the highest of `bits` bits is the sign.
struct Climate {
    double temperature_c;
    double humidity_pct;
};

Climate unpack(std::uint32_t packed, std::uint32_t sign) noexcept {
    const std::uint32_t magnitude = packed & ~sign;
    const std::uint32_t tenths = magnitude / 1'000;
    const double degrees = tenths / 10.0;
    return {(packed & sign) != 0 ? -degrees : degrees, static_cast<double>(magnitude % 1'000) / 10};
}

/// What the sensors can measure; beyond it the packed number is none.
bool is_plausible(const Climate& climate) noexcept {
    return climate.temperature_c >= -40 && climate.temperature_c <= 100 && climate.humidity_pct <= 100;
}

void add_climate(const ReadContext& context, Decoded& out, const Climate& climate, Bytes from) noexcept {
    if (!is_plausible(climate)) return;
    add_value(context, out, Quantity::temperature_c, climate.temperature_c, from);
    return add_value(context, out, Quantity::humidity_pct, climate.humidity_pct, from);
}

constexpr std::uint32_t sign_of_24 = 0x80'0000;
constexpr std::uint8_t error_flag = 0x80;

/// A battery with the error flag, at `offset`. Whether the measurements before it are sound.
bool add_battery(const ReadContext& context, Decoded& out, std::size_t offset) noexcept {
    const std::uint8_t battery = context.body[offset];
    add_value(context, out, Quantity::battery_pct, battery & ~error_flag, context.body.subspan(offset, 1));
    return (battery & error_flag) == 0;
}

bool read_climate_at(const ReadContext& context, Decoded& out, std::size_t offset) noexcept {
    const bool is_sound = add_battery(context, out, offset + 3);
    if (is_sound) {
        const Bytes packed = context.body.subspan(offset, 3);
        add_climate(context, out, unpack(number_be(packed), sign_of_24), packed);
    }
    return true;
}

/// The four digits of the model in a name such as "GVH5100_7738", "GV5140303A" or "Govee_H5074_5FF4".
std::string_view model_in(std::string_view name) noexcept {
    constexpr std::array<std::string_view, 4> prefixes{"GVH", "GV", "Govee_H", "B"};
    for (const std::string_view prefix : prefixes) {
        if (!name.starts_with(prefix)) continue;
        name.remove_prefix(prefix.size());
        return {name.data(), std::min<std::size_t>(name.size(), 4)};
    }
    return {};
}

constexpr std::array<std::string_view, 10> models_of_24_bits{"5100", "5101", "5102", "5103", "5104",
                                                             "5105", "5110", "5174", "5177", "5179"};

/// CRC-16/AUG-CCITT.
std::uint16_t crc16(Bytes bytes) noexcept {
    std::uint16_t crc = 0x1D0F;
    for (const std::uint8_t byte : bytes) {
        crc = static_cast<std::uint16_t>(crc ^ byte << 8);
        for (int bit = 0; bit < 8; ++bit) {
            crc = static_cast<std::uint16_t>(crc << 1 ^ ((crc & 0x8000) != 0 ? 0x1021 : 0));
        }
    }
    return crc;
}

/// What an event sensor's state byte means.
struct EventModel {
    std::uint8_t id;
    std::string_view name;
    enum class Kind : std::uint8_t { motion, vibration, button, window, presence } kind;
};

constexpr auto event_models = std::array{
    EventModel{0x02, "H5123", EventModel::Kind::window},
    EventModel{0x03, "H5121", EventModel::Kind::motion},
    EventModel{0x08, "H5122", EventModel::Kind::button},
    EventModel{0x09, "H5124", EventModel::Kind::vibration},
    EventModel{0x0A, "H5125", EventModel::Kind::button},
    EventModel{0x0B, "H5126", EventModel::Kind::button},
    EventModel{0x0D, "H5130", EventModel::Kind::presence},
};

void add_event(const ReadContext& context, Decoded& out, EventModel::Kind kind, Bytes from) noexcept {
    const std::uint8_t state = from[0];
    constexpr std::uint8_t mat_button = 0x10;
    switch (kind) {
        case EventModel::Kind::motion:
            return add_value(context, out, Quantity::motion_present, state == 1 ? 1 : 0, from);
        case EventModel::Kind::vibration:
            return add_value(context, out, Quantity::vibration_present, state == 1 ? 1 : 0, from);
        case EventModel::Kind::window:
            return add_value(context, out, Quantity::window_open, state == 2 ? 1 : 0, from);
        case EventModel::Kind::button: return add_value(context, out, Quantity::button_event, 1, from, state);
        case EventModel::Kind::presence:
            if (state == mat_button) return add_value(context, out, Quantity::button_event, 1, from);
            return add_value(context, out, Quantity::presence_present, state == 1 ? 1 : 0, from);
    }
}

/// The key is the sender's clock at [2], backwards, behind zeros; the block is backwards, too.
Bytes unlock(const ReadContext& context) noexcept {
    std::array<std::uint8_t, 16> key{};
    std::array<std::uint8_t, 16> block{};
    std::reverse_copy(context.body.begin() + 2, context.body.begin() + 6, key.begin() + 12);
    std::reverse_copy(context.body.begin() + 6, context.body.begin() + 22, block.begin());
    const auto plain = aes128_decrypt_block(key, block);
    std::ranges::reverse_copy(plain, context.scratch.begin());
    return Bytes(context.scratch).first(plain.size());
}

}  // namespace

template <std::size_t offset>
bool read_govee_climate(ReadContext& context, Decoded& out) noexcept {
    return read_climate_at(context, out, offset);
}
template bool read_govee_climate<1>(ReadContext&, Decoded&) noexcept;
template bool read_govee_climate<2>(ReadContext&, Decoded&) noexcept;
template bool read_govee_climate<3>(ReadContext&, Decoded&) noexcept;

bool read_govee_h5100(ReadContext& context, Decoded& out) noexcept {
    const std::string_view model = model_in(context.advertisement.name);
    if (std::ranges::find(models_of_24_bits, model) == models_of_24_bits.end()) return false;
    return read_climate_at(context, out, 2);
}

bool read_govee_dust(ReadContext& context, Decoded& out) noexcept {
    if (model_in(context.advertisement.name) != "5106") return false;
    constexpr std::uint32_t sign = 0x8000'0000;
    const Bytes from = context.body.subspan(2, 4);
    const std::uint32_t packed = number_be(from);
    const Climate climate = unpack((packed & ~sign) / 1'000 | (packed & sign), sign);
    if (!is_plausible(climate)) return true;
    add_climate(context, out, climate, from);
    add_value(context, out, Quantity::pm25_ugm3, static_cast<double>((packed & ~sign) % 1'000), from);
    return true;
}

bool read_govee_co2(ReadContext& context, Decoded& out) noexcept {
    if (model_in(context.advertisement.name) != "5140") return false;
    if (context.body[7] != 0) return true;
    const Bytes packed = context.body.subspan(2, 3);
    add_climate(context, out, unpack(number_be(packed), sign_of_24), packed);
    add_value(context, out, Quantity::co2_ppm, number_be(context.body.subspan(5, 2)),
              context.body.subspan(5, 2));
    return true;
}

bool read_govee_probe(ReadContext& context, Decoded& out) noexcept {
    if (model_in(context.advertisement.name) != "5112") return false;
    const std::uint8_t probe = context.body[7] & 0x0F;
    const bool is_sound = add_battery(context, out, 5);
    if (!is_sound || probe < 1 || probe > 2) return true;
    const Bytes packed = context.body.subspan(2, 3);
    const Climate climate = unpack(number_be(packed), sign_of_24);
    if (!is_plausible(climate)) return true;
    add_value(context, out, Quantity::temperature_c, climate.temperature_c, packed,
              static_cast<std::uint8_t>(probe - 1));
    return true;
}

bool read_govee_h5055(ReadContext& context, Decoded& out) noexcept {
    const unsigned pair = context.body[3] >> 6U;
    if (pair > 2) return false;
    // Older firmware leaves the pair's own bits at zero: then both sockets count.
    const unsigned bits = unsigned{context.body[3]} >> 2 * pair & 3U;
    add_value(context, out, Quantity::battery_pct, context.body[2], context.body.subspan(2, 1));
    for (unsigned probe = 0; probe < 2; ++probe) {
        if (bits != 0 && (bits >> probe & 1) == 0) continue;
        const auto channel = static_cast<std::uint8_t>(2 * pair + probe);
        const Bytes body = context.body.subspan(probe == 0 ? 5 : 12);
        add_field(context, out, {Quantity::temperature_c, 0, Wire::i16_le, 0xFFFF, 1, 1, 0, channel}, body);
        add_field(context, out, {Quantity::alarm_low_c, 2, Wire::i16_le, 0xFFFF, 1, 1, 0, channel}, body);
        add_field(context, out, {Quantity::alarm_high_c, 4, Wire::i16_le, 0xFFFF, 1, 1, 0, channel}, body);
    }
    return true;
}

bool read_govee_event(ReadContext& context, Decoded& out) noexcept {
    if (crc16(context.body.subspan(6, 16)) != number_be(context.body.subspan(22, 2)))
        return context.broken(Errc::malformed);
    out.confidence = Confidence::verified;
    const Bytes plain = unlock(context);
    const auto* const model = std::ranges::find(event_models, plain[2], &EventModel::id);
    if (plain[0] != 0x01 || model == event_models.end()) return context.broken(Errc::unsupported);
    add_value(context, out, Quantity::battery_pct, plain[4], plain.subspan(4, 1));
    add_event(context, out, model->kind, plain.subspan(5, 1));
    add_text(context, out, AttributeKind::model, model->name, plain.subspan(2, 1));
    return true;
}

}  // namespace cairn::formats
