#include "cairn/locate/calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "locate/hearing_chance.h"

namespace cairn::locate {
namespace {

struct Moments {
    double heard_by = 0;  // gateways, in a tick in which any hears the tag
    double rssi_dbm = 0;
};

Moments moments_of(const Traffic& traffic) noexcept {
    Moments moments;
    std::size_t ticks = 0;
    for (const Traffic::Tick& tick : traffic.ticks) ticks += tick.end > tick.begin ? 1 : 0;
    for (const TickHearing& heard : traffic.hearings) moments.rssi_dbm += heard.rssi_dbm;
    if (ticks == 0) return moments;
    moments.heard_by = static_cast<double>(traffic.hearings.size()) / static_cast<double>(ticks);
    moments.rssi_dbm /= static_cast<double>(traffic.hearings.size());
    return moments;
}

/// A map's RSSI against a level that is not known, and how soft each threshold is, at places all over the
/// building.
struct Relative {
    std::size_t places = 0;
    std::size_t gateways = 0;
    std::vector<double> rssi_db;
    std::vector<double> width_db;
};

Relative relative_of(const RadioMap& map, double level_dbm) {
    constexpr std::size_t places_max = 2048;  // more tell no more
    const Grid& grid = map.grid();
    const std::size_t step = std::max<std::size_t>(1, grid.floors() * grid.cells() / places_max);
    Relative relative{0, map.gateways(), {}, {}};
    for (std::size_t gateway = 0; gateway < map.gateways(); ++gateway) {
        for (std::size_t i = 0; i < grid.floors() * grid.cells(); i += step) {
            const RadioMap::Field field = map.cells(gateway, i / grid.cells());
            const std::size_t cell = i % grid.cells();
            relative.rssi_db.push_back(static_cast<double>(field.mean_dbm(cell)) - level_dbm);
            relative.width_db.push_back(hearing_width_db(map.constants().hearing_softness_db,
                                                         static_cast<double>(field.variance_db2(cell))));
        }
    }
    relative.places = map.gateways() == 0 ? 0 : relative.rssi_db.size() / map.gateways();
    return relative;
}

struct Expected {
    double heard_by = 0;
    double rssi_db = 0;
};

/// What is heard of tags that may be anywhere, with the threshold at `threshold_db` against the level.
Expected expected_of(const Relative& relative, double threshold_db) noexcept {
    double heard = 0;
    double weighted = 0;
    double any = 0;
    for (std::size_t place = 0; place < relative.places; ++place) {
        double nobody = 1;
        for (std::size_t gateway = 0; gateway < relative.gateways; ++gateway) {
            const std::size_t i = gateway * relative.places + place;
            const double chance = logistic((relative.rssi_db[i] - threshold_db) / relative.width_db[i]);
            heard += chance;
            weighted += chance * relative.rssi_db[i];
            nobody *= 1 - std::min(chance, 1 - 1e-9);
        }
        any += 1 - nobody;
    }
    return {heard / any, weighted / heard};
}

struct Match {
    double threshold_db = 0;  // against the level
    double rssi_db = 0;       // the mean that is heard, against the level
};

Match match(const Relative& relative, double heard_by) noexcept {
    const double wanted = std::min(heard_by, static_cast<double>(relative.gateways) - 0.1);
    Match best;
    double least = std::numeric_limits<double>::infinity();
    for (int half_db = -120; half_db < 10; ++half_db) {
        const Expected expected = expected_of(relative, half_db / 2.0);
        const double off = std::abs(expected.heard_by - wanted);
        if (off >= least) continue;
        least = off;
        best = {half_db / 2.0, expected.rssi_db};
    }
    return best;
}

/// Two unknowns, a power and an exponent, out of y = power - exponent L with normal priors on both.
struct LawSums {
    double count = 0;
    double distance = 0;
    double distance_squared = 0;
    double rssi = 0;
    double distance_rssi = 0;

