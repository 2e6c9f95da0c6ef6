// Packet captures: the packets of btsnoop, pcap and pcapng files, one after the other.
#pragma once

#include <cstdint>
#include <optional>

#include "cairn/core/bytes.h"
#include "cairn/core/function_ref.h"
#include "cairn/core/result.h"
#include "cairn/core/time.h"

namespace cairn::tool {

/// What a packet's bytes are.
enum class Link : std::uint8_t {
    other,                      // not of Bluetooth LE, or no news of what was heard
    hci_event,                  // Bluetooth Core Vol 4 Part E 5.4.4
    hci_h4,                     // behind a byte that says what it is: Vol 4 Part A 2
    hci_h4_with_direction,      // LINKTYPE_BLUETOOTH_HCI_H4_WITH_PHDR
    linux_monitor,              // LINKTYPE_BLUETOOTH_LINUX_MONITOR
    le_link_layer,              // LINKTYPE_BLUETOOTH_LE_LL
    le_link_layer_with_header,  // LINKTYPE_BLUETOOTH_LE_LL_WITH_PHDR
    nordic_ble,                 // LINKTYPE_NORDIC_BLE
};

/// A view; `bytes` live as long as the file.
struct Packet {
    std::uint64_t number = 0;  // in its file, from 1, as Wireshark counts
    std::optional<Timestamp> at;
    Link link = Link::other;
    Bytes bytes;
};

using TakePacket = FunctionRef<void(const Packet&)>;

/// Whether a file begins as one of the three does.
bool is_packet_file(Bytes file) noexcept;

/// Hands over all packets that are sound. truncated: the file ends within one. malformed: a length in it
/// cannot be, so that nobody knows where the next packet begins. unsupported: another version or kind.
Result<void> read_packets(Bytes file, TakePacket take);

/// `file` begins with "btsnoop\0". RFC 1761, and the Frontline datalinks 1001 and 1002, Linux' 2001.
bool is_btsnoop(Bytes file) noexcept;
Result<void> read_btsnoop(Bytes file, TakePacket take);

/// draft-ietf-opsawg-pcap, in either byte order, with microseconds or nanoseconds.
bool is_pcap(Bytes file) noexcept;
Result<void> read_pcap(Bytes file, TakePacket take);

/// draft-ietf-opsawg-pcapng: sections, interfaces, and enhanced, simple and obsolete packet blocks.
bool is_pcapng(Bytes file) noexcept;
Result<void> read_pcapng(Bytes file, TakePacket take);

/// A number of tcpdump's registry of link types.
Link link_of(std::uint32_t link_type) noexcept;

/// Nothing for a time that RFC 3339 has no text for: 1970 itself, which stands for a clock that was not
/// set, and what lies outside the years 1970 to 9999.
std::optional<Timestamp> time_of(std::int64_t unix_ms) noexcept;

/// The longest packet that is believed. libpcap's own limit.
inline constexpr std::uint32_t packet_bytes_max = 256 * 1024;

}  // namespace cairn::tool
