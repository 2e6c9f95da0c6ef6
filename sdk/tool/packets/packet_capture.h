// A packet capture as the advertisements that were heard in it.
#pragma once

#include <cstdint>
#include <optional>

#include "packets/hci_reports.h"
#include "packets/packet_file.h"

namespace cairn::tool {

struct PacketCounts {
    std::uint64_t packets = 0;
    std::uint64_t advertisements = 0;
    std::uint64_t bad_crc = 0;     // as the sniffer says: not decoded
    std::uint64_t broken = 0;      // with a defect of its own; what is sound in it counts as well
    std::uint64_t unfinished = 0;  // advertisements in parts, without their last
};

/// Takes packets apart, one after the other.
class PacketReader {
public:
    /// Hands over the advertisements in the packet.
    void read(const Packet& packet, TakeAdvertisement take);

    PacketCounts counts() const noexcept;

    /// Packets of kinds that are known here.
    std::uint64_t of_bluetooth() const noexcept { return of_bluetooth_; }

private:
    Result<void> read_known(const Packet& packet, TakeAdvertisement take);
    Result<void> read_h4(Bytes packet, Timestamp at, TakeAdvertisement take);
    Result<void> read_monitor(Bytes packet, Timestamp at, TakeAdvertisement take);

    HciReports hci_;
    PacketCounts counts_;
    std::uint64_t of_bluetooth_ = 0;
};

struct PacketCaptureEnd {
    PacketCounts counts;
    std::optional<Error> error;  // of the file: packet_file.h; or unsupported: no packet of Bluetooth in it
};

/// Hands over every advertisement of a file (is_packet_file) with the number of its packet.
PacketCaptureEnd read_packet_capture(Bytes file, FunctionRef<void(std::uint64_t, const Advertisement&)> take);

}  // namespace cairn::tool
