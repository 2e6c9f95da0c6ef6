// A made-up stream of hearings, by which codecs and buffers are compared: gateways in a hall, tags that
// advertise once a second, and what the radio makes of it. The same options give the same stream.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "cairn/model/advertisement.h"

namespace cairn::test {

struct TraceOptions {
    int seconds = 10;
    int gateways = 50;
    int tags = 2000;
    std::uint64_t seed = 42;
    double fading_sd_db = 2.5;         // from one advertisement to the next
    int address_lifetime_s = 0;        // tags change their address so often; 0: never
};

struct TraceHearing {
    std::uint32_t gateway = 0;
    std::uint32_t tag = 0;
    Timestamp heard_at;  // by the gateway's clock
    std::int8_t rssi_dbm = 0;
    std::uint8_t payload_size = 0;
    std::array<std::uint8_t, 31> payload{};

    Bytes payload_bytes() const noexcept { return Bytes(payload).first(payload_size); }
};

/// What a gateway sends at once, every second.
struct TraceFrame {
    std::uint32_t gateway = 0;
    Timestamp sent_at;
    std::span<const TraceHearing> hearings;  // of the trace
};

struct Trace {
    std::vector<TagId> tags;
    std::vector<GatewayId> gateways;
    std::vector<TraceHearing> hearings;
    std::vector<TraceFrame> frames;  // in the order they are sent

    /// A view of the hearing, which it must not outlive.
    Advertisement advertisement(const TraceHearing& hearing) const {
        Advertisement heard;
        heard.tag = tags[hearing.tag];
        heard.gateway = gateways[hearing.gateway];
        heard.heard_at = hearing.heard_at;
        heard.time_source = TimeSource::gateway;
        heard.rssi_dbm = hearing.rssi_dbm;
        heard.payload = hearing.payload_bytes();
        return heard;
    }
};

Trace make_trace(const TraceOptions& options = {});

}  // namespace cairn::test
