#include "cairn/locate/radio_map.h"

#include <algorithm>
#include <cmath>

#include "locate/cholesky.h"
#include "locate/hearing_chance.h"

namespace cairn::locate {
namespace {

constexpr double pivot_db = 7;  // 10 log10 of 5 m
constexpr double packets_max = 30;
constexpr double variance_db2_min = 0.1;

/// The covariance between what a gateway is heard with at two places.
class Covariance {
public:
    Covariance(const RadioConstants& constants, const RadioPrior& prior) noexcept
        : offset_(square(constants.offset_sd_db * prior.sd_share)),
          slope_(square(constants.slope_sd * prior.sd_share)),
          shadowing_(square(constants.shadowing_sd_db)),
          reach_m_(constants.shadowing_m) {}

    double between(Point a, double a_db, Point b, double b_db) const noexcept {
        const double x_m = a.x_m - b.x_m;
        const double y_m = a.y_m - b.y_m;
        return offset_ + slope_ * (a_db - pivot_db) * (b_db - pivot_db) +
               shadowing_ * std::exp(-std::sqrt(x_m * x_m + y_m * y_m) / reach_m_);
    }

private:
    static double square(double x) noexcept { return x * x; }

    double offset_;
    double slope_;
    double shadowing_;
    double reach_m_;
};

double law_dbm(const GatewayRadio& gateway, double at_db) noexcept {
    return gateway.power_dbm - gateway.exponent * at_db;
}

}  // namespace

double distance_db(const GatewayRadio& gateway, Point at) noexcept {
    const double x_m = at.x_m - gateway.at.x_m;
    const double y_m = at.y_m - gateway.at.y_m;
    const double squared = x_m * x_m + y_m * y_m + gateway.height_m * gateway.height_m;
    return 5 * std::log10(std::max(squared, 0.25));
}

RadioMap::RadioMap(const Grid& grid, std::span<const GatewayRadio> gateways, const RadioConstants& constants,
                   const RadioPrior& prior, std::span<const LabelledPlace> places)
    : grid_(grid),
      constants_(constants),
      softness_db_(constants.hearing_softness_db),
      gateways_(gateways.begin(), gateways.end()),
      means_(gateways.size() * grid.cells()),
      variances_(means_.size()),
      distances_(means_.size()),
      heard_(means_.size()),
      missed_(means_.size()) {
    for (std::size_t gateway = 0; gateway < gateways_.size(); ++gateway) condition(gateway, prior, places);
    fill_hearing();
}

void RadioMap::condition(std::size_t gateway, const RadioPrior& prior,
                         std::span<const LabelledPlace> places) {
    const GatewayRadio& radio = gateways_[gateway];
    const Covariance covariance(constants_, prior);
    std::vector<LabelledPlace> known;
    for (const LabelledPlace& place : places) {
        if (place.gateway == gateway) known.push_back(place);
    }
    std::ranges::stable_sort(known, std::ranges::greater{}, &LabelledPlace::packets);
    known.resize(std::min(known.size(), places_max));

    const std::size_t count = known.size();
    std::vector<double> known_db(count);
    std::vector<double> errors(count);
    Cholesky gram(count);
    for (std::size_t i = 0; i < count; ++i) {
        known_db[i] = distance_db(radio, known[i].at);
        errors[i] = known[i].rssi_dbm - law_dbm(radio, known_db[i]);
        for (std::size_t j = 0; j <= i; ++j)
            gram.at(i, j) = covariance.between(known[i].at, known_db[i], known[j].at, known_db[j]);
        gram.at(i, i) +=
            constants_.small_scale_sd_db * constants_.small_scale_sd_db +
            constants_.fading_sd_db * constants_.fading_sd_db / std::min(known[i].packets, packets_max);
    }
    gram.factorise();
    gram.solve_lower(errors);

    std::vector<double> cross(count);
    const std::size_t begin = gateway * grid_.cells();
    for (std::size_t cell = 0; cell < grid_.cells(); ++cell) {
        const Point at = grid_.at(cell);
        const double at_db = distance_db(radio, at);
        double mean = law_dbm(radio, at_db);
        double variance = covariance.between(at, at_db, at, at_db);
        for (std::size_t i = 0; i < count; ++i)
            cross[i] = covariance.between(at, at_db, known[i].at, known_db[i]);
        gram.solve_lower(cross);
        for (std::size_t i = 0; i < count; ++i) {
            mean += cross[i] * errors[i];
            variance -= cross[i] * cross[i];
        }
        means_[begin + cell] = static_cast<float>(mean);
        variances_[begin + cell] = static_cast<float>(std::max(variance, variance_db2_min));
        distances_[begin + cell] = static_cast<float>(at_db);
    }
}

void RadioMap::set_hearing(std::span<const double> thresholds_dbm, double softness_db) {
    for (std::size_t i = 0; i < gateways_.size(); ++i) gateways_[i].threshold_dbm = thresholds_dbm[i];
    softness_db_ = softness_db;
    fill_hearing();
}

void RadioMap::fill_hearing() {
    const double outliers = constants_.hearing_outliers;
    for (std::size_t i = 0; i < means_.size(); ++i) {
        const double threshold_dbm = gateways_[i / grid_.cells()].threshold_dbm;
        const double width_db = hearing_width_db(softness_db_, static_cast<double>(variances_[i]));
        const double heard = logistic((static_cast<double>(means_[i]) - threshold_dbm) / width_db);
        heard_[i] = static_cast<float>(std::log(outliers + (1 - outliers) * heard));
        missed_[i] = static_cast<float>(std::log(outliers + (1 - outliers) * (1 - heard)));
    }
}

}  // namespace cairn::locate
