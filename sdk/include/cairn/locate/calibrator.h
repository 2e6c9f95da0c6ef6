// Calibration while tags are followed: in slices that never delay a tick.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "cairn/locate/building.h"
#include "cairn/locate/radio_map.h"
#include "cairn/locate/tag_filter.h"

namespace cairn::locate {

/// Learns a site's radio map from the traffic of its tags, a little at a time. All memory is taken when it is
/// made. Not thread-safe.
class Calibrator {
public:
    struct Options {
        RadioConstants radio;
        FilterConstants filter;
        std::size_t ticks_max = 2048;  // of traffic that are held; new ones replace the oldest
        std::size_t hearings_max = 16'384;
        std::size_t places_max =
            64;  // labelled places a gateway, those heard best; a step takes longer by its cube
    };
    Calibrator(const Building& building, std::span<const GatewayRadio> placed, const Options& options);

    /// A tick of a tag's traffic, `dt_s` after the tag's tick before. `tag` is a number that stays the tag's
    /// own. Each gateway stands in the hearings at most once, and is one of those placed. While a run goes
    /// on, ticks are collected for the next one.
    void add(std::uint32_t tag, double dt_s, std::span<const TickHearing> hearings) noexcept;
    std::size_t ticks() const noexcept;

    enum class Depth : std::uint8_t {
        moments,  // matched moments only: one law for all gateways
        laws,  // each gateway's own, too
    };
    /// Begins a run over the ticks held, or begins anew. With labelled places, they condition the map, and
    /// the laws are those of the matched moments. The ticks and the places are copied.
    void start(Depth depth, std::span<const LabelledPlace> places) noexcept;
    /// The same by laws and thresholds that are known, in the order of the gateways: the places alone are
    /// new.
    void start_by_laws(std::span<const GatewayRadio> laws, std::span<const LabelledPlace> places) noexcept;
    bool is_running() const noexcept;
    /// Goes on for about as long as `ticks` ticks of the filter take: one is some 30 us. True once: the map
    /// is ready.
    bool step(std::size_t ticks) noexcept;

    /// The map of the run that ended last; before, the uncalibrated prior. It stays where it is, and changes
    /// only when step() returns true, in restore() and in adopt(): then a Silence of it is to be made anew.
    const RadioMap& map() const noexcept;
    // With these, its laws, thresholds and softness, a RadioMap made anew is the same, bit for bit.
    double map_sd_share() const noexcept;
    std::span<const LabelledPlace> map_places(std::size_t gateway) const noexcept;

    /// Takes a map's laws, thresholds and softness from before a restart, in the order of the gateways; map()
    /// follows at once. A run that goes on ends without a map.
    void restore(std::span<const GatewayRadio> laws, double softness_db,
                 std::span<const LabelledPlace> places) noexcept;

    /// Takes a map of the same building and gateways, and the places that it is conditioned on with laws as
    /// unsure as the constants say; a run that goes on ends without one.
    void adopt(const RadioMap& map, std::span<const LabelledPlace> places);

    Calibrator(Calibrator&&) noexcept;
    Calibrator& operator=(Calibrator&&) noexcept;
    ~Calibrator();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace cairn::locate
