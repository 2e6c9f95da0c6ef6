// Resolvable private addresses: which known device hides behind one. Bluetooth Core 5.4 Vol 3 Part H 2.2.2.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "cairn/core/result.h"
#include "cairn/model/mac_address.h"
#include "cairn/ports/cipher.h"
#include "cairn/ports/irk_search.h"

namespace cairn {

/// Whether the two highest bits say "resolvable": Vol 6 Part B 1.3.2.2. Ask only for an address that is
/// random, or whose kind is not known: a public address may look the same.
bool is_resolvable(const MacAddress& address) noexcept;

/// Whether `irk`, its bytes as printed in the specification, made this address.
bool made_by(Cipher& cipher, const AesKey& irk, const MacAddress& address) noexcept;

/// The same bytes from the other end.
AesKey reversed(const AesKey& key) noexcept;

/// Tools give out keys in either order. The order of `irk` that made `seen`, an address known to be of its
/// device; nothing when neither did.
std::optional<AesKey> settle_order(Cipher& cipher, const AesKey& irk, const MacAddress& seen) noexcept;

/// Tries one key after the other with any Cipher. Slow, small and portable; Cairn::crypto has a fast one.
class PlainIrkSearch final : public IrkSearch {
public:
    PlainIrkSearch(Cipher& cipher, std::span<const AesKey> irks);
    ~PlainIrkSearch() override;
    PlainIrkSearch(const PlainIrkSearch&) = delete;
    PlainIrkSearch& operator=(const PlainIrkSearch&) = delete;

    std::size_t size() const noexcept override { return irks_.size(); }
    std::size_t find(const AesBlock& block, std::uint32_t hash) noexcept override;

private:
    Cipher& cipher_;
    std::vector<AesKey> irks_;
};

struct ResolverOptions {
    std::size_t known_addresses_max = 4096;     // remembered addresses of devices with a key
    std::size_t foreign_addresses_max = 16384;  // remembered addresses that no key made
};

/// Answers from memory where it can: a device keeps an address for about 15 minutes and is heard many
/// times, and most of what is heard belongs to nobody here. Each memory forgets its oldest when it is
/// full, so that foreigners never push out what is known. Allocates only in create().
///
/// A hash has 24 bits: with n keys, one foreign address in 2^24 / n resolves by chance. Two keys that
/// make the same address are told apart by nothing; the first is answered.
class ResolvableAddresses {
public:
    /// `search` outlives the result. full: more than 2^20 addresses or 2^24 keys.
    static Result<ResolvableAddresses> create(IrkSearch& search, const ResolverOptions& options = {});

    /// The number of the key that made `address`; nothing for one that is not resolvable, or not with
    /// these keys.
    std::optional<std::size_t> resolve(const MacAddress& address) noexcept;

    ResolvableAddresses(ResolvableAddresses&&) noexcept;
    ResolvableAddresses& operator=(ResolvableAddresses&&) noexcept;
    ~ResolvableAddresses();

private:
    struct Impl;
    explicit ResolvableAddresses(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

}  // namespace cairn
