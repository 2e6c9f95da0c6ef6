// Resolves private addresses and ephemeral identifiers with the keys of a KeyRing.
#pragma once

#include <memory>
#include <optional>

#include "cairn/core/result.h"
#include "cairn/decode/identities.h"
#include "cairn/decode/key_ring.h"

namespace cairn::crypto {

/// A device is known by its resolvable private address, by the Eddystone-EID that it shows, and for a while
/// by the address from which that came: the telemetry beside it has nothing else. Allocates in create() only.
class RingIdentities final : public Identities {
public:
    /// The keys are copied. full: more than the searches hold.
    static Result<RingIdentities> create(const KeyRing& ring);

    std::optional<MacAddress> owner_of(const Advertisement& heard) noexcept override;

    RingIdentities(RingIdentities&&) noexcept;
    RingIdentities& operator=(RingIdentities&&) noexcept;
    ~RingIdentities();

private:
    struct Impl;
    explicit RingIdentities(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

}  // namespace cairn::crypto
