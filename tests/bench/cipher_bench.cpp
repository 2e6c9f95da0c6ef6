// The cost of opening one encrypted advertisement: BTHome's published example, six bytes.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "cairn/crypto/mbedtls_cipher.h"
#include "support/keys.h"

namespace cairn::test {
namespace {

void open_bthome(benchmark::State& state, bool is_key_changing) {
    crypto::MbedtlsCipher cipher;
    const AesKey key = key_of("231d39c1d7cc1ab1aee224cd096db932");
    const auto nonce = from_hex("5448e68f80a5d2fc4100112233");
    const auto ciphertext = from_hex("a47266c95f73");
    const auto tag = from_hex("78237214");
    std::vector<std::uint8_t> plain(ciphertext.size());
    for (auto step : state) {  // NOLINT(clang-analyzer-deadcode.DeadStores): how the library counts
        if (is_key_changing)
            benchmark::DoNotOptimize(cipher.ccm_decrypt({}, nonce, {}, ciphertext, tag, plain).has_value());
        benchmark::DoNotOptimize(cipher.ccm_decrypt(key, nonce, {}, ciphertext, tag, plain).has_value());
    }
    state.SetItemsProcessed(state.iterations() * (is_key_changing ? 2 : 1));
}
BENCHMARK_CAPTURE(open_bthome, same_key, false);
BENCHMARK_CAPTURE(open_bthome, changing_key, true);

}  // namespace
}  // namespace cairn::test

BENCHMARK_MAIN();
