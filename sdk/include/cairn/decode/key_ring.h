// The keys of devices: what decoding is given so that it can open what they send.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "cairn/core/result.h"
#include "cairn/decode/eddystone_eid.h"
#include "cairn/model/mac_address.h"
#include "cairn/ports/cipher.h"

namespace cairn {

/// 16 bytes as 32 hexadecimal digits, or in base64 (RFC 4648, either alphabet, with or without "=").
/// malformed: neither; `where` never holds what was given.
Result<AesKey> parse_key(std::string_view text) noexcept;

/// As parse_key(), and the 12-byte keys (24 digits) of MiBeacon before version 4, which are lengthened as
/// the devices do it.
Result<AesKey> parse_bind_key(std::string_view text) noexcept;

/// In which order the bytes of an identity resolving key were given out. Tools differ and do not say.
enum class IrkOrder : std::uint8_t {
    either,    // both are tried, at twice the cost and twice the chance of a false match
    printed,   // as in the specification's examples, highest byte first
    reversed,  // as they travel on the air
};

struct IdentityResolvingKey {
    AesKey key{};
    IrkOrder order = IrkOrder::either;
};

struct DeviceKeys {
    MacAddress address;                      // the identity: what the device is called, whatever it shows
    std::optional<AesKey> bind_key;          // BTHome, MiBeacon, pvvx
    std::optional<IdentityResolvingKey> irk;
    std::optional<EddystoneIdentity> eddystone;
};

/// A bounded set of devices. Allocates only in create(); wipes its keys when it goes.
class KeyRing {
public:
    static constexpr std::size_t devices_ceiling = std::size_t{1} << 20;

    /// full: more than devices_ceiling.
    static Result<KeyRing> create(std::size_t devices_max);

    /// full: devices_max are there. malformed: this address is there already, or a rotation exponent is
    /// above 15.
    Result<void> add(const DeviceKeys& device) noexcept;

    /// By identity; nullptr when there is none. The answer lives until the next add().
    const DeviceKeys* find(const MacAddress& address) const noexcept;

    /// All, in order of address.
    std::span<const DeviceKeys> devices() const noexcept { return devices_; }

    KeyRing(KeyRing&&) noexcept = default;
    KeyRing& operator=(KeyRing&& other) noexcept;
    KeyRing(const KeyRing&) = delete;
    KeyRing& operator=(const KeyRing&) = delete;
    ~KeyRing();

private:
    explicit KeyRing(std::size_t devices_max);
    std::vector<DeviceKeys> devices_;  // sorted by address
    std::size_t devices_max_ = 0;
};

/// The keys of a ring as an IrkSearch and a ResolvableAddresses take them, with whom each belongs to: a key
/// of either order stands there twice.
struct RingIrks {
    std::vector<AesKey> keys;
    std::vector<MacAddress> owners;  // of the key with the same number
};
RingIrks irks_of(const KeyRing& ring);

/// The same for EddystoneEidTable.
struct RingBeacons {
    std::vector<EddystoneIdentity> beacons;
    std::vector<MacAddress> owners;
};
RingBeacons beacons_of(const KeyRing& ring);

}  // namespace cairn
