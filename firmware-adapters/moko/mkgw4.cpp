#include "moko/mkgw4.h"

#include <algorithm>
#include <array>

#include "cairn/core/hex.h"
#include "dialect/gateway_time.h"
#include "moko/mkgw4_scan.h"
#include "moko/tlv.h"

namespace cairn::adapters::moko {
namespace {

constexpr std::uint8_t start_byte = 0xEF;
constexpr std::size_t header_bytes = 11;

struct MessageFrame {
    std::uint16_t id = 0;
    MacAddress gateway;
    Bytes fields;
};

// The fields of the messages that are not scans, by tag.
class TaggedFields {
public:
    TaggedFields(Bytes fields, FrameBuilder& frames) : frames_(&frames) {
        TlvWalker walker(fields);
        while (const auto field = walker.next()) {
            if (field->tag < values_.size()) values_[field->tag] = field->value;
        }
        if (walker.truncated()) frames.refuse(Errc::truncated, "moko.mkgw4: field");
    }

    bool has(std::uint8_t tag) const noexcept { return !values_[tag].empty(); }
    ByteReader reader(std::uint8_t tag) const noexcept { return ByteReader(values_[tag]); }

    // The number at the front of a field. Nothing for an absent or empty one; too short is refused.
    template <typename T>
    std::optional<T> number(std::uint8_t tag, Result<T> (ByteReader::*take)() noexcept) const {
        if (!has(tag)) return std::nullopt;
        ByteReader from = reader(tag);
        const auto taken = (from.*take)();
        if (!taken) {
            frames_->refuse(Errc::truncated, "moko.mkgw4: field");
            return std::nullopt;
        }
        return *taken;
    }

    Timestamp time(Delivery delivery) const {
        const auto seconds = number(0, &ByteReader::take_u32_be);
        if (!seconds) return frames_->received_at();
        return heard_at(std::int64_t{*seconds} * 1000, frames_->received_at(), delivery).at;
    }

private:
    FrameBuilder* frames_;
    std::array<Bytes, 16> values_{};
};

// 3GPP TS 27.007 section 8.5: 0 is -113 dBm or less, 31 is -51 dBm or more, 99 is not known.
std::optional<double> dbm_of_csq(std::uint8_t csq) noexcept {
    if (csq > 31) return std::nullopt;
    return -113.0 + 2.0 * csq;
}

void add(GatewayStatus& status, Quantity quantity, double value) {
    static_cast<void>(status.measurements.push_back({quantity, 0, value}));
}

void read_acceleration(ByteReader axes, GatewayStatus& status, const FrameBuilder& frames) {
    constexpr double mg_a_g = 1000;
    const auto x = axes.take_i16_be();
    const auto y = axes.take_i16_be();
    const auto z = axes.take_i16_be();
    if (!z) return frames.refuse(Errc::truncated, "moko.mkgw4: field");
    add(status, Quantity::accel_x_g, *x / mg_a_g);
    add(status, Quantity::accel_y_g, *y / mg_a_g);
    add(status, Quantity::accel_z_g, *z / mg_a_g);
}

// 3004: the heartbeat.
void read_status(const TaggedFields& fields, FrameBuilder& frames) {
    GatewayStatus status{frames.gateway(), fields.time(Delivery::live), true, {}};
    if (const auto csq = fields.number(2, &ByteReader::take_u8)) {
        if (const auto dbm = dbm_of_csq(*csq)) add(status, Quantity::uplink_rssi_dbm, *dbm);
    }
    if (const auto battery_mv = fields.number(3, &ByteReader::take_u16_be)) {
        add(status, Quantity::voltage_v, *battery_mv / 1000.0);
    }
    if (fields.has(4)) read_acceleration(fields.reader(4), status, frames);
    if (const auto moved = fields.number(5, &ByteReader::take_u8))
        add(status, Quantity::motion_present, *moved != 0);
    if (const auto index = fields.number(7, &ByteReader::take_u32_be))
        add(status, Quantity::heartbeat_index, *index);
    frames.record(status);
}

// 3010: the gateway is being switched off.
void read_power_off(const TaggedFields& fields, FrameBuilder& frames) {
    frames.record(GatewayStatus{frames.gateway(), fields.time(Delivery::live), false, {}});
}

// 3011: the gateway's battery is low.
void read_low_battery(const TaggedFields& fields, FrameBuilder& frames) {
    GatewayStatus status{frames.gateway(), fields.time(Delivery::live), true, {}};
    add(status, Quantity::alarm_active, 1);
    if (const auto battery_mv = fields.number(1, &ByteReader::take_u16_be)) {
        add(status, Quantity::voltage_v, *battery_mv / 1000.0);
    }
    frames.record(status);
}

// Longitude comes first. Both zero is what a receiver without a fix says.
std::optional<GeoPosition> position_of(ByteReader coordinates) noexcept {
    constexpr double degrees_a_count = 1e-7;
    const auto longitude = coordinates.take_i32_be();
    const auto latitude = coordinates.take_i32_be();
    if (!latitude || (*longitude == 0 && *latitude == 0)) return std::nullopt;
    const GeoPosition position{*latitude * degrees_a_count, *longitude * degrees_a_count, 0};
    const bool on_earth = position.latitude_deg >= -90 && position.latitude_deg <= 90 &&
                          position.longitude_deg >= -180 && position.longitude_deg <= 180;
    if (!on_earth) return std::nullopt;
    return position;
}

// 3089 and 30B1: where the gateway is.
void read_position(const TaggedFields& fields, Delivery delivery, FrameBuilder& frames) {
    constexpr std::uint8_t by_satellite = 0;
    constexpr std::uint8_t by_cell = 1;
    const Timestamp at = fields.time(delivery);
    if (const auto motion = fields.number(5, &ByteReader::take_u8)) {
        GatewayStatus status{frames.gateway(), at, true, {}};
        add(status, Quantity::motion_present, *motion == 1 || *motion == 2);  // start, moving
        frames.record(status);
    }
    const auto result = fields.number(2, &ByteReader::take_u8);
    if (result && *result == by_cell) {
        frames.refuse(Errc::unsupported, "moko.mkgw4: cell position without coordinates");
    } else if (result && *result != by_satellite) {
        frames.refuse(Errc::unsupported, "moko.mkgw4: no position found");
    } else if (const auto position = position_of(fields.reader(3))) {
        frames.record(GeoFix{{}, frames.gateway(), at, *position});
    } else {
        frames.refuse(Errc::malformed, "moko.mkgw4: coordinates");
    }
}

class Mkgw4 final : public Adapter {
public:
    explicit Mkgw4(Scratch& scratch) noexcept : scratch_(&scratch) {}

