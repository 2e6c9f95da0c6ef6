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

double square(double x) noexcept {
    return x * x;
}

double slabs_between(const Building& building, std::uint32_t a, std::uint32_t b) noexcept {
    return std::abs(static_cast<double>(building.levels[a]) - static_cast<double>(building.levels[b]));
}

/// A place in the eyes of one gateway.
struct Spot {
    std::uint32_t floor = 0;
    Point at;
    double distance_db = 0;
};

/// The covariance between what a gateway is heard with at two places.
class Covariance {
public:
    Covariance(const Building& building, const RadioConstants& constants, const GatewayRadio& gateway,
               double sd_share) noexcept
        : building_(building),
          floor_(gateway.floor),
          offset_(square(constants.offset_sd_db * sd_share)),
          slope_(square(constants.slope_sd * sd_share)),
          shadowing_(square(constants.shadowing_sd_db)),
          slab_(square(constants.slab_sd_db)),
          reach_m_(constants.shadowing_m) {}

    double between(const Spot& a, const Spot& b) const noexcept {
        const double law = offset_ + slope_ * (a.distance_db - pivot_db) * (b.distance_db - pivot_db);
        if (a.floor != b.floor) return law;
        const double apart_m = std::sqrt(square(a.at.x_m - b.at.x_m) + square(a.at.y_m - b.at.y_m));
        return law + slab_ * slabs_between(building_, floor_, a.floor) +
               shadowing_ * std::exp(-apart_m / reach_m_);
    }

private:
    const Building& building_;
    std::uint32_t floor_;
    double offset_;
    double slope_;
    double shadowing_;
    double slab_;
    double reach_m_;
};

/// The labelled places of one gateway, ready to predict any other.
class Labels {
public:
    Labels(const RadioMap& map, std::size_t gateway, double sd_share, std::span<const LabelledPlace> places)
        : map_(map),
          radio_(map.gateway(gateway)),
          covariance_(map.building(), map.constants(), radio_, sd_share),
          known_(best_of(gateway, places)),
          gram_(known_.size()),
          cross_(known_.size()) {
        const RadioConstants& constants = map.constants();
        for (std::size_t i = 0; i < known_.size(); ++i) {
            const LabelledPlace& place = known_[i];
            spots_.push_back(spot(place.floor, place.at));
            errors_.push_back(place.rssi_dbm - law(spots_[i]));
            for (std::size_t j = 0; j <= i; ++j) gram_.at(i, j) = covariance_.between(spots_[i], spots_[j]);
            gram_.at(i, i) += square(constants.small_scale_sd_db) + square(place.extra_sd_db) +
                              square(constants.fading_sd_db) / std::min(place.packets, packets_max);
        }
        gram_.factorise();
        gram_.solve_lower(errors_);
    }

    void predict(std::uint32_t floor, Point at, float& mean_dbm, float& variance_db2) noexcept {
        const Spot here = spot(floor, at);
        double mean = law(here);
        double variance = covariance_.between(here, here);
        for (std::size_t i = 0; i < spots_.size(); ++i) cross_[i] = covariance_.between(here, spots_[i]);
        gram_.solve_lower(cross_);
        for (std::size_t i = 0; i < spots_.size(); ++i) {
            mean += cross_[i] * errors_[i];
            variance -= cross_[i] * cross_[i];
        }
        mean_dbm = static_cast<float>(mean);
        variance_db2 = static_cast<float>(std::max(variance, variance_db2_min));
    }

private:
    static std::vector<LabelledPlace> best_of(std::size_t gateway, std::span<const LabelledPlace> places) {
        std::vector<LabelledPlace> known;
        for (const LabelledPlace& place : places) {
            if (place.gateway == gateway && place.packets > 0) known.push_back(place);
        }
        std::ranges::stable_sort(known, std::ranges::greater{}, &LabelledPlace::packets);
        known.resize(std::min(known.size(), RadioMap::places_max));
        return known;
    }
    Spot spot(std::uint32_t floor, Point at) const noexcept {
        return {floor, at, distance_db(radio_, at, map_.building().tag_z_m[floor])};
    }
    double law(const Spot& spot) const noexcept {
        return law_dbm(map_.building(), map_.constants(), radio_, spot.floor, spot.at);
    }

    const RadioMap& map_;
    const GatewayRadio& radio_;
    Covariance covariance_;
    std::vector<LabelledPlace> known_;
    std::vector<Spot> spots_;
    std::vector<double> errors_;
    Cholesky gram_;
    std::vector<double> cross_;
};

}  // namespace

double distance_db(const GatewayRadio& gateway, Point at, double tag_z_m) noexcept {
    const double squared =
        square(at.x_m - gateway.at.x_m) + square(at.y_m - gateway.at.y_m) + square(tag_z_m - gateway.z_m);
    return 5 * std::log10(std::max(squared, 0.25));
}

