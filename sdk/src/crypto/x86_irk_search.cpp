// AES-NI. The functions with AES instructions say so one by one: the program also starts where there are
// none.
#include <immintrin.h>

#include <vector>

#include "cairn/core/secret.h"
#include "cairn/crypto/fast_irk_search.h"
#include "cairn/decode/resolver.h"

namespace cairn::crypto {
namespace {

constexpr std::size_t round_keys = 11;  // FIPS 197: ten rounds and the key itself
/// Blocks in flight: an AES instruction takes three to four cycles, and one or two start in each.
constexpr std::size_t lanes = 8;

/// The round keys of eight keys, round by round, in the order in which they are read.
struct Octet {
    __m128i rounds[round_keys][lanes];  // a vector type loses its alignment as the argument of a template
};

template <int constant>
__attribute__((target("aes,sse4.1"))) __m128i next_round_key(__m128i key) noexcept {
    const __m128i word = _mm_shuffle_epi32(_mm_aeskeygenassist_si128(key, constant), 0xFF);
    key = _mm_xor_si128(key, _mm_slli_si128(key, 4));
    key = _mm_xor_si128(key, _mm_slli_si128(key, 8));
    return _mm_xor_si128(key, word);
}

__attribute__((target("aes,sse4.1"))) void expand(const AesKey& key, Octet& octet,
                                                  std::size_t lane) noexcept {
    __m128i all[round_keys];
    all[0] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(key.data()));
    all[1] = next_round_key<0x01>(all[0]);
    all[2] = next_round_key<0x02>(all[1]);
    all[3] = next_round_key<0x04>(all[2]);
    all[4] = next_round_key<0x08>(all[3]);
    all[5] = next_round_key<0x10>(all[4]);
    all[6] = next_round_key<0x20>(all[5]);
    all[7] = next_round_key<0x40>(all[6]);
    all[8] = next_round_key<0x80>(all[7]);
    all[9] = next_round_key<0x1B>(all[8]);
    all[10] = next_round_key<0x36>(all[9]);
    for (std::size_t round = 0; round < round_keys; ++round) octet.rounds[round][lane] = all[round];
}

/// Unrolled whatever the optimization, or the state would go through memory between rounds: 9 instead of 2
/// ns. One bit for each lane whose last three bytes are those of `wanted`.
__attribute__((target("aes,sse4.1"))) unsigned matches(const Octet& octet, __m128i block,
                                                       __m128i wanted) noexcept {
    __m128i state[lanes];
#pragma GCC unroll 8
    for (std::size_t i = 0; i < lanes; ++i) state[i] = _mm_xor_si128(block, octet.rounds[0][i]);
#pragma GCC unroll 9
    for (std::size_t round = 1; round + 1 < round_keys; ++round) {
#pragma GCC unroll 8
        for (std::size_t i = 0; i < lanes; ++i) state[i] = _mm_aesenc_si128(state[i], octet.rounds[round][i]);
    }
    __m128i any = _mm_setzero_si128();
#pragma GCC unroll 8
    for (std::size_t i = 0; i < lanes; ++i) {
        state[i] = _mm_aesenclast_si128(state[i], octet.rounds[round_keys - 1][i]);
        // Without its first byte, the highest word is the hash.
        state[i] = _mm_cmpeq_epi32(_mm_srli_epi32(state[i], 8), wanted);
        any = _mm_or_si128(any, state[i]);
    }
    if (_mm_extract_epi32(any, 3) == 0) return 0;
    unsigned found = 0;
    for (std::size_t i = 0; i < lanes; ++i) found |= _mm_extract_epi32(state[i], 3) != 0 ? 1U << i : 0;
    return found;
}

class AesNiIrkSearch final : public IrkSearch {
public:
    explicit AesNiIrkSearch(std::span<const AesKey> irks)
        : octets_((irks.size() + lanes - 1) / lanes),
          size_(irks.size()) {
        // The places behind the last key hold it again, so that none of them is found first.
        for (std::size_t i = 0; i < octets_.size() * lanes; ++i) {
            expand(irks[i < size_ ? i : size_ - 1], octets_[i / lanes], i % lanes);
        }
    }
    ~AesNiIrkSearch() override {
        wipe({reinterpret_cast<std::uint8_t*>(octets_.data()), octets_.size() * sizeof(Octet)});
    }
    AesNiIrkSearch(const AesNiIrkSearch&) = delete;
    AesNiIrkSearch& operator=(const AesNiIrkSearch&) = delete;

    std::size_t size() const noexcept override { return size_; }

    __attribute__((target("aes,sse4.1"))) std::size_t find(const AesBlock& block,
                                                           std::uint32_t hash) noexcept override {
        const __m128i in = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block.data()));
        // In memory the hash stands highest byte first, in the word lowest byte first.
        const auto swapped = static_cast<int>((hash & 0xFF) << 16 | (hash & 0xFF00) | hash >> 16);
        const __m128i wanted = _mm_set_epi32(swapped, 0, 0, 0);
        for (std::size_t i = 0; i < octets_.size(); ++i) {
            const unsigned found = matches(octets_[i], in, wanted);
            if (found != 0) return i * lanes + static_cast<std::size_t>(__builtin_ctz(found));
        }
        return none;
    }

private:
    std::vector<Octet> octets_;
    std::size_t size_;
};

bool has_aes_instructions() noexcept {
    return __builtin_cpu_supports("aes") != 0 && __builtin_cpu_supports("sse4.1") != 0;
}

}  // namespace

std::unique_ptr<IrkSearch> make_irk_search(Cipher& cipher, std::span<const AesKey> irks) {
    if (has_aes_instructions()) return std::make_unique<AesNiIrkSearch>(irks);
    return std::make_unique<PlainIrkSearch>(cipher, irks);
}

std::string_view irk_search_name() noexcept {
    return has_aes_instructions() ? "aes-ni" : "plain";
}

}  // namespace cairn::crypto
