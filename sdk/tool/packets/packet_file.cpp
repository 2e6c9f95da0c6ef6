#include "packets/packet_file.h"

namespace cairn::tool {

bool is_packet_file(Bytes file) noexcept {
    return is_btsnoop(file) || is_pcap(file) || is_pcapng(file);
}

Result<void> read_packets(Bytes file, TakePacket take) {
    if (is_btsnoop(file)) return read_btsnoop(file, take);
    if (is_pcapng(file)) return read_pcapng(file, take);
    return read_pcap(file, take);
}

Link link_of(std::uint32_t link_type) noexcept {
    switch (link_type) {
        case 187: return Link::hci_h4;
        case 201: return Link::hci_h4_with_direction;
        case 251: return Link::le_link_layer;
        case 254: return Link::linux_monitor;
        case 256: return Link::le_link_layer_with_header;
        case 272: return Link::nordic_ble;
        default: return Link::other;
    }
}

std::optional<Timestamp> time_of(std::int64_t unix_ms) noexcept {
    constexpr std::int64_t year_10000_ms = 253'402'300'800'000;
    if (unix_ms <= 0 || unix_ms >= year_10000_ms) return std::nullopt;
    return Timestamp{unix_ms};
}

}  // namespace cairn::tool
