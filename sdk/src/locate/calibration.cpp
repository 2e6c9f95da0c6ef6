#include "cairn/locate/calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "locate/calibration_run.h"
#include "locate/hearing_chance.h"

namespace cairn::locate {
namespace {

/// Counts of ticks by the RSSI that the map predicts, in bins of 1 dB.
class HearingCounts {
public:
    static constexpr std::size_t bins = 90;
    static constexpr double lowest_dbm = -115;

    HearingCounts(const RadioMap& map, std::span<const LabelledPlace> places,
                  std::span<const LabelledTick> ticks)
        : heard_(map.gateways() * bins),
          total_(map.gateways() * bins) {
        std::vector<std::uint8_t> was_there(map.gateways());
        for (const LabelledPlace& place : places) was_there[place.gateway] = 1;
        for (const LabelledTick& tick : ticks) {
            const std::size_t cell = map.grid().cell_at(tick.at);
            for (std::uint32_t gateway = 0; gateway < map.gateways(); ++gateway) {
                if (was_there[gateway] == 0) continue;
                const double predicted = static_cast<double>(map.cells(gateway, tick.floor).mean_dbm(cell));
                const double place = std::clamp(std::floor(predicted - lowest_dbm), 0.0, bins - 1.0);
                const std::size_t bin = gateway * bins + static_cast<std::size_t>(place);
                total_[bin] += 1;
                if (std::ranges::find(tick.heard_by, gateway) != tick.heard_by.end()) heard_[bin] += 1;
            }
        }
    }

    /// How likely the counts of a gateway are; ticks in a row say nearly the same, and count a tenth.
    double log_likelihood(std::size_t gateway, double threshold_dbm, double softness_db) const noexcept {
        double sum = 0;
        for (std::size_t bin = 0; bin < bins; ++bin) {
            const std::size_t i = gateway * bins + bin;
            if (total_[i] == 0) continue;
            const double predicted = lowest_dbm + static_cast<double>(bin) + 0.5;
            const double chance = std::clamp(logistic((predicted - threshold_dbm) / softness_db), 0.01, 0.99);
            sum += heard_[i] * std::log(chance) + (total_[i] - heard_[i]) * std::log(1 - chance);
        }
        return sum * 0.1;
    }

private:
    std::vector<double> heard_;
    std::vector<double> total_;
};

double square(double x) noexcept {
    return x * x;
}

/// One threshold and softness for the site, then each gateway's threshold near it.
void fit_hearing(RadioMap& map, const HearingCounts& counts) {
    const double expected_dbm = map.gateway(0).threshold_dbm;
    double best = -std::numeric_limits<double>::infinity();
    double threshold_dbm = expected_dbm;
    double softness_db = map.constants().hearing_softness_db;
    for (const double softness : {1.5, 2.0, 3.0, 4.0, 5.0}) {
        for (int dbm = -110; dbm < -55; ++dbm) {
            double likelihood = -0.5 * square((dbm - expected_dbm) / 10);
            for (std::size_t gateway = 0; gateway < map.gateways(); ++gateway)
                likelihood += counts.log_likelihood(gateway, dbm, softness);
            if (likelihood <= best) continue;
            best = likelihood;
            threshold_dbm = dbm;
            softness_db = softness;
        }
    }
    std::vector<double> thresholds;
    for (std::size_t gateway = 0; gateway < map.gateways(); ++gateway) {
        double most = -std::numeric_limits<double>::infinity();
        thresholds.push_back(threshold_dbm);
        for (int apart = -8; apart <= 8; ++apart) {
            const double likelihood = counts.log_likelihood(gateway, threshold_dbm + apart, softness_db) -
                                      0.5 * square(apart / 3.0);
            if (likelihood <= most) continue;
            most = likelihood;
            thresholds.back() = threshold_dbm + apart;
        }
    }
    map.set_hearing(thresholds, softness_db);
}

}  // namespace

std::vector<GatewayRadio> uncalibrated(std::span<const GatewayRadio> placed,
                                       const RadioConstants& constants) {
    std::vector<GatewayRadio> gateways(placed.begin(), placed.end());
    for (GatewayRadio& gateway : gateways) {
        gateway.power_dbm = constants.power_dbm;
        gateway.exponent = constants.exponent;
    }
    return gateways;
}

RadioMap calibrate_by_traffic(const Building& building, std::span<const GatewayRadio> placed,
                              const RadioConstants& constants, const FilterConstants& filter,
                              const Traffic& traffic) {
    CalibrationRun run(building, placed, constants, filter, 0);
    run.start(traffic, Calibrator::Depth::laws, {});
    while (!run.step()) {
    }
    return run.map();
}

RadioMap calibrate_by_places(const Building& building, std::span<const GatewayRadio> placed,
                             const RadioConstants& constants, const Traffic& traffic,
                             std::span<const LabelledPlace> places, std::span<const LabelledTick> ticks,
                             std::size_t places_max) {
    CalibrationRun run(building, placed, constants, {}, std::min(places.size(), places_max));
    run.start(traffic, Calibrator::Depth::moments, places);
    while (!run.step()) {
    }
    RadioMap map = run.map();
    if (map.gateways() != 0 && !ticks.empty()) fit_hearing(map, HearingCounts(map, places, ticks));
    return map;
}

}  // namespace cairn::locate
