#include "cairn/crypto/ring_identities.h"

#include <algorithm>
#include <utility>

#include "cairn/crypto/fast_irk_search.h"
#include "cairn/crypto/mbedtls_cipher.h"
#include "cairn/decode/ad_structures.h"
#include "cairn/decode/eddystone_eid.h"
#include "cairn/decode/resolver.h"
#include "decode/address_memory.h"

namespace cairn::crypto {
namespace {

constexpr std::size_t beacon_addresses_max = 1024;

bool may_be_private(AddressType type) noexcept {
    return type == AddressType::unknown || type == AddressType::resolvable || type == AddressType::random;
}

/// Eddystone-EID: service data of 0xFEAA, frame 0x30, calibrated power, identifier.
std::optional<EphemeralId> ephemeral_id_in(Bytes payload) noexcept {
    AdWalker walker(payload);
    while (const auto structure = walker.next()) {
        const Bytes value = structure->value;
        const bool is_eid = structure->type == ad_type::service_data_16 && value.size() >= 12 &&
                            value[0] == 0xAA && value[1] == 0xFE && value[2] == 0x30;
        if (!is_eid) continue;
        EphemeralId id{};
        std::ranges::copy(value.subspan(4, id.size()), id.begin());
        return id;
    }
    return std::nullopt;
}

}  // namespace

struct RingIdentities::Impl {
    explicit Impl(const KeyRing& ring)
        : irks(irks_of(ring)),
          beacons(beacons_of(ring)),
          search(make_irk_search(cipher, irks.keys)) {}

    MbedtlsCipher cipher;
    RingIrks irks;
    RingBeacons beacons;
    std::unique_ptr<IrkSearch> search;
    std::optional<ResolvableAddresses> addresses;
    std::optional<EddystoneEidTable> identifiers;
    decode::AddressMemory beacon_addresses{beacon_addresses_max};  // where an identifier came from

    std::optional<MacAddress> resolve(const MacAddress& address) noexcept {
        const auto number = addresses->resolve(address);
        if (!number) return std::nullopt;
        return irks.owners[*number];
    }

    std::optional<MacAddress> beacon_of(const MacAddress& address, const Advertisement& heard) noexcept {
        const auto id = ephemeral_id_in(heard.payload);
        if (!id) {
            const std::uint32_t number = beacon_addresses.find(decode::packed(address));
            if (number == decode::AddressMemory::none) return std::nullopt;
            return beacons.owners[number];
        }
        const auto match = identifiers->find(*id, heard.heard_at);
        if (!match) return std::nullopt;
        beacon_addresses.remember(decode::packed(address), static_cast<std::uint32_t>(match->beacon));
        return beacons.owners[match->beacon];
    }
};

Result<RingIdentities> RingIdentities::create(const KeyRing& ring) {
    auto impl = std::make_unique<Impl>(ring);
    CAIRN_TRY(auto addresses, ResolvableAddresses::create(*impl->search));
    CAIRN_TRY(auto identifiers, EddystoneEidTable::create(impl->cipher, impl->beacons.beacons));
    impl->addresses.emplace(std::move(addresses));
    impl->identifiers.emplace(std::move(identifiers));
    return RingIdentities(std::move(impl));
}

std::optional<MacAddress> RingIdentities::owner_of(const Advertisement& heard) noexcept {
    const auto address = address_of(heard.tag);
    if (!address) return std::nullopt;
    if (!impl_->irks.keys.empty() && may_be_private(heard.address_type) && is_resolvable(*address)) {
        if (const auto owner = impl_->resolve(*address)) return owner;
    }
    if (impl_->beacons.beacons.empty()) return std::nullopt;
    return impl_->beacon_of(*address, heard);
}

RingIdentities::RingIdentities(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
RingIdentities::RingIdentities(RingIdentities&&) noexcept = default;
RingIdentities& RingIdentities::operator=(RingIdentities&&) noexcept = default;
RingIdentities::~RingIdentities() = default;

}  // namespace cairn::crypto
