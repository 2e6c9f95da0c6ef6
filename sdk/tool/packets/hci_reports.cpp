#include "packets/hci_reports.h"

#include <algorithm>

#include "cairn/core/limits.h"

namespace cairn::tool {
namespace {

constexpr std::uint8_t le_meta_event = 0x3E;
constexpr std::uint8_t advertising_report = 0x02;
constexpr std::uint8_t directed_report = 0x0B;
constexpr std::uint8_t extended_report = 0x0D;

constexpr std::uint8_t anonymous_address = 0xFF;
constexpr std::int8_t rssi_unknown_dbm = 127;

// Event_Type of an extended report.
constexpr std::uint16_t is_scan_response = 1U << 3;
constexpr std::uint16_t is_legacy = 1U << 4;
constexpr unsigned data_status_shift = 5;
constexpr std::uint16_t data_status_mask = 3;
constexpr std::uint16_t more_to_come = 1;

constexpr std::size_t address_bytes = 6;
/// Advertisers whose data may arrive in turns; a controller joins far fewer.
constexpr std::size_t partials_max = 64;

/// Public and random identity addresses (2, 3) are the resolved ones.
AddressType type_of(std::uint8_t kind, const MacAddress& address) noexcept {
    switch (kind) {
        case 0:
        case 2: return AddressType::public_device;
        case 1:
        case 3: return random_type_of(address);
        default: return AddressType::unknown;
    }
}

Result<void> take_address(ByteReader& reader, Advertisement& heard) {
    CAIRN_TRY(const std::uint8_t kind, reader.take_u8());
    CAIRN_TRY(const Bytes bytes, reader.take(address_bytes));
    if (kind == anonymous_address) return {};
    const MacAddress address = address_on_air(bytes);
    heard.tag = TagId::of("ble", address);
    heard.address_type = type_of(kind, address);
    return {};
}

Result<void> take_rssi(ByteReader& reader, Advertisement& heard) {
    CAIRN_TRY(const std::int8_t rssi_dbm, reader.take_i8());
    if (rssi_dbm != rssi_unknown_dbm) heard.rssi_dbm = rssi_dbm;
    return {};
}

Result<void> take_payload(ByteReader& reader, Advertisement& heard) {
    CAIRN_TRY(const std::uint8_t size, reader.take_u8());
    CAIRN_TRY(heard.payload, reader.take(size));
    return {};
}

Result<Advertisement> take_legacy(ByteReader& reader, Timestamp at) {
    Advertisement heard = heard_at(at);
    CAIRN_CHECK(reader.take_u8());  // event type
    CAIRN_CHECK(take_address(reader, heard));
    CAIRN_CHECK(take_payload(reader, heard));
    CAIRN_CHECK(take_rssi(reader, heard));
    return heard;
}

Result<Advertisement> take_directed(ByteReader& reader, Timestamp at) {
    Advertisement heard = heard_at(at);
    CAIRN_CHECK(reader.take_u8());  // event type
    CAIRN_CHECK(take_address(reader, heard));
    CAIRN_CHECK(reader.take(1 + address_bytes));  // to whom
    CAIRN_CHECK(take_rssi(reader, heard));
    return heard;
}

/// The reports of one event, whose number comes first.
Result<void> read_all(Bytes reports, Timestamp at, TakeAdvertisement take,
                      Result<Advertisement> (*take_one)(ByteReader&, Timestamp)) {
    ByteReader reader(reports);
    CAIRN_TRY(const std::uint8_t count, reader.take_u8());
    for (std::uint8_t i = 0; i < count; ++i) {
        CAIRN_TRY(const Advertisement heard, take_one(reader, at));
        take(heard);
    }
    return {};
}

}  // namespace

/// One report of an extended advertisement, perhaps not its last.
struct HciReports::Extended {
    Advertisement heard;
    std::uint16_t type = 0;
    std::uint8_t set = 0;

    bool is_response() const noexcept { return (type & is_scan_response) != 0; }
    bool is_last() const noexcept {
        return (type & is_legacy) != 0 || (type >> data_status_shift & data_status_mask) != more_to_come;
    }

