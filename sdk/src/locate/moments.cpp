#include "locate/moments.h"

#include <algorithm>
#include <cmath>

#include "locate/hearing_chance.h"

namespace cairn::locate {
namespace {

// Thresholds against the level, in halves of a dB; these two are not tried themselves.
constexpr int lowest = -121;
constexpr int highest = 10;

constexpr std::size_t places_max = 2048;  // more tell no more
constexpr std::size_t chances_a_step = 1500;

}  // namespace

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

void MomentMatch::start(const RadioMap& map, double level_dbm, double heard_by) noexcept {
    map_ = &map;
    level_dbm_ = level_dbm;
    wanted_ = std::min(heard_by, static_cast<double>(map.gateways()) - 0.1);
    low_ = lowest;
    // One gateway alone says nothing of its threshold, and is taken to hear all.
    high_ = map.gateways() > 1 ? highest : lowest + 2;
    middle_ = (low_ + high_) / 2;
    place_ = 0;
    sums_ = {};
    found_ = {};
}

bool MomentMatch::step() noexcept {
    const Grid& grid = map_->grid();
    const std::size_t count = grid.floors() * grid.cells();
    const std::size_t apart = std::max<std::size_t>(1, count / places_max);
    const std::size_t end = place_ + apart * (chances_a_step / map_->gateways() + 1);
    for (; place_ < std::min(end, count); place_ += apart) add_place(place_);
    if (place_ >= count) judge();
    return high_ - low_ <= 1;
}

/// A tag may be at any place.
void MomentMatch::add_place(std::size_t place) noexcept {
    const std::size_t floor = place / map_->grid().cells();
    const std::size_t cell = place % map_->grid().cells();
    const double threshold_db = middle_ / 2.0;
    double nobody = 1;
    for (std::size_t gateway = 0; gateway < map_->gateways(); ++gateway) {
        const RadioMap::Field field = map_->cells(gateway, floor);
        const double rssi_db = static_cast<double>(field.mean_dbm(cell)) - level_dbm_;
        const double width_db = hearing_width_db(map_->constants().hearing_softness_db,
                                                 static_cast<double>(field.variance_db2(cell)));
        const double chance = logistic((rssi_db - threshold_db) / width_db);
        sums_.heard += chance;
        sums_.weighted += chance * rssi_db;
        nobody *= 1 - std::min(chance, 1 - 1e-9);
    }
    sums_.any += 1 - nobody;
}

/// The higher the threshold, the fewer gateways hear a tag: so the range is halved.
void MomentMatch::judge() noexcept {
    const double heard_by = sums_.any > 0 ? sums_.heard / sums_.any : 1;
    const double off = std::abs(heard_by - wanted_);
    if (off < found_.off) found_ = {off, middle_ / 2.0, sums_.weighted / sums_.heard};
    (heard_by > wanted_ ? low_ : high_) = middle_;
    middle_ = (low_ + high_) / 2;
    place_ = 0;
    sums_ = {};
}

}  // namespace cairn::locate
