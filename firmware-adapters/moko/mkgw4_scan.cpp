#include "moko/mkgw4_scan.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "dialect/raw_payload.h"
#include "dialect/rssi.h"
#include "dialect/tag_records.h"
#include "moko/tlv.h"

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

enum class Wire : std::uint8_t { u8, i8, u16, i16, u32, bit0, bit1, low_nibble, battery };

constexpr std::int64_t always_valid = std::numeric_limits<std::int64_t>::min();

struct NumberField {
    std::uint8_t type;
    std::uint8_t tag;
    Quantity quantity;
    Wire wire;
    double divisor = 1;
    std::int64_t no_value = always_valid;
};

constexpr std::array number_fields{
    NumberField{type_ibeacon, 0x0D, Quantity::measured_power_dbm, Wire::i8, 1, 0},
    NumberField{type_uid, 0x0B, Quantity::tx_power_dbm, Wire::i8, 1, 0},
    NumberField{type_url, 0x0B, Quantity::tx_power_dbm, Wire::i8, 1, 0},
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
    NumberField{type_acceleration, 0x11, Quantity::voltage_v, Wire::u16, 1000, 0},
    NumberField{type_climate, 0x0A, Quantity::tx_power_dbm, Wire::i8},
    NumberField{type_climate, 0x0B, Quantity::rssi_at_0m_dbm, Wire::i8, 1, 0},
    NumberField{type_climate, 0x0C, Quantity::advertisement_interval_s, Wire::u8, 10},
    NumberField{type_climate, 0x0D, Quantity::temperature_c, Wire::i16, 10},
    NumberField{type_climate, 0x0E, Quantity::humidity_pct, Wire::u16, 10},
    NumberField{type_climate, 0x0F, Quantity::voltage_v, Wire::u16, 1000, 0},
    NumberField{type_button, 0x0A, Quantity::button_kind, Wire::low_nibble},
    NumberField{type_button, 0x0B, Quantity::alarm_active, Wire::bit1},
    NumberField{type_button, 0x0C, Quantity::button_count, Wire::u16},
    NumberField{type_button, 0x13, Quantity::temperature_c, Wire::i16, 10},
    NumberField{type_button, 0x14, Quantity::rssi_at_0m_dbm, Wire::i8, 1, 0},
    NumberField{type_button, 0x15, Quantity::voltage_v, Wire::battery},
    NumberField{type_button, 0x16, Quantity::tx_power_dbm, Wire::i8},
    NumberField{type_tag, 0x0A, Quantity::magnet_absent, Wire::bit0},
    NumberField{type_tag, 0x0A, Quantity::motion_present, Wire::bit1},
    NumberField{type_tag, 0x0B, Quantity::magnet_count, Wire::u16},
    NumberField{type_tag, 0x0C, Quantity::movement_counter, Wire::u16},
    NumberField{type_tag, 0x0E, Quantity::voltage_v, Wire::u16, 1000, 0},
    NumberField{type_pir, 0x0B, Quantity::door_open, Wire::bit0},
    NumberField{type_pir, 0x0D, Quantity::motion_present, Wire::bit0},
    NumberField{type_pir, 0x0E, Quantity::voltage_v, Wire::u16, 1000, 0},
    NumberField{type_pir, 0x11, Quantity::measured_power_dbm, Wire::i8, 1, 0},
    NumberField{type_pir, 0x12, Quantity::tx_power_dbm, Wire::i8},
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

// The fields of one tag's record, which come in any order behind the one that starts it.
class ScanRecord {
public:
    void put(const Tlv& field) noexcept {
        if (Bytes* place = place_of(field.tag)) *place = field.value;
    }
    Bytes operator[](std::uint8_t tag) const noexcept {
        return tag < fields_.size() ? fields_[tag] : window_[tag - window_first];
    }
    // The type code; records of an unknown type give their address and signal only.
    std::uint8_t type() const noexcept { return fields_[0].empty() ? 0xFF : fields_[0][0]; }

private:
    static constexpr std::uint8_t window_first = 0xA0;

    Bytes* place_of(std::uint8_t tag) noexcept {
        if (tag < fields_.size()) return &fields_[tag];
        const bool of_window = tag >= window_first && tag < window_first + window_.size();
        return of_window ? &window_[tag - window_first] : nullptr;
    }

    std::array<Bytes, 0x18> fields_{};
    std::array<Bytes, 4> window_{};  // what was counted while the gateway listened: A0 to A3
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
        case Wire::low_nibble: return widened(reader.take_u8());
        case Wire::i8: return widened(reader.take_i8());
        case Wire::u16:
        case Wire::battery: return widened(reader.take_u16_be());
        case Wire::i16: return widened(reader.take_i16_be());
        case Wire::u32: return widened(reader.take_u32_be());
    }
    return std::nullopt;
}

