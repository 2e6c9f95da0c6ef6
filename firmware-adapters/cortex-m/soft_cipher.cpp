#include "soft_cipher.h"

#include <algorithm>

#include "cairn/core/secret.h"
#include "decode/formats/aes_tables.h"

namespace cairn::cortex_m {
namespace {

using namespace formats::aes;

constexpr std::size_t block_bytes = 16;

AesBlock substitute_and_shift(const AesBlock& state) noexcept {
    AesBlock result{};
    for (std::size_t i = 0; i < block_bytes; ++i)
        result[i] = boxes.forwards[state[(i + 4 * (i % 4)) % block_bytes]];
    return result;
}

void mix_columns(AesBlock& state) noexcept {
    for (std::size_t column = 0; column < block_bytes; column += 4) {
        const AesBlock before = state;
        const auto at = [&](std::size_t row) { return before[column + row % 4]; };
        const auto all = static_cast<std::uint8_t>(at(0) ^ at(1) ^ at(2) ^ at(3));
        // 2a + 3b + c + d = (a + b + c + d) + a + 2(a + b)
        for (std::size_t row = 0; row < 4; ++row) {
            const auto pair = static_cast<std::uint8_t>(at(row) ^ at(row + 1));
            state[column + row] = static_cast<std::uint8_t>(all ^ at(row) ^ doubled(pair));
        }
    }
}

void add_to(AesBlock& block, Bytes bytes) noexcept {
    for (std::size_t i = 0; i < bytes.size(); ++i) block[i] = static_cast<std::uint8_t>(block[i] ^ bytes[i]);
}

/// One message under one key: RFC 3610 section 2.
class Ccm {
public:
    Ccm(Cipher& cipher, const AesKey& key, Bytes nonce) noexcept : cipher_(cipher), key_(key) {
        length_bytes_ = block_bytes - 1 - nonce.size();
        counter_[0] = static_cast<std::uint8_t>(length_bytes_ - 1);
        std::ranges::copy(nonce, counter_.begin() + 1);
    }

    /// The tag of 16 bytes, still to be encrypted.
    AesBlock authenticated(Bytes aad, Bytes plain, std::size_t tag_bytes) noexcept {
        AesBlock sum = counter_;
        const std::size_t tag_code = (tag_bytes - 2) / 2;
        sum[0] = static_cast<std::uint8_t>(sum[0] | tag_code << 3 | (aad.empty() ? 0 : 0x40));
        put_length(sum, plain.size());
        cipher_.aes128_encrypt_block(key_, sum, sum);
        if (!aad.empty()) {
            // Fewer than 0xFF00 bytes: their number goes before them, in two.
            AesBlock first{static_cast<std::uint8_t>(aad.size() >> 8), static_cast<std::uint8_t>(aad.size())};
            const std::size_t count = std::min(aad.size(), block_bytes - 2);
            std::ranges::copy(aad.first(count), first.begin() + 2);
            add(sum, first);
            add(sum, aad.subspan(count));
        }
        add(sum, plain);
        return sum;
    }

    /// Block number 0 hides the tag, the others the text.
    AesBlock stream(std::size_t number) noexcept {
        AesBlock block = counter_;
        put_length(block, number);
        cipher_.aes128_encrypt_block(key_, block, block);
        return block;
    }

private:
    void put_length(AesBlock& block, std::size_t value) noexcept {
        for (std::size_t i = 0; i < length_bytes_; ++i, value >>= 8)
            block[block_bytes - 1 - i] = static_cast<std::uint8_t>(value);
    }
    void add(AesBlock& sum, Bytes bytes) noexcept {
        for (std::size_t i = 0; i < bytes.size(); i += block_bytes) {
            add_to(sum, bytes.subspan(i, std::min(block_bytes, bytes.size() - i)));
            cipher_.aes128_encrypt_block(key_, sum, sum);
        }
    }

    Cipher& cipher_;
    const AesKey& key_;
    AesBlock counter_{};
    std::size_t length_bytes_ = 0;
};

bool is_tag_size(std::size_t size) noexcept {
    return size >= Cipher::tag_bytes_min && size <= Cipher::tag_bytes_max && size % 2 == 0;
}

}  // namespace

void SoftCipher::aes128_encrypt_block(const AesKey& key, const AesBlock& in, AesBlock& out) {
    const auto keys = expand(key);
    AesBlock state = in;
    add_to(state, Bytes(keys).first(block_bytes));
    for (std::size_t round = 1; round <= rounds; ++round) {
        state = substitute_and_shift(state);
        if (round != rounds) mix_columns(state);
        add_to(state, Bytes(keys).subspan(block_bytes * round, block_bytes));
    }
    out = state;
}

Result<void> SoftCipher::ccm_decrypt(const AesKey& key, Bytes nonce, Bytes aad, Bytes ciphertext, Bytes tag,
                                     MutableBytes plain) {
    constexpr std::size_t bytes_max = 0xFEFF;  // of either; no advertisement comes near
    if (nonce.size() < nonce_bytes_min || nonce.size() > nonce_bytes_max)
        return fail(Errc::malformed, "ccm: nonce not of 8 to 13 bytes");
    if (!is_tag_size(tag.size())) return fail(Errc::malformed, "ccm: tag not of 4, 6, ... 16 bytes");
    if (ciphertext.size() > bytes_max || aad.size() > bytes_max)
        return fail(Errc::malformed, "ccm: lengths that AES-CCM does not have");
    if (plain.size() < ciphertext.size()) return fail(Errc::full, "ccm: no room for the plain text");
    Ccm ccm(*this, key, nonce);
    const MutableBytes text = plain.first(ciphertext.size());
    for (std::size_t i = 0; i < text.size(); ++i) text[i] = ciphertext[i];
    for (std::size_t i = 0; i < text.size(); i += block_bytes) {
        const AesBlock stream = ccm.stream(i / block_bytes + 1);
        for (std::size_t k = i; k < std::min(i + block_bytes, text.size()); ++k)
            text[k] = static_cast<std::uint8_t>(text[k] ^ stream[k - i]);
    }
    AesBlock expected = ccm.authenticated(aad, text, tag.size());
    add_to(expected, ccm.stream(0));
    if (same_secret(Bytes(expected).first(tag.size()), tag)) return {};
    wipe(text);
    return fail(Errc::denied, "ccm: wrong tag");
}

}  // namespace cairn::cortex_m
