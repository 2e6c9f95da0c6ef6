#include "cairn/core/utf8.h"

#include <cstdint>
#include <cstring>

namespace cairn {
namespace {

/// Bytes of the well-formed character at the front of `text`, 0 where there is none. Unicode 15, table 3-7:
/// only the second byte has a range of its own.
std::size_t character_bytes(std::string_view text) noexcept {
    const auto byte = [text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t lead = byte(0);
    if (lead < 0x80) return 1;
    if (lead < 0xC2 || lead > 0xF4) return 0;
    const std::size_t count = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (count > text.size()) return 0;
    const unsigned second_least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;  // overlong below
    const unsigned second_most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;   // no character above
    if (byte(1) < second_least || byte(1) > second_most) return 0;
    for (std::size_t i = 2; i < count; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) return 0;
    }
    return count;
}

/// Whether the next eight bytes are characters of one byte: most text is of these only.
bool begins_plain(std::string_view text) noexcept {
    std::uint64_t word = 0;
    if (text.size() < sizeof word) return false;
    std::memcpy(&word, text.data(), sizeof word);
    return (word & 0x8080808080808080) == 0;
}

bool is_control(std::string_view character) noexcept {
    const auto byte = [character](std::size_t i) { return static_cast<std::uint8_t>(character[i]); };
    if (character.size() == 1) return byte(0) < 0x20 || byte(0) == 0x7F;
    return character.size() == 2 && byte(0) == 0xC2 && byte(1) < 0xA0;
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        if (begins_plain(text)) {
            text.remove_prefix(sizeof(std::uint64_t));
            continue;
        }
        const std::size_t count = character_bytes(text);
        if (count == 0) return false;
        text.remove_prefix(count);
    }
    return true;
}

std::string_view take_character(std::string_view& text, std::string_view substitute) noexcept {
    const std::size_t count = character_bytes(text);
    const std::string_view character(text.data(), count);
    text.remove_prefix(count == 0 ? 1 : count);
    return count == 0 ? substitute : character;
}

std::string_view take_printable(std::string_view& text, std::string_view substitute) noexcept {
    const std::string_view character = take_character(text, substitute);
    return is_control(character) ? substitute : character;
}

}  // namespace cairn
