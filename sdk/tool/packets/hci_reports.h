// Advertising reports in the events that a controller sends to its host. Bluetooth Core 5.4 Vol 4 Part
// E 7.7.65.
#pragma once

#include <cstdint>
#include <vector>

#include "cairn/core/bytes.h"
#include "cairn/core/function_ref.h"
#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/model/advertisement.h"

namespace cairn::tool {

/// The advertisement's payload lives as long as the call.
using TakeAdvertisement = FunctionRef<void(const Advertisement&)>;

/// The time is known if it is above 0.
Advertisement heard_at(Timestamp at) noexcept;
/// An address as it travels, the last octet first.
MacAddress address_on_air(Bytes bytes) noexcept;
/// What a random address is, by its two highest bits: Vol 6 Part B 1.3.2.
AddressType random_type_of(const MacAddress& address) noexcept;

/// Reads events, one after the other: extended advertisements come in several.
class HciReports {
public:
    /// Hands over legacy, extended and directed reports, the last without data; other events say nothing.
    /// truncated: the event ends within a report. full: a joined advertisement is longer than any can be.
    /// What is sound in the event was handed over.
    Result<void> read(Bytes event, Timestamp at, TakeAdvertisement take);

    /// Advertisements whose end has not come yet.
    std::size_t unfinished() const noexcept { return partials_.size(); }

private:
    struct Partial {
        TagId tag;
        std::uint8_t set = 0;
        bool is_response = false;
        bool is_too_long = false;
        std::vector<std::uint8_t> payload;
    };
    struct Extended;

    Result<void> read_extended(Bytes reports, Timestamp at, TakeAdvertisement take);
    Result<void> join(const Extended& part, TakeAdvertisement take);
    std::vector<Partial>::iterator partial_of(const Extended& part);

    std::vector<Partial> partials_;  // the oldest first
};

}  // namespace cairn::tool
