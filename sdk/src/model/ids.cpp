#include "cairn/model/ids.h"

namespace cairn {
namespace {

constexpr bool is_lower_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

constexpr bool is_id_char(char c) {
    return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z') ||
           std::string_view("-_.:@").find(c) != std::string_view::npos;
}

}  // namespace

template <typename Kind>
Result<Id<Kind>> Id<Kind>::parse(std::string_view whole) noexcept {
    const std::size_t colon = whole.find(':');
    if (colon == std::string_view::npos) return fail(Errc::malformed, "id: no namespace");
    return make({whole.data(), colon}, {whole.data() + colon + 1, whole.size() - colon - 1});
}

template <typename Kind>
Result<Id<Kind>> Id<Kind>::make(std::string_view name_space, std::string_view name) noexcept {
    if (name_space.empty() || name.empty()) return fail(Errc::malformed, "id: empty");
    if (name_space.size() + 1 + name.size() > limits::id_chars_max)
        return fail(Errc::malformed, "id: too long");
    for (const char c : name_space) {
        if (!is_lower_or_digit(c)) return fail(Errc::malformed, "id: odd character in the namespace");
    }
    for (const char c : name) {
        if (!is_id_char(c)) return fail(Errc::malformed, "id: odd character");
    }
    Id id;
    id.text.append(name_space);
    id.text.push_back(':');
    id.text.append(name);
    return id;
}

template struct Id<TagKind>;
template struct Id<GatewayKind>;

std::optional<MacAddress> address_of(const TagId& tag) noexcept {
    constexpr std::string_view prefix = "ble:";
    std::string_view digits = tag.view();
    if (!digits.starts_with(prefix)) return std::nullopt;
    digits.remove_prefix(prefix.size());
    const auto address = MacAddress::parse(digits);
    if (!address) return std::nullopt;
    return *address;
}

}  // namespace cairn
