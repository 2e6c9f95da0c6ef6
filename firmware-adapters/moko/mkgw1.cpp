#include "moko/mkgw1.h"

#include <array>

#include "cairn/core/hex.h"
#include "dialect/json_row.h"
#include "dialect/json_time.h"
#include "dialect/tag_records.h"
#include "dialect/topic.h"

namespace cairn::adapters::moko {
namespace {

constexpr const char* field_refused = "moko.mkgw1: record field";

enum class Field : std::uint8_t {
    time,
    gateway,
    format,
    mac,
    rssi,
    raw,
    name,
    ibeacon_uuid,
    ibeacon_major,
    ibeacon_minor,
    ibeacon_id,
    rssi_1m,
    rssi_0m,
    tx_power,
    battery,
    interval,
    scale,
    axis_x,
    axis_y,
    axis_z,
    temperature,
    humidity,
    name_space,
    instance,
    url,
    millivolts,
    adv_count,
};

// Both styles of key; receivers in the field lower the case.
constexpr FieldNames names(
    {
        FieldName<Field>{"TimeStamp", Field::time},
        {"DeviceMac(hex)", Field::gateway},
        {"GatewayMAC", Field::gateway},
        {"DataFormat", Field::format},
        {"Format", Field::format},
        {"BLEMac(hex)", Field::mac},
        {"BLEMAC", Field::mac},
        {"RSSI(dBm)", Field::rssi},
        {"RSSI", Field::rssi},
        {"RawData(hex)", Field::raw},
        {"RawData", Field::raw},
        {"BLEName", Field::name},
        {"iBeaconUUID(hex)", Field::ibeacon_uuid},
        {"iBeaconMajor", Field::ibeacon_major},
        {"iBeaconMinor", Field::ibeacon_minor},
        {"iBeaconID", Field::ibeacon_id},
        {"RSSI@1m(dBm)", Field::rssi_1m},
        {"RSSI@0m(dBm)", Field::rssi_0m},
        {"RSSI@0m", Field::rssi_0m},
        {"TxPower(dBm)", Field::tx_power},
        {"TxPower", Field::tx_power},
        {"Batterylevel(%)", Field::battery},
        {"AdvInterval(ms)", Field::interval},
        {"Scale", Field::scale},
        {"3axisdata-X(hex)", Field::axis_x},
        {"3axisdata-Y(hex)", Field::axis_y},
        {"3axisdata-Z(hex)", Field::axis_z},
        {"Temperature", Field::temperature},
        {"Humidity(%)", Field::humidity},
        {"Namespace(hex)", Field::name_space},
        {"InstanceID(hex)", Field::instance},
        {"URL", Field::url},
        {"VBATT(mV)", Field::millivolts},
        {"TEMP(C)", Field::temperature},
        {"ADV_CNT", Field::adv_count},
    },
    NameCase::any);

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
    NumberField{Field::battery, Quantity::battery_pct},
    NumberField{Field::millivolts, Quantity::voltage_v, 1000, true},
    NumberField{Field::tx_power, Quantity::tx_power_dbm},
    NumberField{Field::rssi_1m, Quantity::measured_power_dbm, 1, true},
    NumberField{Field::rssi_0m, Quantity::rssi_at_0m_dbm, 1, true},
    NumberField{Field::interval, Quantity::advertisement_interval_s, 1000},
    NumberField{Field::adv_count, Quantity::advertisement_count},
};

std::string_view format_of(const Record& record) noexcept {
    const JsonValue* format = record.find(Field::format);
    return format != nullptr ? text_of(*format).value_or("") : "";
}

// A text without a time zone could be anywhere: it is not believed.
HeardAt time_of(const Record& record, Timestamp now) {
    const JsonValue* given = record.find(Field::time);
    return heard_at(given != nullptr ? unix_ms_in(*given) : std::nullopt, now, Delivery::live);
}

template <std::size_t size>
std::optional<std::array<std::uint8_t, size>> bytes_of(const Record& record, Field field) {
    const auto digits = record.text(field, field_refused);
    if (!digits) return std::nullopt;
    std::array<std::uint8_t, size> bytes{};
    const auto parsed = parse_hex(*digits, bytes);
    if (parsed && *parsed == size) return bytes;
    record.refuse(Errc::malformed, field_refused);
    return std::nullopt;
}

void read_ibeacon(const Record& record, const TagRecords& tag) {
    if (!record.has(Field::ibeacon_uuid)) return;
    const auto uuid = bytes_of<16>(record, Field::ibeacon_uuid);
    const auto major = record.number(Field::ibeacon_major, field_refused);
    const auto minor = record.number(Field::ibeacon_minor, field_refused);
    if (!uuid || !major || !minor) return;
    const auto is_u16 = [](double number) { return number >= 0 && number <= 0xFFFF; };
    if (!is_u16(*major) || !is_u16(*minor)) return record.refuse(Errc::malformed, field_refused);
    tag.ibeacon(*uuid, static_cast<unsigned>(*major), static_cast<unsigned>(*minor));
}

void read_uid(const Record& record, const TagRecords& tag) {
    if (!record.has(Field::name_space)) return;
    const auto name_space = bytes_of<10>(record, Field::name_space);
    const auto instance = bytes_of<6>(record, Field::instance);
    if (name_space && instance) tag.eddystone_uid(*name_space, *instance);
}

// As in the advertisement of a BXP accelerometer (docs/formats/moko.md): the unit follows from the scale.
void read_axes(const Record& record, const TagRecords& tag) {
    if (format_of(record) != "BeaconX Pro-3Axis") return;
    const auto scale = record.text(Field::scale, field_refused);
    constexpr std::array<std::pair<std::string_view, int>, 4> units_mg{
        {{"2g", 1}, {"4g", 2}, {"8g", 4}, {"16g", 12}}};
    for (const auto& [name, unit_mg] : units_mg) {
        if (!scale || *scale != name) continue;
        const auto axis_mg = [&, unit = unit_mg](Field field) -> std::optional<double> {
            const auto bytes = bytes_of<2>(record, field);
            if (!bytes) return std::nullopt;
            const auto value = static_cast<std::int16_t>((*bytes)[0] << 8 | (*bytes)[1]);
            return (value >> 4) * unit;
        };
        const auto x = axis_mg(Field::axis_x);
        const auto y = axis_mg(Field::axis_y);
        const auto z = axis_mg(Field::axis_z);
        if (x && y && z) tag.acceleration_mg({*x, *y, *z});
    }
}

void read_decoded(const Record& record, const TagRecords& tag) {
    for (const NumberField& field : number_fields) {
        const auto number = record.number(field.field, field_refused);
        if (!number || (field.zero_is_unset && *number == 0)) continue;
        // Eddystone calls the power that it sends with "at 0 m".
        const bool is_power = field.field == Field::rssi_0m && format_of(record).starts_with("Eddystone");
        tag.reading(is_power ? Quantity::tx_power_dbm : field.quantity, *number / field.divisor);
    }
    read_axes(record, tag);
    read_ibeacon(record, tag);
    read_uid(record, tag);
    if (const auto url = record.text(Field::url, field_refused)) tag.attribute(AttributeKind::url, *url);
    if (const auto id = record.text(Field::ibeacon_id, field_refused))
        tag.attribute(AttributeKind::device, *id);
    if (const auto name = record.text(Field::name, field_refused)) tag.attribute(AttributeKind::name, *name);
}

class Mkgw1 final : public Adapter {
public:
    explicit Mkgw1(Scratch& scratch) noexcept : scratch_(&scratch) {}

