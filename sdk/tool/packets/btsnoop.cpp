#include <string_view>

#include "packets/packet_file.h"

namespace cairn::tool {
namespace {

constexpr std::string_view magic{"btsnoop\0", 8};
constexpr std::uint32_t version_known = 1;
constexpr std::uint32_t datalink_hci = 1001;
constexpr std::uint32_t datalink_h4 = 1002;
constexpr std::uint32_t datalink_monitor = 2001;
/// Microseconds from the year 0, where the format's clock begins, to 1970.
constexpr std::uint64_t epoch_us = 0x00DC'DDB3'0F2F'8000;
constexpr std::uint32_t flag_received = 1;
constexpr std::uint32_t flag_command_or_event = 2;
constexpr std::uint32_t monitor_event = 3;

struct Record {
    std::uint32_t flags = 0;
    std::uint64_t time_us = 0;
    Bytes bytes;
};

Result<Record> take_record(ByteReader& reader) {
    Record record;
    CAIRN_CHECK(reader.take_u32_be());  // the length before the packet was cut
    CAIRN_TRY(const std::uint32_t size, reader.take_u32_be());
    CAIRN_TRY(record.flags, reader.take_u32_be());
    CAIRN_CHECK(reader.take_u32_be());  // packets lost so far
    CAIRN_TRY(const std::uint64_t high, reader.take_u32_be());
    CAIRN_TRY(const std::uint64_t low, reader.take_u32_be());
    record.time_us = high << 32 | low;
    if (size > packet_bytes_max) return fail(Errc::malformed, "btsnoop: a packet above 256 KiB");
    CAIRN_TRY(record.bytes, reader.take(size));
    return record;
}

/// Without a byte that says what a packet is, the flags do: of the monitor they are an adapter's number and
/// an opcode.
Link link_of(std::uint32_t datalink, std::uint32_t flags) noexcept {
    constexpr std::uint32_t event = flag_received | flag_command_or_event;
    switch (datalink) {
        case datalink_h4: return Link::hci_h4;
        case datalink_hci: return (flags & event) == event ? Link::hci_event : Link::other;
        default: return (flags & 0xFFFF) == monitor_event ? Link::hci_event : Link::other;
    }
}

}  // namespace

bool is_btsnoop(Bytes file) noexcept {
    return as_text(file).starts_with(magic);
}

Result<void> read_btsnoop(Bytes file, TakePacket take) {
    constexpr const char* torn = "btsnoop: ends within its header or a packet";
    ByteReader reader(file.subspan(magic.size()));
    const auto version = reader.take_u32_be();
    const auto datalink = reader.take_u32_be();
    if (!version || !datalink) return fail(Errc::truncated, torn);
    if (*version != version_known) return fail(Errc::unsupported, "btsnoop: not version 1");
    if (*datalink != datalink_hci && *datalink != datalink_h4 && *datalink != datalink_monitor)
        return fail(Errc::unsupported, "btsnoop: a datalink other than 1001, 1002 and 2001");
    for (std::uint64_t number = 1; !reader.empty(); ++number) {
        const auto record = take_record(reader);
        if (!record) {
            return record.error().code == Errc::truncated ? fail(Errc::truncated, torn)
                                                          : fail(record.error());
        }
        const auto unix_us = static_cast<std::int64_t>(record->time_us - epoch_us);
        take({number, time_of(unix_us / 1000), link_of(*datalink, record->flags), record->bytes});
    }
    return {};
}

}  // namespace cairn::tool