void read_number(const NumberField& field, Bytes value, const TagRecords& tag, FrameBuilder& frames) {
    const auto number = take(field.wire, value);
    if (!number) return frames.refuse(Errc::truncated, "moko.mkgw4: record field");
    if (*number == field.no_value) return;
    if (field.wire == Wire::battery) return tag.battery(static_cast<double>(*number));
    std::int64_t meant = *number;
    if (field.wire == Wire::bit0) meant = *number & 1;
    if (field.wire == Wire::bit1) meant = *number >> 1 & 1;
    if (field.wire == Wire::low_nibble) meant = *number & 0x0F;
    tag.reading(field.quantity, static_cast<double>(meant) / field.divisor);
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
        frames.refuse(Errc::truncated, "moko.mkgw4: record field");
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

// What the gateway decoded itself.
void read_decoded(const ScanRecord& record, const TagRecords& tag, FrameBuilder& frames) {
    for (const NumberField& field : number_fields) {
        const bool given = field.type == record.type() && !record[field.tag].empty();
        if (given) read_number(field, record[field.tag], tag, frames);
    }
    read_acceleration(record, tag, frames);
    read_device_states(record, tag);
    read_nano_states(record, tag);
    read_identity(record, tag);
    for (const TextField& field : text_fields) {
        if (field.type != record.type()) continue;
        if (field.form == Form::hex) {
            tag.hex_attribute(field.kind, record[field.tag]);
        } else {
            tag.attribute(field.kind, as_text(record[field.tag]));
        }
    }
}

std::optional<std::int8_t> rssi_of(const ScanRecord& record) noexcept {
    constexpr std::uint8_t own = 0x04;
    constexpr std::uint8_t average = 0xA2;
    for (const std::uint8_t tag : {own, average}) {
        const auto rssi = ByteReader(record[tag]).take_i8();
        if (const auto known = rssi ? known_rssi_dbm(*rssi) : std::nullopt) return known;
    }
    return std::nullopt;
}

void append(Bytes part, RawPayload& payload, FrameBuilder& frames) {
    const auto appended = payload.append(part);
    if (!appended) frames.refuse(appended.error().code, appended.error().where);
}

void read_record(const ScanRecord& record, Delivery delivery, FrameBuilder& frames) {
    const auto address = MacAddress::from_bytes(record[0x01]);
    if (!address) return frames.refuse(Errc::malformed, "moko.mkgw4: record without an address");
    // Behind the seconds stands a time zone for display; the seconds are UTC already.
    const auto seconds = ByteReader(record[0x03]).take_u32_be();
    const HeardAt heard = heard_at(seconds ? std::optional(std::int64_t{*seconds} * 1000) : std::nullopt,
                                   frames.received_at(), delivery);
    const TagId id = TagId::of("ble", *address);
    RawPayload payload;
    append(record[0x05], payload, frames);
    append(record[0x06], payload, frames);
    frames.hearing(Advertisement{id, {}, heard.at, heard.source, rssi_of(record), {}}, payload.view());
    const TagRecords tag(frames, id, heard.at);
    if (const auto count = ByteReader(record[0xA3]).take_u32_be()) tag.reading(Quantity::scan_count, *count);
    if (payload.empty()) read_decoded(record, tag, frames);
}

}  // namespace

void read_mkgw4_scan(Bytes fields, Delivery delivery, FrameBuilder& frames) {
    constexpr std::uint8_t record_start = 0x00;
    constexpr std::uint8_t count_in_frame = 0xF0;
    constexpr std::uint8_t index_of_frame = 0xF1;
    std::optional<ScanRecord> record;
    TlvWalker walker(fields);
    while (const auto field = walker.next()) {
        if (field->tag == count_in_frame || field->tag == index_of_frame) continue;
        if (field->tag == record_start) {
            if (record) read_record(*record, delivery, frames);
            record.emplace();
        }
        if (record) {
            record->put(*field);
        } else {
            frames.refuse(Errc::malformed, "moko.mkgw4: field before the first record");
        }
    }
    if (walker.truncated()) frames.refuse(Errc::truncated, "moko.mkgw4: field");
    if (record) read_record(*record, delivery, frames);
}

}  // namespace cairn::adapters::moko
