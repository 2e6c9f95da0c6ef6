// The fields of an MKGW4 frame: tag u8, length u16 big-endian, value.
#pragma once

#include <optional>

#include "cairn/core/bytes.h"

namespace cairn::adapters::moko {

struct Tlv {
    std::uint8_t tag = 0;
    Bytes value;
};

/// A field that runs past the end ends the walk and sets truncated().
class TlvWalker {
public:
    explicit TlvWalker(Bytes fields) noexcept : reader_(fields) {}

    std::optional<Tlv> next() noexcept {
        if (reader_.empty()) return std::nullopt;
        const auto tag = reader_.take_u8();
        const auto size = reader_.take_u16_be();
        if (size) {
            if (const auto value = reader_.take(*size)) return Tlv{*tag, *value};
        }
        truncated_ = true;
        return std::nullopt;
    }
    bool truncated() const noexcept { return truncated_; }

private:
    ByteReader reader_;
    bool truncated_ = false;
};

}  // namespace cairn::adapters::moko
