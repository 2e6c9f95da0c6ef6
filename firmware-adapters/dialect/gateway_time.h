// When something was heard: the gateway's clock if it can be true, else the moment of receipt.
#pragma once

#include <cstdint>
#include <optional>

#include "cairn/core/time.h"
#include "cairn/model/advertisement.h"

namespace cairn::adapters {

/// How old a message may be: buffered ones waited in the gateway for a network.
enum class Delivery : std::uint8_t { live, buffered };

struct HeardAt {
    Timestamp at;
    TimeSource source = TimeSource::receipt;
};

/// `unix_ms` counts when it lies between 24 hours (buffered: 30 days) before `now` and 5 minutes after
/// it. Gateways publish before their clock is set: zeros and uptimes fall out here.
HeardAt heard_at(std::optional<std::int64_t> unix_ms, Timestamp now, Delivery delivery) noexcept;

/// Seconds or milliseconds since 1970, told apart by size: as seconds, 10^11 would be the year 5138;
/// as milliseconds, it is 1973. Nothing for what is no time at all.
std::optional<std::int64_t> unix_ms_of(double number) noexcept;

}  // namespace cairn::adapters