    std::string_view name() const noexcept override { return "moko.mkgw4"; }

    // Message ids start with 1, 2 or 3; a UTF-8 byte order mark starts EF BB.
    bool recognises(const Message& message) const noexcept override {
        const Bytes payload = message.payload;
        if (payload.size() >= 2 && payload[0] == start_byte) return payload[1] >= 0x10 && payload[1] < 0x40;
        const std::string_view text = as_text(payload);
        return (text.starts_with("ef") || text.starts_with("EF")) && text.size() >= 4 && text[2] >= '1' &&
               text[2] <= '3' && hex_digit(text[3]) >= 0;
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        const auto bytes = binary(message.payload);
        const auto frame = bytes ? parse(*bytes, sink) : fail(bytes.error());
        if (!frame) {
            sink.rejected(frame.error());
            return;
        }
        scratch_->frames.open(GatewayId::of("moko", frame->gateway), now, sink);
        read(*frame, scratch_->frames);
        scratch_->frames.close();
    }

private:
    // Some bridges pass the frame on as hexadecimal text, some people with spaces in it.
    Result<Bytes> binary(Bytes payload) const {
        if (payload.empty() || payload[0] == start_byte) return payload;
        auto& bytes = scratch_->bytes;
        bytes.clear();
        int high = -1;
        for (const char c : as_text(payload)) {
            if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
            const int digit = hex_digit(c);
            if (digit < 0) return fail(Errc::malformed, "moko.mkgw4: neither a frame nor hexadecimal");
            if (high >= 0) bytes.push_back(static_cast<std::uint8_t>(high << 4 | digit));
            high = high >= 0 ? -1 : digit;
        }
        if (high >= 0) return fail(Errc::malformed, "moko.mkgw4: odd number of digits");
        return Bytes(bytes);
    }

    static Result<MessageFrame> parse(Bytes payload, IngestSink& sink) {
        if (payload.size() < header_bytes) return fail(Errc::truncated, "moko.mkgw4: header");
        ByteReader reader(payload);
        if (*reader.take_u8() != start_byte) return fail(Errc::malformed, "moko.mkgw4: start byte");
        MessageFrame frame;
        frame.id = *reader.take_u16_be();
        frame.gateway = *MacAddress::from_bytes(*reader.take(6));
        const std::size_t claimed = *reader.take_u16_be();
        if (claimed > reader.left()) sink.rejected(Error{Errc::truncated, 0, "moko.mkgw4: length"});
        if (claimed < reader.left()) sink.rejected(Error{Errc::malformed, 0, "moko.mkgw4: length"});
        frame.fields = reader.rest().first(std::min(claimed, reader.left()));
        return frame;
    }

    static void read(const MessageFrame& frame, FrameBuilder& frames) {
        if (frame.id == 0x30A0) return read_mkgw4_scan(frame.fields, Delivery::live, frames);
        if (frame.id == 0x30B2) return read_mkgw4_scan(frame.fields, Delivery::buffered, frames);
        const TaggedFields fields(frame.fields, frames);
        switch (frame.id) {
            case 0x3004: return read_status(fields, frames);
            case 0x3010: return read_power_off(fields, frames);
            case 0x3011: return read_low_battery(fields, frames);
            case 0x3089: return read_position(fields, Delivery::live, frames);
            case 0x30B1: return read_position(fields, Delivery::buffered, frames);
            default: return frames.refuse(Errc::unsupported, "moko.mkgw4: message id");
        }
    }

    Scratch* scratch_;
};

}  // namespace

std::unique_ptr<Adapter> make_mkgw4(Scratch& scratch) {
    return std::make_unique<Mkgw4>(scratch);
}

}  // namespace cairn::adapters::moko
