// An MQTT broker as people write it, and what it is told to let us in.
#pragma once

#include <string>
#include <string_view>

#include "cairn/core/result.h"
#include "cairn/net/endpoint.h"

namespace cairn::net {

struct BrokerUrl {
    Endpoint endpoint;
    bool has_tls = true;

    /// "mqtts://broker.example", "mqtts://[::1]:8883", "mqtt://127.0.0.1". Ports are 8883 and 1883 unless
    /// they are given. malformed: anything else.
    static Result<BrokerUrl> parse(std::string_view text);
    std::string text() const;
    /// Nobody can read along: there is TLS, or the broker is on this machine.
    bool is_private() const noexcept { return has_tls || endpoint.is_loopback(); }
};

struct BrokerAccess {
    BrokerUrl url;
    std::string username;  // empty: anonymous
    std::string password;
    std::string ca_file;  // with TLS, the only authorities that are trusted; empty: those of the system
};

}  // namespace cairn::net
