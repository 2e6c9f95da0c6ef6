#include "dialect/msgpack_reader.h"

#include <bit>

namespace cairn::adapters {
namespace {

MsgpackItem container(MsgpackKind kind, std::uint64_t count) noexcept {
    MsgpackItem item;
    item.kind = kind;
    item.count = static_cast<std::uint32_t>(count);
    return item;
}

MsgpackItem number_item(double number) noexcept {
    MsgpackItem item;
    item.kind = MsgpackKind::number;
    item.number = number;
    return item;
}

MsgpackItem boolean_item(bool value) noexcept {
    MsgpackItem item;
    item.kind = MsgpackKind::boolean;
    item.number = value ? 1 : 0;
    return item;
}

}  // namespace

Result<std::uint64_t> MsgpackReader::take_unsigned(std::size_t size) noexcept {
    CAIRN_TRY(const Bytes bytes, left_.take(size));
    std::uint64_t number = 0;
    for (const std::uint8_t byte : bytes) number = number << 8U | byte;
    return number;
}

Result<MsgpackItem> MsgpackReader::take_bytes(MsgpackKind kind, std::uint64_t size) noexcept {
    if (size > left_.left()) return fail(Errc::truncated, "msgpack: bytes end early");
    MsgpackItem item;
    item.kind = kind;
    CAIRN_TRY(item.bytes, left_.take(static_cast<std::size_t>(size)));
    return item;
}

// A size of `size_bytes` bytes, and what it counts.
Result<MsgpackItem> MsgpackReader::take_sized(MsgpackKind kind, std::size_t size_bytes) noexcept {
    CAIRN_TRY(const auto size, take_unsigned(size_bytes));
    if (kind == MsgpackKind::array || kind == MsgpackKind::map) return container(kind, size);
    // An extension has its type between its size and its bytes.
    if (kind == MsgpackKind::extension) CAIRN_CHECK(left_.take(1));
    return take_bytes(kind, size);
}

// CA to D3: floats, then unsigned and signed integers of 1, 2, 4 and 8 bytes.
Result<MsgpackItem> MsgpackReader::take_number(std::uint8_t head) noexcept {
    constexpr std::uint8_t float32 = 0xCA;
    constexpr std::uint8_t float64 = 0xCB;
    constexpr std::uint8_t int8 = 0xD0;
    if (head == float32) {
        CAIRN_TRY(const auto bits, take_unsigned(4));
        return number_item(static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits))));
    }
    if (head == float64) {
        CAIRN_TRY(const auto bits, take_unsigned(8));
        return number_item(std::bit_cast<double>(bits));
    }
    const std::size_t size = std::size_t{1} << (head & 3U);
    CAIRN_TRY(const auto number, take_unsigned(size));
    if (head < int8) return number_item(static_cast<double>(number));
    const unsigned unused_bits = static_cast<unsigned>(64 - 8 * size);
    return number_item(static_cast<double>(static_cast<std::int64_t>(number << unused_bits) >> unused_bits));
}

Result<MsgpackItem> MsgpackReader::next() noexcept {
    CAIRN_TRY(const std::uint8_t head, left_.take_u8());
    if (head < 0x80) return number_item(head);
    if (head < 0x90) return container(MsgpackKind::map, head & 0x0FU);
    if (head < 0xA0) return container(MsgpackKind::array, head & 0x0FU);
    if (head < 0xC0) return take_bytes(MsgpackKind::bytes, head & 0x1FU);
    if (head >= 0xE0) return number_item(static_cast<std::int8_t>(head));
    if (head >= 0xCA && head <= 0xD3) return take_number(head);
    switch (head) {
        case 0xC0: return MsgpackItem{};
        case 0xC2: return boolean_item(false);
        case 0xC3: return boolean_item(true);
        case 0xC4:
        case 0xC5:
        case 0xC6: return take_sized(MsgpackKind::bytes, std::size_t{1} << (head - 0xC4U));
        case 0xC7:
        case 0xC8:
        case 0xC9: return take_sized(MsgpackKind::extension, std::size_t{1} << (head - 0xC7U));
        case 0xD4:
        case 0xD5:
        case 0xD6:
        case 0xD7:
        case 0xD8: return take_bytes(MsgpackKind::extension, 1 + (std::uint64_t{1} << (head - 0xD4U)));
        case 0xD9:
        case 0xDA:
        case 0xDB: return take_sized(MsgpackKind::bytes, std::size_t{1} << (head - 0xD9U));
        case 0xDC:
        case 0xDD: return take_sized(MsgpackKind::array, std::size_t{2} << (head - 0xDCU));
        case 0xDE:
        case 0xDF: return take_sized(MsgpackKind::map, std::size_t{2} << (head - 0xDEU));
        default: return fail(Errc::malformed, "msgpack: unused byte");
    }
}

Result<void> MsgpackReader::skip() noexcept {
    // Every step takes a byte at least, so claimed counts cost nothing.
    for (std::uint64_t left = 1; left > 0; --left) {
        CAIRN_TRY(const MsgpackItem item, next());
        if (item.kind == MsgpackKind::array) left += item.count;
        if (item.kind == MsgpackKind::map) left += 2 * std::uint64_t{item.count};
    }
    return {};
}

}  // namespace cairn::adapters