    LawSums& operator+=(const LawSums& more) noexcept {
        count += more.count;
        distance += more.distance;
        distance_squared += more.distance_squared;
        rssi += more.rssi;
        distance_rssi += more.distance_rssi;
        return *this;
    }
    LawSums scaled(double by) const noexcept {
        return {count * by, distance * by, distance_squared * by, rssi * by, distance_rssi * by};
    }
};

struct Law {
    double power_dbm = 0;
    double exponent = 0;
};

Law solve(const LawSums& sums, const Law& prior, double power_sd, double exponent_sd) noexcept {
    constexpr double noise_db2 = 36;
    const double power_weight = 1 / (power_sd * power_sd);
    const double exponent_weight = 1 / (exponent_sd * exponent_sd);
    const double a = sums.count / noise_db2 + power_weight;
    const double b = -sums.distance / noise_db2;
    const double d = sums.distance_squared / noise_db2 + exponent_weight;
    const double u = sums.rssi / noise_db2 + power_weight * prior.power_dbm;
    const double v = -sums.distance_rssi / noise_db2 + exponent_weight * prior.exponent;
    const double determinant = a * d - b * b;
    return {(d * u - b * v) / determinant, (a * v - b * u) / determinant};
}

/// One pass of the filter over the traffic: what each gateway's law would have to be, and how likely the
/// traffic was.
class Expectation {
public:
    Expectation(const RadioMap& map, const FilterConstants& constants)
        : map_(map),
          silence_(map, std::vector<std::uint8_t>(map.gateways(), 1)),
          filter_(map.grid(), with_evidence(constants)),
          distances_(distances_of(map)),
          sums_(map.gateways()) {}

    void run(const Traffic& traffic) noexcept {
        for (const Traffic::Tick& tick : traffic.ticks) {
            if (tick.is_first) {
                evidence_ += filter_.evidence();
                filter_.reset();
            }
            const auto hearings = traffic.of(tick);
            filter_.tick(map_, silence_, static_cast<double>(tick.dt_s), hearings);
            if (hearings.size() >= gateways_least) add(hearings);
        }
        evidence_ += filter_.evidence();
    }

    double evidence() const noexcept { return evidence_; }

    /// The site's law first, then each gateway's near it. A gateway has no more say than forty ticks.
    std::vector<Law> laws() const {
        constexpr double ticks_max = 40;
        const RadioConstants& constants = map_.constants();
        std::vector<LawSums> capped;
        LawSums site;
        for (const LawSums& sums : sums_) {
            capped.push_back(sums.scaled(sums.count > 0 ? std::min(sums.count, ticks_max) / sums.count : 0));
            site += capped.back();
        }
        const Law common = solve(site, {constants.power_dbm, constants.exponent}, 4, 0.3);
        std::vector<Law> laws;
        for (const LawSums& sums : capped) laws.push_back(solve(sums, common, constants.offset_sd_db, 0.15));
        return laws;
    }

private:
    static FilterConstants with_evidence(FilterConstants constants) noexcept {
        constants.counts_evidence = true;
        return constants;
    }

    /// With fewer, the chances only echo the map.
    static constexpr std::size_t gateways_least = 4;

    static std::vector<float> distances_of(const RadioMap& map) {
        const Grid& grid = map.grid();
        std::vector<float> distances;
        for (std::size_t gateway = 0; gateway < map.gateways(); ++gateway) {
            for (std::size_t floor = 0; floor < grid.floors(); ++floor) {
                for (std::size_t cell = 0; cell < grid.cells(); ++cell)
                    distances.push_back(static_cast<float>(
                        distance_db(map.gateway(gateway), grid.at(cell), map.building().tag_z_m[floor])));
            }
        }
        return distances;
    }

    void add(std::span<const TickHearing> hearings) noexcept {
        const Grid& grid = map_.grid();
        const TagFilter::Window& window = filter_.window();
        for (const TickHearing& heard : hearings) {
            const float* const distances =
                distances_.data() + (heard.gateway * grid.floors() + window.floor) * grid.cells();
            double sum = 0;
            double distance = 0;
            double squared = 0;
            for (std::size_t cell = 0; cell < grid.window_cells(); ++cell) {
                const std::size_t row = window.row + cell / grid.window_columns();
                const std::size_t column = window.column + cell % grid.window_columns();
                const auto at_db = static_cast<double>(distances[row * grid.columns() + column]);
                const auto chance = static_cast<double>(filter_.cells()[cell]);
                sum += chance;
                distance += chance * at_db;
                squared += chance * at_db * at_db;
            }
            distance /= sum;
            sums_[heard.gateway] += {1, distance, squared / sum, heard.rssi_dbm, distance * heard.rssi_dbm};
        }
    }

