// How well the gateways hear and how honest the positions are, and what a person can do about it.
#pragma once

#include <cstdint>
#include <string_view>

#include "cairn/core/inline_string.h"
#include "cairn/core/inline_vector.h"
#include "cairn/core/time.h"
#include "cairn/model/ids.h"

namespace cairn {

/// What positioning has learned of how a gateway hears.
struct GatewayHealth {
    GatewayId gateway;
    Timestamp last_heard;              // 0: never
    bool awake = false;                // its silence about a tag counts as evidence
    double offset_db = 0;              // by how much it hears stronger than the radio map says
    double offset_sd_db = 0;           // how uncertain that is
    double residual_sd_db = 0;         // spread of its hearings around what was expected of it
    std::uint64_t hearings = 0;        // of the day before, by UTC
    std::uint64_t usual_hearings = 0;  // of that day a week before; 0: not known
    double drift_db = 0;               // by how much offset_db changed and stayed changed; 0: it did not
    Timestamp drift_since;
};

/// How often reference beacons, whose places are known, were inside of the regions given for them.
struct SiteHealth {
    std::uint64_t fixes = 0;     // of reference beacons
    std::uint64_t inside68 = 0;  // of these, inside of the region for 68 %
    std::uint64_t inside95 = 0;
    double scale = 1;  // of all regions, learned from the above: above 1 they were too small as computed
};

/// What an advice is about. Numbers are only ever appended.
enum class AdviceKind : std::uint8_t {
    silent = 0,      // nothing was heard through the gateway for long, or ever
    low = 1,         // it began to hear weaker
    high = 2,        // it began to hear stronger
    scattered = 3,   // its hearings say little of where a tag is
    fewer = 4,       // it hears far fewer packets than it did
    too_sure = 5,    // of the site: regions hold the tags less often than they say
    too_unsure = 6,  // of the site: regions are larger than they need be
};
/// The kind's own name, as in JSON. Static text.
std::string_view name(AdviceKind kind) noexcept;

/// A sentence for the person who hangs gateways: what is wrong, since when, what to look at.
struct Advice {
    AdviceKind kind = AdviceKind::silent;
    InlineString<127> text;  // "reads 8 dB low since Tuesday 14:00 UTC: check antenna and place"
};

using AdviceList = InlineVector<Advice, 4>;

/// Empty: nothing to do. Of a gateway that is silent nothing else is said. Numbers that are not finite
/// count as not known.
AdviceList advice(const GatewayHealth& health, Timestamp now) noexcept;
AdviceList advice(const SiteHealth& health) noexcept;

}  // namespace cairn
