// A walk through a hall, made of whole numbers alone, located second by second: prints every position, so
// that two machines can be compared.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>

#include "cairn/locate/positioner.h"

namespace {

using namespace cairn;  // NOLINT(google-build-using-namespace): a program of one file

/// Of Numerical Recipes: the same on every machine.
class Noise {
public:
    int from(int low, int high) {
        state_ = state_ * 1664525U + 1013904223U;
        return low + static_cast<int>((state_ >> 16U) % static_cast<std::uint32_t>(high - low + 1));
    }

private:
    std::uint32_t state_ = 7;
};

Site hall() {
    Site site;
    site.floors.push_back({"ground", 70, 30});
    for (int i = 0; i < 14; ++i)
        site.gateways.push_back({*GatewayId::make("moko", std::to_string(i)),
                                 "ground",
                                 {5.0 + i % 7 * 10, i < 7 ? 3.0 : 27.0},
                                 3});
    site.zones.push_back({"west", "ground", {{0, 0}, {35, 0}, {35, 30}, {0, 30}}});
    site.zones.push_back({"east", "ground", {{35, 0}, {70, 0}, {70, 30}, {35, 30}}});
    return site;
}

/// A tenth of a decibel a step: rounded to whole ones, where a rounding error of the library does not show.
int rssi_dbm(Point from, Point at, int noise_db) {
    const double distance_m =
        std::sqrt((from.x_m - at.x_m) * (from.x_m - at.x_m) + (from.y_m - at.y_m) * (from.y_m - at.y_m) + 4);
    return -60 - static_cast<int>(1.8 * 10 * std::log10(distance_m) + 0.0001) + noise_db;
}

}  // namespace

int main() {
    const Site site = hall();
    Positioner positioner = *Positioner::create({}, site);
    Noise noise;
    std::int64_t now_ms = 1'780'000'000'000;
    for (int second = 0; second < 600; ++second, now_ms += 1000) {
        for (int tag = 0; tag < 4; ++tag) {
            const int along = (second + tag * 40) % 130;
            const Point at{along < 65 ? 2.0 + along : 132.0 - along, 4.0 + (second / 9 + tag * 7) % 22};
            for (const GatewayPlacement& placed : site.gateways) {
                const int heard_dbm = rssi_dbm(placed.at, at, noise.from(-5, 5));
                if (heard_dbm < -86) continue;
                Advertisement heard;
                heard.tag = *TagId::make("ble", std::to_string(tag));
                heard.gateway = placed.gateway;
                heard.heard_at = {now_ms};
                heard.rssi_dbm = static_cast<std::int8_t>(heard_dbm);
                positioner.observe(heard);
            }
        }
        positioner.tick({now_ms}, [second](const Position& position) {
            std::printf("%d %s %d %.6f %.6f %.6f %s\n", second, std::string(position.tag.view()).c_str(),
                        static_cast<int>(position.method), position.x_m, position.y_m, position.radius68_m,
                        std::string(position.zone.view()).c_str());
        });
    }
    return 0;
}
