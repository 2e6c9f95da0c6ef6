#include <algorithm>
#include <array>
#include <vector>

#include "packets/ordered_reader.h"
#include "packets/packet_file.h"

namespace cairn::tool {
namespace {

// Block types: sections 4.1 to 4.4 and appendix A of the draft.
constexpr std::uint32_t section_block = 0x0A0D'0D0A;
constexpr std::uint32_t interface_block = 1;
constexpr std::uint32_t obsolete_packet_block = 2;
constexpr std::uint32_t simple_packet_block = 3;
constexpr std::uint32_t enhanced_packet_block = 6;

constexpr std::array<std::uint8_t, 4> section_magic{0x0A, 0x0D, 0x0D, 0x0A};
constexpr std::array<std::uint8_t, 4> little_magic{0x4D, 0x3C, 0x2B, 0x1A};
constexpr std::array<std::uint8_t, 4> big_magic{0x1A, 0x2B, 0x3C, 0x4D};
constexpr std::size_t byte_order_offset = 8;

constexpr std::uint32_t block_frame_bytes = 12;  // type, length, length again
constexpr std::uint32_t block_bytes_max = 16 * 1024 * 1024;
constexpr std::size_t interfaces_max = 4096;

constexpr std::uint16_t option_end = 0;
constexpr std::uint16_t option_resolution = 9;
constexpr std::uint16_t option_offset = 14;

struct Interface {
    Link link = Link::other;
    std::uint32_t packet_bytes = 0;  // where packets are cut; 0: nowhere
    std::uint8_t resolution = 6;     // fractions of a second: 10^-n, or 2^-n with the highest bit
    std::int64_t offset_ms = 0;
};

/// Exact to a millisecond, and total: what does not fit is no time.
std::optional<Timestamp> time_at(const Interface& interface, std::uint64_t ticks) {
    constexpr std::uint64_t ms_max = 1ULL << 52;
    std::uint64_t ms = 0;
    const unsigned digits = interface.resolution & 0x7FU;
    if ((interface.resolution & 0x80U) != 0) {
        // Of a fraction, 30 bits are more than a millisecond asks for.
        const unsigned bits = std::min(digits, 30U);
        if (digits - bits < 64) ticks >>= digits - bits;
        const std::uint64_t seconds = ticks >> bits;
        if (digits - bits >= 64 || seconds > ms_max / 1000) return std::nullopt;
        ms = seconds * 1000 + (((ticks & ((1ULL << bits) - 1)) * 1000) >> bits);
    } else {
        ms = ticks;
        for (unsigned i = digits; i > 3; --i) ms /= 10;
        for (unsigned i = digits; i < 3; ++i) ms = std::min(ms, ms_max) * 10;
    }
    if (ms > ms_max) return std::nullopt;
    return time_of(static_cast<std::int64_t>(ms) + interface.offset_ms);
}

struct Block {
    std::uint32_t type = 0;
    Bytes body;
};

class Pcapng {
public:
    Pcapng(Bytes file, TakePacket take) : left_(file), take_(take) {}

    Result<void> read() {
        while (!left_.empty()) {
            CAIRN_TRY(const Block block, take_block());
            // The next block begins where it begins, whatever is in this one.
            if (const auto read = read_block(block); !read && first_defect_) first_defect_ = read;
        }
        return first_defect_;
    }

private:
    Result<Block> take_block() {
        if (as_text(left_).starts_with(as_text(section_magic))) CAIRN_CHECK(begin_section());
        Block block;
        OrderedReader reader(left_, order_);
        CAIRN_TRY(block.type, reader.take_u32());
        CAIRN_TRY(const std::uint32_t size, reader.take_u32());
        if (size < block_frame_bytes || size > block_bytes_max || size % 4 != 0)
            return fail(Errc::malformed, "pcapng: a block's length cannot be");
        CAIRN_TRY(block.body, reader.take(size - block_frame_bytes));
        CAIRN_TRY(const std::uint32_t again, reader.take_u32());
        if (again != size) return fail(Errc::malformed, "pcapng: a block's two lengths differ");
        left_ = reader.rest();
        return block;
    }

    Result<void> begin_section() {
        if (left_.size() < byte_order_offset + little_magic.size())
            return fail(Errc::truncated, "pcapng: a section's header");
        const auto magic = as_text(left_.subspan(byte_order_offset, little_magic.size()));
        if (magic != as_text(little_magic) && magic != as_text(big_magic))
            return fail(Errc::malformed, "pcapng: a section in no byte order");
        order_ = magic == as_text(big_magic) ? ByteOrder::big : ByteOrder::little;
        interfaces_.clear();
        return {};
    }

