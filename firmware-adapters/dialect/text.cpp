#include "dialect/text.h"

#include <algorithm>
#include <cstdint>

namespace cairn::adapters {
namespace {

constexpr std::uint32_t byte_at(std::string_view text, std::size_t i) noexcept {
    return static_cast<std::uint8_t>(text[i]);
}

// The length of the well-formed character at the front, RFC 3629 section 4; 0: there is none.
std::size_t character_bytes(std::string_view text) noexcept {
    const std::uint32_t lead = byte_at(text, 0);
    if (lead < 0x80) return lead < 0x20 || lead == 0x7F ? 0 : 1;
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return 0;
    std::uint32_t code = lead & (0x7FU >> size);
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte_at(text, i) & 0xC0U) != 0x80U) return 0;
        code = code << 6 | (byte_at(text, i) & 0x3FU);
    }
    const bool overlong = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    return overlong || surrogate || code > 0x10FFFF ? 0 : size;
}

}  // namespace

std::size_t copy_clean(std::string_view text, std::span<char> out) noexcept {
    while (text.ends_with('\0')) text.remove_suffix(1);
    std::size_t written = 0;
    while (!text.empty()) {
        const std::size_t size = character_bytes(text);
        const std::string_view piece = size > 0 ? text.substr(0, size) : "?";
        if (piece.size() > out.size() - written) break;
        std::ranges::copy(piece, out.begin() + static_cast<std::ptrdiff_t>(written));
        written += piece.size();
        text.remove_prefix(std::max<std::size_t>(size, 1));
    }
    return written;
}

}  // namespace cairn::adapters
