// Bodies and states as they stand on the disk: encrypted where a key is given.
#pragma once

#include <initializer_list>
#include <vector>

#include "cairn/buffer/buffer.h"
#include "cairn/ports/storage_cipher.h"

namespace cairn {

/// What an encrypted body is bound to: it does not decrypt in another place.
std::vector<std::uint8_t> words_about(std::initializer_list<std::uint64_t> numbers, std::string_view text);

/// Nonces are 64 bits drawn at each opening and a count of 32 bits: never the same within one opening, and
/// between two only when both draw the same 64 bits, however often the file is copied, restored or rolled
/// back. Numbers of blocks alone would repeat on a restored file.
class BodyCipher {
public:
    BodyCipher() = default;
    /// The first key encrypts, all of them decrypt.
    BodyCipher(StorageCipher* cipher, std::vector<StorageKey> keys, std::uint64_t salt);
    BodyCipher(BodyCipher&&) noexcept = default;
    BodyCipher& operator=(BodyCipher&&) noexcept = default;
    ~BodyCipher();

    /// Of the key that encrypts; 0: bodies stand as they are.
    std::uint32_t key_id() const noexcept { return keys_.empty() ? 0 : keys_.front().id; }
    std::size_t overhead_bytes() const noexcept;

    /// full: no nonce is left; open the buffer anew.
    Result<std::vector<std::uint8_t>> encrypt(Bytes plain, Bytes about);
    /// denied: a key that is not known here, `detail` says which. corrupt: not what was encrypted.
    Result<std::vector<std::uint8_t>> decrypt(std::uint32_t key_id, Bytes stored, Bytes about);
    /// denied: as decrypt().
    Result<void> check_key(std::uint32_t key_id) const;

private:
    const StorageKey* find(std::uint32_t key_id) const;

    StorageCipher* cipher_ = nullptr;
    std::vector<StorageKey> keys_;
    std::uint64_t salt_ = 0;
    std::uint32_t count_ = 0;
};

}  // namespace cairn
