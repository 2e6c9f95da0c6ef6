#include "cairn/decode/resolver.h"

#include <algorithm>
#include <utility>

#include "cairn/core/secret.h"
#include "decode/address_memory.h"
#include "decode/octets.h"

namespace cairn {
namespace {

constexpr std::size_t addresses_ceiling = std::size_t{1} << 20;
constexpr std::size_t keys_ceiling = std::size_t{1} << 24;

/// An address in the two halves of the specification: the block that is encrypted, and what must come out.
struct AddressHalves {
    AesBlock block{};  // 13 zeros and the random part
    std::uint32_t hash = 0;

    explicit AddressHalves(const MacAddress& address) noexcept {
        const auto& octets = address.octets;
        std::copy_n(octets.begin(), 3, block.end() - 3);
        hash = number_be(Bytes(octets).last(3));
    }
};

bool encrypts_to(Cipher& cipher, const AesKey& irk, const AesBlock& block, std::uint32_t hash) noexcept {
    AesBlock out{};
    cipher.aes128_encrypt_block(irk, block, out);
    return number_be(Bytes(out).last(3)) == hash;
}

}  // namespace

bool is_resolvable(const MacAddress& address) noexcept {
    return (address.octets[0] & 0xC0) == 0x40;
}

bool made_by(Cipher& cipher, const AesKey& irk, const MacAddress& address) noexcept {
    const AddressHalves halves(address);
    return is_resolvable(address) && encrypts_to(cipher, irk, halves.block, halves.hash);
}

AesKey reversed(const AesKey& key) noexcept {
    AesKey other{};
    std::ranges::reverse_copy(key, other.begin());
    return other;
}

std::optional<AesKey> settle_order(Cipher& cipher, const AesKey& irk, const MacAddress& seen) noexcept {
    for (const AesKey& order : {irk, reversed(irk)}) {
        if (made_by(cipher, order, seen)) return order;
    }
    return std::nullopt;
}

PlainIrkSearch::PlainIrkSearch(Cipher& cipher, std::span<const AesKey> irks)
    : cipher_(cipher),
      irks_(irks.begin(), irks.end()) {}

PlainIrkSearch::~PlainIrkSearch() {
    for (AesKey& irk : irks_) wipe(irk);
}

std::size_t PlainIrkSearch::find(const AesBlock& block, std::uint32_t hash) noexcept {
    for (std::size_t i = 0; i < irks_.size(); ++i) {
        if (encrypts_to(cipher_, irks_[i], block, hash)) return i;
    }
    return none;
}

struct ResolvableAddresses::Impl {
    IrkSearch& search;
    decode::AddressMemory known;
    decode::AddressMemory foreign;

    Impl(IrkSearch& keys, const ResolverOptions& options)
        : search(keys),
          known(options.known_addresses_max),
          foreign(options.foreign_addresses_max) {}
};

Result<ResolvableAddresses> ResolvableAddresses::create(IrkSearch& search, const ResolverOptions& options) {
    if (search.size() > keys_ceiling) return fail(Errc::full, "resolver: too many keys");
    if (std::max(options.known_addresses_max, options.foreign_addresses_max) > addresses_ceiling)
        return fail(Errc::full, "resolver: too many addresses");
    return ResolvableAddresses(std::make_unique<Impl>(search, options));
}

std::optional<std::size_t> ResolvableAddresses::resolve(const MacAddress& address) noexcept {
    if (!is_resolvable(address) || impl_->search.size() == 0) return std::nullopt;
    const decode::PackedAddress key = decode::packed(address);
    if (const std::uint32_t number = impl_->known.find(key); number != decode::AddressMemory::none)
        return number;
    if (impl_->foreign.find(key) != decode::AddressMemory::none) return std::nullopt;
    const AddressHalves halves(address);
    const std::size_t found = impl_->search.find(halves.block, halves.hash);
    if (found == IrkSearch::none) {
        impl_->foreign.remember(key, 0);
        return std::nullopt;
    }
    impl_->known.remember(key, static_cast<std::uint32_t>(found));
    return found;
}

ResolvableAddresses::ResolvableAddresses(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
ResolvableAddresses::ResolvableAddresses(ResolvableAddresses&&) noexcept = default;
ResolvableAddresses& ResolvableAddresses::operator=(ResolvableAddresses&&) noexcept = default;
ResolvableAddresses::~ResolvableAddresses() = default;

}  // namespace cairn
