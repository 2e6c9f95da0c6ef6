// The simulated tags: who they are, where they walk, what they send and when.
#pragma once

#include <cstdint>
#include <vector>

#include "cairn/locate/site.h"
#include "cairn/model/ids.h"
#include "sim/packet.h"
#include "sim/radio.h"
#include "sim/walk.h"

namespace cairn::sim {

/// One tag. It sends about once a second, one of its kinds of packet after the other.
class WalkingTag {
public:
    /// `number` is the tag's own and gives it its kind, address and floor.
    WalkingTag(const Site& site, std::uint64_t seed, std::size_t number, bool with_civic);

    const TagId& id() const noexcept { return id_; }
    std::size_t number() const noexcept { return number_; }
    std::int64_t sends_at_ms() const noexcept { return sends_at_ms_; }
    /// Sends what is due, and draws when the next packet is.
    Packet send();
    /// Where the tag is at `t_ms`, which never lies before that of the call before.
    Place place(std::int64_t t_ms) noexcept { return {floor_, walk_.at(t_ms)}; }

private:
    void sense();

    std::size_t number_;
    std::size_t floor_;
    Random random_;
    Walk walk_;
    TagId id_;
    MacAddress address_;
    std::vector<PacketKind> kinds_;
    double temperature_c_;
    double humidity_pct_;
    Sensors sensors_;
    std::int64_t sends_at_ms_;
};

}  // namespace cairn::sim
