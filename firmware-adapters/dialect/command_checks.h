// Whether the fields of a command are in a vendor's range; what is not is refused before anything is sent.
#pragma once

#include <optional>
#include <string_view>

#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/model/ids.h"

namespace cairn::adapters {

/// malformed otherwise; `where` names the field and its range.
inline Result<void> require(bool is_in_range, const char* where) noexcept {
    if (!is_in_range) return fail(Errc::malformed, where);
    return {};
}

/// unsupported otherwise; `where` names what the vendor lacks.
inline Result<void> support(bool is_supported, const char* where) noexcept {
    if (!is_supported) return fail(Errc::unsupported, where);
    return {};
}

/// A number with both ends of its range in it.
constexpr bool is_within(std::int64_t number, std::int64_t min, std::int64_t max) noexcept {
    return number >= min && number <= max;
}

/// Printable ASCII of `chars_min` to `chars_max` characters.
bool is_ascii(std::string_view text, std::size_t chars_min, std::size_t chars_max) noexcept;
/// Well-formed UTF-8 of `bytes_min` to `bytes_max` bytes without control characters.
bool is_printable(std::string_view text, std::size_t bytes_min, std::size_t bytes_max) noexcept;
/// Hexadecimal digits that make `bytes_min` to `bytes_max` whole bytes.
bool is_hex(std::string_view text, std::size_t bytes_min, std::size_t bytes_max) noexcept;
/// "192.168.0.1".
bool is_ipv4(std::string_view text) noexcept;

/// Nothing: negative, or not whole.
std::optional<std::int64_t> whole_seconds(Millis duration) noexcept;

/// The address in "moko:AC233FC001EA". malformed, with `where`: another namespace, or no address.
Result<MacAddress> gateway_mac(const GatewayId& gateway, std::string_view name_space,
                               const char* where) noexcept;
/// Lower-case digits, as gateways write their own.
InlineString<12> lower_case(const MacAddress& address) noexcept;

}  // namespace cairn::adapters
