#include "decode/formats/mibeacon_legacy.h"

#include <algorithm>
#include <array>

#include "decode/octets.h"
#include "decode/sealed.h"

namespace cairn::formats {
namespace {

constexpr std::size_t extended_counter_bytes = 3;
constexpr std::size_t nonce_bytes = 13;
constexpr std::size_t length_bytes = 2;  // what a nonce of 13 bytes leaves: RFC 3610 section 2
using Nonce = std::array<std::uint8_t, nonce_bytes>;

/// AES-CCM of RFC 3610 on the block cipher: a tag of 16 bytes, of which one was sent, is more than a Cipher
/// checks. The associated data is 0x11.
class LegacyCcm {
public:
    LegacyCcm(Cipher& cipher, const AesKey& key, const Nonce& nonce) noexcept
        : cipher_(cipher),
          key_(key),
          nonce_(nonce) {}

    /// Encrypts or decrypts: the key stream is added.
    void apply(MutableBytes text) const noexcept {
        for (std::size_t begin = 0; begin < text.size(); begin += block_bytes) {
            const AesBlock stream = stream_block(begin / block_bytes + 1);
            const std::size_t size = std::min(block_bytes, text.size() - begin);
            for (std::size_t i = 0; i < size; ++i) text[begin + i] ^= stream[i];
        }
    }

    /// The tag's first byte.
    std::uint8_t tag_begin(Bytes plain) const noexcept {
        constexpr std::uint8_t flags = 0x40 | (16 - 2) / 2 << 3 | (length_bytes - 1);
        AesBlock state = block_of(flags, plain.size());
        encrypt(state);
        constexpr std::array<std::uint8_t, 3> associated{0x00, 0x01, 0x11};  // its size, then itself
        absorb(state, associated);
        for (std::size_t begin = 0; begin < plain.size(); begin += block_bytes)
            absorb(state, plain.subspan(begin, std::min(block_bytes, plain.size() - begin)));
        return state[0] ^ stream_block(0)[0];
    }

private:
    static constexpr std::size_t block_bytes = 16;

    AesBlock block_of(std::uint8_t flags, std::size_t number) const noexcept {
        AesBlock block{flags};
        std::ranges::copy(nonce_, block.begin() + 1);
        block[14] = static_cast<std::uint8_t>(number >> 8);
        block[15] = static_cast<std::uint8_t>(number);
        return block;
    }
    AesBlock stream_block(std::size_t number) const noexcept {
        AesBlock block = block_of(length_bytes - 1, number);
        encrypt(block);
        return block;
    }
    void encrypt(AesBlock& block) const noexcept { cipher_.aes128_encrypt_block(key_, block, block); }
    void absorb(AesBlock& state, Bytes bytes) const noexcept {
        for (std::size_t i = 0; i < bytes.size(); ++i) state[i] ^= bytes[i];
        encrypt(state);
    }

    Cipher& cipher_;
    const AesKey& key_;
    const Nonce& nonce_;
};

/// Frame control, product and counter; the upper counter; five octets of the address, last first.
Nonce nonce_of(Bytes body, Bytes extended_counter, const MacAddress& device) noexcept {
    Nonce nonce{};
    auto end = std::ranges::copy(body.first(5), nonce.begin()).out;
    end = std::ranges::copy(extended_counter, end).out;
    std::reverse_copy(device.octets.begin() + 1, device.octets.end(), end);
    return nonce;
}

bool are_objects(Bytes plain) noexcept {
    while (plain.size() >= 3 && plain.size() - 3 >= plain[2]) plain = plain.subspan(3U + plain[2]);
    return plain.empty();
}

}  // namespace

std::optional<Bytes> open_legacy_objects(ReadContext& context, const MacAddress& device, Bytes rest,
                                         Decoded& out) noexcept {
    const AesKey* const key = key_for(context, device);
    if (key == nullptr) {
        out.protection = Protection::no_key;
        return std::nullopt;
    }
    const std::size_t size = rest.size() - extended_counter_bytes - legacy_tag_bytes;
    const Bytes extended_counter = rest.subspan(size, extended_counter_bytes);
    const Nonce nonce = nonce_of(context.body, extended_counter, device);
    const LegacyCcm ccm(*context.options.cipher, *key, nonce);
    const MutableBytes plain = MutableBytes(context.scratch).first(size);
    std::ranges::copy(rest.first(size), plain.begin());
    ccm.apply(plain);
    if (ccm.tag_begin(plain) != rest.back() || !are_objects(plain)) {
        out.protection = Protection::wrong_key;
        return std::nullopt;
    }
    const std::uint32_t counter = number_le(extended_counter) << 8 | context.body[4];
    const bool is_new = accept_opened(context, device, KeyedFormat::mibeacon, counter, out);
    return is_new ? std::optional<Bytes>(plain) : std::nullopt;
}

}  // namespace cairn::formats
