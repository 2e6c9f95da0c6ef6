// Who an advertisement comes from, when its address does not say so.
#pragma once

#include <optional>

#include "cairn/model/advertisement.h"
#include "cairn/model/mac_address.h"

namespace cairn {

/// Cairn::crypto has one that works with the keys of a KeyRing. It may remember; one thread at a time.
class Identities {
public:
    /// The identity address of the known device that sent it; nothing if it is none of those, or shows its
    /// identity anyway.
    virtual std::optional<MacAddress> owner_of(const Advertisement& heard) noexcept = 0;

protected:
    ~Identities() = default;
};

}  // namespace cairn
