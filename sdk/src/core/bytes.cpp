#include "cairn/core/bytes.h"

namespace cairn {

Result<Bytes> ByteReader::take(std::size_t count) noexcept {
    if (count > left_.size()) return fail(Errc::truncated, "bytes end early");
    const Bytes taken = left_.first(count);
    left_ = left_.subspan(count);
    return taken;
}

template <typename Unsigned>
Result<Unsigned> ByteReader::take_be() noexcept {
    CAIRN_TRY(const Bytes bytes, take(sizeof(Unsigned)));
    std::uint32_t value = 0;
    for (const std::uint8_t byte : bytes) value = value << 8 | byte;
    return static_cast<Unsigned>(value);
}

template <typename Unsigned>
Result<Unsigned> ByteReader::take_le() noexcept {
    CAIRN_TRY(const Bytes bytes, take(sizeof(Unsigned)));
    std::uint32_t value = 0;
    for (std::size_t i = bytes.size(); i > 0; --i) value = value << 8 | bytes[i - 1];
    return static_cast<Unsigned>(value);
}

Result<std::uint8_t> ByteReader::take_u8() noexcept {
    return take_be<std::uint8_t>();
}
Result<std::uint16_t> ByteReader::take_u16_be() noexcept {
    return take_be<std::uint16_t>();
}
Result<std::uint16_t> ByteReader::take_u16_le() noexcept {
    return take_le<std::uint16_t>();
}
Result<std::uint32_t> ByteReader::take_u32_be() noexcept {
    return take_be<std::uint32_t>();
}
Result<std::uint32_t> ByteReader::take_u32_le() noexcept {
    return take_le<std::uint32_t>();
}
Result<std::int8_t> ByteReader::take_i8() noexcept {
    CAIRN_TRY(const auto value, take_u8());
    return static_cast<std::int8_t>(value);
}
Result<std::int16_t> ByteReader::take_i16_be() noexcept {
    CAIRN_TRY(const auto value, take_u16_be());
    return static_cast<std::int16_t>(value);
}
Result<std::int32_t> ByteReader::take_i32_be() noexcept {
    CAIRN_TRY(const auto value, take_u32_be());
    return static_cast<std::int32_t>(value);
}

}  // namespace cairn
