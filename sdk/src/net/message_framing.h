// How whole messages travel over a stream of bytes: a four-byte big-endian length, then the message.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "cairn/core/bytes.h"
#include "cairn/core/function_ref.h"
#include "cairn/core/limits.h"
#include "cairn/core/result.h"

namespace cairn::net {

inline constexpr std::size_t message_head_bytes = 4;

/// What goes before a message of `size_bytes`, which is at most limits::link_message_bytes_max.
std::array<std::uint8_t, message_head_bytes> message_head(std::size_t size_bytes) noexcept;

/// Puts messages together from pieces of any size. Holds at most one message.
class MessageReader {
public:
    /// Hands over every message that is complete now; `take` answers whether to go on.
    /// full: a message longer than the limit is announced. Feed nothing after that.
    Result<void> feed(Bytes bytes, FunctionRef<bool(Bytes)> take);

    /// For messages from the next one on; `take` may call it.
    void limit(std::size_t message_bytes_max) noexcept { message_bytes_max_ = message_bytes_max; }

private:
    std::size_t message_bytes_max_ = limits::link_message_bytes_max;
    std::vector<std::uint8_t> partial_;  // head included
};

}  // namespace cairn::net
