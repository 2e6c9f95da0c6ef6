#include "moko/json_scan.h"

#include <array>

#include "cairn/core/hex.h"
#include "dialect/gateway_time.h"
#include "dialect/json_row.h"
#include "dialect/tag_records.h"
#include "moko/local_time.h"

namespace cairn::adapters::moko {
namespace {

enum class Field : std::uint8_t {
    mac,
    timestamp,
    type,
    type_code,
    rssi,
    raw_data,
    adv_data,
    rsp_data,
    temperature,
    humidity,
    adv_count,
    frame_type,
    alarm_status,
    trigger_count,
    hall_sensor_status,
    hall_trigger_count,
    check_move,
    motion_trigger_count,
    door_status,
    detection_status,
    distance,
    txpower,
    ranging_data,
    rssi_0m,
    rssi_1m,
    runtime,
    adv_interval,
    adv_name,
    device_id,
    tagid,
    url,
    uuid,
    major,
    minor,
    name_space,
    instance,
    batt_vol,
    x_axis_data,
    y_axis_data,
    z_axis_data,
    have_accelerometer,
    have_temperature,
    have_humidity,
};

// The names mean the same in every record type that has them. Inferred names are marked in
// docs/formats/moko.md.
constexpr FieldNames names({
    FieldName<Field>{"mac", Field::mac},
    {"timestamp", Field::timestamp},
    {"type", Field::type},
    {"type_code", Field::type_code},
    {"rssi", Field::rssi},
    {"raw_data", Field::raw_data},
    {"raw data", Field::raw_data},  // first generation, MK107 Pro
    {"raw", Field::raw_data},       // first generation, before it
    {"adv_data", Field::adv_data},
    {"rsp_data", Field::rsp_data},
    {"temperature", Field::temperature},
    {"humidity", Field::humidity},
    {"adv_count", Field::adv_count},
    {"frame_type", Field::frame_type},
    {"alarm_status", Field::alarm_status},
    {"trigger_count", Field::trigger_count},
    {"hall_sensor_status", Field::hall_sensor_status},
    {"hall_trigger_count", Field::hall_trigger_count},
    {"accelerometer_check_move", Field::check_move},
    {"motion_trigger_count", Field::motion_trigger_count},
    {"door_status", Field::door_status},
    {"detection_status", Field::detection_status},
    {"distance", Field::distance},
    {"txpower", Field::txpower},
    {"ranging_data", Field::ranging_data},
    {"rssi_0m", Field::rssi_0m},
    {"rssi_1m", Field::rssi_1m},
    {"rssi@1m", Field::rssi_1m},  // first generation
    {"runtime", Field::runtime},
    {"adv_interval", Field::adv_interval},
    {"adv_name", Field::adv_name},
    {"name", Field::adv_name},  // first generation
    {"device_id", Field::device_id},
    {"tagid", Field::tagid},
    {"url", Field::url},
    {"uuid", Field::uuid},
    {"major", Field::major},
    {"minor", Field::minor},
    {"namespace", Field::name_space},
    {"instance", Field::instance},
    {"batt_vol", Field::batt_vol},
    {"x_axis_data", Field::x_axis_data},
    {"y_axis_data", Field::y_axis_data},
    {"z_axis_data", Field::z_axis_data},
    {"have_accelerometer_sensor", Field::have_accelerometer},
    {"have_tempersture_sensor", Field::have_temperature},  // as the firmware spells it
    {"have_temperature_sensor", Field::have_temperature},
    {"have_humidity_sensor", Field::have_humidity},
});

using Record = Row<names>;

struct NumberField {
    Field field;
    Quantity quantity;
    double divisor = 1;
    bool zero_is_unset = false;
};

constexpr std::array number_fields{
    NumberField{Field::temperature, Quantity::temperature_c},
    NumberField{Field::humidity, Quantity::humidity_pct},
    NumberField{Field::adv_count, Quantity::advertisement_count},
    NumberField{Field::frame_type, Quantity::button_kind},
    NumberField{Field::alarm_status, Quantity::alarm_active},
    NumberField{Field::trigger_count, Quantity::button_count},
    NumberField{Field::hall_sensor_status, Quantity::magnet_absent},
    NumberField{Field::hall_trigger_count, Quantity::magnet_count},
    NumberField{Field::check_move, Quantity::motion_present},
    NumberField{Field::motion_trigger_count, Quantity::movement_counter},
    NumberField{Field::door_status, Quantity::door_open},
    NumberField{Field::detection_status, Quantity::motion_present},
    NumberField{Field::distance, Quantity::distance_m, 1000},
    NumberField{Field::txpower, Quantity::tx_power_dbm},
    NumberField{Field::ranging_data, Quantity::rssi_at_0m_dbm, 1, true},
    NumberField{Field::rssi_0m, Quantity::tx_power_dbm, 1, true},
    NumberField{Field::rssi_1m, Quantity::measured_power_dbm, 1, true},
};

// Numbers whose unit no source confirms keep their own name.
struct OwnField {
    Field field;
    const char* label;
};
constexpr std::array unit_unknown{OwnField{Field::runtime, "runtime"},
                                  OwnField{Field::adv_interval, "adv_interval"}};

struct TextField {
    Field field;
    AttributeKind kind;
};

constexpr std::array text_fields{
    TextField{Field::adv_name, AttributeKind::name},
    TextField{Field::device_id, AttributeKind::device},
    TextField{Field::tagid, AttributeKind::device},
    TextField{Field::url, AttributeKind::url},
};

constexpr const char* field_refused = "moko.json: record field";

// "true" where a tag says that it has no such sensor.
bool not_fitted(const Record& fields, Field sensor) {
    double fitted = 0;
    return fields.number(sensor, field_refused, fitted) && fitted == 0;
}

// The numbers differ between firmware versions: the text goes first.
bool is_tlm(const Record& fields) {
    constexpr int code_tlm = 3;
    if (const auto type = fields.text(Field::type, field_refused)) return *type == "eddystone-tlm";
    double code = 0;
    return fields.number(Field::type_code, field_refused, code) && code == code_tlm;
}

bool sensor_missing(const Record& fields, Quantity quantity, double number) {
    constexpr double tlm_without_c = -128;  // Eddystone-TLM specification: 0x8000
    if (quantity == Quantity::temperature_c) {
        return (number == tlm_without_c && is_tlm(fields)) || not_fitted(fields, Field::have_temperature);
    }
    return quantity == Quantity::humidity_pct && not_fitted(fields, Field::have_humidity);
}

template <std::size_t size>
std::optional<std::array<std::uint8_t, size>> bytes_of(const Record& fields, Field name) {
    const auto digits = fields.text(name, field_refused);
    if (!digits) return std::nullopt;
    std::array<std::uint8_t, size> bytes{};
    const auto parsed = parse_hex(*digits, bytes);
    if (!parsed || *parsed != size) {
        fields.refuse(Errc::malformed, field_refused);
        return std::nullopt;
    }
    return bytes;
}

std::optional<unsigned> u16_of(const Record& fields, Field name) {
    double number = 0;
    if (!fields.number(name, field_refused, number)) return std::nullopt;
    if (number < 0 || number > 0xFFFF) {
        fields.refuse(Errc::malformed, field_refused);
        return std::nullopt;
    }
    return static_cast<unsigned>(number);
}

void read_identity(const Record& fields, const TagRecords& tag) {
    if (fields.has(Field::uuid)) {
        const auto uuid = bytes_of<16>(fields, Field::uuid);
        const auto major = u16_of(fields, Field::major);
        const auto minor = u16_of(fields, Field::minor);
        if (uuid && major && minor) tag.ibeacon(*uuid, *major, *minor);
    }
    if (fields.has(Field::name_space)) {
        const auto name_space = bytes_of<10>(fields, Field::name_space);
        const auto instance = bytes_of<6>(fields, Field::instance);
        if (name_space && instance) tag.eddystone_uid(*name_space, *instance);
    }
}

void read_battery(const Record& fields, const TagRecords& tag) {
    double number = 0;
    if (!fields.number(Field::batt_vol, field_refused, number)) return;
    // Eddystone-TLM is in millivolts always; 0 there is "mains powered".
    if (is_tlm(fields)) {
        if (number != 0) tag.reading(Quantity::voltage_v, number / 1000);
    } else {
        tag.battery(number);
    }
}

void read_acceleration(const Record& fields, const TagRecords& tag) {
    if (not_fitted(fields, Field::have_accelerometer)) return;
    std::array<double, 3> axes{};
    const bool has_x = fields.number(Field::x_axis_data, field_refused, axes[0]);
    const bool has_y = fields.number(Field::y_axis_data, field_refused, axes[1]);
    const bool has_z = fields.number(Field::z_axis_data, field_refused, axes[2]);
    if (has_x && has_y && has_z) tag.acceleration_mg(axes);
}

// What the gateway decoded itself.
void read_decoded(const Record& fields, const TagRecords& tag) {
    for (const NumberField& field : number_fields) {
        double number = 0;
        if (!fields.number(field.field, field_refused, number)) continue;
        if (field.zero_is_unset && number == 0) continue;
        if (sensor_missing(fields, field.quantity, number)) continue;
        tag.reading(field.quantity, number / field.divisor);
    }
    read_battery(fields, tag);
    read_acceleration(fields, tag);
    for (const OwnField& own : unit_unknown) {
        double number = 0;
        if (fields.number(own.field, field_refused, number)) tag.custom(own.label, number);
    }
    read_identity(fields, tag);
    for (const TextField& field : text_fields) {
        if (const auto text = fields.text(field.field, field_refused)) tag.attribute(field.kind, *text);
    }
}

// Milliseconds since 1970, or in the first generation a text of local time.
std::optional<std::int64_t> time_ms_of(const Record& fields) {
    constexpr const char* where = "moko.json: timestamp";
    const JsonValue* given = fields.find(Field::timestamp);
    std::string_view text;
    if (given != nullptr && is_text(*given, text) && text.find('&') != std::string_view::npos) {
        const auto at = parse_local_time(text);
        if (at) return at->unix_ms;
        fields.refuse(Errc::malformed, where);
        return std::nullopt;
    }
    const auto number = fields.number(Field::timestamp, where);
    return number ? unix_ms_of(*number) : std::nullopt;
}

}  // namespace

void read_json_values(const JsonObject& values, const TagId& tag, Timestamp at, FrameBuilder& frames) {
    read_decoded(Record(values, frames.sink()), TagRecords(frames, tag, at));
}

void read_json_record(const JsonObject& object, FrameBuilder& frames) {
    const Record fields(object, frames.sink());
    const auto id = fields.tag(Field::mac, "moko.json: tag address");
    if (!id) return fields.refuse_if_absent(Field::mac, "moko.json: tag address");
    const HeardAt heard = heard_at(time_ms_of(fields), frames.received_at(), Delivery::live);
    RawPayload payload;
    fields.raw_payload(Field::raw_data, payload, "moko.json: raw_data");
    // Firmware 1 has two fields instead.
    if (payload.empty()) {
        fields.raw_payload(Field::adv_data, payload, "moko.json: adv_data");
        fields.raw_payload(Field::rsp_data, payload, "moko.json: rsp_data");
    }
    const auto rssi = fields.rssi_dbm(Field::rssi, "moko.json: rssi");
    frames.hearing(Advertisement{*id, {}, heard.at, heard.source, rssi, {}}, payload.view());
    if (payload.empty()) read_decoded(fields, TagRecords(frames, *id, heard.at));
}

}  // namespace cairn::adapters::moko
