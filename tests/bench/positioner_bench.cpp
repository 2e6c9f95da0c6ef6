// What a hearing and a position cost. Sites of 20 by 20 gateways, tags heard by 8 of them.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "cairn/locate/positioner.h"

namespace cairn::test {
namespace {

constexpr int side = 20;
constexpr int heard_by = 8;
constexpr std::int64_t noon = 1'780'000'000'000;

Site warehouse() {
    Site site;
    site.floors.push_back({"ground", side * 6.0, side * 6.0});
    for (int i = 0; i < side * side; ++i) {
        const auto id = *GatewayId::make("moko", std::to_string(i));
        const Point at{(i % side) * 6.0, (i / side) * 6.0};  // NOLINT(bugprone-integer-division): rows
        site.gateways.push_back({id, "ground", at, 4});
    }
    for (int i = 0; i < 25; ++i) {
        const double left_m = (i % 5) * 24.0;
        const double low_m = (i / 5) * 24.0;  // NOLINT(bugprone-integer-division): rows
        const std::string name = "bay" + std::to_string(i);
        site.zones.push_back(
            {std::string_view(name),
             "ground",
             {{left_m, low_m}, {left_m + 24, low_m}, {left_m + 24, low_m + 24}, {left_m, low_m + 24}}});
    }
    return site;
}

// One advertisement of each tag, as heard by eight gateways around it.
std::vector<Advertisement> one_round(int tags) {
    std::vector<Advertisement> round;
    for (int tag = 0; tag < tags; ++tag) {
        const int around = tag * 7 % (side * side - side - 4);
        for (int i = 0; i < heard_by; ++i) {
            const int gateway = around + i % 4 + i / 4 * side;
            Advertisement heard;
            heard.tag = *TagId::make("ble", std::to_string(tag));
            heard.gateway = *GatewayId::make("moko", std::to_string(gateway));
            heard.heard_at = {noon};
            heard.rssi_dbm = static_cast<std::int8_t>(-60 - (tag + i * 5) % 30);
            round.push_back(heard);
        }
    }
    return round;
}

Positioner positioner_for(int tags) {
    PositionerOptions options;
    options.tags_max = static_cast<std::uint32_t>(tags);
    return std::move(Positioner::create(options, warehouse())).value();
}

void observe_one_hearing(benchmark::State& state) {
    const int tags = static_cast<int>(state.range(0));
    Positioner positioner = positioner_for(tags);
    const auto round = one_round(tags);
    std::size_t i = 0;
    for ([[maybe_unused]] auto _ : state) {
        positioner.observe(round[i]);
        i = i + 1 == round.size() ? 0 : i + 1;
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(observe_one_hearing)->Arg(100)->Arg(5000);

void tick_with_every_tag_heard(benchmark::State& state) {
    const int tags = static_cast<int>(state.range(0));
    Positioner positioner = positioner_for(tags);
    auto round = one_round(tags);
    std::int64_t now_ms = noon;
    for ([[maybe_unused]] auto _ : state) {
        state.PauseTiming();
        now_ms += 1000;
        for (auto& heard : round) {
            heard.heard_at = {now_ms};
            positioner.observe(heard);
        }
        state.ResumeTiming();
        positioner.tick({now_ms}, [](const Position& position) { benchmark::DoNotOptimize(&position); });
    }
    state.SetItemsProcessed(state.iterations() * tags);
}
BENCHMARK(tick_with_every_tag_heard)->Arg(100)->Arg(5000)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace cairn::test

BENCHMARK_MAIN();
