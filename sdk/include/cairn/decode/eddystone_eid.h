// Eddystone beacons that hide: ephemeral identifiers and encrypted telemetry.
// github.com/google/eddystone, eddystone-eid/eid-computation.md and eddystone-tlm/tlm-encrypted.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/ports/cipher.h"

namespace cairn {

using EphemeralId = std::array<std::uint8_t, 8>;

/// What a beacon was registered with.
struct EddystoneIdentity {
    static constexpr std::uint8_t rotation_exponent_max = 15;

    AesKey key{};
    std::uint8_t rotation_exponent = 0;  // a new identifier every 2^this seconds
    /// When the beacon's clock, which counts seconds, stood or would have stood at zero.
    Timestamp clock_zero_at{};

    /// The beacon's clock, which begins again at zero after 2^32 seconds.
    std::uint32_t clock_at(Timestamp now) const noexcept;
};

/// The identifier that a beacon shows when its clock stands at `clock`.
EphemeralId ephemeral_id(Cipher& cipher, const EddystoneIdentity& beacon, std::uint32_t clock) noexcept;

/// A frame of encrypted telemetry, and the plain one, as they stand behind the service's UUID.
inline constexpr std::size_t encrypted_telemetry_bytes = 18;
inline constexpr std::size_t plain_telemetry_bytes = 14;
using PlainTelemetry = std::array<std::uint8_t, plain_telemetry_bytes>;

struct EidTableOptions {
    /// Identifiers before and after the present one that are recognised too: the clocks of beacons are off
    /// by up to 150 ppm, a quarter of an hour in ten weeks, and they may change late. At most 64.
    std::uint32_t neighbours = 1;
};

/// The plain frame (0x20 0x00 ...) in an encrypted one (0x20 0x01 ...) of a beacon whose clock stands at
/// `clock`. Its tag has 16 bits: try it only with the beacon whose identifier was heard from the same
/// address, or every 65536th foreign frame looks right.
/// denied: not of this beacon at this time. malformed: another kind of frame. truncated: too short.
Result<PlainTelemetry> open_telemetry(Cipher& cipher, const EddystoneIdentity& beacon, std::uint32_t clock,
                                      Bytes frame) noexcept;

/// The same of a frame that was heard at `now`, in the beacon's present period or one of its neighbours. Each
/// of those that are tried is another chance of 1 in 65536 for a foreign frame.
Result<PlainTelemetry> open_telemetry(Cipher& cipher, const EddystoneIdentity& beacon, Timestamp now,
                                      Bytes frame, const EidTableOptions& options = {}) noexcept;

struct EidMatch {
    std::size_t beacon = 0;  // its number among those that the table was made of
    std::uint32_t clock = 0;  // the beacon's, at the beginning of this identifier: open_telemetry() takes it
};

/// Who shows an ephemeral identifier. Those of the present and its neighbours are computed ahead, when time
/// moves on, so that a look-up costs no encryption. Allocates only in create().
class EddystoneEidTable {
public:
    /// `cipher` outlives the result. full: more than 2^20 beacons or 64 neighbours.
    /// malformed: a rotation exponent above 15.
    static Result<EddystoneEidTable> create(Cipher& cipher, std::span<const EddystoneIdentity> beacons,
                                            const EidTableOptions& options = {});

    /// Whoever shows `id` now. `now` may jump in either direction; the next call then computes all anew.
    std::optional<EidMatch> find(const EphemeralId& id, Timestamp now) noexcept;

    const EddystoneIdentity& beacon(std::size_t number) const noexcept;

    EddystoneEidTable(EddystoneEidTable&&) noexcept;
    EddystoneEidTable& operator=(EddystoneEidTable&&) noexcept;
    ~EddystoneEidTable();

private:
    struct Impl;
    explicit EddystoneEidTable(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

}  // namespace cairn
