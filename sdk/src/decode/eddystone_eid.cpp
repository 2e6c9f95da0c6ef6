#include "cairn/decode/eddystone_eid.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <utility>
#include <vector>

#include "cairn/core/secret.h"
#include "decode/eax.h"
#include "locate/index_table.h"

namespace cairn::decode {

/// An ephemeral id as a key of a table: its bytes are as good as random.
struct PackedEid {
    std::uint64_t bits = 0;

    friend bool operator==(const PackedEid&, const PackedEid&) = default;
};

}  // namespace cairn::decode

template <>
struct std::hash<cairn::decode::PackedEid> {
    std::size_t operator()(const cairn::decode::PackedEid& id) const noexcept {
        return static_cast<std::size_t>(id.bits);
    }
};

namespace cairn {
namespace {

constexpr std::size_t beacons_ceiling = std::size_t{1} << 20;
constexpr std::uint32_t neighbours_ceiling = 64;
constexpr std::int64_t second_ms = 1000;

/// The start of the identifier's time: the lowest bits cleared.
std::uint32_t rounded(std::uint32_t clock, std::uint8_t rotation_exponent) noexcept {
    return clock >> rotation_exponent << rotation_exponent;
}

std::int64_t floor_divided(std::int64_t value, std::int64_t by) noexcept {
    return value / by - (value % by < 0 ? 1 : 0);
}

void put_u32_be(std::uint8_t* out, std::uint32_t value) noexcept {
    for (int shift = 24; shift >= 0; shift -= 8) *out++ = static_cast<std::uint8_t>(value >> shift);
}

decode::PackedEid packed(const EphemeralId& id) noexcept {
    decode::PackedEid all;
    std::memcpy(&all.bits, id.data(), id.size());
    return all;
}

bool is_denied(const Result<PlainTelemetry>& plain) noexcept {
    return !plain && plain.error().code == Errc::denied;
}

}  // namespace

std::uint32_t EddystoneIdentity::clock_at(Timestamp now) const noexcept {
    return static_cast<std::uint32_t>(floor_divided((now - clock_zero_at).count(), second_ms));
}

EphemeralId ephemeral_id(Cipher& cipher, const EddystoneIdentity& beacon, std::uint32_t clock) noexcept {
    AesBlock key_block{};
    key_block[11] = 0xFF;
    key_block[14] = static_cast<std::uint8_t>(clock >> 24);
    key_block[15] = static_cast<std::uint8_t>(clock >> 16);
    AesKey temporary_key{};
    cipher.aes128_encrypt_block(beacon.key, key_block, temporary_key);
    AesBlock id_block{};
    id_block[11] = beacon.rotation_exponent;
    put_u32_be(&id_block[12], rounded(clock, beacon.rotation_exponent));
    cipher.aes128_encrypt_block(temporary_key, id_block, id_block);
    wipe(temporary_key);
    EphemeralId id{};
    std::copy_n(id_block.begin(), id.size(), id.begin());
    return id;
}

Result<PlainTelemetry> open_telemetry(Cipher& cipher, const EddystoneIdentity& beacon, std::uint32_t clock,
                                      Bytes frame) noexcept {
    constexpr std::size_t content = 2;
    constexpr std::size_t salt = 14;
    constexpr std::size_t tag = 16;
    if (frame.size() < encrypted_telemetry_bytes) return fail(Errc::truncated, "eddystone.etlm");
    if (frame.size() > encrypted_telemetry_bytes || frame[0] != 0x20 || frame[1] != 0x01)
        return fail(Errc::malformed, "eddystone.etlm");
    std::array<std::uint8_t, 6> nonce{};
    put_u32_be(nonce.data(), rounded(clock, beacon.rotation_exponent));
    nonce[4] = frame[salt];
    nonce[5] = frame[salt + 1];
    PlainTelemetry plain{0x20, 0x00};
    CAIRN_CHECK(decode::eax_decrypt(cipher, beacon.key, nonce, {}, frame.subspan(content, salt - content),
                                    frame.subspan(tag), MutableBytes(plain).subspan(content)));
    return plain;
}

Result<PlainTelemetry> open_telemetry(Cipher& cipher, const EddystoneIdentity& beacon, Timestamp now,
                                      Bytes frame, const EidTableOptions& options) noexcept {
    const std::uint32_t clock = beacon.clock_at(now);
    auto plain = open_telemetry(cipher, beacon, clock, frame);
    for (std::uint32_t i = 1; i <= options.neighbours && is_denied(plain); ++i) {
        const std::uint32_t away = i << beacon.rotation_exponent;
        plain = open_telemetry(cipher, beacon, clock - away, frame);
        if (is_denied(plain)) plain = open_telemetry(cipher, beacon, clock + away, frame);
    }
    return plain;
}

/// Each beacon has a ring of places, one for each identifier that may be shown: the identifier of period n
/// stands in place n modulo their number, so that a new period overwrites the one that left.
struct EddystoneEidTable::Impl {
    using Index = locate::IndexTable<decode::PackedEid>;
    struct Place {
        decode::PackedEid id;
        std::int64_t period = 0;  // since the beacon's clock was zero; does not begin again as that does
        bool filled = false;
    };
    struct Beacon {
        EddystoneIdentity identity;
        // The time of its present period: from, and up to but not including.
        std::int64_t from_ms = 0;
        std::int64_t until_ms = 0;
    };

