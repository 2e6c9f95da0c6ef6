// AES-EAX, of which Eddystone makes its encrypted telemetry.
// Bellare, Rogaway, Wagner: The EAX Mode of Operation, FSE 2004. OMAC is CMAC: NIST SP 800-38B.
#pragma once

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "cairn/ports/cipher.h"

namespace cairn::decode {

/// Writes the plain text, as long as `ciphertext`, to the front of `plain`; nothing unless the tag is right.
/// `tag` may be cut to its first bytes. `nonce` and `header` may be of any length, also empty.
/// denied: the tag is not of these bytes under this key. malformed: no tag, or more than 16 bytes of it.
/// full: `plain` is shorter than `ciphertext`.
Result<void> eax_decrypt(Cipher& cipher, const AesKey& key, Bytes nonce, Bytes header, Bytes ciphertext,
                         Bytes tag, MutableBytes plain) noexcept;

}  // namespace cairn::decode
