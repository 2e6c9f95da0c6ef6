#include "decode/text.h"

#include <algorithm>
#include <array>

#include "cairn/core/hex.h"
#include "cairn/core/utf8.h"
#include "decode/octets.h"
#include "decode/uri_scheme.h"

namespace cairn {
namespace {

/// The room of a text, and how much of it is taken.
struct Characters {
    char* at;
    char* end;

    std::size_t left() const noexcept { return static_cast<std::size_t>(end - at); }
};

/// What became of one part.
enum class Written : std::uint8_t { whole, nothing, malformed, full };

Written append_whole(Characters& out, std::string_view text) noexcept {
    if (text.size() > out.left()) return Written::full;
    out.at = std::ranges::copy(text, out.at).out;
    return Written::whole;
}

Written append_digits(Characters& out, Bytes bytes, HexCase hex_case) noexcept {
    if (2 * bytes.size() > out.left()) return Written::full;
    write_hex(bytes, out.at, hex_case);
    out.at += 2 * bytes.size();
    return Written::whole;
}

Written append_digits_reversed(Characters& out, Bytes bytes) noexcept {
    if (2 * bytes.size() > out.left()) return Written::full;
    while (!bytes.empty()) {
        append_digits(out, bytes.last(1), HexCase::lower);
        bytes = bytes.first(bytes.size() - 1);
    }
    return Written::whole;
}

Written append_mac(Characters& out, Bytes bytes, bool reversed) noexcept {
    std::array<std::uint8_t, 6> octets{};
    if (bytes.size() != octets.size()) return Written::malformed;
    std::ranges::copy(bytes, octets.begin());
    if (reversed) std::ranges::reverse(octets);
    const auto are_all = [&octets](std::uint8_t filler) {
        return std::ranges::all_of(octets, [filler](std::uint8_t octet) { return octet == filler; });
    };
    if (are_all(0x00) || are_all(0xFF)) return Written::nothing;
    return append_digits(out, octets, HexCase::upper);
}

/// One or two bytes as a decimal number, the higher one first.
Written append_number(Characters& out, Bytes bytes) noexcept {
    if (bytes.empty()) return Written::malformed;
    std::uint32_t number = number_be(bytes);
    std::size_t count = 1;
    for (std::uint32_t limit = 10; number >= limit; limit *= 10) ++count;
    if (count > out.left()) return Written::full;
    out.at += count;
    for (std::size_t i = 1; i <= count; ++i) {
        *(out.at - i) = static_cast<char>('0' + number % 10);
        number /= 10;
    }
    return Written::whole;
}

/// The text goes into JSON and Protobuf, which take UTF-8 only; tags do not always send it.
Written append_utf8(Characters& out, Bytes bytes) noexcept {
    constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
    std::string_view text = as_text(bytes);
    while (text.ends_with('\0')) text.remove_suffix(1);
    // A name may be cut.
    while (!text.empty() && append_whole(out, take_printable(text, replacement)) == Written::whole) {
    }
    return Written::whole;
}

/// Eddystone-URL specification, "URL Scheme Prefix" and "Eddystone-URL HTTP URL encoding".
Written append_eddystone_url(Characters& out, Bytes bytes) noexcept {
    constexpr std::array<std::string_view, 4> schemes{"http://www.", "https://www.", "http://", "https://"};
    constexpr std::array<std::string_view, 14> expansions{".com/", ".org/", ".edu/", ".net/", ".info/",
                                                          ".biz/", ".gov/", ".com",  ".org",  ".edu",
                                                          ".net",  ".info", ".biz",  ".gov"};
    if (bytes.size() < 2 || bytes.front() >= schemes.size()) return Written::malformed;
    Written written = append_whole(out, schemes[bytes.front()]);
    for (const std::uint8_t code : bytes.subspan(1)) {
        if (written != Written::whole) return written;
        const bool is_expansion = code < expansions.size();
        if (!is_expansion && (code <= 0x20 || code >= 0x7F)) return Written::malformed;
        const char character = static_cast<char>(code);
        written = append_whole(out, is_expansion ? expansions[code] : std::string_view(&character, 1));
    }
    return written;
}

/// The code point of one well-formed character.
char32_t code_point_of(std::string_view character) noexcept {
    const auto lead = static_cast<unsigned char>(character.front());
    if (character.size() == 1) return lead;
    char32_t code_point = lead & (0x7FU >> character.size());
    character.remove_prefix(1);
    for (const char c : character) code_point = code_point << 6 | (static_cast<unsigned char>(c) & 0x3FU);
    return code_point;
}

/// Core Specification Supplement, part A 1.18: one code point for the scheme and its colon, then the rest.
Written append_uri(Characters& out, Bytes bytes) noexcept {
    std::string_view text = as_text(bytes);
    if (!is_utf8(text) || text.empty()) return Written::malformed;
    const auto scheme = uri_scheme(code_point_of(take_character(text, "")));
    if (!scheme) return Written::malformed;
    Written written = append_whole(out, *scheme);
    if (written == Written::whole && !scheme->empty()) written = append_whole(out, ":");
    while (written == Written::whole && !text.empty()) {
        const std::string_view character = take_printable(text, "");
        if (character.empty()) return Written::malformed;
        written = append_whole(out, character);
    }
    return written;
}

Written append_part(Characters& out, const TextPart& part, Bytes bytes) noexcept {
    if (part.before != '\0') append_whole(out, {&part.before, 1});  // without room for it the part has none
    switch (part.part) {
        case Part::none: return Written::whole;
        case Part::hex: return append_digits(out, bytes, HexCase::lower);
        case Part::hex_reversed: return append_digits_reversed(out, bytes);
        case Part::mac: return append_mac(out, bytes, false);
        case Part::mac_reversed: return append_mac(out, bytes, true);
        case Part::u16_be: return append_number(out, bytes.first(std::min<std::size_t>(bytes.size(), 2)));
        case Part::u8: return append_number(out, bytes.first(std::min<std::size_t>(bytes.size(), 1)));
        case Part::utf8: return append_utf8(out, bytes);
        case Part::eddystone_url: return append_eddystone_url(out, bytes);
        case Part::uri: return append_uri(out, bytes);
    }
    return Written::malformed;
}

}  // namespace

std::optional<Errc> add_text(const Text& text, Bytes body, BodyOffset place, Decoded& out) noexcept {
    DecodedText* const decoded = out.attributes.grow();
    if (decoded == nullptr) return Errc::full;
    decoded->kind = text.kind;
    decoded->text.clear();
    const std::span<char> room = decoded->text.extend(decoded->text.size_max());
    Characters characters{room.data(), room.data() + room.size()};
    std::size_t begin = body.size();
    std::size_t end = 0;
    Written written = Written::whole;
    for (const TextPart& part : text.parts) {
        if (part.part == Part::none) break;
        if (part.offset + std::size_t{part.size_bytes} > body.size()) written = Written::nothing;
        if (written != Written::whole) break;
        const std::size_t size_bytes = part.size_bytes != 0 ? part.size_bytes : body.size() - part.offset;
        begin = std::min<std::size_t>(begin, part.offset);
        end = std::max(end, part.offset + size_bytes);
        written = append_part(characters, part, body.subspan(part.offset, size_bytes));
    }
    const auto size = static_cast<std::size_t>(characters.at - room.data());
    decoded->text.clear();
    decoded->text.extend(size);
    if (written != Written::whole || size == 0) out.attributes.pop_back();
    if (written == Written::malformed) return Errc::malformed;
    if (written == Written::full) return Errc::full;
    place.note(begin, end - begin, *decoded);
    return std::nullopt;
}

}  // namespace cairn
