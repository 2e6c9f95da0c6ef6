#include "moko/lw003_scan.h"

#include <array>
#include <optional>

#include "dialect/gateway_records.h"
#include "dialect/gateway_time.h"
#include "dialect/raw_payload.h"
#include "dialect/rssi.h"
#include "moko/geo_position.h"
#include "moko/lw003_record.h"

namespace cairn::adapters::moko {
namespace {

// Behind the records the Plus says where it is: a size, and nothing, five bytes of signal strengths or a fix.
constexpr std::size_t no_fix_bytes = 5;
constexpr std::size_t fix_bytes = 9;

/// The records of a message, one after the other.
class Walker {
public:
    static Result<Walker> open(Bytes payload) noexcept {
        Walker walker;
        ByteReader& reader = walker.reader_ = ByteReader(payload);
        CAIRN_CHECK(reader.take_u8());  // sequence
        CAIRN_TRY(walker.reported_s_, reader.take_u32_be());
        CAIRN_TRY(const std::int8_t half_hours, reader.take_i8());  // the time zone, for display
        if (half_hours < -24 || half_hours > 28) return fail(Errc::malformed, "moko.lw003: scan");
        CAIRN_TRY(walker.left_, reader.take_u8());
        return walker;
    }

    std::uint32_t reported_s() const noexcept { return reported_s_; }
    bool has_next() const noexcept { return left_ != 0; }
    Bytes tail() const noexcept { return reader_.rest(); }

    /// truncated: the record, and with it the rest. malformed: a record that does not begin as it would from
    /// the factory; the next one may.
    Result<Lw003Record> next() noexcept {
        constexpr std::uint8_t no_response = 0x80;
        --left_;
        const auto length = reader_.take_u8();
        const auto content = length ? reader_.take(*length & 0x7FU) : fail(length.error());
        if (!content) {
            left_ = 0;
            return fail(Errc::truncated, "moko.lw003: record");
        }
        ByteReader from(*content);
        Lw003Record record;
        record.has_response = (*length & no_response) == 0;
        CAIRN_TRY(record.type, from.take_u8());
        CAIRN_TRY(const Bytes address, from.take(6));
        CAIRN_TRY(record.rssi_dbm, from.take_i8());
        CAIRN_TRY(record.at_s, from.take_u32_be());
        CAIRN_TRY(record.address, MacAddress::from_bytes(address));
        record.rest = from.rest();
        if (!is_near(record.at_s)) return fail(Errc::malformed, "moko.lw003: record");
        return record;
    }

private:
    /// By the bridge's own clock, whatever that shows. Where fields in front of the time were switched off,
    /// other bytes stand in its place.
    bool is_near(std::uint32_t at_s) const noexcept {
        constexpr std::int64_t before_s = 30LL * 24 * 3600;
        constexpr std::int64_t after_s = 5 * 60;
        const std::int64_t later_s = std::int64_t{at_s} - reported_s_;
        return later_s >= -before_s && later_s <= after_s;
    }

    ByteReader reader_{{}};
    std::uint32_t reported_s_ = 0;
    unsigned left_ = 0;
};

bool is_position(Bytes tail) noexcept {
    if (tail.empty()) return true;
    const std::size_t size = tail[0];
    return tail.size() == 1 + size && (size == 0 || size == no_fix_bytes || size == fix_bytes);
}

/// Which numbers the types of all records have. Nothing where both fit, or neither: fields were switched off.
std::optional<Lw003Types> types_of(Walker walker) noexcept {
    bool is_v3 = true;
    bool is_pro = true;
    while (walker.has_next()) {
        const auto record = walker.next();
        if (!record || is_raw_alone(*record)) continue;
        is_v3 = is_v3 && fits(*record, Lw003Types::of_v3);
        is_pro = is_pro && fits(*record, Lw003Types::of_pro);
    }
    is_v3 = is_v3 && walker.tail().empty();
    if (is_v3 == is_pro) return std::nullopt;
    return is_v3 ? Lw003Types::of_v3 : Lw003Types::of_pro;
}

void read_record(const Lw003Record& record, std::optional<Lw003Types> types, FrameBuilder& frames) {
    const HeardAt time = heard_at(std::int64_t{record.at_s} * 1000, frames.received_at(), Delivery::live);
    const TagId id = TagId::of("ble", record.address);
    const bool is_raw = is_raw_alone(record);
    RawPayload payload;
    if (types || is_raw) add_payload(record, types.value_or(Lw003Types::of_v3), payload, frames);
    frames.hearing(Advertisement{id, {}, time.at, time.source, known_rssi_dbm(record.rssi_dbm), {}},
                   payload.view());
    if (!payload.empty()) return;
    if (!types) return frames.refuse(Errc::unsupported, "moko.lw003: fields of another configuration");
    read_values(record, *types, TagRecords(frames, id, time.at), frames);
}

void read_position(Bytes tail, Timestamp at, FrameBuilder& frames) {
    if (!is_position(tail)) return frames.refuse(Errc::malformed, "moko.lw003: position");
    ByteReader reader(tail);
    const auto size = reader.take_u8();
    if (!size || *size == 0) return;
    if (*size == no_fix_bytes) return GatewayRecords(frames, at).property("fix_result", "failed");
    add_fix_latitude_first(reader, at, frames);
}

}  // namespace

bool is_lw003_scan(Bytes payload) noexcept {
    auto walker = Walker::open(payload);
    if (!walker || !walker->has_next()) return false;
    while (walker->has_next()) {
        if (!walker->next()) return false;
    }
    return is_position(walker->tail());
}

void read_lw003_scan(Bytes payload, FrameBuilder& frames) {
    auto walker = Walker::open(payload);
    if (!walker) return frames.refuse(walker.error().code, "moko.lw003: scan");
    const auto types = types_of(*walker);
    bool is_whole = true;
    while (walker->has_next()) {
        const auto record = walker->next();
        if (record) {
            read_record(*record, types, frames);
        } else {
            frames.refuse(record.error().code, "moko.lw003: record");
            is_whole = is_whole && record.error().code != Errc::truncated;
        }
    }
    const std::int64_t reported_ms = std::int64_t{walker->reported_s()} * 1000;
    if (is_whole)
        read_position(walker->tail(), heard_at(reported_ms, frames.received_at(), Delivery::live).at, frames);
}

}  // namespace cairn::adapters::moko
