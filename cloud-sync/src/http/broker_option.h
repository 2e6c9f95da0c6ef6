// The broker through which edges may come, as the command line says it.
#pragma once

#include <optional>
#include <string>

#include "cairn/net/broker_url.h"

namespace cairn::cloud {

struct BrokerOption {
    std::string url;       // empty: no broker
    std::string username;  // empty: anonymous
    std::string password_file;
    std::string ca_file;
    bool allows_plain = false;  // no TLS, though the broker is on another machine
};

/// Reads the files too. Nothing: the option cannot be, and one line in the log says why; `url` is not empty.
std::optional<net::BrokerAccess> read_broker_option(const BrokerOption& option);

}  // namespace cairn::cloud
