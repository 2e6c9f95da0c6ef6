#include "moko/json_scan.h"

#include <array>

#include "cairn/core/hex.h"
#include "dialect/gateway_time.h"
#include "dialect/tag_records.h"

namespace cairn::adapters::moko {
namespace {

struct NumberField {
    std::string_view name;
    Quantity quantity;
    double divisor = 1;
    bool zero_is_unset = false;
};

// The names mean the same in every record type that has them. Inferred names are marked in
// docs/formats/moko.md.
constexpr std::array number_fields{
    NumberField{"temperature", Quantity::temperature_c},
    NumberField{"humidity", Quantity::humidity_pct},
    NumberField{"adv_count", Quantity::advertisement_count},
    NumberField{"frame_type", Quantity::button_kind},
    NumberField{"alarm_status", Quantity::alarm_active},
    NumberField{"trigger_count", Quantity::button_count},
    NumberField{"hall_sensor_status", Quantity::magnet_absent},
    NumberField{"hall_trigger_count", Quantity::magnet_count},
    NumberField{"accelerometer_check_move", Quantity::motion_present},
    NumberField{"motion_trigger_count", Quantity::movement_counter},
    NumberField{"door_status", Quantity::door_open},
    NumberField{"detection_status", Quantity::motion_present},
    NumberField{"distance", Quantity::distance_m, 1000},
    NumberField{"txpower", Quantity::tx_power_dbm},
    NumberField{"ranging_data", Quantity::rssi_at_0m_dbm, 1, true},
    NumberField{"rssi_0m", Quantity::tx_power_dbm, 1, true},
    NumberField{"rssi_1m", Quantity::measured_power_dbm, 1, true},
};

// Numbers whose unit no source confirms keep their own name.
constexpr std::array<std::string_view, 2> unit_unknown{"runtime", "adv_interval"};

struct TextField {
    std::string_view name;
    AttributeKind kind;
};

constexpr std::array text_fields{
    TextField{"adv_name", AttributeKind::name},
    TextField{"device_id", AttributeKind::device},
    TextField{"tagid", AttributeKind::device},
    TextField{"url", AttributeKind::url},
};

constexpr const char* field_refused = "moko.json: record field";

// "true" where a tag says that it has no such sensor.
bool not_fitted(const Fields& fields, std::string_view name) {
    const auto fitted = fields.number(name, field_refused);
    return fitted && *fitted == 0;
}

// The numbers differ between firmware versions: the text goes first.
bool is_tlm(const Fields& fields) {
    constexpr int code_tlm = 3;
    if (const auto type = fields.text("type", field_refused)) return *type == "eddystone-tlm";
    const auto code = fields.number("type_code", field_refused);
    return code && *code == code_tlm;
}

bool sensor_missing(const Fields& fields, Quantity quantity, double number) {
    constexpr double tlm_without_c = -128;  // Eddystone-TLM specification: 0x8000
    if (quantity == Quantity::temperature_c) {
        return (number == tlm_without_c && is_tlm(fields)) ||
               not_fitted(fields, "have_tempersture_sensor") ||  // as the firmware spells it
               not_fitted(fields, "have_temperature_sensor");
    }
    return quantity == Quantity::humidity_pct && not_fitted(fields, "have_humidity_sensor");
}

template <std::size_t size>
std::optional<std::array<std::uint8_t, size>> bytes_of(const Fields& fields, std::string_view name) {
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

std::optional<unsigned> u16_of(const Fields& fields, std::string_view name) {
    const auto number = fields.number(name, field_refused);
    if (!number) return std::nullopt;
    if (*number < 0 || *number > 0xFFFF) {
        fields.refuse(Errc::malformed, field_refused);
        return std::nullopt;
    }
    return static_cast<unsigned>(*number);
}

void read_identity(const Fields& fields, const TagRecords& tag) {
    if (fields.has("uuid")) {
        const auto uuid = bytes_of<16>(fields, "uuid");
        const auto major = u16_of(fields, "major");
        const auto minor = u16_of(fields, "minor");
        if (uuid && major && minor) tag.ibeacon(*uuid, *major, *minor);
    }
    if (fields.has("namespace")) {
        const auto name_space = bytes_of<10>(fields, "namespace");
        const auto instance = bytes_of<6>(fields, "instance");
        if (name_space && instance) tag.eddystone_uid(*name_space, *instance);
    }
}

void read_battery(const Fields& fields, const TagRecords& tag) {
    const auto number = fields.number("batt_vol", field_refused);
    if (!number) return;
    // Eddystone-TLM is in millivolts always; 0 there is "mains powered".
    if (is_tlm(fields)) {
        if (*number != 0) tag.reading(Quantity::voltage_v, *number / 1000);
    } else {
        tag.battery(*number);
    }
}

void read_acceleration(const Fields& fields, const TagRecords& tag) {
    if (not_fitted(fields, "have_accelerometer_sensor")) return;
    const auto x = fields.number("x_axis_data", field_refused);
    const auto y = fields.number("y_axis_data", field_refused);
    const auto z = fields.number("z_axis_data", field_refused);
    if (x && y && z) tag.acceleration_mg({*x, *y, *z});
}

// What the gateway decoded itself.
void read_decoded(const Fields& fields, const TagRecords& tag) {
    for (const NumberField& field : number_fields) {
        const auto number = fields.number(field.name, field_refused);
        if (!number || (field.zero_is_unset && *number == 0)) continue;
        if (sensor_missing(fields, field.quantity, *number)) continue;
        tag.reading(field.quantity, *number / field.divisor);
    }
    read_battery(fields, tag);
    read_acceleration(fields, tag);
    for (const std::string_view name : unit_unknown) {
        if (const auto number = fields.number(name, field_refused)) tag.custom(name, *number);
    }
    read_identity(fields, tag);
    for (const TextField& field : text_fields) {
        if (const auto text = fields.text(field.name, field_refused)) tag.attribute(field.kind, *text);
    }
}

}  // namespace

void read_json_record(const Fields& fields, FrameBuilder& frames) {
    const auto address = fields.mac("mac", "moko.json: tag address");
    if (!address) return fields.refuse_if_absent("mac", "moko.json: tag address");
    const auto time = fields.number("timestamp", "moko.json: timestamp");
    const HeardAt heard =
        heard_at(time ? unix_ms_of(*time) : std::nullopt, frames.received_at(), Delivery::live);
    RawPayload payload;
    fields.raw_payload("raw_data", payload, "moko.json: raw_data");
    // Firmware 1 has two fields instead.
    if (payload.empty()) {
        fields.raw_payload("adv_data", payload, "moko.json: adv_data");
        fields.raw_payload("rsp_data", payload, "moko.json: rsp_data");
    }
    const TagId id = TagId::of("ble", *address);
    const auto rssi = fields.rssi_dbm("rssi", "moko.json: rssi");
    frames.hearing(Advertisement{id, {}, heard.at, heard.source, rssi, {}}, payload.view());
    if (payload.empty()) read_decoded(fields, TagRecords(frames, id, heard.at));
}

}  // namespace cairn::adapters::moko
