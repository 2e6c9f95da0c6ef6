// What is counted while the server runs, and GET /metrics, which shows it.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "cairn/cloud/store.h"

namespace cairn::cloud {

/// The store counts what must outlive the process; this is the rest.
struct Counters {
    std::map<std::pair<std::string, int>, std::uint64_t, std::less<>> http_requests;  // by route and status
    std::map<std::string, std::uint64_t, std::less<>> sync_refusals;  // by reason
    std::set<std::string, std::less<>> edges_connected;
    std::size_t streams_open = 0;
};

/// Prometheus text format 0.0.4. The store's error when it fails.
Result<std::string> metrics_text(const Store& store, const Counters& counters);

}  // namespace cairn::cloud