    Result<void> read_block(const Block& block) {
        OrderedReader body(block.body, order_);
        switch (block.type) {
            case section_block: return read_section(body);
            case interface_block: return read_interface(body);
            case enhanced_packet_block: ++number_; return read_enhanced(body);
            case obsolete_packet_block: ++number_; return read_obsolete(body);
            case simple_packet_block: ++number_; return read_simple(body);
            default: return {};  // names, statistics, secrets and what else there is
        }
    }

    static Result<void> read_section(OrderedReader& body) {
        CAIRN_CHECK(body.take_u32());  // the byte order
        CAIRN_TRY(const std::uint16_t major, body.take_u16());
        if (major != 1) return fail(Errc::unsupported, "pcapng: not version 1");
        return {};
    }

    Result<void> read_interface(OrderedReader& body) {
        Interface interface;
        CAIRN_TRY(const std::uint16_t link_type, body.take_u16());
        CAIRN_CHECK(body.take_u16());
        CAIRN_TRY(interface.packet_bytes, body.take_u32());
        interface.link = link_of(link_type);
        read_options(body, interface);
        if (interfaces_.size() == interfaces_max)
            return fail(Errc::full, "pcapng: more than 4096 interfaces in a section");
        interfaces_.push_back(interface);
        return {};
    }

    /// Options that are torn are left out: they end the block anyway.
    void read_options(OrderedReader& body, Interface& interface) const {
        while (true) {
            const auto code = body.take_u16();
            const auto size = body.take_u16();
            if (!code || !size || *code == option_end) return;
            const auto value = body.take(*size);
            const bool is_padded = *size % 4 == 0 || body.take(4U - *size % 4U).has_value();
            if (!value || !is_padded) return;
            if (*code == option_resolution && *size == 1) interface.resolution = value->front();
            if (*code == option_offset && *size == 8) interface.offset_ms = offset_ms_of(*value);
        }
    }

    std::int64_t offset_ms_of(Bytes value) const {
        OrderedReader reader(value, order_);
        const std::uint64_t first = reader.take_u32().value_or(0);
        const std::uint64_t second = reader.take_u32().value_or(0);
        const auto seconds =
            static_cast<std::int64_t>(order_ == ByteOrder::big ? first << 32 | second : second << 32 | first);
        constexpr std::int64_t seconds_max = 1LL << 40;
        return std::clamp(seconds, -seconds_max, seconds_max) * 1000;
    }

    Result<void> read_enhanced(OrderedReader& body) {
        CAIRN_TRY(const std::uint32_t interface, body.take_u32());
        return read_timed(interface, body);
    }

    Result<void> read_obsolete(OrderedReader& body) {
        CAIRN_TRY(const std::uint16_t interface, body.take_u16());
        CAIRN_CHECK(body.take_u16());  // packets lost
        return read_timed(interface, body);
    }

    Result<void> read_timed(std::uint32_t number, OrderedReader& body) {
        CAIRN_TRY(const std::uint64_t high, body.take_u32());
        CAIRN_TRY(const std::uint64_t low, body.take_u32());
        CAIRN_TRY(const std::uint32_t size, body.take_u32());
        CAIRN_CHECK(body.take_u32());  // the length before the packet was cut
        CAIRN_TRY(const Bytes bytes, body.take(size));
        CAIRN_TRY(const Interface* interface, interface_of(number));
        take_({number_, time_at(*interface, high << 32 | low), interface->link, bytes});
        return {};
    }

    Result<void> read_simple(OrderedReader& body) {
        CAIRN_TRY(const std::uint32_t whole, body.take_u32());
        CAIRN_TRY(const Interface* interface, interface_of(0));
        const std::uint32_t cut = interface->packet_bytes == 0 ? whole : interface->packet_bytes;
        CAIRN_TRY(const Bytes bytes, body.take(std::min(whole, cut)));
        take_({number_, std::nullopt, interface->link, bytes});
        return {};
    }

    Result<const Interface*> interface_of(std::uint32_t number) const {
        if (number >= interfaces_.size())
            return fail(Errc::malformed, "pcapng: a packet of an interface that is not described");
        return &interfaces_[number];
    }

    Bytes left_;
    TakePacket take_;
    ByteOrder order_ = ByteOrder::little;
    std::vector<Interface> interfaces_;
    std::uint64_t number_ = 0;
    Result<void> first_defect_;
};

}  // namespace

bool is_pcapng(Bytes file) noexcept {
    return as_text(file).starts_with(as_text(section_magic));
}

Result<void> read_pcapng(Bytes file, TakePacket take) {
    auto done = Pcapng(file, take).read();
    if (!done && done.error().code == Errc::truncated)
        return fail(Errc::truncated, "pcapng: the file or a block ends early");
    return done;
}

}  // namespace cairn::tool
