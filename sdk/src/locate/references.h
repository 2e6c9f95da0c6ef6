// Tags whose places are known: beacons that hang there for it, and gateways that advertise.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cairn/locate/tag_filter.h"
#include "locate/index_table.h"
#include "locate/state_bytes.h"

namespace cairn::locate {

/// What each gateway hears of each of them, in the mean. All memory is taken in the constructor.
class References {
public:
    static constexpr std::uint32_t none = UINT32_MAX;

    /// `site` is checked; `gateways` are its own, in its order.
    References(const Site& site, std::span<const GatewayRadio> gateways);

    /// The number of the reference with this id, or none.
    std::uint32_t find(const TagId& tag) const noexcept;
    /// Whether it was hung up as a beacon, as a tag hangs: only such tell how good positions are.
    bool is_beacon(std::uint32_t reference) const noexcept { return references_[reference].is_beacon; }
    std::uint32_t floor(std::uint32_t reference) const noexcept { return references_[reference].floor; }
    Point at(std::uint32_t reference) const noexcept { return references_[reference].at; }

    void heard(std::uint32_t reference, std::span<const TickHearing> hearings) noexcept;
    /// A gateway hangs elsewhere by now: what it heard, and what was heard of it, says nothing any more.
    void forget(std::size_t gateway) noexcept;

    /// What is known by now, of references that were heard well enough; the view holds until the next call.
    std::span<const LabelledPlace> places() noexcept;
    void save(StateWriter& state) const;
    /// Of references that hang where they did, heard by gateways that do: `gateway_of` has the place today of
    /// each gateway by its place then, or none. False: the state is no such one.
    bool restore(StateReader& state, std::span<const std::uint32_t> gateway_of) noexcept;

    /// So many places() are the most there can be.
    std::size_t places_max() const noexcept { return heard_.size(); }

    /// How many references stand behind places().
    std::size_t heard_well() const noexcept;

private:
    struct Reference {
        TagId tag;
        bool is_beacon = false;
        std::uint32_t floor = 0;
        Point at;
        std::uint32_t gateway = none;  // that it is
    };
    struct Heard {
        float rssi_dbm = 0;
        float packets = 0;
    };
    static constexpr float packets_min = 20;

    std::vector<Reference> references_;
    std::size_t gateways_;
    IndexTable<TagId> rows_;
    std::vector<Heard> heard_;  // by reference and gateway
    std::vector<LabelledPlace> places_;
};

}  // namespace cairn::locate
