// The fields of an MKGW4 frame: tag u8, length u16 big-endian, value.
#pragma once

#include <cstddef>
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
    explicit TlvWalker(Bytes fields) noexcept : left_(fields) {}

    // Written out: a scan message is little else than this.
    std::optional<Tlv> next() noexcept {
        constexpr std::size_t header_bytes = 3;
        if (left_.empty()) return std::nullopt;
        if (left_.size() >= header_bytes) {
            const std::size_t size = static_cast<std::size_t>(left_[1]) << 8 | left_[2];
            if (size <= left_.size() - header_bytes) {
                const Tlv field{left_[0], left_.subspan(header_bytes, size)};
                left_ = left_.subspan(header_bytes + size);
                return field;
            }
        }
        truncated_ = true;
        return std::nullopt;
    }
    bool truncated() const noexcept { return truncated_; }

private:
    Bytes left_;
    bool truncated_ = false;
};

}  // namespace cairn::adapters::moko
