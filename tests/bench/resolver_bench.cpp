// The cost of one foreign resolvable address: every key is tried. Time per iteration is per address;
// per_irk is what one key costs.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "cairn/crypto/fast_irk_search.h"
#include "cairn/crypto/mbedtls_cipher.h"
#include "cairn/decode/resolver.h"

namespace cairn::test {
namespace {

std::vector<AesKey> random_keys(std::int64_t count) {
    std::vector<AesKey> keys(static_cast<std::size_t>(count));
    std::uint32_t state = 1;
    for (AesKey& key : keys) {
        for (std::uint8_t& byte : key) {
            state = state * 1664525U + 1013904223U;
            byte = static_cast<std::uint8_t>(state >> 24);
        }
    }
    return keys;
}

/// Each time another address, so that nothing is remembered.
MacAddress next_address(std::uint32_t& number) {
    ++number;
    return {{0x40, static_cast<std::uint8_t>(number >> 16), static_cast<std::uint8_t>(number >> 8),
             static_cast<std::uint8_t>(number), 0x55, 0xAA}};
}

void count_keys(benchmark::State& state) {
    const auto keys = static_cast<double>(state.range(0));
    state.counters["per_irk"] =
        benchmark::Counter(keys, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void resolve_miss(benchmark::State& state, IrkSearch& search) {
    auto addresses = *ResolvableAddresses::create(search);
    std::uint32_t number = 0;
    for (auto step : state) {  // NOLINT(clang-analyzer-deadcode.DeadStores): how the library counts
        benchmark::DoNotOptimize(addresses.resolve(next_address(number)));
    }
    count_keys(state);
}

void fast_search(benchmark::State& state) {
    crypto::MbedtlsCipher cipher;
    const auto search = crypto::make_irk_search(cipher, random_keys(state.range(0)));
    state.SetLabel(std::string(crypto::irk_search_name()));
    resolve_miss(state, *search);
}
BENCHMARK(fast_search)->Arg(256)->Arg(4096);

void plain_search(benchmark::State& state) {
    crypto::MbedtlsCipher cipher;
    PlainIrkSearch search(cipher, random_keys(state.range(0)));
    resolve_miss(state, search);
}
BENCHMARK(plain_search)->Arg(256)->Arg(4096);

/// What it costs when the address was heard before.
void remembered(benchmark::State& state) {
    crypto::MbedtlsCipher cipher;
    const auto search = crypto::make_irk_search(cipher, random_keys(4096));
    auto addresses = *ResolvableAddresses::create(*search);
    std::uint32_t number = 0;
    for (auto step : state) {  // NOLINT(clang-analyzer-deadcode.DeadStores): how the library counts
        benchmark::DoNotOptimize(addresses.resolve(next_address(number)));
        if (number == 1000) number = 0;
    }
}
BENCHMARK(remembered);

}  // namespace
}  // namespace cairn::test

BENCHMARK_MAIN();