    Cipher& cipher;
    std::uint32_t neighbours;
    std::size_t places_each;
    std::vector<Beacon> beacons;
    std::vector<Place> places;
    Index index;
    // The time in which nothing changes for any beacon.
    std::int64_t from_ms = 0;
    std::int64_t until_ms = 0;

    Impl(Cipher& block_cipher, std::span<const EddystoneIdentity> identities, std::uint32_t neighbours_each)
        : cipher(block_cipher),
          neighbours(neighbours_each),
          places_each(2 * std::size_t{neighbours_each} + 1),
          beacons(identities.size()),
          places(identities.size() * places_each),
          index(places.size()) {
        for (std::size_t i = 0; i < beacons.size(); ++i) beacons[i].identity = identities[i];
    }
    ~Impl() {
        for (Beacon& beacon : beacons) wipe(beacon.identity.key);
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    auto id_of() const noexcept {
        return [this](std::uint32_t row) -> const decode::PackedEid& { return places[row].id; };
    }
    static std::uint32_t clock_of(const EddystoneIdentity& identity, std::int64_t period) noexcept {
        return static_cast<std::uint32_t>(period) << identity.rotation_exponent;
    }

    void advance(Timestamp now) noexcept;
    void compute(std::size_t number, Timestamp now) noexcept;
    void fill(std::size_t number, std::int64_t period) noexcept;
};

void EddystoneEidTable::Impl::advance(Timestamp now) noexcept {
    if (now.unix_ms >= from_ms && now.unix_ms < until_ms) return;
    from_ms = INT64_MIN;
    until_ms = INT64_MAX;
    for (std::size_t i = 0; i < beacons.size(); ++i) {
        if (now.unix_ms < beacons[i].from_ms || now.unix_ms >= beacons[i].until_ms) compute(i, now);
        from_ms = std::max(from_ms, beacons[i].from_ms);
        until_ms = std::min(until_ms, beacons[i].until_ms);
    }
}

void EddystoneEidTable::Impl::compute(std::size_t number, Timestamp now) noexcept {
    Beacon& beacon = beacons[number];
    const std::int64_t period_ms = second_ms << beacon.identity.rotation_exponent;
    const std::int64_t zero_ms = beacon.identity.clock_zero_at.unix_ms;
    const std::int64_t period = floor_divided(now.unix_ms - zero_ms, period_ms);
    for (std::int64_t i = -std::int64_t{neighbours}; i <= neighbours; ++i) fill(number, period + i);
    beacon.from_ms = zero_ms + period * period_ms;
    beacon.until_ms = beacon.from_ms + period_ms;
}

void EddystoneEidTable::Impl::fill(std::size_t number, std::int64_t period) noexcept {
    const EddystoneIdentity& identity = beacons[number].identity;
    const auto ring = static_cast<std::int64_t>(places_each);
    const std::size_t row = number * places_each + static_cast<std::size_t>((period % ring + ring) % ring);
    Place& place = places[row];
    if (place.filled && place.period == period) return;
    if (place.filled) index.erase(place.id, id_of());
    place = {packed(ephemeral_id(cipher, identity, clock_of(identity, period))), period, false};
    // Two beacons with the same key and clock show the same identifier: the first keeps it.
    if (index.find(place.id, id_of()) != Index::none) return;
    place.filled = true;
    index.insert(place.id, static_cast<std::uint32_t>(row));
}

Result<EddystoneEidTable> EddystoneEidTable::create(Cipher& cipher,
                                                    std::span<const EddystoneIdentity> beacons,
                                                    const EidTableOptions& options) {
    if (beacons.size() > beacons_ceiling) return fail(Errc::full, "eddystone.eid: too many beacons");
    if (options.neighbours > neighbours_ceiling)
        return fail(Errc::full, "eddystone.eid: too many neighbours");
    for (const EddystoneIdentity& beacon : beacons) {
        if (beacon.rotation_exponent > EddystoneIdentity::rotation_exponent_max)
            return fail(Errc::malformed, "eddystone.eid: rotation exponent above 15");
    }
    return EddystoneEidTable(std::make_unique<Impl>(cipher, beacons, options.neighbours));
}

std::optional<EidMatch> EddystoneEidTable::find(const EphemeralId& id, Timestamp now) noexcept {
    impl_->advance(now);
    const std::uint32_t row = impl_->index.find(packed(id), impl_->id_of());
    if (row == Impl::Index::none) return std::nullopt;
    const std::size_t number = row / impl_->places_each;
    return EidMatch{number, Impl::clock_of(beacon(number), impl_->places[row].period)};
}

const EddystoneIdentity& EddystoneEidTable::beacon(std::size_t number) const noexcept {
    CAIRN_ASSERT(number < impl_->beacons.size());
    return impl_->beacons[number].identity;
}

EddystoneEidTable::EddystoneEidTable(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
EddystoneEidTable::EddystoneEidTable(EddystoneEidTable&&) noexcept = default;
EddystoneEidTable& EddystoneEidTable::operator=(EddystoneEidTable&&) noexcept = default;
EddystoneEidTable::~EddystoneEidTable() = default;

}  // namespace cairn
