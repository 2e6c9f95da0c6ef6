// What a raddec says, whichever way it was written.
#pragma once

#include "dialect/frame_builder.h"
#include "dialect/gateway_time.h"

namespace cairn::adapters::raddec {

/// A transmitter; later calls are about it.
struct Transmitter {
    TagId id;
    AddressType address_type = AddressType::unknown;
    HeardAt heard;
};

/// The kinds of identifier: an EUI-48 or a random 48-bit address is an advertiser's; others keep this
/// format's own namespace. malformed: no identifier of that kind.
Result<Transmitter> transmitter_of(unsigned kind, std::string_view digits) noexcept;
Result<GatewayId> receiver_of(std::string_view digits) noexcept;

/// A packet: a header of two bytes, the advertiser's address backwards, and AD structures. malformed:
/// shorter.
Result<Bytes> structures_in(Bytes packet) noexcept;

}  // namespace cairn::adapters::raddec
