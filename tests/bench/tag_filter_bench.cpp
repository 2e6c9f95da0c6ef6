// What it costs to locate a tag: the filter's tick and its fix, and the whole positioner with thousands of
// tags.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>
#include <vector>

#include "cairn/locate/positioner.h"
#include "cairn/locate/tag_filter.h"

namespace cairn::locate::test {
namespace {

constexpr Point tag_at{14, 18};

/// 32 by 32 cells of a metre and 16 gateways, the eight nearest of which hear the tag.
struct Hall {
    Building building;
    std::vector<GatewayRadio> gateways;
    std::vector<LabelledPlace> survey;
    std::vector<TickHearing> hearings;

    Hall() {
        building.grid = Grid({0, 0}, {32, 32});
        for (int i = 0; i < 16; ++i) {
            GatewayRadio& gateway = gateways.emplace_back();
            gateway = {{4.0 + i % 4 * 8.0, 4.0 + i / 4 * 8.0},
                       2,
                       0,
                       -60,
                       1.8,
                       -95};  // NOLINT(bugprone-integer-division)
        }
        const auto level_dbm = [&](const GatewayRadio& gateway) {
            return law_dbm(building, {}, gateway, 0, tag_at);
        };
        std::ranges::sort(gateways, std::ranges::greater{}, level_dbm);
        const double threshold_dbm = (level_dbm(gateways[7]) + level_dbm(gateways[8])) / 2;
        for (std::uint32_t i = 0; i < 16; ++i) {
            gateways[i].threshold_dbm = threshold_dbm;
            if (i < 8) hearings.push_back({i, level_dbm(gateways[i]) + (i * 7 % 5 - 2.0) * 2, 2});
            for (int place = 0; place < 36; ++place) {
                const Point at{2.0 + place % 6 * 5.0,
                               2.0 + place / 6 * 5.0};  // NOLINT(bugprone-integer-division)
                const double error_db = ((place * 7 + static_cast<int>(i) * 5) % 9 - 4) * 0.5;
                survey.push_back({i, at, law_dbm(building, {}, gateways[i], 0, at) + error_db, 20});
            }
        }
    }
};

void tick_of_a_tag(benchmark::State& state) {
    const Hall hall;
    const RadioMap map(hall.building, hall.gateways, {}, 1, hall.survey);
    const Silence silence(map, std::vector<std::uint8_t>(16, 1));
    TagFilter filter(hall.building.grid);
    for (int i = 0; i < 20; ++i) filter.tick(map, silence, 1, hall.hearings);
    for ([[maybe_unused]] auto _ : state) {
        filter.tick(map, silence, 1, hall.hearings);
        benchmark::DoNotOptimize(filter.fix());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(hall.hearings.size()));
}
BENCHMARK(tick_of_a_tag)->Unit(benchmark::kMicrosecond);

constexpr std::int64_t noon = 1'780'000'000'000;

Site hall_site() {
    const Hall hall;
    Site site;
    site.floors.push_back({"ground", 32, 32});
    for (std::size_t i = 0; i < hall.gateways.size(); ++i)
        site.gateways.push_back(
            {*GatewayId::make("moko", std::to_string(i)), "ground", hall.gateways[i].at, 2});
    return site;
}

/// What eight gateways hear of each tag in a second.
std::vector<Advertisement> one_second(int tags) {
    const Hall hall;
    std::vector<Advertisement> heard;
    for (int tag = 0; tag < tags; ++tag) {
        const Point at{1.0 + tag * 7 % 30, 1.0 + tag * 13 % 30};
        std::vector<std::pair<double, std::size_t>> levels;
        for (std::size_t i = 0; i < hall.gateways.size(); ++i)
            levels.emplace_back(law_dbm(hall.building, {}, hall.gateways[i], 0, at), i);
        std::ranges::sort(levels, std::ranges::greater{});
        for (std::size_t i = 0; i < 8; ++i) {
            Advertisement& one = heard.emplace_back();
            one.tag = *TagId::make("ble", std::to_string(tag));
            one.gateway = *GatewayId::make("moko", std::to_string(levels[i].second));
            one.rssi_dbm =
                static_cast<std::int8_t>(std::lround(levels[i].first) + (tag + static_cast<int>(i)) % 5 - 2);
        }
    }
    return heard;
}

double allocated_mb() {
    const auto info = mallinfo2();
    return static_cast<double>(info.uordblks + info.hblkhd) / 1e6;
}

/// Seconds of a site with a learned map. A tag's time is that from one position to the next.
void second_of_a_site(benchmark::State& state) {
    using Clock = std::chrono::steady_clock;
    const int tags = static_cast<int>(state.range(0));
    auto heard = one_second(tags);
    PositionerOptions options;
    options.tags_max = static_cast<std::uint32_t>(tags);
    const double before_mb = allocated_mb();
    Positioner positioner = *Positioner::create(options, hall_site());
    const double taken_mb = allocated_mb() - before_mb;
    std::int64_t now_ms = noon;
    std::vector<double> tag_us;
    const auto pass_a_second = [&] {
        now_ms += 1000;
        for (Advertisement& one : heard) {
            one.heard_at = {now_ms};
            positioner.observe(one);
        }
        tag_us.clear();
        auto before = Clock::now();
        positioner.tick({now_ms}, [&](const Position&) {
            const auto after = Clock::now();
            tag_us.push_back(std::chrono::duration<double, std::micro>(after - before).count());
            before = after;
        });
    };
    while (positioner.calibration() == CalibrationLevel::none) pass_a_second();
    for ([[maybe_unused]] auto _ : state) pass_a_second();
    std::ranges::sort(tag_us);
    state.SetItemsProcessed(state.iterations() * tags);
    state.counters["MB"] = taken_mb;
    state.counters["p50_us"] = tag_us[tag_us.size() / 2];
    state.counters["p99_us"] = tag_us[tag_us.size() * 99 / 100];
}
BENCHMARK(second_of_a_site)->Arg(100)->Arg(5000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cairn::locate::test

BENCHMARK_MAIN();
