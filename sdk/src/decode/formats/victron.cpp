#include "decode/formats/victron.h"

#include <algorithm>

#include "cairn/ports/cipher.h"
#include "decode/reader.h"
#include "decode/sealed.h"

namespace cairn::formats {
namespace {

constexpr std::size_t counter_at = 5;
constexpr std::size_t key_begin_at = 7;
constexpr std::size_t record_at = 8;
constexpr std::size_t record_bytes_max = 16;

constexpr Field hundredths_v(std::uint8_t offset, std::uint8_t channel = 0) noexcept {
    return {Quantity::voltage_v, offset, Wire::i16_le, 0x7FFF, 1, 100, 0, channel};
}
constexpr Field unsigned_hundredths_v(std::uint8_t offset, std::uint8_t channel = 0) noexcept {
    return {Quantity::voltage_v, offset, Wire::u16_le, 0xFFFF, 1, 100, 0, channel};
}
constexpr Field tenths_a(std::uint8_t offset, std::uint8_t channel = 0) noexcept {
    return {Quantity::current_a, offset, Wire::i16_le, 0x7FFF, 1, 10, 0, channel};
}
constexpr Field whole_celsius(std::uint8_t offset) noexcept {
    return {.quantity = Quantity::temperature_c,
            .offset = offset,
            .wire = Wire::u8,
            .no_value = 0x7F,
            .bias = -40,
            .bits = {0, 7}};
}
/// One output of a charger: 13 bits of volts below 11 bits of amperes.
constexpr Field charger_v(std::uint8_t offset, std::uint8_t shift, std::uint8_t channel) noexcept {
    return {.quantity = Quantity::voltage_v,
            .offset = offset,
            .wire = Wire::u24_le,
            .no_value = 0x1FFF,
            .per = 100,
            .channel = channel,
            .bits = {shift, 13}};
}
constexpr Field charger_a(std::uint8_t offset, std::uint8_t shift, std::uint8_t channel) noexcept {
    return {.quantity = Quantity::current_a,
            .offset = offset,
            .wire = Wire::u24_le,
            .no_value = 0x7FF,
            .per = 10,
            .channel = channel,
            .bits = {shift, 11}};
}

constexpr Field state{Quantity::state_code, 0, Wire::u8, 0xFF};
constexpr Field error_at_1{Quantity::fault_code, 1, Wire::u8, 0xFF};
/// 22 bits of milliamperes above the two that say what the auxiliary input is.
constexpr Field milliamperes{.quantity = Quantity::current_a,
                             .offset = 8,
                             .wire = Wire::i24_le,
                             .no_value = 0x1FFFFF,
                             .per = 1'000,
                             .bits = {2, 22}};

constexpr auto solar_fields = std::array{
    state,
    error_at_1,
    hundredths_v(2),
    tenths_a(4),
    Field{Quantity::energy_kwh, 6, Wire::u16_le, 0xFFFF, 1, 100},
    Field{Quantity::power_w, 8, Wire::u16_le, 0xFFFF},
    Field{.quantity = Quantity::current_a,
          .offset = 10,
          .wire = Wire::u16_le,
          .no_value = 0x1FF,
          .per = 10,
          .channel = 1,
          .bits = {0, 9}},
};
constexpr auto battery_fields = std::array{
    Field{Quantity::duration_s, 0, Wire::u16_le, 0xFFFF, 60},
    hundredths_v(2),
    Field{Quantity::flags, 4, Wire::u16_le},
    milliamperes,
    Field{.quantity = Quantity::battery_pct,
          .offset = 13,
          .wire = Wire::u16_le,
          .no_value = 0x3FF,
          .per = 10,
          .bits = {4, 10}},
};
constexpr auto inverter_fields = std::array{
    state,
    Field{Quantity::flags, 1, Wire::u16_le},
    hundredths_v(3),
    Field{.quantity = Quantity::voltage_v,
          .offset = 7,
          .wire = Wire::u16_le,
          .no_value = 0x7FFF,
          .per = 100,
          .channel = 1,
          .bits = {0, 15}},
    Field{.quantity = Quantity::current_a,
          .offset = 8,
          .wire = Wire::u24_le,
          .no_value = 0x7FF,
          .per = 10,
          .channel = 1,
          .bits = {7, 11}},
};
// The first channel is the battery's side, the second one what feeds it.
constexpr auto converter_fields = std::array{state, error_at_1, hundredths_v(4), unsigned_hundredths_v(2, 1)};
constexpr auto charger_fields = std::array{
    state,
    error_at_1,
    charger_v(2, 0, 0),
    charger_a(3, 5, 0),
    charger_v(5, 0, 1),
    charger_a(6, 5, 1),
    charger_v(8, 0, 2),
    charger_a(9, 5, 2),
    whole_celsius(11),
};
constexpr auto protect_fields = std::array{
    state,
    Field{Quantity::mode_code, 1, Wire::u8, 0xFF, 1, 1, 0, 1},
    Field{Quantity::fault_code, 2, Wire::u8, 0xFF},
    Field{Quantity::flags, 3, Wire::u16_le},
    hundredths_v(7),
    unsigned_hundredths_v(9, 1),
};
constexpr auto lynx_fields = std::array{
    Field{Quantity::fault_code, 0, Wire::u8, 0xFF},
    Field{Quantity::duration_s, 1, Wire::u16_le, 0xFFFF, 60},
    hundredths_v(3),
    tenths_a(5),
    Field{.quantity = Quantity::battery_pct,
          .offset = 11,
          .wire = Wire::u16_le,
          .no_value = 0x3FF,
          .per = 10,
          .bits = {2, 10}},
    whole_celsius(15),
};
constexpr Field packed_v{.quantity = Quantity::voltage_v,
                         .offset = 4,
                         .wire = Wire::u16_le,
                         .no_value = 0x3FFF,
                         .per = 100,
                         .bits = {0, 14}};
constexpr Field alternating_w(std::uint8_t offset, Wire wire, NoValue missing, Bits bits,
                              std::uint8_t channel) noexcept {
    return {.quantity = Quantity::power_w,
            .offset = offset,
            .wire = wire,
            .no_value = missing,
            .channel = channel,
            .bits = bits};
}
// Power: 0 the sun's, 1 what comes in, 2 what goes out.
constexpr auto multi_rs_fields = std::array{
    state,
    error_at_1,
    tenths_a(2),
    packed_v,
    alternating_w(6, Wire::i16_le, 0x7FFF, {}, 1),
    alternating_w(8, Wire::i16_le, 0x7FFF, {}, 2),
    alternating_w(10, Wire::u16_le, 0xFFFF, {}, 0),
    Field{Quantity::energy_kwh, 12, Wire::u16_le, 0xFFFF, 1, 100},
};
constexpr auto ve_bus_fields = std::array{
    state,
    error_at_1,
    tenths_a(2),
    packed_v,
    alternating_w(6, Wire::i24_le, 0x3FFFF, {0, 19}, 1),
    alternating_w(8, Wire::i24_le, 0x3FFFF, {3, 19}, 2),
    whole_celsius(11),
    Field{.quantity = Quantity::battery_pct,
          .offset = 11,
          .wire = Wire::u16_le,
          .no_value = 0x7F,
          .bits = {7, 7}},
};
constexpr auto energy_meter_fields = std::array{
    hundredths_v(2),
    Field{Quantity::flags, 4, Wire::u16_le},
    milliamperes,
};
constexpr auto orion_fields = std::array{
    state,
    error_at_1,
    unsigned_hundredths_v(2),
    Field{Quantity::current_a, 4, Wire::u16_le, 0xFFFF, 1, 10},
    unsigned_hundredths_v(6, 1),
    Field{Quantity::current_a, 8, Wire::u16_le, 0xFFFF, 1, 10, 0, 1},
};

enum class Kind : std::uint8_t {
    solar = 0x01,
    battery_monitor = 0x02,
    inverter = 0x03,
    converter = 0x04,
    charger = 0x08,
    battery_protect = 0x09,
    lynx_bms = 0x0A,
    multi_rs = 0x0B,
    ve_bus = 0x0C,
    energy_meter = 0x0D,
    orion_xs = 0x0F,
};

PackedValues fields_of(Kind kind) noexcept {
    switch (kind) {
        case Kind::solar: return packed_fields<solar_fields>;
        case Kind::battery_monitor: return packed_fields<battery_fields>;
        case Kind::inverter: return packed_fields<inverter_fields>;
        case Kind::converter: return packed_fields<converter_fields>;
        case Kind::charger: return packed_fields<charger_fields>;
        case Kind::battery_protect: return packed_fields<protect_fields>;
        case Kind::lynx_bms: return packed_fields<lynx_fields>;
        case Kind::multi_rs: return packed_fields<multi_rs_fields>;
        case Kind::ve_bus: return packed_fields<ve_bus_fields>;
        case Kind::energy_meter: return packed_fields<energy_meter_fields>;
        case Kind::orion_xs: return packed_fields<orion_fields>;
    }
    return {};
}

/// A second battery's voltage, the middle of a bank, or a temperature in kelvins.
void add_auxiliary(const ReadContext& context, Decoded& out, Bytes record) noexcept {
    constexpr std::size_t kind_at = 8;
    constexpr std::array inputs{
        hundredths_v(6, 1),
        unsigned_hundredths_v(6, 2),
        Field{Quantity::temperature_c, 6, Wire::u16_le, 0xFFFF, 1, 100, -27'315},
    };
    if (kind_at >= record.size()) return;
    const std::size_t kind = record[kind_at] & 0x03U;
    if (kind < inputs.size()) add_field(context, out, inputs[kind], record);
}

void add_record(const ReadContext& context, Decoded& out, Kind kind, Bytes record) noexcept {
    add_fields(context, out, fields_of(kind), record);
    if (kind == Kind::battery_monitor || kind == Kind::energy_meter) add_auxiliary(context, out, record);
}

/// AES-CTR, whose counter begins at the number that is sent along. There is no tag: a wrong key is told by
/// its first byte only, so nothing is `verified`.
Bytes decrypt(ReadContext& context, const AesKey& key, Bytes sealed) noexcept {
    AesBlock stream{context.body[counter_at], context.body[counter_at + 1]};
    context.options.cipher->aes128_encrypt_block(key, stream, stream);
    const std::size_t size = std::min(sealed.size(), record_bytes_max);
    for (std::size_t i = 0; i < size; ++i) context.scratch[i] = sealed[i] ^ stream[i];
    return Bytes(context.scratch).first(size);
}

}  // namespace

bool read_victron(ReadContext& context, Decoded& out) noexcept {
    const bool is_open = context.body[0] == victron_open;
    const AesKey* const key = context.address() ? key_for(context, *context.address()) : nullptr;
    Bytes record = context.body.subspan(record_at);
    if (is_open && key != nullptr) {
        out.protection = Protection::downgraded;
        return true;
    }
    if (!is_open) {
        if (key == nullptr) {
            out.protection = Protection::no_key;
            return true;
        }
        if ((*key)[0] != context.body[key_begin_at]) {
            out.protection = Protection::wrong_key;
            return true;
        }
        record = decrypt(context, *key, record);
        out.protection = Protection::decrypted;
    }
    add_record(context, out, static_cast<Kind>(context.body[4]), record);
    return true;
}

}  // namespace cairn::formats
