#include "locate/conditioning.h"

#include <algorithm>
#include <cmath>

namespace cairn::locate {
namespace {

constexpr double pivot_db = 7;  // 10 log10 of 5 m
constexpr double packets_max = 30;
constexpr double variance_db2_min = 0.1;

double square(double x) noexcept {
    return x * x;
}

}  // namespace

BestPlaces::BestPlaces(std::size_t gateways, std::size_t places_max)
    : places_max_(places_max),
      counts_(gateways),
      places_(gateways * places_max) {}

void BestPlaces::assign(std::span<const LabelledPlace> places) noexcept {
    std::ranges::fill(counts_, std::size_t{0});
    for (const LabelledPlace& place : places) {
        if (place.gateway < counts_.size() && place.packets > 0) insert(place);
    }
}

bool BestPlaces::empty() const noexcept {
    return std::ranges::all_of(counts_, [](std::size_t count) { return count == 0; });
}

void BestPlaces::insert(const LabelledPlace& place) noexcept {
    std::size_t& count = counts_[place.gateway];
    LabelledPlace* const first = places_.data() + place.gateway * places_max_;
    LabelledPlace* const here = std::ranges::upper_bound(first, first + count, place.packets,
                                                         std::ranges::greater{}, &LabelledPlace::packets);
    if (here == first + places_max_) return;
    count = std::min(count + 1, places_max_);
    std::move_backward(here, first + count - 1, first + count);
    *here = place;
}

Conditioning::Conditioning(std::size_t places_max) : gram_(places_max) {
    spots_.reserve(places_max);
    errors_.reserve(places_max);
    cross_.reserve(places_max);
}

void Conditioning::start(const RadioMap& map, std::size_t gateway, double sd_share,
                         std::span<const LabelledPlace> places) noexcept {
    const RadioConstants& constants = map.constants();
    map_ = &map;
    gateway_ = gateway;
    radio_ = map.gateway(gateway);
    variances_ = {square(constants.offset_sd_db * sd_share), square(constants.slope_sd * sd_share),
                  square(constants.shadowing_sd_db), square(constants.slab_sd_db)};
    spots_.clear();
    errors_.clear();
    cross_.resize(places.size());
    gram_.resize(places.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
        const LabelledPlace& place = places[i];
        spots_.push_back(spot(place.floor, place.at));
        errors_.push_back(place.rssi_dbm - law(spots_[i]));
        for (std::size_t j = 0; j <= i; ++j) gram_.at(i, j) = covariance(spots_[i], spots_[j]);
        gram_.at(i, i) += square(constants.small_scale_sd_db) + square(place.extra_sd_db) +
                          square(constants.fading_sd_db) / std::min(place.packets, packets_max);
    }
    gram_.factorise();
    gram_.solve_lower(errors_);
}

Conditioning::Rssi Conditioning::predict(std::uint32_t floor, Point at) noexcept {
    const Spot here = spot(floor, at);
    Rssi rssi{law(here), covariance(here, here)};
    for (std::size_t i = 0; i < spots_.size(); ++i) cross_[i] = covariance(here, spots_[i]);
    gram_.solve_lower(cross_);
    for (std::size_t i = 0; i < spots_.size(); ++i) {
        rssi.mean_dbm += cross_[i] * errors_[i];
        rssi.variance_db2 -= cross_[i] * cross_[i];
    }
    rssi.variance_db2 = std::max(rssi.variance_db2, variance_db2_min);
    return rssi;
}

Conditioning::Spot Conditioning::spot(std::uint32_t floor, Point at) const noexcept {
    return {floor, at, distance_db(radio_, at, map_->building().tag_z_m[floor])};
}

double Conditioning::law(const Spot& spot) const noexcept {
    return law_dbm(map_->building(), map_->constants(), radio_, spot.floor, spot.at);
}

double Conditioning::covariance(const Spot& a, const Spot& b) const noexcept {
    const double law =
        variances_.offset + variances_.slope * (a.distance_db - pivot_db) * (b.distance_db - pivot_db);
    if (a.floor != b.floor) return law;
    const double apart_m = std::sqrt(square(a.at.x_m - b.at.x_m) + square(a.at.y_m - b.at.y_m));
    return law + variances_.slab * slabs_between(map_->building(), radio_.floor, a.floor) +
           variances_.shadowing * std::exp(-apart_m / map_->constants().shadowing_m);
}

}  // namespace cairn::locate
