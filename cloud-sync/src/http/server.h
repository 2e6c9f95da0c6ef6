// cairn-cloud as a running server: the store, the edges' listener, the API and the live page.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cairn/net/endpoint.h"
#include "http/broker_option.h"

namespace cairn::cloud {

struct ServerOptions {
    std::string folder;
    net::Endpoint http{"127.0.0.1", 8080};
    net::Endpoint sync{"127.0.0.1", 7443};
    BrokerOption broker;  // through which edges may come, too
    std::string site_file;           // empty: no floor plan
    std::vector<std::string> names;  // host names and addresses under which edges and browsers come
};

/// Serves until SIGTERM or SIGINT. Answers the exit code; what is wrong was then written to the log as
/// one line with the way out.
int serve(const ServerOptions& options);

}  // namespace cairn::cloud
