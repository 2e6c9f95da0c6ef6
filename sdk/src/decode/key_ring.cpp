#include "cairn/decode/key_ring.h"

#include <algorithm>
#include <utility>

#include "cairn/core/base64.h"
#include "cairn/core/hex.h"
#include "cairn/core/secret.h"
#include "cairn/decode/resolver.h"

namespace cairn {
namespace {

constexpr std::size_t key_digits = 32;
constexpr std::size_t legacy_digits = 24;
constexpr std::size_t base64_chars = 22;  // without the padding

void wipe_keys(DeviceKeys& device) noexcept {
    if (device.bind_key) wipe(*device.bind_key);
    if (device.irk) wipe(device.irk->key);
    if (device.eddystone) wipe(device.eddystone->key);
}

void wipe_all(std::span<DeviceKeys> devices) noexcept {
    for (DeviceKeys& device : devices) wipe_keys(device);
}

}  // namespace

Result<AesKey> parse_key(std::string_view text) noexcept {
    AesKey key{};
    if (text.size() == key_digits) {
        if (!parse_hex(text, key) || hex_digit(text[1]) < 0)
            return fail(Errc::malformed, "key: not a hexadecimal digit");
        return key;
    }
    if (text.ends_with("==")) text.remove_suffix(2);
    if (text.size() != base64_chars) return fail(Errc::malformed, "key: not of 16 bytes");
    if (!parse_base64(text, key)) return fail(Errc::malformed, "key: neither hexadecimal nor base64");
    return key;
}

Result<AesKey> parse_bind_key(std::string_view text) noexcept {
    if (text.size() != legacy_digits || text.ends_with("==")) return parse_key(text);
    // As the devices lengthen it: six bytes, these four, six bytes.
    AesKey key{0, 0, 0, 0, 0, 0, 0x8D, 0x3D, 0x3C, 0x97};
    MutableBytes whole(key);
    const std::string_view front(text.data(), legacy_digits / 2);
    const std::string_view back(text.data() + legacy_digits / 2, legacy_digits / 2);
    if (!parse_hex(front, whole.first(6)) || !parse_hex(back, whole.last(6)) || hex_digit(text[1]) < 0 ||
        hex_digit(text[13]) < 0)
        return fail(Errc::malformed, "key: not a hexadecimal digit");
    return key;
}

KeyRing::KeyRing(std::size_t devices_max) : devices_max_(devices_max) {
    devices_.reserve(devices_max);
}

KeyRing& KeyRing::operator=(KeyRing&& other) noexcept {
    wipe_all(devices_);
    devices_ = std::move(other.devices_);
    devices_max_ = other.devices_max_;
    return *this;
}

KeyRing::~KeyRing() {
    wipe_all(devices_);
}

Result<KeyRing> KeyRing::create(std::size_t devices_max) {
    if (devices_max > devices_ceiling) return fail(Errc::full, "keys: too many devices");
    return KeyRing(devices_max);
}

Result<void> KeyRing::add(const DeviceKeys& device) noexcept {
    if (devices_.size() == devices_max_) return fail(Errc::full, "keys: no room for another device");
    if (device.eddystone && device.eddystone->rotation_exponent > EddystoneIdentity::rotation_exponent_max)
        return fail(Errc::malformed, "keys: rotation exponent above 15");
    const auto place = std::ranges::lower_bound(devices_, device.address, {}, &DeviceKeys::address);
    if (place != devices_.end() && place->address == device.address)
        return fail(Errc::malformed, "keys: this address has keys already");
    devices_.insert(place, device);
    return {};
}

const DeviceKeys* KeyRing::find(const MacAddress& address) const noexcept {
    const auto place = std::ranges::lower_bound(devices_, address, {}, &DeviceKeys::address);
    return place != devices_.end() && place->address == address ? &*place : nullptr;
}

RingIrks irks_of(const KeyRing& ring) {
    RingIrks all;
    const auto add = [&all](const AesKey& key, const MacAddress& owner) {
        all.keys.push_back(key);
        all.owners.push_back(owner);
    };
    for (const DeviceKeys& device : ring.devices()) {
        if (!device.irk) continue;
        if (device.irk->order != IrkOrder::reversed) add(device.irk->key, device.address);
        if (device.irk->order != IrkOrder::printed) add(reversed(device.irk->key), device.address);
    }
    return all;
}

RingBeacons beacons_of(const KeyRing& ring) {
    RingBeacons all;
    for (const DeviceKeys& device : ring.devices()) {
        if (!device.eddystone) continue;
        all.beacons.push_back(*device.eddystone);
        all.owners.push_back(device.address);
    }
    return all;
}

}  // namespace cairn
