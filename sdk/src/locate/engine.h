// The grid filter of a whole site: its radio map and how that is learned, its gateways, its references.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cairn/locate/calibrator.h"
#include "cairn/locate/positioner.h"
#include "cairn/locate/silence.h"
#include "cairn/locate/survey.h"
#include "cairn/locate/tag_filter.h"
#include "locate/coverage.h"
#include "locate/gateway_watch.h"
#include "locate/named_tags.h"
#include "locate/references.h"

namespace cairn::locate {

/// Gateways are known by their place in the site. All memory is taken in the constructor.
class Engine {
public:
    /// `site` is checked, has a floor and a gateway, and outlives this. With a checked survey that has
    /// places, it is ready at once.
    Engine(const PositionerOptions& options, const Site& site, const Survey& survey);

    const Building& building() const noexcept { return building_; }
    const RadioMap& map() const noexcept { return calibrator_.map(); }
    const Calibrator& calibrator() const noexcept { return calibrator_; }
    CalibrationLevel level() const noexcept { return level_; }
    double scale() const noexcept { return coverage_.scale(); }

    /// Whether the map is good enough to locate by: before, a centroid does better.
    bool is_ready() const noexcept { return level_ != CalibrationLevel::none; }

    void gateway_awake(std::size_t gateway, Timestamp at) noexcept { watch_.heard(gateway, at); }
    bool is_awake(std::size_t gateway) const noexcept { return awake_[gateway] != 0; }
    /// Those that are awake and would report such a tag.
    std::span<const std::uint8_t> awake(bool is_named) const noexcept {
        return is_named ? named_tags_.awake() : awake_;
    }

    /// Before the tags of a tick: who is awake, and a little of whatever calibration goes on. Answers whether
    /// a gateway fell silent.
    bool begin_tick(Timestamp now) noexcept;

    struct Tag {
        std::uint32_t row = 0;  // stays its own
        std::uint32_t reference = References::none;  // a number of references(), or none
        bool is_named = false;  // has_own_name()
    };
    /// A tag's tick.
    void locate(const Tag& tag, Timestamp at, double dt_s, std::span<const TickHearing> hearings,
                TagFilter& filter, Fix& fix) noexcept;

    /// Whether any gateway that is awake should hear such a tag there.
    bool is_covered(std::uint32_t floor, Point at, bool is_named) const noexcept;

    /// What was learned, for a restart.
    void save(std::vector<std::uint8_t>& state) const;
    /// Takes it up again, as far as gateways and references hang where they did. malformed: it is no such
    /// state, or of another version; then nothing has changed but what is learned anew.
    Result<void> restore(Bytes state);

    References& references() noexcept { return references_; }
    GatewayHealth gateway_health(std::size_t gateway, Timestamp now) const noexcept;
    SiteHealth site_health() const noexcept { return coverage_.health(); }

private:
    static Calibrator::Options calibrator_options(const Survey& survey) noexcept;
    void take_survey(const Survey& survey, const Site& site);
    bool is_surveyed() const noexcept { return !surveyed_.empty(); }
    void calibrate(Timestamp now) noexcept;
    bool is_calibration_due(Timestamp now) const noexcept;
    void forget_changed() noexcept;
    void start_calibration(Timestamp now) noexcept;
    void adopt_map() noexcept;
    void fill_silence() noexcept;
    void fill_named_silence() noexcept;
    void learn_traffic(const Tag& tag, double dt_s, std::span<const TickHearing> hearings) noexcept;
    void learn_residuals(Timestamp at, std::span<const TickHearing> hearings, const TagFilter& filter,
                         const Fix& fix) noexcept;

    PositionerOptions options_;
    Building building_;
    std::vector<GatewayRadio> gateways_;
    std::vector<GatewayId> ids_;
    Calibrator calibrator_;
    References references_;
    std::vector<LabelledPlace> surveyed_;  // of gateways that did not change since
    std::vector<LabelledPlace> known_;  // these and the references, for a calibration
    std::vector<GatewayRadio> laws_;  // likewise
    GatewayWatch watch_;
    Coverage coverage_;
    std::vector<std::uint8_t> awake_;
    Silence silence_;
    NamedTags named_tags_;
    Silence named_silence_;
    CalibrationLevel level_ = CalibrationLevel::none;
    CalibrationLevel next_level_ = CalibrationLevel::none;  // of the calibration that goes on
    double mean_power_dbm_ = 0;
    std::uint64_t ticks_ = 0;
    std::uint64_t ticks_at_calibration_ = 0;
    std::size_t references_at_calibration_ = 0;
    Timestamp calibrated_at_;
};

}  // namespace cairn::locate
