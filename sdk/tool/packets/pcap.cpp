#include <array>

#include "packets/ordered_reader.h"
#include "packets/packet_file.h"

namespace cairn::tool {
namespace {

constexpr std::size_t magic_bytes = 4;
constexpr std::uint32_t link_type_mask = 0xFFFF;  // above it: the length of a frame's checksum

struct Magic {
    std::array<std::uint8_t, magic_bytes> bytes;
    ByteOrder order;
    std::uint32_t fractions_per_ms;
};
constexpr std::array magics{
    Magic{{0xA1, 0xB2, 0xC3, 0xD4}, ByteOrder::big, 1'000},
    Magic{{0xD4, 0xC3, 0xB2, 0xA1}, ByteOrder::little, 1'000},
    Magic{{0xA1, 0xB2, 0x3C, 0x4D}, ByteOrder::big, 1'000'000},
    Magic{{0x4D, 0x3C, 0xB2, 0xA1}, ByteOrder::little, 1'000'000},
};

const Magic* magic_of(Bytes file) noexcept {
    for (const Magic& magic : magics) {
        if (as_text(file).starts_with(as_text(magic.bytes))) return &magic;
    }
    return nullptr;
}

/// Reads the rest of the file's header, and answers the link type.
Result<std::uint32_t> take_header(OrderedReader& reader) {
    CAIRN_TRY(const std::uint16_t major, reader.take_u16());
    CAIRN_CHECK(reader.take(2 + 4 + 4 + 4));  // minor version, two that are not used, longest packet
    CAIRN_TRY(const std::uint32_t link_type, reader.take_u32());
    if (major != 2) return fail(Errc::unsupported, "pcap: not version 2");
    return link_type & link_type_mask;
}

Result<Packet> take_record(OrderedReader& reader, std::uint32_t fractions_per_ms) {
    Packet packet;
    CAIRN_TRY(const std::uint32_t seconds, reader.take_u32());
    CAIRN_TRY(const std::uint32_t fractions, reader.take_u32());
    CAIRN_TRY(const std::uint32_t size, reader.take_u32());
    CAIRN_CHECK(reader.take_u32());  // the length before the packet was cut
    if (size > packet_bytes_max) return fail(Errc::malformed, "pcap: a packet above 256 KiB");
    CAIRN_TRY(packet.bytes, reader.take(size));
    packet.at = time_of(std::int64_t{seconds} * 1000 + fractions / fractions_per_ms);
    return packet;
}

Failure torn_or(const Error& error) {
    return error.code == Errc::truncated ? fail(Errc::truncated, "pcap: ends within its header or a packet")
                                         : fail(error);
}

}  // namespace

bool is_pcap(Bytes file) noexcept {
    return magic_of(file) != nullptr;
}

Result<void> read_pcap(Bytes file, TakePacket take) {
    const Magic* magic = magic_of(file);
    if (magic == nullptr) return fail(Errc::malformed, "pcap: another first number");
    OrderedReader reader(file.subspan(magic_bytes), magic->order);
    const auto link_type = take_header(reader);
    if (!link_type) return torn_or(link_type.error());
    for (std::uint64_t number = 1; !reader.empty(); ++number) {
        auto packet = take_record(reader, magic->fractions_per_ms);
        if (!packet) return torn_or(packet.error());
        packet->number = number;
        packet->link = link_of(*link_type);
        take(*packet);
    }
    return {};
}

}  // namespace cairn::tool
