// Who: the names of tags, gateways and edges.
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

#include "cairn/core/inline_string.h"
#include "cairn/core/limits.h"
#include "cairn/core/result.h"
#include "cairn/model/mac_address.h"

namespace cairn {

/// A name in a namespace, "ble:AC233FA03208" or "civic:pallet-17": not every tag has a MAC address.
/// 1 to limits::id_chars_max characters out of A-Z a-z 0-9 and "-_.:@" with a namespace of lower-case
/// letters and digits before the first colon. `Kind` keeps tags and gateways apart.
template <typename Kind>
struct Id {
    InlineString<limits::id_chars_max> text;

    /// malformed: no namespace, no name, too long, or a character outside the set.
    static Result<Id> parse(std::string_view whole) noexcept;
    static Result<Id> make(std::string_view name_space, std::string_view name) noexcept;
    static Id of(std::string_view name_space, const MacAddress& address) noexcept {
        Id id;
        id.text.append(name_space);
        id.text.push_back(':');
        const auto digits = address.digits();
        id.text.append({digits.data(), digits.size()});
        return id;
    }

    std::string_view view() const noexcept { return text.view(); }
    std::string_view name_space() const noexcept {
        return {view().data(), std::min(view().find(':'), view().size())};
    }
    bool empty() const noexcept { return text.empty(); }

    friend constexpr bool operator==(const Id&, const Id&) = default;
    friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

/// A tag: "ble:" and the advertiser's address, or a vendor's namespace and its own number.
using TagId = Id<struct TagKind>;
/// A gateway: its vendor ("moko:", "minew:", "civic:") and its MAC address or serial number.
using GatewayId = Id<struct GatewayKind>;

/// The address in a tag's id, "ble:AC233FA03208"; nothing for one of another namespace.
std::optional<MacAddress> address_of(const TagId& tag) noexcept;

}  // namespace cairn

template <typename Kind>
struct std::hash<cairn::Id<Kind>> {
    std::size_t operator()(const cairn::Id<Kind>& id) const noexcept {
        return static_cast<std::size_t>(cairn::hash_of(id.view()));
    }
};
