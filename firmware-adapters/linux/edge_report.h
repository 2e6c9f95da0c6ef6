// What the edge says about itself: as JSON for its page, as text for Prometheus.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/edge.h"
#include "cairn/locate/gateway_health.h"
#include "cairn/net/mqtt_source.h"
#include "linux/edge_view.h"
#include "mosquitto/spool_reader.h"

namespace cairn::edge {

/// What the broker's plugin writes, and is read here.
struct SpoolFacts {
    std::string folder;
    spool::SpoolReaderStatus status;
    std::string last_error;  // empty: it can be read
};

/// The state of every part at one moment.
struct EdgeFacts {
    Timestamp now;
    Instant instant;
    Timestamp started_at;
    std::string edge;    // its name in the cloud; empty: it has none
    std::string cloud;   // "host:port"; empty: no credential, sync is off
    std::string broker;  // "host:port"
    net::MqttSourceStatus mqtt;
    std::uint64_t posts = 0;              // taken over HTTP, and durable
    std::uint64_t posts_deferred = 0;     // answered with 503: there was no room
    std::uint64_t datagrams = 0;          // taken over UDP
    std::uint64_t datagrams_dropped = 0;  // came while there was no room
    bool has_mqtt = false;
    std::optional<SpoolFacts> spool;  // nullopt: there is none
    SyncStatus sync;
    BufferStats buffer;
    std::uint64_t buffer_bytes_max = 0;
    std::uint64_t buffer_file_bytes = 0;  // what its files take on the disk
    std::string buffer_error;  // why messages are not acknowledged; empty: they are
    EdgeStats pipeline;
    PositionerStats positioner;
    bool has_site = false;
    std::vector<GatewayHealth> gateway_health;  // empty: positioning has learned nothing of gateways
    std::optional<SiteHealth> site_health;      // nullopt: no reference beacon was placed yet
};

/// When the broker tells a gateway that it has its message: "broker", at once, with the message in the
/// broker's memory; "spool", once it is on disk; "off" where there is no broker.
std::string_view acceptance_name(const EdgeFacts& facts) noexcept;

/// "off" without a credential, else the state's name.
std::string_view sync_state_name(const EdgeFacts& facts) noexcept;

/// GET /api/state: facts, refusals, gateways and up to `tags_max` tags, newest first (docs/guide-edge.md).
std::string state_json(const EdgeFacts& facts, const EdgeView& view, std::size_t tags_max);

/// GET /api/site: floors, gateways and zones, as the cloud's GET /v1/site gives them.
std::string site_json(const Site& site);

/// GET /api/explain, once there is an explanation.
std::string explanation_json(const FixRecord& record, const Site& site);

/// GET /metrics: the Prometheus text format, version 0.0.4.
std::string metrics_text(const EdgeFacts& facts, const EdgeView& view);

}  // namespace cairn::edge
