// What is learned of each gateway while tags are located: how much louder it hears than it should, how
// evenly, and whether that changed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cairn/locate/gateway_health.h"

namespace cairn::locate {

/// Time comes with the observations. All memory is taken in the constructor.
class GatewayWatch {
public:
    explicit GatewayWatch(std::size_t gateways) : gateways_(gateways) {}

    void heard(std::size_t gateway, Timestamp at) noexcept;
    Timestamp last_heard(std::size_t gateway) const noexcept { return gateways_[gateway].last_heard; }

    struct Wakes {
        bool changed = false;  // of any gateway
        bool fell_silent = false;
    };
    /// Writes for every gateway whether anything was heard through it within `silence`.
    Wakes learn_who_is_awake(Timestamp now, Millis silence, std::span<std::uint8_t> awake) const noexcept;

    /// A hearing of a tag whose place is known well: by how much it was louder than the radio map says, and
    /// the gain that the map gives the gateway against the site's mean.
    void residual(std::size_t gateway, Timestamp at, double louder_db, double gain_db) noexcept;

    /// Whether it hears so differently from the map, and has done so for long, that it must hang elsewhere,
    /// or have another antenna.
    bool has_changed(std::size_t gateway) const noexcept;
    /// By how much it is louder than the map says.
    double residual_db(std::size_t gateway) const noexcept { return gateways_[gateway].residual_db; }
    /// The map was learned anew: it is measured from here.
    void forget_residuals() noexcept;

    /// `gateway` and `awake` of the answer are left to the caller.
    GatewayHealth health(std::size_t gateway, Timestamp now) const noexcept;

private:
    static constexpr std::size_t days = 9;
    struct Watched {
        Timestamp last_heard;
        double residual_db = 0;  // against the map of now
        double residuals = 0;  // behind it, as many as count
        double squared_db2 = 0;  // around it
        double level_db = 0;  // gain and residual: it does not jump when the map is learned anew
        double usual_level_db = 0;
        double levels = 0;
        Timestamp drift_since;
        std::uint32_t counts[days] = {};  // of hearings, by day since 1970
        std::int64_t day = 0;
    };
    std::vector<Watched> gateways_;
};

}  // namespace cairn::locate
