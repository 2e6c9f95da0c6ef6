// A hall of gateways that hear by a law of their own, and tags that walk through it.
#pragma once

#include <array>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "cairn/locate/positioner.h"
#include "support/allocation_count.h"
#include "unit/locate/site_of_test.h"

namespace cairn::test {

inline constexpr std::int64_t noon = 1'780'000'000'000;

inline std::string name_of(std::size_t number) {
    return "A0000000000" + std::to_string(number);
}

/// 24 m by 16 m, eight gateways along the walls, west and east halves.
inline Site large_hall() {
    Site site;
    site.floors.push_back({"ground", 24, 16});
    std::size_t number = 0;
    for (const Point at : {Point{1, 1}, {8, 1}, {16, 1}, {23, 1}, {1, 15}, {8, 15}, {16, 15}, {23, 15}})
        site.gateways.push_back({gateway_id(name_of(number++)), "ground", at, 2.5});
    site.zones = {{"west", "ground", {{0, 0}, {12, 0}, {12, 16}, {0, 16}}},
                  {"east", "ground", {{12, 0}, {24, 0}, {24, 16}, {12, 16}}}};
    return site;
}

inline constexpr std::array<double, 8> hall_gains_db{-4, 3, 0, 5, -2, 1, -5, 2};
inline constexpr double threshold_dbm = -92;

inline double loudness_dbm(Point from, Point at) {
    return -62 - 19 * std::log10(std::hypot(at.x_m - from.x_m, at.y_m - from.y_m, 1.5));
}

/// What shelves make of the law.
inline double shadow_db(std::size_t gateway, Point at) {
    const double phase = 1.7 * static_cast<double>(gateway);
    return 6 * std::sin(0.55 * at.x_m + phase) * std::cos(0.6 * at.y_m + phase);
}

/// Gateways that hear by a law of their own, with fading, once a second.
class Hall {
public:
    explicit Hall(const PositionerOptions& options = {}, Site site = large_hall(), const Survey& survey = {})
        : site_(std::move(site)),
          positioner_(*Positioner::create(options, site_, survey)) {}
    explicit Hall(Positioner positioner) : site_(large_hall()), positioner_(std::move(positioner)) {}

    Positioner& positioner() { return positioner_; }
    void put_up_shelves() { has_shelves_ = true; }
    void let_fall_silent(std::size_t gateway) { silent_[gateway] = true; }
    void weaken(std::size_t gateway, double by_db) { gains_db_[gateway] -= by_db; }

    void hear(std::string_view tag, Point at) {
        for (std::size_t i = 0; i < site_.gateways.size(); ++i) {
            const double rssi_dbm = gains_db_[i] + (has_shelves_ ? shadow_db(i, at) : 0) +
                                    loudness_dbm(site_.gateways[i].at, at) + 3.5 * normal_(random_);
            if (silent_[i] || rssi_dbm < threshold_dbm) continue;
            const auto name = site_.gateways[i].gateway.view().substr(5);
            positioner_.observe(heard(tag, name, static_cast<int>(std::lround(rssi_dbm)), now_ms_));
        }
    }
    std::map<std::string, Position> tick() {
        std::map<std::string, Position> found;
        positioner_.tick({now_ms_}, [&](const Position& position) {
            found.insert_or_assign(std::string(position.tag.view()), position);
        });
        now_ms_ += 1000;
        return found;
    }
    /// How often the tick takes memory.
    std::size_t allocations_of_tick() {
        const std::size_t before = allocation_count();
        positioner_.tick({now_ms_}, [](const Position&) {});
        now_ms_ += 1000;
        return allocation_count() - before;
    }
    /// Five tags walk, each its own way; answers the mean error of the last seconds.
    double walk(int seconds) {
        double sum_m = 0;
        int count = 0;
        for (int second = 0; second < seconds; ++second, ++walked_s_) {
            std::map<std::string, Point> places;
            for (int tag = 0; tag < 5; ++tag) {
                const double phase = 0.03 * walked_s_ + 1.3 * tag;
                const Point at{12 + 10.5 * std::sin(phase), 8 + 6.5 * std::cos(1.6 * phase + tag)};
                places["ble:tag" + std::to_string(tag)] = at;
                hear("tag" + std::to_string(tag), at);
            }
            for (const auto& [tag, position] : tick()) {
                if (second + 60 < seconds || !places.contains(tag)) continue;
                sum_m += std::hypot(position.x_m - places[tag].x_m, position.y_m - places[tag].y_m);
                ++count;
            }
        }
        return sum_m / count;
    }
    std::int64_t now_ms() const { return now_ms_; }

private:
    Site site_;
    Positioner positioner_;
    std::vector<double> gains_db_{hall_gains_db.begin(), hall_gains_db.end()};
    std::map<std::size_t, bool> silent_;
    bool has_shelves_ = false;
    std::mt19937 random_{11};
    std::normal_distribution<double> normal_;
    std::int64_t now_ms_ = noon;
    int walked_s_ = 0;
};

}  // namespace cairn::test
