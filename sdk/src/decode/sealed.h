// Encrypted bodies: the one way in which readers open them, and refuse what is plain without right.
#pragma once

#include <cstdint>
#include <optional>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "cairn/decode/decoder.h"
#include "cairn/decode/eddystone_eid.h"
#include "cairn/decode/replay_guard.h"
#include "cairn/ports/cipher.h"
#include "decode/reader.h"

namespace cairn {

/// An advertisement's cipher text with all that AES-CCM needs beside the key. Views that live for the call.
struct Sealed {
    KeyedFormat format;
    MacAddress device;  // whose key it is
    Bytes nonce;
    Bytes associated;
    Bytes ciphertext;
    Bytes tag;
    std::uint32_t counter = 0;
};

/// The key of this device; nullptr without one, or without a cipher.
const AesKey* key_for(const ReadContext& context, const MacAddress& device) noexcept;

/// The Eddystone identity of the advertiser, by its address alone: a beacon that hides is known to whoever
/// heard its identifier (Identities), not to a search over all keys. nullptr without one, or without a
/// cipher.
const EddystoneIdentity* eddystone_of(const ReadContext& context) noexcept;

/// The plain text, in the scratch of `context`; nothing if it stays closed. What became of it stands in
/// out.protection. Notes that the replay guard has no room (full).
std::optional<Bytes> open_sealed(ReadContext& context, const Sealed& sealed, Decoded& out) noexcept;

/// What is left to do when a reader has opened a body by itself: asks the replay guard. True: it is new.
/// Notes as above.
bool accept_opened(ReadContext& context, const MacAddress& device, KeyedFormat format, std::uint32_t counter,
                   Decoded& out) noexcept;

/// Whether plain text must not be believed, as its device has a key; says so in out.protection.
bool is_downgraded(const ReadContext& context, const std::optional<MacAddress>& device, KeyedFormat format,
                   Decoded& out) noexcept;

}  // namespace cairn
