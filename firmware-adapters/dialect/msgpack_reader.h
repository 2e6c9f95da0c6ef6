// MessagePack from outside, read in one pass without making objects of it.
#pragma once

#include <cstdint>

#include "cairn/core/bytes.h"

namespace cairn::adapters {

enum class MsgpackKind : std::uint8_t { nil, boolean, number, bytes, array, map, extension };

struct MsgpackItem {
    MsgpackKind kind = MsgpackKind::nil;
    double number = 0;        // of a number; false and true are 0 and 1
    Bytes bytes;              // of a text, binary or extension: a view into the message
    std::uint32_t count = 0;  // values of an array, pairs of a map: as claimed, they follow one by one
};

class MsgpackReader {
public:
    explicit MsgpackReader(Bytes bytes) noexcept : left_(bytes) {}

    bool empty() const noexcept { return left_.empty(); }
    /// The next item; the content of an array or a map is the items behind it.
    /// truncated: it runs past the end. malformed: the byte that is never used.
    Result<MsgpackItem> next() noexcept;
    /// Goes past a whole value, whatever is nested in it.
    Result<void> skip() noexcept;

private:
    Result<std::uint64_t> take_unsigned(std::size_t size) noexcept;
    Result<MsgpackItem> take_sized(MsgpackKind kind, std::size_t size_bytes) noexcept;
    Result<MsgpackItem> take_bytes(MsgpackKind kind, std::uint64_t size) noexcept;
    Result<MsgpackItem> take_number(std::uint8_t head) noexcept;

    ByteReader left_;
};

}  // namespace cairn::adapters
