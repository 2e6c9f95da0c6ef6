#include "net/message_framing.h"

#include <algorithm>

namespace cairn::net {
namespace {

/// Of the message that starts at the front of `bytes`, head included; 0 while that is not known.
Result<std::size_t> framed_size(Bytes bytes, std::size_t message_bytes_max) {
    ByteReader reader(bytes);
    const auto size = reader.take_u32_be();
    if (!size) return std::size_t{0};
    if (*size > message_bytes_max) return fail(Errc::full, "link: the message is too long");
    return message_head_bytes + *size;
}

}  // namespace

std::array<std::uint8_t, message_head_bytes> message_head(std::size_t size_bytes) noexcept {
    CAIRN_ASSERT(size_bytes <= limits::link_message_bytes_max);
    return {static_cast<std::uint8_t>(size_bytes >> 24U), static_cast<std::uint8_t>(size_bytes >> 16U),
            static_cast<std::uint8_t>(size_bytes >> 8U), static_cast<std::uint8_t>(size_bytes)};
}

Result<void> MessageReader::feed(Bytes bytes, FunctionRef<bool(Bytes)> take) {
    while (!bytes.empty()) {
        // What is whole already is handed over where it lies; only the rest is copied.
        if (partial_.empty()) {
            CAIRN_TRY(const std::size_t size, framed_size(bytes, message_bytes_max_));
            if (size != 0 && size <= bytes.size()) {
                const Bytes message = bytes.subspan(message_head_bytes, size - message_head_bytes);
                bytes = bytes.subspan(size);
                if (!take(message)) return {};
                continue;
            }
        }
        CAIRN_TRY(const std::size_t size, framed_size(partial_, message_bytes_max_));
        const std::size_t wanted = (size == 0 ? message_head_bytes : size) - partial_.size();
        const Bytes piece = bytes.first(std::min(wanted, bytes.size()));
        // Grows with what arrives, never with what is announced.
        partial_.insert(partial_.end(), piece.begin(), piece.end());
        bytes = bytes.subspan(piece.size());

        CAIRN_TRY(const std::size_t whole, framed_size(partial_, message_bytes_max_));
        if (whole == 0 || partial_.size() < whole) continue;
        std::vector<std::uint8_t> message;
        message.swap(partial_);
        if (!take(Bytes(message).subspan(message_head_bytes))) return {};
    }
    return {};
}

}  // namespace cairn::net
