#include "packets/link_layer.h"

namespace cairn::tool {
namespace {

constexpr std::uint32_t advertising_access_address = 0x8E89'BED6;  // section 2.1.2
constexpr std::size_t address_bytes = 6;
constexpr std::size_t legacy_payload_bytes_max = 31;

// Section 2.3: types of advertising PDU.
constexpr std::uint8_t type_mask = 0x0F;
constexpr std::uint8_t adv_ind = 0;
constexpr std::uint8_t adv_direct_ind = 1;
constexpr std::uint8_t adv_nonconn_ind = 2;
constexpr std::uint8_t scan_rsp = 4;
constexpr std::uint8_t adv_scan_ind = 6;
constexpr std::uint8_t adv_ext_ind = 7;  // and all auxiliary ones
constexpr std::uint8_t tx_add = 1U << 6;

// Section 2.3.4: the extended header's flags, in the order of their fields.
constexpr std::uint8_t has_address = 1U << 0;
constexpr std::uint8_t has_target = 1U << 1;
constexpr std::uint8_t has_cte = 1U << 2;
constexpr std::uint8_t has_set = 1U << 3;
constexpr std::uint8_t has_pointer = 1U << 4;
constexpr std::uint8_t header_size_mask = 0x3F;

void set_address(Bytes bytes, bool is_random, Advertisement& heard) {
    const MacAddress address = address_on_air(bytes);
    heard.tag = TagId::of("ble", address);
    heard.address_type = is_random ? random_type_of(address) : AddressType::public_device;
}

Result<void> read_legacy(Bytes body, bool is_random, bool is_directed, Advertisement heard,
                         TakeAdvertisement take) {
    ByteReader reader(body);
    CAIRN_TRY(const Bytes address, reader.take(address_bytes));
    set_address(address, is_random, heard);
    if (is_directed) CAIRN_CHECK(reader.take(address_bytes));  // to whom
    heard.payload = reader.rest();
    const std::size_t size_max = is_directed ? 0 : legacy_payload_bytes_max;
    if (heard.payload.size() > size_max)
        return fail(Errc::malformed, "link layer: more data than an advertisement of this type holds");
    take(heard);
    return {};
}

/// An advertisement without data that points to another packet is no advertisement yet.
Result<void> read_extended(Bytes body, bool is_random, Advertisement heard, TakeAdvertisement take) {
    ByteReader reader(body);
    CAIRN_TRY(const std::uint8_t head, reader.take_u8());
    CAIRN_TRY(const Bytes header, reader.take(head & header_size_mask));
    heard.payload = reader.rest();
    ByteReader fields(header);
    if (fields.empty()) return {};  // nobody's: an anonymous one, or one more link of a chain
    CAIRN_TRY(const std::uint8_t flags, fields.take_u8());
    if ((flags & has_address) == 0) return {};
    CAIRN_TRY(const Bytes address, fields.take(address_bytes));
    if ((flags & has_target) != 0) CAIRN_CHECK(fields.take(address_bytes));
    if ((flags & has_cte) != 0) CAIRN_CHECK(fields.take(1));
    if ((flags & has_set) != 0) CAIRN_CHECK(fields.take(2));
    if ((flags & has_pointer) != 0) CAIRN_CHECK(fields.take(3));
    if ((flags & has_pointer) != 0 && heard.payload.empty()) return {};
    set_address(address, is_random, heard);
    take(heard);
    return {};
}

}  // namespace

Result<void> read_link_layer(Bytes packet, bool is_coded, const Advertisement& heard,
                             TakeAdvertisement take) {
    ByteReader reader(packet);
    CAIRN_TRY(const std::uint32_t access_address, reader.take_u32_le());
    if (access_address != advertising_access_address) return {};
    if (is_coded) CAIRN_CHECK(reader.take_u8());  // the coding indicator
    CAIRN_TRY(const std::uint8_t head, reader.take_u8());
    CAIRN_TRY(const std::uint8_t size, reader.take_u8());
    CAIRN_TRY(const Bytes body, reader.take(size));
    const bool is_random = (head & tx_add) != 0;
    switch (head & type_mask) {
        case adv_ind:
        case adv_nonconn_ind:
        case scan_rsp:
        case adv_scan_ind: return read_legacy(body, is_random, false, heard, take);
        case adv_direct_ind: return read_legacy(body, is_random, true, heard, take);
        case adv_ext_ind: return read_extended(body, is_random, heard, take);
        default: return {};
    }
}

}  // namespace cairn::tool
