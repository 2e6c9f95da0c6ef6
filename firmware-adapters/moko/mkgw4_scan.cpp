#include "moko/mkgw4_scan.h"

#include <array>
#include <optional>

#include "dialect/raw_payload.h"
#include "dialect/rssi.h"
#include "dialect/tag_records.h"
#include "moko/mkgw4_record.h"
#include "moko/mkgw4_values.h"

namespace cairn::adapters::moko {
namespace {

std::optional<std::int8_t> rssi_at(const ScanRecord& record, std::uint8_t tag) noexcept {
    const Bytes value = record[tag];
    if (value.empty()) return std::nullopt;
    return known_rssi_dbm(static_cast<std::int8_t>(value[0]));
}

std::optional<std::int8_t> rssi_of(const ScanRecord& record) noexcept {
    constexpr std::uint8_t own = 0x04;
    constexpr std::uint8_t average = 0xA2;
    const auto rssi = rssi_at(record, own);
    return rssi ? rssi : rssi_at(record, average);
}

// Behind the seconds stands a time zone for display; the seconds are UTC already.
HeardAt time_of(const ScanRecord& record, Delivery delivery, Timestamp now) noexcept {
    const auto seconds = ByteReader(record[0x03]).take_u32_be();
    return heard_at(seconds ? std::optional(std::int64_t{*seconds} * 1000) : std::nullopt, now, delivery);
}

void append(Bytes part, RawPayload& payload, FrameBuilder& frames) {
    const auto appended = payload.append(part);
    if (!appended) frames.refuse(appended.error().code, appended.error().where);
}

// Advertisement and scan response; `merged` holds them where there are both, which is rare.
Bytes payload_of(const ScanRecord& record, RawPayload& merged, FrameBuilder& frames) {
    const Bytes advertisement = record[0x05];
    const Bytes response = record[0x06];
    if (response.empty() && advertisement.size() <= limits::advertisement_bytes_max) return advertisement;
    append(advertisement, merged, frames);
    append(response, merged, frames);
    return merged.view();
}

// What the gateway counted in its window of listening.
void read_window(const ScanRecord& record, const TagRecords& tag) {
    struct Strength {
        std::uint8_t tag;
        Quantity quantity;
    };
    constexpr std::array strengths{Strength{0xA0, Quantity::rssi_max_dbm},
                                   Strength{0xA1, Quantity::rssi_min_dbm},
                                   Strength{0xA2, Quantity::rssi_mean_dbm}};
    for (const Strength& strength : strengths) {
        if (const auto rssi = rssi_at(record, strength.tag)) tag.reading(strength.quantity, *rssi);
    }
    if (const auto count = ByteReader(record[0xA3]).take_u32_be()) tag.reading(Quantity::scan_count, *count);
}

// `heard` is taken over from record to record: to make it anew costs as much as to fill it.
void read_record(const ScanRecord& record, Delivery delivery, Advertisement& heard, FrameBuilder& frames) {
    const auto address = MacAddress::from_bytes(record[0x01]);
    if (!address) return frames.refuse(Errc::malformed, "moko.mkgw4: record without an address");
    const HeardAt time = time_of(record, delivery, frames.received_at());
    heard.tag = TagId::of("ble", *address);
    heard.heard_at = time.at;
    heard.time_source = time.source;
    heard.rssi_dbm = rssi_of(record);
    RawPayload merged;
    const Bytes payload = payload_of(record, merged, frames);
    frames.hearing(heard, payload);
    if (!record.has_window() && !payload.empty()) return;
    const TagRecords tag(frames, heard.tag, heard.heard_at);
    if (record.has_window()) read_window(record, tag);
    if (payload.empty()) read_mkgw4_values(record, tag, frames);
}

}  // namespace

Bytes read_mkgw4_scan(Bytes fields, Delivery delivery, FrameBuilder& frames) {
    constexpr std::uint8_t record_start = 0x00;
    constexpr std::uint8_t count_in_frame = 0xF0;
    constexpr std::uint8_t index_of_frame = 0xF1;
    Bytes index;
    ScanRecord record;
    Advertisement heard;
    bool in_record = false;
    TlvWalker walker(fields);
    while (const auto field = walker.next()) {
        if (field->tag == index_of_frame) index = field->value;
        if (field->tag == index_of_frame || field->tag == count_in_frame) continue;
        if (field->tag == record_start) {
            if (in_record) read_record(record, delivery, heard, frames);
            record.clear();
            in_record = true;
        }
        if (in_record) {
            record.put(*field);
        } else {
            frames.refuse(Errc::malformed, "moko.mkgw4: field before the first record");
        }
    }
    if (walker.truncated()) frames.refuse(Errc::truncated, "moko.mkgw4: field");
    if (in_record) read_record(record, delivery, heard, frames);
    return index;
}

}  // namespace cairn::adapters::moko