    std::string_view name() const noexcept override { return "moko.mkgw1"; }

    bool recognises(const Message& message) const noexcept override {
        const auto document = scratch_->json.parse(message.payload);
        const auto elements = document ? array_of(*document) : std::nullopt;
        JsonValue first;
        if (!elements || elements->at(0).get(first) != simdjson::SUCCESS) return false;
        const auto object = object_of(first);
        if (!object) return false;
        const PickedMembers<names> members(*object);
        const auto has = [&](Field field) { return members.find(field) != nullptr; };
        return has(Field::format) && (has(Field::mac) || has(Field::gateway));
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        const auto elements = scratch_->json.parse_list(message.payload, "moko.mkgw1: not a list");
        if (!elements) return sink.rejected(elements.error());
        gateway_ = mac_in_topic(message.topic);
        is_open_ = false;
        for (const JsonValue element : *elements) {
            if (const auto object = object_of(element)) {
                read_element(Record(*object, sink), now);
            } else {
                sink.rejected(Error{Errc::malformed, 0, "moko.mkgw1: element"});
            }
        }
        if (is_open_) scratch_->frames.close();
    }

private:
    // Each record names its gateway, or an element before it does.
    bool open_frame(const Record& record, Timestamp now) {
        const auto named = record.mac(Field::gateway, "moko.mkgw1: gateway address");
        const auto gateway = named ? named : gateway_;
        if (!gateway) {
            record.refuse(Errc::malformed, "moko.mkgw1: no gateway");
            return false;
        }
        if (is_open_ && gateway == gateway_) return true;
        if (is_open_) scratch_->frames.close();
        scratch_->frames.open(GatewayId::of("moko", *gateway), now, record.sink());
        gateway_ = gateway;
        is_open_ = true;
        return true;
    }

    void read_element(const Record& record, Timestamp now) {
        if (!open_frame(record, now)) return;
        FrameBuilder& frames = scratch_->frames;
        const HeardAt heard = time_of(record, now);
        if (format_of(record) == "Gateway") {
            frames.record(GatewayStatus{frames.gateway(), heard.at, true, {}});
            return;
        }
        const auto id = record.tag(Field::mac, "moko.mkgw1: tag address");
        if (!id) return record.refuse_if_absent(Field::mac, "moko.mkgw1: tag address");
        RawPayload payload;
        record.raw_payload(Field::raw, payload, "moko.mkgw1: raw data");
        const auto rssi = record.rssi_dbm(Field::rssi, "moko.mkgw1: rssi");
        frames.hearing(Advertisement{*id, {}, heard.at, heard.source, rssi, {}}, payload.view());
        if (payload.empty()) read_decoded(record, TagRecords(frames, *id, heard.at));
    }

    Scratch* scratch_;
    std::optional<MacAddress> gateway_;
    bool is_open_ = false;
};

}  // namespace

std::unique_ptr<Adapter> make_mkgw1(Scratch& scratch) {
    return std::make_unique<Mkgw1>(scratch);
}

}  // namespace cairn::adapters::moko
