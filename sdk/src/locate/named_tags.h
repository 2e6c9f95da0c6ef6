// Tags with names of their own, such as `civic:pallet-7`: only gateways that know their packets report them.
// That another gateway does not hear such a tag says nothing of where it is.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cairn/locate/tag_filter.h"
#include "cairn/model/ids.h"

namespace cairn::locate {

/// Every gateway hears the tags that are known by their address.
inline bool has_own_name(const TagId& tag) noexcept {
    return tag.name_space() != "ble";
}

/// Gateways are known by their place in the site. All memory is taken in the constructor.
class NamedTags {
public:
    explicit NamedTags(std::size_t gateways);

    /// A tag's hearings of a tick tell what its gateways know.
    void heard(bool is_named, std::span<const TickHearing> hearings) noexcept;
    /// Whether a gateway turned out to hear named tags since fill().
    bool is_behind() const noexcept { return is_behind_; }
    /// To be called when a gateway falls silent or wakes up, and when behind.
    void fill(std::span<const std::uint8_t> awake) noexcept;

    /// Whether named tags tell as much of the site as all others do: no gateway that is awake hears only the
    /// others.
    bool are_heard_by_all() const noexcept { return are_heard_by_all_; }
    /// The gateways that are awake and hear named tags.
    std::span<const std::uint8_t> awake() const noexcept { return awake_; }

private:
    std::vector<std::uint8_t> hears_named_;
    std::vector<std::uint8_t> hears_others_;
    std::vector<std::uint8_t> awake_;
    bool is_behind_ = false;
    bool are_heard_by_all_ = false;
};

}  // namespace cairn::locate
