// Any bytes where keys are concerned. The first one chooses: an advertisement of a device with a key, saved
// counters, a key as text, encrypted telemetry, a private address.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "cairn/crypto/fast_irk_search.h"
#include "cairn/crypto/mbedtls_cipher.h"
#include "cairn/decode/decoder.h"
#include "cairn/decode/eddystone_eid.h"
#include "cairn/decode/key_ring.h"
#include "cairn/decode/replay_guard.h"
#include "cairn/decode/resolver.h"
#include "fuzz/report_checks.h"

namespace cairn {
namespace {

const MacAddress device{{0x54, 0x48, 0xE6, 0x8F, 0x80, 0xA5}};
const AesKey key{0x23, 0x1D, 0x39, 0xC1, 0xD7, 0xCC, 0x1A, 0xB1,
                 0xAE, 0xE2, 0x24, 0xCD, 0x09, 0x6D, 0xB9, 0x32};

KeyRing ring_of_one() {
    auto ring = *KeyRing::create(1);
    CAIRN_ASSERT(ring.add({device, key, std::nullopt, std::nullopt}).has_value());
    return ring;
}

void decode_with_key(crypto::MbedtlsCipher& cipher, Bytes payload) {
    static const KeyRing ring = ring_of_one();
    auto guard = *ReplayGuard::create({.rows_max = 2});
    const Decoder decoder({.keys = &ring, .cipher = &cipher, .replay_guard = &guard});
    static DecodeReport report;
    decoder.decode({payload, device, {1'700'000'000'000}}, report);
    fuzz::check_structures(payload, report);
    for (const Decoded& decoded : report.formats) fuzz::check_decoded(payload, decoded);
}

/// What loads is saved as it was, but for bytes that mean nothing.
void load_counters(Bytes saved) {
    auto guard = *ReplayGuard::create({.rows_max = 16});
    if (!guard.load(saved)) return;
    CAIRN_ASSERT(guard.saved_bytes() <= saved.size());
    std::vector<std::uint8_t> again(guard.saved_bytes());
    CAIRN_ASSERT(guard.save(again).has_value() && guard.load(again).has_value());
}

void resolve(crypto::MbedtlsCipher& cipher, Bytes bytes) {
    static const auto search = crypto::make_irk_search(cipher, std::vector<AesKey>{key});
    static auto addresses = *ResolvableAddresses::create(*search, {4, 4});
    const auto address = MacAddress::from_bytes(bytes);
    if (address) CAIRN_ASSERT(addresses.resolve(*address).has_value() == made_by(cipher, key, *address));
}

}  // namespace
}  // namespace cairn

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace cairn;
    static crypto::MbedtlsCipher cipher;
    if (size == 0) return 0;
    const Bytes rest(bytes + 1, size - 1);
    switch (bytes[0] % 5) {
        case 0: decode_with_key(cipher, rest); break;
        case 1: load_counters(rest); break;
        case 2: CAIRN_ASSERT(!parse_key(as_text(rest)) || parse_bind_key(as_text(rest)).has_value()); break;
        case 3: static_cast<void>(open_telemetry(cipher, {key, 10, {}}, 0, rest).has_value()); break;
        default: resolve(cipher, rest); break;
    }
    return 0;
}
