// The cost of decoding one advertisement.
#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "cairn/core/hex.h"
#include "cairn/decode/report_json.h"
#include "support/decode.h"

namespace cairn::test {
namespace {

constexpr auto ibeacon = "0201061aff4c000215e2c56db5dffb48d2b060d0f5a71096e000010002c5";
constexpr auto url = "0201060303aafe1016aafe10000367657470617265746f07";
constexpr auto ruuvi = "0201061bff99040512fc5394c37c0004fffc040cac364200cdcbb8334c884f";
constexpr auto minew = "0201060303e1ff1016e1ffa10164187017fd5b8fa03f23ac";
constexpr auto moko = "1816abfe60000a010007154039c0fa000bf901f40c93fe3487";
constexpr auto nearby = "02011a020a0c0aff4c001005441cbd08c5";
constexpr auto unknown = "02010613ff34120102030405060708090a0b0c0d0e0f10";

void decode_one(benchmark::State& state, const char* hex) {
    const auto payload = from_hex(hex);
    DecodeReport report;
    for (auto step : state) {  // NOLINT(clang-analyzer-deadcode.DeadStores): how the library counts
        decode(payload, report);
        benchmark::DoNotOptimize(report);
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(decode_one, ibeacon, ibeacon);
BENCHMARK_CAPTURE(decode_one, eddystone_url, url);
BENCHMARK_CAPTURE(decode_one, ruuvi_5, ruuvi);
BENCHMARK_CAPTURE(decode_one, minew_temperature_humidity, minew);
BENCHMARK_CAPTURE(decode_one, moko_acceleration, moko);
BENCHMARK_CAPTURE(decode_one, unknown, unknown);

/// Composed, not captured: half unknown companies, a quarter iBeacons, phones, and one sensor in ten.
constexpr auto mix = std::to_array<std::string_view>(
    {unknown, ibeacon, unknown, nearby,  unknown, ibeacon, unknown, minew,   unknown, ibeacon,
     unknown, nearby,  unknown, ibeacon, unknown, nearby,  unknown, ibeacon, unknown, ruuvi});

void decode_mix(benchmark::State& state) {
    std::vector<std::vector<std::uint8_t>> payloads;
    for (const std::string_view hex : mix) payloads.push_back(from_hex(hex));
    DecodeReport report;
    std::size_t next = 0;
    for (auto step : state) {  // NOLINT(clang-analyzer-deadcode.DeadStores): how the library counts
        decode(payloads[next], report);
        benchmark::DoNotOptimize(report);
        next = next + 1 == payloads.size() ? 0 : next + 1;
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(decode_mix);

/// As a tool or a gateway's line protocol does it: hexadecimal text in, JSON text out.
void hex_to_json_mix(benchmark::State& state) {
    std::array<std::uint8_t, 256> payload{};
    std::array<char, 4'096> json{};
    DecodeReport report;
    std::size_t next = 0;
    for (auto step : state) {  // NOLINT(clang-analyzer-deadcode.DeadStores): how the library counts
        const auto size = parse_hex(mix[next], payload);
        decode(Bytes(payload).first(size.value_or(0)), report);
        benchmark::DoNotOptimize(write_formats_json(report, json));
        benchmark::DoNotOptimize(json);
        next = next + 1 == mix.size() ? 0 : next + 1;
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(hex_to_json_mix);

}  // namespace
}  // namespace cairn::test

BENCHMARK_MAIN();
