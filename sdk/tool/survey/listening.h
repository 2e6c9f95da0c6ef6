// What is heard of one tag while a person stands at a place.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cairn/ingest/adapter.h"
#include "cairn/locate/site.h"

namespace cairn::tool {

struct SurveyHearing {
    Timestamp at;  // of receipt
    GatewayId gateway;
    int rssi_dbm = 0;
};

/// How often a gateway heard the tag.
struct GatewayCount {
    GatewayId gateway;
    std::uint64_t packets = 0;
    double mean_dbm = 0;
};

/// Takes frames from the moment on at which the person has arrived.
class Listening final : public IngestSink {
public:
    Listening(const Site& site, const TagId& tag, Timestamp start) : site_(site), tag_(tag), start_(start) {}

    void frame(const Frame& frame) override;
    void rejected(const Error& error) override;

    /// Of the site's gateways, in the order in which they came.
    const std::vector<SurveyHearing>& hearings() const noexcept { return hearings_; }
    /// The one that hears best comes first.
    std::vector<GatewayCount> counts() const;
    /// Gateways that heard the tag, but hang nowhere in the site.
    const std::vector<GatewayId>& strangers() const noexcept { return strangers_; }

private:
    bool is_from_before(const Advertisement& heard, Timestamp received_at) const;

    const Site& site_;
    TagId tag_;
    Timestamp start_;
    std::vector<SurveyHearing> hearings_;
    std::vector<GatewayId> strangers_;
};

}  // namespace cairn::tool
