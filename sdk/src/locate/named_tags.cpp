#include "locate/named_tags.h"

namespace cairn::locate {

NamedTags::NamedTags(std::size_t gateways)
    : hears_named_(gateways, 0),
      hears_others_(gateways, 0),
      awake_(gateways, 0) {}

void NamedTags::heard(bool is_named, std::span<const TickHearing> hearings) noexcept {
    std::vector<std::uint8_t>& hears = is_named ? hears_named_ : hears_others_;
    for (const TickHearing& heard : hearings) {
        is_behind_ |= hears[heard.gateway] == 0;
        hears[heard.gateway] = 1;
    }
}

void NamedTags::fill(std::span<const std::uint8_t> awake) noexcept {
    is_behind_ = false;
    are_heard_by_all_ = true;
    for (std::size_t i = 0; i < awake_.size(); ++i) {
        awake_[i] = awake[i] & hears_named_[i];
        if (awake[i] != 0 && hears_others_[i] != 0 && hears_named_[i] == 0) are_heard_by_all_ = false;
    }
}

}  // namespace cairn::locate