    static Result<Extended> take(ByteReader& reader, Timestamp at) {
        Extended part{heard_at(at)};
        CAIRN_TRY(part.type, reader.take_u16_le());
        CAIRN_CHECK(take_address(reader, part.heard));
        CAIRN_CHECK(reader.take(2));  // radio modes
        CAIRN_TRY(part.set, reader.take_u8());
        CAIRN_CHECK(reader.take_u8());  // transmit power
        CAIRN_CHECK(take_rssi(reader, part.heard));
        CAIRN_CHECK(reader.take(2 + 1 + address_bytes));  // periodic interval, to whom
        CAIRN_CHECK(take_payload(reader, part.heard));
        return part;
    }
};

Advertisement heard_at(Timestamp at) noexcept {
    Advertisement heard;
    heard.heard_at = at;
    if (at.unix_ms > 0) heard.time_source = TimeSource::gateway;
    return heard;
}

MacAddress address_on_air(Bytes bytes) noexcept {
    MacAddress address;
    std::ranges::reverse_copy(bytes.first(address_bytes), address.octets.begin());
    return address;
}

AddressType random_type_of(const MacAddress& address) noexcept {
    switch (address.octets[0] >> 6) {
        case 0: return AddressType::non_resolvable;
        case 1: return AddressType::resolvable;
        case 3: return AddressType::random_static;
        default: return AddressType::random;
    }
}

Result<void> HciReports::read(Bytes event, Timestamp at, TakeAdvertisement take) {
    ByteReader reader(event);
    CAIRN_TRY(const std::uint8_t code, reader.take_u8());
    CAIRN_TRY(const std::uint8_t size, reader.take_u8());
    if (code != le_meta_event) return {};
    CAIRN_TRY(const std::uint8_t subevent, reader.take_u8());
    const Bytes reports =
        reader.rest().first(std::min<std::size_t>(reader.left(), size == 0 ? 0 : size - 1U));
    switch (subevent) {
        case advertising_report: return read_all(reports, at, take, take_legacy);
        case directed_report: return read_all(reports, at, take, take_directed);
        case extended_report: return read_extended(reports, at, take);
        default: return {};
    }
}

Result<void> HciReports::read_extended(Bytes reports, Timestamp at, TakeAdvertisement take) {
    ByteReader reader(reports);
    CAIRN_TRY(const std::uint8_t count, reader.take_u8());
    for (std::uint8_t i = 0; i < count; ++i) {
        CAIRN_TRY(const Extended part, Extended::take(reader, at));
        CAIRN_CHECK(join(part, take));
    }
    return {};
}

std::vector<HciReports::Partial>::iterator HciReports::partial_of(const Extended& part) {
    const auto found = std::ranges::find_if(partials_, [&](const Partial& partial) {
        return partial.tag == part.heard.tag && partial.set == part.set &&
               partial.is_response == part.is_response();
    });
    if (found != partials_.end()) return found;
    if (partials_.size() == partials_max) partials_.erase(partials_.begin());
    Partial fresh;
    fresh.tag = part.heard.tag;
    fresh.set = part.set;
    fresh.is_response = part.is_response();
    return partials_.insert(partials_.end(), std::move(fresh));
}

/// What grew too long is remembered to its end: its rest must not pass for a beginning.
Result<void> HciReports::join(const Extended& part, TakeAdvertisement take) {
    const auto partial = partial_of(part);
    std::vector<std::uint8_t>& payload = partial->payload;
    const Bytes more = part.heard.payload;
    if (payload.size() + more.size() > limits::advertisement_bytes_max) partial->is_too_long = true;
    if (!partial->is_too_long) payload.insert(payload.end(), more.begin(), more.end());
    if (!part.is_last()) return {};
    const Partial whole = std::move(*partial);
    partials_.erase(partial);
    if (whole.is_too_long) return fail(Errc::full, "hci: an advertisement above 1650 bytes");
    Advertisement heard = part.heard;
    heard.payload = whole.payload;
    take(heard);
    return {};
}

}  // namespace cairn::tool
