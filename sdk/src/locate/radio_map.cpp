#include "cairn/locate/radio_map.h"

#include <algorithm>
#include <cmath>

#include "locate/conditioning.h"
#include "locate/hearing_chance.h"

namespace cairn::locate {
namespace {

double square(double x) noexcept {
    return x * x;
}

}  // namespace

double slabs_between(const Building& building, std::uint32_t a, std::uint32_t b) noexcept {
    return std::abs(static_cast<double>(building.levels[a]) - static_cast<double>(building.levels[b]));
}

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
    const std::size_t most = std::min(places.size(), places_max);
    BestPlaces best(gateways_.size(), most);
    best.assign(places);
    Conditioning conditioning(most);
    for (std::size_t gateway = 0; gateway < gateways_.size(); ++gateway) {
        conditioning.start(*this, gateway, sd_share, best.of(gateway));
        fill(conditioning);
    }
}

void RadioMap::set_law(std::size_t gateway, double power_dbm, double exponent,
                       double threshold_dbm) noexcept {
    gateways_[gateway].power_dbm = power_dbm;
    gateways_[gateway].exponent = exponent;
    gateways_[gateway].threshold_dbm = threshold_dbm;
}

void RadioMap::fill(Conditioning& conditioning) noexcept {
    fill_cells(conditioning, 0, grid().floors() * grid().cells());
    fill_blocks(conditioning.gateway());
    fill_all_hearing(conditioning.gateway());
}

void RadioMap::fill_cells(Conditioning& conditioning, std::size_t begin, std::size_t end) noexcept {
    for (std::size_t i = begin; i < end; ++i) {
        const std::size_t floor = i / grid().cells();
        const std::size_t cell = i % grid().cells();
        const auto heard = conditioning.predict(static_cast<std::uint32_t>(floor), grid().at(cell));
        float* const here = eight_of(cells_of(conditioning.gateway(), floor), cell);
        here[0] = static_cast<float>(heard.mean_dbm);
        here[8] = static_cast<float>(heard.variance_db2);
    }
}

/// A block hears like its cells in the mean; that they differ makes it less sure.
void RadioMap::fill_blocks(std::size_t gateway) noexcept {
    if (blocks_.empty()) return;
    const std::size_t side = grid().block_side();
    const auto count = static_cast<double>(side * side);
    float* const values = blocks_of(gateway);
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
    for (std::size_t gateway = 0; gateway < gateways_.size(); ++gateway) fill_all_hearing(gateway);
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

void RadioMap::fill_all_hearing(std::size_t gateway) noexcept {
    fill_hearing(gateway, 0, grid().floors() * grid().cells());
    fill_block_hearing(gateway);
}

void RadioMap::fill_hearing(std::size_t gateway, std::size_t begin, std::size_t end) noexcept {
    for (std::size_t i = begin; i < end; ++i)
        fill_hearing_at(gateway, eight_of(cells_of(gateway, i / grid().cells()), i % grid().cells()));
}

void RadioMap::fill_block_hearing(std::size_t gateway) noexcept {
    if (blocks_.empty()) return;
    // The last eight, too, are read as a whole.
    for (std::size_t i = 0; i < eights(grid().floors() * grid().blocks()) / 3; ++i)
        fill_hearing_at(gateway, eight_of(blocks_of(gateway), i));
}

void RadioMap::fill_hearing_at(std::size_t gateway, float* value) const noexcept {
    const double chance =
        hearing_chance(gateway, static_cast<double>(value[0]), static_cast<double>(value[8]));
    value[16] = static_cast<float>(std::log(chance / (1 - chance)));
}

}  // namespace cairn::locate
