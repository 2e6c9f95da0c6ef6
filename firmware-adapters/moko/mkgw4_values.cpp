#include "moko/mkgw4_values.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

namespace cairn::adapters::moko {
namespace {

// Type codes of scan records (docs/formats/moko.md).
enum Type : std::uint8_t {
    type_ibeacon = 0,
    type_uid = 1,
    type_url = 2,
    type_tlm = 3,
    type_device = 4,
    type_acceleration = 5,
    type_climate = 6,
    type_button = 7,
    type_tag = 8,
    type_pir = 9,
    type_distance = 11,
    type_sensor = 12,
    type_nano = 13,
};

enum class Wire : std::uint8_t { u8, i8, u16, i16, u32, bit0, bit1, low_nibble, battery, scale, rate };

constexpr std::int64_t always_valid = std::numeric_limits<std::int64_t>::min();

struct NumberField {
    std::uint8_t type;
    std::uint8_t tag;
    Quantity quantity;
    Wire wire;
    double divisor = 1;
    std::int64_t no_value = always_valid;
    // NOLINTNEXTLINE(readability-redundant-member-init): GCC asks for it in every row that leaves it out
    std::string_view label{};  // with Quantity::custom
};

constexpr NumberField custom(std::uint8_t type, std::uint8_t tag, std::string_view label, Wire wire) {
    return {type, tag, Quantity::custom, wire, 1, always_valid, label};
}

constexpr std::array number_fields{
    NumberField{type_ibeacon, 0x0D, Quantity::measured_power_dbm, Wire::i8, 1, 0},
    NumberField{type_uid, 0x0B, Quantity::tx_power_dbm, Wire::i8, 1, 0},
    NumberField{type_url, 0x0B, Quantity::tx_power_dbm, Wire::i8, 1, 0},
    custom(type_tlm, 0x0A, "tlm_version", Wire::u8),
    NumberField{type_tlm, 0x0B, Quantity::voltage_v, Wire::u16, 1000, 0},
    NumberField{type_tlm, 0x0C, Quantity::temperature_c, Wire::i16, 256, -0x8000},
    NumberField{type_tlm, 0x0D, Quantity::advertisement_count, Wire::u32},
    NumberField{type_tlm, 0x0E, Quantity::uptime_s, Wire::u32, 10},
    NumberField{type_device, 0x0A, Quantity::tx_power_dbm, Wire::i8},
    NumberField{type_device, 0x0B, Quantity::rssi_at_0m_dbm, Wire::i8, 1, 0},
    NumberField{type_device, 0x0C, Quantity::advertisement_interval_s, Wire::u8, 10},
    NumberField{type_device, 0x0D, Quantity::voltage_v, Wire::u16, 1000, 0},
    NumberField{type_acceleration, 0x0A, Quantity::tx_power_dbm, Wire::i8},
    NumberField{type_acceleration, 0x0B, Quantity::rssi_at_0m_dbm, Wire::i8, 1, 0},
    NumberField{type_acceleration, 0x0C, Quantity::advertisement_interval_s, Wire::u8, 10},
    NumberField{type_acceleration, 0x0D, Quantity::sample_rate_hz, Wire::rate},
    NumberField{type_acceleration, 0x0E, Quantity::full_scale_g, Wire::scale},
    NumberField{type_acceleration, 0x0F, Quantity::motion_threshold_g, Wire::u8, 10},
    NumberField{type_acceleration, 0x11, Quantity::voltage_v, Wire::u16, 1000, 0},
    NumberField{type_climate, 0x0A, Quantity::tx_power_dbm, Wire::i8},
    NumberField{type_climate, 0x0B, Quantity::rssi_at_0m_dbm, Wire::i8, 1, 0},
    NumberField{type_climate, 0x0C, Quantity::advertisement_interval_s, Wire::u8, 10},
    NumberField{type_climate, 0x0D, Quantity::temperature_c, Wire::i16, 10},
    NumberField{type_climate, 0x0E, Quantity::humidity_pct, Wire::u16, 10},
    NumberField{type_climate, 0x0F, Quantity::voltage_v, Wire::u16, 1000, 0},
    NumberField{type_button, 0x0A, Quantity::button_kind, Wire::low_nibble},
    custom(type_button, 0x0B, "password_required", Wire::bit0),
    NumberField{type_button, 0x0B, Quantity::alarm_active, Wire::bit1},
    NumberField{type_button, 0x0C, Quantity::button_count, Wire::u16},
    custom(type_button, 0x0E, "firmware_type", Wire::u8),
    NumberField{type_button, 0x10, Quantity::full_scale_g, Wire::scale},
    NumberField{type_button, 0x13, Quantity::temperature_c, Wire::i16, 10},
    NumberField{type_button, 0x14, Quantity::rssi_at_0m_dbm, Wire::i8, 1, 0},
    NumberField{type_button, 0x15, Quantity::voltage_v, Wire::battery},
    NumberField{type_button, 0x16, Quantity::tx_power_dbm, Wire::i8},
    NumberField{type_tag, 0x0A, Quantity::magnet_absent, Wire::bit0},
    NumberField{type_tag, 0x0A, Quantity::motion_present, Wire::bit1},
    NumberField{type_tag, 0x0B, Quantity::magnet_count, Wire::u16},
    NumberField{type_tag, 0x0C, Quantity::movement_counter, Wire::u16},
    NumberField{type_tag, 0x0E, Quantity::voltage_v, Wire::u16, 1000, 0},
    custom(type_pir, 0x0A, "delay_level", Wire::u8),
    NumberField{type_pir, 0x0B, Quantity::door_open, Wire::bit0},
    custom(type_pir, 0x0C, "sensitivity_level", Wire::u8),
    NumberField{type_pir, 0x0D, Quantity::motion_present, Wire::bit0},
    NumberField{type_pir, 0x0E, Quantity::voltage_v, Wire::u16, 1000, 0},
    custom(type_pir, 0x0F, "major", Wire::u16),
    custom(type_pir, 0x10, "minor", Wire::u16),
    NumberField{type_pir, 0x11, Quantity::measured_power_dbm, Wire::i8, 1, 0},
    NumberField{type_pir, 0x12, Quantity::tx_power_dbm, Wire::i8},
    custom(type_distance, 0x0A, "manufacturer_code", Wire::u16),
    NumberField{type_distance, 0x0B, Quantity::voltage_v, Wire::u16, 1000, 0},
    NumberField{type_distance, 0x0D, Quantity::distance_m, Wire::u16, 1000},
    NumberField{type_sensor, 0x0A, Quantity::magnet_absent, Wire::bit0},
    NumberField{type_sensor, 0x0A, Quantity::motion_present, Wire::bit1},
    NumberField{type_sensor, 0x0B, Quantity::magnet_count, Wire::u16},
    NumberField{type_sensor, 0x0C, Quantity::movement_counter, Wire::u16},
    NumberField{type_sensor, 0x0E, Quantity::voltage_v, Wire::u16, 1000, 0},
    // 0xFFFF: the sensor is not fitted.
    NumberField{type_sensor, 0x11, Quantity::temperature_c, Wire::i16, 10, -1},
    NumberField{type_sensor, 0x12, Quantity::humidity_pct, Wire::u16, 10, 0xFFFF},
    custom(type_nano, 0x0B, "manufacturer_code", Wire::u16),
    custom(type_nano, 0x0C, "triggered", Wire::bit0),
    NumberField{type_nano, 0x0D, Quantity::voltage_v, Wire::u8, 32},
    NumberField{type_nano, 0x0E, Quantity::temperature_c, Wire::i16, 100},
    NumberField{type_nano, 0x0F, Quantity::uptime_s, Wire::u32},
};

enum class Form : std::uint8_t { text, hex };

struct TextField {
    std::uint8_t type;
    std::uint8_t tag;
    AttributeKind kind;
    Form form;
};

constexpr std::array text_fields{
    TextField{type_url, 0x0A, AttributeKind::url, Form::text},
    TextField{type_device, 0x10, AttributeKind::firmware, Form::text},
    TextField{type_device, 0x11, AttributeKind::name, Form::text},
    TextField{type_button, 0x0D, AttributeKind::device, Form::hex},
    TextField{type_button, 0x0F, AttributeKind::name, Form::text},
    TextField{type_tag, 0x0F, AttributeKind::device, Form::hex},
    TextField{type_tag, 0x10, AttributeKind::name, Form::text},
    TextField{type_pir, 0x13, AttributeKind::name, Form::text},
    TextField{type_sensor, 0x0F, AttributeKind::device, Form::hex},
    TextField{type_sensor, 0x10, AttributeKind::name, Form::text},
    TextField{type_nano, 0x0A, AttributeKind::name, Form::text},
};

template <typename T>
std::optional<std::int64_t> widened(Result<T> taken) noexcept {
    if (!taken) return std::nullopt;
    return *taken;
}

std::optional<std::int64_t> take(Wire wire, Bytes value) noexcept {
    ByteReader reader(value);
    switch (wire) {
        case Wire::u8:
        case Wire::bit0:
        case Wire::bit1:
        case Wire::scale:
        case Wire::rate:
        case Wire::low_nibble: return widened(reader.take_u8());
        case Wire::i8: return widened(reader.take_i8());
        case Wire::u16:
        case Wire::battery: return widened(reader.take_u16_be());
        case Wire::i16: return widened(reader.take_i16_be());
        case Wire::u32: return widened(reader.take_u32_be());
    }
    return std::nullopt;
}

// What a number on the wire stands for; nothing for one that stands for nothing.
std::optional<double> meaning_of(Wire wire, std::int64_t number) noexcept {
    constexpr std::array<double, 5> rates_hz{1, 10, 25, 50, 100};
    constexpr std::int64_t scale_max = 3;  // 16 g
    switch (wire) {
        case Wire::bit0: return static_cast<double>(number & 1);
        case Wire::bit1: return static_cast<double>(number >> 1 & 1);
        case Wire::low_nibble: return static_cast<double>(number & 0x0F);
        case Wire::scale:
            if (number > scale_max) return std::nullopt;
            return static_cast<double>(2U << number);
        case Wire::rate:
            if (number >= std::ssize(rates_hz)) return std::nullopt;
            return rates_hz[static_cast<std::size_t>(number)];
        case Wire::u8:
        case Wire::i8:
        case Wire::u16:
        case Wire::i16:
        case Wire::u32:
        case Wire::battery: return static_cast<double>(number);
    }
    return std::nullopt;
}

void read_number(const NumberField& field, Bytes value, const TagRecords& tag, FrameBuilder& frames) {
    const auto number = take(field.wire, value);
    if (!number) return frames.refuse(Errc::truncated, "moko: record field");
    if (*number == field.no_value) return;
    if (field.wire == Wire::battery) return tag.battery(static_cast<double>(*number));
    const auto meant = meaning_of(field.wire, *number);
    if (!meant) return frames.refuse(Errc::malformed, "moko: record field");
    if (field.quantity == Quantity::custom) return tag.custom(field.label, *meant);
    tag.reading(field.quantity, *meant / field.divisor);
}

struct Axes {
    std::int16_t x;
    std::int16_t y;
    std::int16_t z;
};

std::optional<Axes> axes_of(Bytes value, FrameBuilder& frames) {
    if (value.empty()) return std::nullopt;
    ByteReader reader(value);
    const auto x = reader.take_i16_be();
    const auto y = reader.take_i16_be();
    const auto z = reader.take_i16_be();
    if (!z) {
        frames.refuse(Errc::truncated, "moko: record field");
        return std::nullopt;
    }
    return Axes{*x, *y, *z};
}

void read_acceleration(const ScanRecord& record, const TagRecords& tag, FrameBuilder& frames) {
    // Type 5: left-justified 12-bit values, whose step goes with the scale of 2, 4, 8 or 16 g.
    constexpr std::array<double, 4> mg_a_step{1, 2, 4, 12};
    switch (record.type()) {
        case type_acceleration: {
            const Bytes scale = record[0x0E];
            const auto axes = axes_of(record[0x10], frames);
            if (!axes || scale.empty() || scale[0] >= mg_a_step.size()) return;
            const double step = mg_a_step[scale[0]];
            return tag.acceleration_mg({(axes->x >> 4) * step, (axes->y >> 4) * step, (axes->z >> 4) * step});
        }
        case type_button:
            if (const auto axes = axes_of(record[0x12], frames)) {
                tag.acceleration_mg({double(axes->x), double(axes->y), double(axes->z)});
            }
            return;
        case type_tag:
        case type_sensor: {
            const Bytes state = record[0x0A];
            const bool fitted = !state.empty() && (state[0] & 0x04) != 0;
            const auto axes = fitted ? axes_of(record[0x0D], frames) : std::nullopt;
            if (axes) tag.acceleration_mg({double(axes->x), double(axes->y), double(axes->z)});
            return;
        }
        default: return;
    }
}

void read_identity(const ScanRecord& record, const TagRecords& tag) {
    if (record.type() == type_ibeacon && record[0x0A].size() >= 16) {
        const auto major = ByteReader(record[0x0B]).take_u16_be();
        const auto minor = ByteReader(record[0x0C]).take_u16_be();
        if (major && minor) tag.ibeacon(record[0x0A].first(16), *major, *minor);
    }
    if (record.type() == type_uid && record[0x0A].size() >= 10 && record[0x0C].size() >= 6) {
        tag.eddystone_uid(record[0x0A].first(10), record[0x0C].first(6));
    }
}

// Type 4 tells in one field which sensors there are and in the next what they say.
void read_device_states(const ScanRecord& record, const TagRecords& tag) {
    if (record.type() != type_device || record[0x0E].empty() || record[0x0F].empty()) return;
    const std::uint8_t fitted = record[0x0E][0];
    const std::uint8_t state = record[0x0F][0];
    if ((fitted & 0x04) != 0) tag.reading(Quantity::light_present, state >> 1 & 1);
    if ((fitted & 0x08) != 0) tag.reading(Quantity::door_open, state >> 2 & 1);
}

// Type 13: bit 4 is 0 when the button is pressed, bit 5 is 1 when the loop is cut.
void read_nano_states(const ScanRecord& record, const TagRecords& tag) {
    if (record.type() != type_nano || record[0x10].empty()) return;
    const std::uint8_t state = record[0x10][0];
    tag.reading(Quantity::alarm_active, (state & 0x10) == 0);
    tag.reading(Quantity::tamper_present, (state & 0x20) != 0);
}

// Where the rows of one type stand: both tables are in the order of the types.
struct Rows {
    std::size_t first = 0;
    std::size_t count = 0;
};
using RowsByType = std::array<Rows, type_nano + 1>;

template <typename Row, std::size_t count>
constexpr RowsByType rows_by_type(const std::array<Row, count>& rows) {
    RowsByType by_type{};
    for (std::size_t i = 0; i < count; ++i) {
        Rows& of_type = by_type[rows[i].type];
        if (of_type.count++ == 0) of_type.first = i;
    }
    return by_type;
}
constexpr RowsByType number_rows = rows_by_type(number_fields);
constexpr RowsByType text_rows = rows_by_type(text_fields);

template <typename Row, std::size_t count>
std::span<const Row> rows_of(const std::array<Row, count>& rows, Rows of_type) noexcept {
    return std::span(rows).subspan(of_type.first, of_type.count);
}

}  // namespace

void read_mkgw4_values(const ScanRecord& record, const TagRecords& tag, FrameBuilder& frames) {
    const std::uint8_t type = record.type();
    if (type > type_nano) return;
    for (const NumberField& field : rows_of(number_fields, number_rows[type])) {
        const Bytes value = record[field.tag];
        if (!value.empty()) read_number(field, value, tag, frames);
    }
    read_acceleration(record, tag, frames);
    read_device_states(record, tag);
    read_nano_states(record, tag);
    read_identity(record, tag);
    for (const TextField& field : rows_of(text_fields, text_rows[type])) {
        if (field.form == Form::hex) {
            tag.hex_attribute(field.kind, record[field.tag]);
        } else {
            tag.attribute(field.kind, as_text(record[field.tag]));
        }
    }
}

}  // namespace cairn::adapters::moko