    const RadioMap& map_;
    Silence silence_;
    TagFilter filter_;
    std::vector<float> distances_;  // of gateways, floors and cells, in dB
    std::vector<LawSums> sums_;
    double evidence_ = 0;
};

constexpr double after_traffic = 0.5;  // how unsure the laws still are

RadioMap map_of(const Building& building, std::span<const GatewayRadio> gateways,
                const RadioConstants& constants) {
    return {building, gateways, constants, after_traffic, {}};
}

/// Counts of ticks by the RSSI that the map predicts, in bins of 1 dB.
class HearingCounts {
public:
    static constexpr std::size_t bins = 90;
    static constexpr double lowest_dbm = -115;

    HearingCounts(const RadioMap& map, std::span<const LabelledTick> ticks)
        : heard_(map.gateways() * bins),
          total_(map.gateways() * bins) {
        for (const LabelledTick& tick : ticks) {
            const std::size_t cell = map.grid().cell_at(tick.at);
            for (std::uint32_t gateway = 0; gateway < map.gateways(); ++gateway) {
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

void match_moments(const Building& building, std::span<GatewayRadio> gateways,
                   const RadioConstants& constants, const Traffic& traffic) {
    const Moments moments = moments_of(traffic);
    if (moments.heard_by == 0) return;
    const RadioMap map(building, gateways, constants, 1, {});
    const Match matched = match(relative_of(map, constants.power_dbm), moments.heard_by);
    const double power_dbm = moments.rssi_dbm - matched.rssi_db;
    for (GatewayRadio& gateway : gateways) {
        gateway.power_dbm = power_dbm;
        gateway.threshold_dbm = power_dbm + matched.threshold_db;
    }
}

RadioMap calibrate_by_traffic(const Building& building, std::span<const GatewayRadio> placed,
                              const RadioConstants& constants, const FilterConstants& filter,
                              const Traffic& traffic) {
    constexpr int iterations = 6;
    std::vector<GatewayRadio> gateways = uncalibrated(placed, constants);
    match_moments(building, gateways, constants, traffic);
    RadioConstants site = constants;
    if (!gateways.empty()) site.power_dbm = gateways.front().power_dbm;
    const Moments moments = moments_of(traffic);
    RadioMap map = map_of(building, gateways, site);
    RadioMap best = map;
    double likeliest = -std::numeric_limits<double>::infinity();
    for (int iteration = 0;; ++iteration) {
        Expectation expectation(map, filter);
        expectation.run(traffic);
        if (expectation.evidence() > likeliest) {
            likeliest = expectation.evidence();
            best = map;
        }
        if (iteration == iterations) return best;
        const std::vector<Law> laws = expectation.laws();
        double level_dbm = 0;
        for (std::size_t i = 0; i < gateways.size(); ++i) {
            gateways[i].power_dbm = laws[i].power_dbm;
            gateways[i].exponent = laws[i].exponent;
            level_dbm += laws[i].power_dbm / static_cast<double>(gateways.size());
        }
        map = map_of(building, gateways, site);
        const Match matched = match(relative_of(map, level_dbm), moments.heard_by);
        const std::vector<double> thresholds_dbm(gateways.size(), level_dbm + matched.threshold_db);
        map.set_hearing(thresholds_dbm, site.hearing_softness_db);
    }
}

RadioMap calibrate_by_places(const Building& building, std::span<const GatewayRadio> placed,
                             const RadioConstants& constants, const Traffic& traffic,
                             std::span<const LabelledPlace> places, std::span<const LabelledTick> ticks) {
    std::vector<GatewayRadio> gateways = uncalibrated(placed, constants);
    match_moments(building, gateways, constants, traffic);
    RadioMap map(building, gateways, constants, 1, places);
    if (!gateways.empty() && !ticks.empty()) fit_hearing(map, HearingCounts(map, ticks));
    return map;
}

}  // namespace cairn::locate
