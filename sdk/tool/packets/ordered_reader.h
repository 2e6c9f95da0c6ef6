// Numbers in a byte order that the file itself names.
#pragma once

#include "cairn/core/bytes.h"

namespace cairn::tool {

enum class ByteOrder : bool { little, big };

/// As ByteReader, whose answers it gives.
class OrderedReader {
public:
    OrderedReader(Bytes bytes, ByteOrder order) noexcept : reader_(bytes), order_(order) {}

    bool empty() const noexcept { return reader_.empty(); }
    std::size_t left() const noexcept { return reader_.left(); }
    Bytes rest() const noexcept { return reader_.rest(); }

    Result<std::uint16_t> take_u16() noexcept {
        return order_ == ByteOrder::big ? reader_.take_u16_be() : reader_.take_u16_le();
    }
    Result<std::uint32_t> take_u32() noexcept {
        return order_ == ByteOrder::big ? reader_.take_u32_be() : reader_.take_u32_le();
    }
    Result<Bytes> take(std::size_t count) noexcept { return reader_.take(count); }

private:
    ByteReader reader_;
    ByteOrder order_;
};

}  // namespace cairn::tool
