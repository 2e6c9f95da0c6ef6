#include "decode/eax.h"

#include <algorithm>

#include "cairn/core/secret.h"

namespace cairn::decode {
namespace {

constexpr std::size_t block_bytes = 16;

/// What the three parts are marked with before they are authenticated.
enum class Part : std::uint8_t { nonce = 0, header = 1, ciphertext = 2 };

void add_to(AesBlock& block, Bytes bytes) noexcept {
    for (std::size_t i = 0; i < bytes.size(); ++i) block[i] = static_cast<std::uint8_t>(block[i] ^ bytes[i]);
}

/// Times x in the field of 2^128 elements: SP 800-38B section 6.1. No branch on the secret bit.
AesBlock doubled(const AesBlock& block) noexcept {
    AesBlock twice{};
    for (std::size_t i = 0; i < block_bytes; ++i) {
        const std::uint8_t carried = i + 1 < block_bytes ? block[i + 1] >> 7 : 0;
        twice[i] = static_cast<std::uint8_t>(block[i] << 1 | carried);
    }
    twice.back() = static_cast<std::uint8_t>(twice.back() ^ 0x87 * (block[0] >> 7));
    return twice;
}

/// CMAC of a block that names the part, and the part.
AesBlock authenticated(Cipher& cipher, const AesKey& key, Part part, Bytes bytes) noexcept {
    AesBlock subkey{};
    cipher.aes128_encrypt_block(key, subkey, subkey);
    subkey = doubled(subkey);
    AesBlock sum{};
    sum.back() = static_cast<std::uint8_t>(part);
    while (!bytes.empty()) {
        cipher.aes128_encrypt_block(key, sum, sum);
        const Bytes next = bytes.first(std::min(bytes.size(), block_bytes));
        add_to(sum, next);
        bytes = bytes.subspan(next.size());
        if (next.size() == block_bytes) continue;
        sum[next.size()] = static_cast<std::uint8_t>(sum[next.size()] ^ 0x80);  // the padding of a part block
        subkey = doubled(subkey);
    }
    add_to(sum, subkey);
    cipher.aes128_encrypt_block(key, sum, sum);
    return sum;
}

void count_up(AesBlock& counter) noexcept {
    for (std::size_t i = block_bytes; i > 0; --i) {
        if (++counter[i - 1] != 0) return;
    }
}

}  // namespace

Result<void> eax_decrypt(Cipher& cipher, const AesKey& key, Bytes nonce, Bytes header, Bytes ciphertext,
                         Bytes tag, MutableBytes plain) noexcept {
    if (tag.empty() || tag.size() > block_bytes)
        return fail(Errc::malformed, "eax: tag not of 1 to 16 bytes");
    if (plain.size() < ciphertext.size()) return fail(Errc::full, "eax: no room for the plain text");
    AesBlock counter = authenticated(cipher, key, Part::nonce, nonce);
    AesBlock expected = counter;
    add_to(expected, authenticated(cipher, key, Part::header, header));
    add_to(expected, authenticated(cipher, key, Part::ciphertext, ciphertext));
    if (!same_secret(Bytes(expected).first(tag.size()), tag)) return fail(Errc::denied, "eax: wrong tag");
    for (std::size_t i = 0; i < ciphertext.size(); i += block_bytes) {
        AesBlock stream{};
        cipher.aes128_encrypt_block(key, counter, stream);
        const std::size_t count = std::min(block_bytes, ciphertext.size() - i);
        for (std::size_t k = 0; k < count; ++k)
            plain[i + k] = static_cast<std::uint8_t>(ciphertext[i + k] ^ stream[k]);
        count_up(counter);
    }
    return {};
}

}  // namespace cairn::decode
