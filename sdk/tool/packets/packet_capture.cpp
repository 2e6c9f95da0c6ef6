#include "packets/packet_capture.h"

#include "packets/link_layer.h"

namespace cairn::tool {
namespace {

constexpr std::uint8_t h4_event = 4;
constexpr std::size_t h4_direction_bytes = 4;
constexpr std::uint16_t monitor_event = 3;

constexpr Failure wrong_crc() noexcept {
    return fail(Errc::corrupt, "link layer: wrong checksum");
}

/// tcpdump.org/linktypes/LINKTYPE_BLUETOOTH_LE_LL_WITH_PHDR.html
Result<void> read_with_header(Bytes packet, Timestamp at, TakeAdvertisement take) {
    constexpr std::uint16_t is_dewhitened = 0x0001;
    constexpr std::uint16_t has_power = 0x0002;
    constexpr std::uint16_t is_crc_checked = 0x0400;
    constexpr std::uint16_t is_crc_valid = 0x0800;
    constexpr unsigned phy_shift = 14;
    constexpr unsigned phy_coded = 2;

    Advertisement heard = heard_at(at);
    ByteReader reader(packet);
    CAIRN_CHECK(reader.take_u8());  // channel
    CAIRN_TRY(const std::int8_t power_dbm, reader.take_i8());
    CAIRN_CHECK(reader.take(1 + 1 + 4));  // noise, wrong bits of the access address, and what it should be
    CAIRN_TRY(const std::uint16_t flags, reader.take_u16_le());
    if ((flags & is_crc_checked) != 0 && (flags & is_crc_valid) == 0) return wrong_crc();
    if ((flags & is_dewhitened) == 0) return fail(Errc::unsupported, "link layer: still whitened");
    if ((flags & has_power) != 0) heard.rssi_dbm = power_dbm;
    return read_link_layer(reader.rest(), flags >> phy_shift == phy_coded, heard, take);
}

/// tcpdump.org/linktypes/LINKTYPE_NORDIC_BLE.html: all versions have the same size and the flags in the same
/// place; the mode of the radio is in them from version 3 on.
Result<void> read_nordic(Bytes packet, Timestamp at, TakeAdvertisement take) {
    constexpr std::size_t version_offset = 3;
    constexpr std::size_t flags_offset = 8;
    constexpr std::size_t rssi_offset = 10;
    constexpr std::size_t header_bytes = 17;
    constexpr std::uint8_t version_with_phy = 3;
    constexpr std::uint8_t is_crc_valid = 1;
    constexpr unsigned phy_shift = 4;
    constexpr unsigned phy_mask = 7;
    constexpr unsigned phy_coded = 2;
    constexpr unsigned rssi_max = 128;
    constexpr std::string_view legacy_magic = "\xBE\xEF";

    if (packet.size() < header_bytes) return fail(Errc::truncated, "nordic: no whole header");
    const std::uint8_t flags = packet[flags_offset];
    if ((flags & is_crc_valid) == 0) return wrong_crc();
    Advertisement heard = heard_at(at);
    const unsigned minus_rssi = packet[rssi_offset];
    if (minus_rssi <= rssi_max) heard.rssi_dbm = static_cast<std::int8_t>(-static_cast<int>(minus_rssi));
    const bool has_phy =
        packet[version_offset] >= version_with_phy && !as_text(packet).starts_with(legacy_magic);
    const bool is_coded = has_phy && (flags >> phy_shift & phy_mask) == phy_coded;
    return read_link_layer(packet.subspan(header_bytes), is_coded, heard, take);
}

}  // namespace

void PacketReader::read(const Packet& packet, TakeAdvertisement take) {
    ++counts_.packets;
    if (packet.link != Link::other) ++of_bluetooth_;
    const auto count = [&](const Advertisement& heard) {
        ++counts_.advertisements;
        take(heard);
    };
    const auto done = read_known(packet, count);
    if (!done) ++(done.error().code == Errc::corrupt ? counts_.bad_crc : counts_.broken);
}

PacketCounts PacketReader::counts() const noexcept {
    PacketCounts counts = counts_;
    counts.unfinished = hci_.unfinished();
    return counts;
}

Result<void> PacketReader::read_known(const Packet& packet, TakeAdvertisement take) {
    const Timestamp at = packet.at.value_or(Timestamp{});
    switch (packet.link) {
        case Link::hci_event: return hci_.read(packet.bytes, at, take);
        case Link::hci_h4: return read_h4(packet.bytes, at, take);
        case Link::hci_h4_with_direction: {
            ByteReader reader(packet.bytes);
            CAIRN_CHECK(reader.take(h4_direction_bytes));
            return read_h4(reader.rest(), at, take);
        }
        case Link::linux_monitor: return read_monitor(packet.bytes, at, take);
        case Link::le_link_layer: return read_link_layer(packet.bytes, false, heard_at(at), take);
        case Link::le_link_layer_with_header: return read_with_header(packet.bytes, at, take);
        case Link::nordic_ble: return read_nordic(packet.bytes, at, take);
        case Link::other: return {};
    }
    return {};
}

Result<void> PacketReader::read_h4(Bytes packet, Timestamp at, TakeAdvertisement take) {
    ByteReader reader(packet);
    CAIRN_TRY(const std::uint8_t kind, reader.take_u8());
    return kind == h4_event ? hci_.read(reader.rest(), at, take) : Result<void>();
}

Result<void> PacketReader::read_monitor(Bytes packet, Timestamp at, TakeAdvertisement take) {
    ByteReader reader(packet);
    CAIRN_CHECK(reader.take_u16_be());  // which adapter
    CAIRN_TRY(const std::uint16_t opcode, reader.take_u16_be());
    return opcode == monitor_event ? hci_.read(reader.rest(), at, take) : Result<void>();
}

PacketCaptureEnd read_packet_capture(Bytes file,
                                     FunctionRef<void(std::uint64_t, const Advertisement&)> take) {
    PacketReader reader;
    const auto done = read_packets(file, [&](const Packet& packet) {
        reader.read(packet, [&](const Advertisement& heard) { take(packet.number, heard); });
    });
    PacketCaptureEnd end{reader.counts(), std::nullopt};
    if (!done) {
        end.error = done.error();
    } else if (end.counts.packets > 0 && reader.of_bluetooth() == 0) {
        end.error = Error{Errc::unsupported, 0, "capture: no packets of Bluetooth LE in it"};
    }
    return end;
}

}  // namespace cairn::tool
