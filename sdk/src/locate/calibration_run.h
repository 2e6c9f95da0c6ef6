// One calibration from beginning to end, in slices.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "cairn/locate/calibration.h"
#include "cairn/locate/calibrator.h"
#include "locate/conditioning.h"
#include "locate/expectation.h"
#include "locate/moments.h"

namespace cairn::locate {

/// Matched moments, then expectation maximisation of each gateway's law under the filter's own chances; of
/// all maps on the way, the one under which the traffic was likeliest. All memory is taken when it is made.
class CalibrationRun {
public:
    CalibrationRun(const Building& building, std::span<const GatewayRadio> placed,
                   const RadioConstants& radio, const FilterConstants& filter, std::size_t places_max);

    /// The traffic outlives the run, unchanged; the places are copied.
    void start(const Traffic& traffic, Calibrator::Depth depth,
               std::span<const LabelledPlace> places) noexcept;
    /// By laws that stay.
    void start_by_laws(std::span<const GatewayRadio> laws, std::span<const LabelledPlace> places) noexcept;
    bool is_running() const noexcept { return stage_ != Stage::ended; }
    /// Goes on for about as long as a tick of the filter takes. True once: the map is ready.
    bool step() noexcept;

    /// Of the run that ended last, or restored; before, the uncalibrated prior.
    const RadioMap& map() const noexcept { return map_; }
    // What that map is conditioned on.
    double map_sd_share() const noexcept { return map_sd_share_; }
    std::span<const LabelledPlace> map_places(std::size_t gateway) const noexcept {
        return map_places_.of(gateway);
    }
    /// Ends a run that goes on, without its map.
    void restore(std::span<const GatewayRadio> laws, double softness_db,
                 std::span<const LabelledPlace> places) noexcept;
    /// Likewise, with a map that was made elsewhere, of the same building and gateways.
    void adopt(const RadioMap& map, std::span<const LabelledPlace> places);

private:
    enum class Stage : std::uint8_t { ended, sound, level, fill, threshold, hear, expect };

    void begin(Stage stage) noexcept;
    bool fill_some() noexcept;
    bool hear_some() noexcept;
    bool expect_some() noexcept;
    void take_level() noexcept;
    void take_threshold() noexcept;
    void judge_round() noexcept;
    void take_map() noexcept;
    void keep_laws() noexcept;
    double sd_share() const noexcept;
    double level_dbm() const noexcept;

    Stage stage_ = Stage::ended;
    const Traffic* traffic_ = nullptr;
    Moments moments_;
    bool learns_laws_ = false;
    bool is_last_ = false;  // this round's map is the run's
    int round_ = 0;
    // How far the stage is.
    std::size_t gateway_ = 0;
    std::size_t cell_ = 0;
    std::size_t tick_ = 0;

    RadioMap map_;
    double map_sd_share_ = 1;
    BestPlaces map_places_;
    RadioMap next_;
    Silence silence_;
    BestPlaces places_;
    Conditioning conditioning_;
    MomentMatch match_;
    Expectation expectation_;
    Law site_;
    std::vector<Law> laws_;
    std::vector<GatewayRadio> placed_;
    std::vector<GatewayRadio> likeliest_;
    double most_evidence_ = 0;
};

}  // namespace cairn::locate
