#include "dialect/command_checks.h"

#include <algorithm>
#include <charconv>

#include "cairn/core/hex.h"
#include "cairn/core/utf8.h"

namespace cairn::adapters {

bool is_ascii(std::string_view text, std::size_t chars_min, std::size_t chars_max) noexcept {
    return text.size() >= chars_min && text.size() <= chars_max &&
           std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

bool is_printable(std::string_view text, std::size_t bytes_min, std::size_t bytes_max) noexcept {
    if (text.size() < bytes_min || text.size() > bytes_max) return false;
    while (!text.empty()) {
        if (take_printable(text, "").empty()) return false;
    }
    return true;
}

bool is_hex(std::string_view text, std::size_t bytes_min, std::size_t bytes_max) noexcept {
    return text.size() % 2 == 0 && text.size() / 2 >= bytes_min && text.size() / 2 <= bytes_max &&
           std::ranges::all_of(text, [](char c) { return hex_digit(c) >= 0; });
}

bool is_ipv4(std::string_view text) noexcept {
    const char* at = text.data();
    const char* const end = at + text.size();
    for (int part = 0; part < 4; ++part) {
        if (part > 0) {
            if (at == end || *at != '.') return false;
            ++at;
        }
        std::uint8_t number = 0;
        const auto read = std::from_chars(at, end, number);
        if (read.ec != std::errc{} || read.ptr - at > 3) return false;
        at = read.ptr;
    }
    return at == end;
}

std::optional<std::int64_t> whole_seconds(Millis duration) noexcept {
    if (duration.count() < 0 || duration.count() % 1000 != 0) return std::nullopt;
    return duration.count() / 1000;
}

Result<MacAddress> gateway_mac(const GatewayId& gateway, std::string_view name_space,
                               const char* where) noexcept {
    if (gateway.name_space() != name_space) return fail(Errc::malformed, where);
    const auto address = MacAddress::parse(gateway.view().substr(name_space.size() + 1));
    if (!address) return fail(Errc::malformed, where);
    return *address;
}

InlineString<12> lower_case(const MacAddress& address) noexcept {
    InlineString<12> digits;
    append_hex(digits, address.octets);
    return digits;
}

}  // namespace cairn::adapters
