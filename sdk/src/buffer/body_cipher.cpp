#include "buffer/body_cipher.h"

#include <algorithm>

#include "cairn/core/secret.h"

namespace cairn {
namespace {

void put(std::vector<std::uint8_t>& bytes, std::uint64_t number) {
    for (unsigned shift = 0; shift < 64; shift += 8)
        bytes.push_back(static_cast<std::uint8_t>(number >> shift));
}

}  // namespace

std::vector<std::uint8_t> words_about(std::initializer_list<std::uint64_t> numbers, std::string_view text) {
    std::vector<std::uint8_t> words;
    for (const std::uint64_t number : numbers) put(words, number);
    words.insert(words.end(), text.begin(), text.end());
    return words;
}

BodyCipher::BodyCipher(StorageCipher* cipher, std::vector<StorageKey> keys, std::uint64_t salt)
    : cipher_(cipher),
      keys_(std::move(keys)),
      salt_(salt) {}

BodyCipher::~BodyCipher() {
    for (StorageKey& key : keys_) wipe(key.bytes);
}

std::size_t BodyCipher::overhead_bytes() const noexcept {
    return keys_.empty() ? 0 : StorageCipher::nonce_bytes + StorageCipher::tag_bytes;
}

Result<std::vector<std::uint8_t>> BodyCipher::encrypt(Bytes plain, Bytes about) {
    if (keys_.empty()) return std::vector<std::uint8_t>(plain.begin(), plain.end());
    if (count_ == UINT32_MAX) return fail(Errc::full, "buffer: no nonce is left");
    StorageCipher::Nonce nonce{};
    const std::uint32_t count = ++count_;
    for (std::size_t i = 0; i < 8; ++i) nonce[i] = static_cast<std::uint8_t>(salt_ >> (8 * i));
    for (std::size_t i = 0; i < 4; ++i) nonce[8 + i] = static_cast<std::uint8_t>(count >> (8 * i));
    std::vector<std::uint8_t> stored(plain.size() + overhead_bytes());
    std::ranges::copy(nonce, stored.begin());
    cipher_->encrypt(keys_.front(), nonce, about, plain, MutableBytes(stored).subspan(nonce.size()));
    return stored;
}

Result<std::vector<std::uint8_t>> BodyCipher::decrypt(std::uint32_t key_id, Bytes stored, Bytes about) {
    if (key_id == 0) return std::vector<std::uint8_t>(stored.begin(), stored.end());
    CAIRN_CHECK(check_key(key_id));
    constexpr std::size_t overhead = StorageCipher::nonce_bytes + StorageCipher::tag_bytes;
    if (stored.size() < overhead) return fail(Errc::corrupt, "buffer: too short to be encrypted");
    StorageCipher::Nonce nonce{};
    std::ranges::copy(stored.first(nonce.size()), nonce.begin());
    std::vector<std::uint8_t> plain(stored.size() - overhead);
    const auto decrypted = cipher_->decrypt(*find(key_id), nonce, about, stored.subspan(nonce.size()), plain);
    if (!decrypted) return fail(Errc::corrupt, "buffer: not what was encrypted here");
    return plain;
}

Result<void> BodyCipher::check_key(std::uint32_t key_id) const {
    if (key_id == 0 || find(key_id) != nullptr) return {};
    return fail(Errc::denied, "buffer: encrypted with a key that is not given",
                static_cast<std::int32_t>(key_id));
}

const StorageKey* BodyCipher::find(std::uint32_t key_id) const {
    const auto found = std::ranges::find(keys_, key_id, &StorageKey::id);
    return found == keys_.end() ? nullptr : &*found;
}

}  // namespace cairn