double law_dbm(const Building& building, const RadioConstants& constants, const GatewayRadio& gateway,
               std::uint32_t floor, Point at) noexcept {
    const double loss_db = floor == gateway.floor
                               ? wall_loss_db(building, floor, gateway.at, at)
                               : constants.slab_loss_db * slabs_between(building, gateway.floor, floor);
    return gateway.power_dbm - gateway.exponent * distance_db(gateway, at, building.tag_z_m[floor]) - loss_db;
}

RadioMap::RadioMap(const Building& building, std::span<const GatewayRadio> gateways,
                   const RadioConstants& constants, double sd_share, std::span<const LabelledPlace> places)
    : building_(building),
      constants_(constants),
      softness_db_(constants.hearing_softness_db),
      gateways_(gateways.begin(), gateways.end()) {
    cells_.resize(gateways_.size() * grid().floors() * eights(grid().cells()));
    if (!grid().is_one_window()) blocks_.resize(gateways_.size() * eights(grid().floors() * grid().blocks()));
    for (std::size_t gateway = 0; gateway < gateways_.size(); ++gateway) condition(gateway, sd_share, places);
    fill_hearing();
}

void RadioMap::condition(std::size_t gateway, double sd_share, std::span<const LabelledPlace> places) {
    Labels labels(*this, gateway, sd_share, places);
    float* values = cells_.data() + gateway * grid().floors() * eights(grid().cells());
    for (std::uint32_t floor = 0; floor < grid().floors(); ++floor) {
        for (std::size_t cell = 0; cell < grid().cells(); ++cell) {
            float* const here = eight_of(values, cell);
            labels.predict(floor, grid().at(cell), here[0], here[8]);
        }
        values += eights(grid().cells());
    }
    if (!blocks_.empty()) fill_blocks(gateway);
}

/// A block hears like its cells in the mean; that they differ makes it less sure.
void RadioMap::fill_blocks(std::size_t gateway) {
    const std::size_t side = grid().block_side();
    const auto count = static_cast<double>(side * side);
    float* const values = blocks_.data() + gateway * eights(grid().floors() * grid().blocks());
    for (std::size_t i = 0; i < grid().floors() * grid().blocks(); ++i) {
        const Field of_cells = cells(gateway, i / grid().blocks());
        const std::size_t block = i % grid().blocks();
        const std::size_t first =
            block / grid().block_columns() * side * grid().columns() + block % grid().block_columns() * side;
        double mean = 0;
        double squared = 0;
        double variance = 0;
        for (std::size_t of_block = 0; of_block < side * side; ++of_block) {
            const std::size_t cell = first + of_block / side * grid().columns() + of_block % side;
            const auto here = static_cast<double>(of_cells.mean_dbm(cell));
            mean += here / count;
            squared += here * here / count;
            variance += static_cast<double>(of_cells.variance_db2(cell)) / count;
        }
        eight_of(values, i)[0] = static_cast<float>(mean);
        eight_of(values, i)[8] = static_cast<float>(variance + std::max(0.0, squared - mean * mean));
    }
}

void RadioMap::set_hearing(std::span<const double> thresholds_dbm, double softness_db) {
    for (std::size_t i = 0; i < gateways_.size(); ++i) gateways_[i].threshold_dbm = thresholds_dbm[i];
    softness_db_ = softness_db;
    fill_hearing();
}

void RadioMap::set_azimuth(std::size_t gateway, double azimuth_deg, bool is_clockwise) noexcept {
    gateways_[gateway].azimuth_deg = azimuth_deg;
    gateways_[gateway].azimuth_is_clockwise = is_clockwise;
    gateways_[gateway].azimuth_is_known = true;
}

double RadioMap::hearing_chance(std::size_t gateway, double mean_dbm, double variance_db2) const noexcept {
    const double width_db = hearing_width_db(softness_db_, variance_db2);
    const double outliers = constants_.hearing_outliers;
    return outliers + (1 - 2 * outliers) * logistic((mean_dbm - gateways_[gateway].threshold_dbm) / width_db);
}

void RadioMap::fill_hearing() {
    for (std::size_t gateway = 0; gateway < gateways_.size(); ++gateway) {
        fill_hearing(gateway, cells_);
        if (!blocks_.empty()) fill_hearing(gateway, blocks_);
    }
}

void RadioMap::fill_hearing(std::size_t gateway, std::vector<float>& values) const {
    const std::size_t count = values.size() / gateways_.size();
    for (std::size_t i = gateway * count; i < (gateway + 1) * count; i += i % 24 == 7 ? 17 : 1) {
        const double chance =
            hearing_chance(gateway, static_cast<double>(values[i]), static_cast<double>(values[i + 8]));
        values[i + 16] = static_cast<float>(std::log(chance / (1 - chance)));
    }
}

}  // namespace cairn::locate
