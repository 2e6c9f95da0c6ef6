#include "sim/radio.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cairn::sim {
namespace {

constexpr double level_at_1m_dbm = -60;
constexpr double path_loss_exponent = 1.8;
constexpr double tag_height_m = 1.0;
constexpr double distance_min_m = 0.3;
constexpr double shadowing_db = 3.5;
constexpr double shadowing_length_m = 3.0;
constexpr int shadowing_waves = 64;
constexpr double place_noise_db = 2.0;
constexpr double place_size_m = 0.5;
constexpr double fading_db = 3.5;
constexpr double threshold_dbm = -92;
constexpr double threshold_width_db = 2.0;
constexpr double storey_height_m = 4.0;
constexpr double slab_loss_db = 15;

std::uint64_t cell_number(double metres) noexcept {
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(std::floor(metres / place_size_m)));
}

}  // namespace

// A sum of plane waves whose wave numbers are drawn from the spectrum of the covariance
// exp(-distance / length): in two dimensions that spectrum is (1 + (k length)^2)^(-3/2).
Radio::Radio(const Site& site, std::uint64_t seed) : seed_(seed) {
    for (std::size_t i = 0; i < site.gateways.size(); ++i) {
        const GatewayPlacement& placement = site.gateways[i];
        Receiver receiver;
        for (std::size_t floor = 0; floor < site.floors.size(); ++floor) {
            if (site.floors[floor].name == placement.floor) receiver.place = {floor, placement.at};
        }
        receiver.z_m = placement.z_m;
        Random random(mixed(seed, i));
        for (int wave = 0; wave < shadowing_waves; ++wave) {
            const double remainder = 1 - random.uniform();
            const double k = std::sqrt(1 / (remainder * remainder) - 1) / shadowing_length_m;
            const double direction = random.uniform(0, 2 * std::numbers::pi);
            receiver.waves.push_back(
                {k * std::cos(direction), k * std::sin(direction), random.uniform(0, 2 * std::numbers::pi)});
        }
        receivers_.push_back(std::move(receiver));
    }
}

double Radio::mean_dbm(std::size_t gateway, const Place& place) const noexcept {
    const Receiver& receiver = receivers_[gateway];
    const double storeys = static_cast<double>(receiver.place.floor) - static_cast<double>(place.floor);
    const double dx_m = place.at.x_m - receiver.place.at.x_m;
    const double dy_m = place.at.y_m - receiver.place.at.y_m;
    const double dz_m = receiver.z_m - tag_height_m + storeys * storey_height_m;
    const double distance_m = std::max(distance_min_m, std::hypot(dx_m, dy_m, dz_m));
    double shadowing = 0;
    for (const Wave& wave : receiver.waves) {
        shadowing += std::cos(wave.kx * place.at.x_m + wave.ky * place.at.y_m + wave.phase);
    }
    shadowing *= shadowing_db * std::sqrt(2.0 / shadowing_waves);
    return level_at_1m_dbm - 10 * path_loss_exponent * std::log10(distance_m) -
           slab_loss_db * std::abs(storeys) + shadowing;
}

std::optional<std::int8_t> Radio::hear(std::size_t gateway, std::uint64_t tag, const Place& place,
                                       Random& fading) const noexcept {
    const std::uint64_t cell = mixed(cell_number(place.at.x_m), cell_number(place.at.y_m));
    Random of_place(mixed(mixed(seed_, gateway), mixed(tag, cell)));
    const double rssi_dbm =
        mean_dbm(gateway, place) + place_noise_db * of_place.gaussian() + fading_db * fading.gaussian();
    const double heard = 1 / (1 + std::exp((threshold_dbm - rssi_dbm) / threshold_width_db));
    if (fading.uniform() >= heard) return std::nullopt;
    // 0 and above would read as "not known" in some dialects.
    return static_cast<std::int8_t>(std::clamp(std::lround(rssi_dbm), -120L, -1L));
}

}  // namespace cairn::sim
