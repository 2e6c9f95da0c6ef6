// What a step of calibration costs at most: it runs between the ticks of the positioner. The traffic fills
// the ring, of tags each heard by the sixteen gateways around it.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <vector>

#include "cairn/locate/calibration.h"
#include "cairn/locate/calibrator.h"

namespace cairn::locate::test {
namespace {

constexpr std::size_t ticks_a_step = 24;  // as many as the engine takes
constexpr std::uint32_t heard_by_max = 16;

/// Of this thread: other programs do not count.
double cpu_us() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

struct World {
    Building building;
    std::vector<GatewayRadio> gateways;

    World(double side_m, std::uint32_t floors, std::uint32_t gateways_a_floor) {
        building.grid = Grid({0, 0}, {side_m, side_m}, floors);
        building.tag_z_m.clear();
        building.levels.clear();
        const auto columns = static_cast<std::uint32_t>(std::ceil(std::sqrt(gateways_a_floor)));
        for (std::uint32_t floor = 0; floor < floors; ++floor) {
            building.tag_z_m.push_back(3.5 * floor + 1);
            building.levels.push_back(floor);
            for (std::uint32_t i = 0; i < gateways_a_floor; ++i) {
                const double pitch_m = side_m / columns;
                GatewayRadio& gateway = gateways.emplace_back();
                gateway.at = {(i % columns + 0.5) * pitch_m,
                              (i / columns + 0.5) * pitch_m};  // NOLINT(bugprone-integer-division): rows
                gateway.z_m = 3.5 * floor + 2.5;
                gateway.floor = floor;
            }
        }
        gateways = uncalibrated(gateways, {});
    }

    std::vector<TickHearing> heard(std::uint32_t floor, Point at, std::uint32_t noise) const {
        std::vector<TickHearing> hearings;
        for (std::uint32_t i = 0; i < gateways.size(); ++i) {
            const double rssi_dbm = law_dbm(building, {}, gateways[i], floor, at) - 4;
            hearings.push_back({i, rssi_dbm + static_cast<int>((noise + i * 5) % 7), 1});
        }
        std::ranges::sort(hearings, std::ranges::greater{}, &TickHearing::rssi_dbm);
        hearings.resize(std::min<std::size_t>(hearings.size(), heard_by_max));
        return hearings;
    }

    std::vector<LabelledPlace> labels(std::uint32_t places) const {
        std::vector<LabelledPlace> labels;
        for (std::uint32_t i = 0; i < gateways.size(); ++i) {
            for (std::uint32_t j = 0; j < places; ++j) {
                const std::uint32_t floor = j % static_cast<std::uint32_t>(building.grid.floors());
                const Point at = building.grid.at(j * 97 % building.grid.cells());
                labels.push_back({i, at, law_dbm(building, {}, gateways[i], floor, at), 20, floor});
            }
        }
        return labels;
    }
};

void add_traffic(const World& world, Calibrator& calibrator) {
    for (std::uint32_t tick = 0; tick < 2048; ++tick) {
        const std::uint32_t tag = tick % 20;
        const auto floor = static_cast<std::uint32_t>(tag % world.building.grid.floors());
        const std::size_t cell = (tag * 137 + tick / 20) % world.building.grid.cells();
        calibrator.add(tag, 1, world.heard(floor, world.building.grid.at(cell), tick * 11 % 7));
    }
}

/// A step does the same in every run: the shortest time of each is what it costs, the others were disturbed.
void calibrate(benchmark::State& state, const World& world, std::uint32_t places) {
    Calibrator::Options options;
    options.hearings_max = 2048 * heard_by_max;
    Calibrator calibrator(world.building, world.gateways, options);
    add_traffic(world, calibrator);
    const std::vector<LabelledPlace> labels = world.labels(places);
    std::vector<double> steps_us;
    double start_us = 1e9;
    for ([[maybe_unused]] auto _ : state) {
        const double begin_us = cpu_us();
        calibrator.start(Calibrator::Depth::laws, labels);
        start_us = std::min(start_us, cpu_us() - begin_us);
        bool is_ready = false;
        for (std::size_t step = 0; !is_ready; ++step) {
            const double step_begin_us = cpu_us();
            is_ready = calibrator.step(ticks_a_step);
            if (step == steps_us.size()) steps_us.push_back(1e9);
            steps_us[step] = std::min(steps_us[step], cpu_us() - step_begin_us);
        }
    }
    state.counters["cells"] = static_cast<double>(world.building.grid.floors() * world.building.grid.cells());
    state.counters["start_us"] = start_us;
    state.counters["steps"] = static_cast<double>(steps_us.size());
    state.counters["longest_step_us"] = *std::ranges::max_element(steps_us);
    std::ranges::sort(steps_us);
    state.counters["median_step_us"] = steps_us[steps_us.size() / 2];
}

void calibrate_a_floor_of_16_gateways(benchmark::State& state) {
    calibrate(state, World(40, 1, 16), static_cast<std::uint32_t>(state.range(0)));
}
BENCHMARK(calibrate_a_floor_of_16_gateways)->Arg(0)->Arg(64)->Unit(benchmark::kMillisecond);

void calibrate_three_floors_of_17_gateways(benchmark::State& state) {
    calibrate(state, World(78, 3, 17), static_cast<std::uint32_t>(state.range(0)));
}
BENCHMARK(calibrate_three_floors_of_17_gateways)->Arg(0)->Arg(64)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cairn::locate::test

BENCHMARK_MAIN();
