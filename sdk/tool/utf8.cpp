#include "utf8.h"

#include <cstddef>

namespace cairn::tool {
namespace {

/// Bytes of the character at the front of `text`; 0: there is none. Unicode 15, table 3-7: only the second
/// byte has a range that depends on the first.
std::size_t character_bytes(std::string_view text) noexcept {
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = byte(0);
    if (lead < 0x80) return 1;
    std::size_t count = 0;
    if (lead >= 0xC2 && lead <= 0xDF) count = 2;
    if (lead >= 0xE0 && lead <= 0xEF) count = 3;
    if (lead >= 0xF0 && lead <= 0xF4) count = 4;
    if (count == 0 || text.size() < count) return 0;
    unsigned from = 0x80;
    unsigned to = 0xBF;
    if (lead == 0xE0) from = 0xA0;  // overlong below
    if (lead == 0xED) to = 0x9F;    // surrogates above
    if (lead == 0xF0) from = 0x90;  // overlong below
    if (lead == 0xF4) to = 0x8F;    // beyond U+10FFFF above
    if (byte(1) < from || byte(1) > to) return 0;
    for (std::size_t i = 2; i < count; ++i) {
        if (byte(i) < 0x80 || byte(i) > 0xBF) return 0;
    }
    return count;
}

}  // namespace

std::string to_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const std::size_t count = character_bytes(text);
        if (count == 0) {
            out += '?';
        } else {
            out += text.substr(0, count);
        }
        text.remove_prefix(count == 0 ? 1 : count);
    }
    return out;
}

}  // namespace cairn::tool
