#include <string>

#include "cairn/net/metrics_text.h"
#include "http/counters.h"

namespace cairn::cloud {

Result<std::string> metrics_text(const Store& store, const Counters& counters) {
    CAIRN_TRY(const auto edges, store.edges());
    CAIRN_TRY(const std::uint64_t tags, store.tag_count());
    net::MetricsText out;
    const auto per_edge = [&](std::uint64_t EdgeState::* field) {
        for (const EdgeState& edge : edges) out.sample(edge.*field, {{"edge", edge.edge}});
    };
    out.family("cairn_blocks_total", "counter", "Blocks stored, since the store was made.");
    per_edge(&EdgeState::blocks);
    out.family("cairn_records_total", "counter", "Records stored, since the store was made.");
    per_edge(&EdgeState::records);
    out.family("cairn_lost_records_total", "counter", "Records that edges declared lost.");
    per_edge(&EdgeState::lost_records);
    out.family("cairn_unreadable_blocks_total", "counter", "Blocks kept whose records are not known here.");
    per_edge(&EdgeState::unreadable_blocks);
    out.gauge("cairn_edges", "Edges that have a credential.", edges.size());
    out.gauge("cairn_edges_connected", "Edges connected now.", counters.edges_connected.size());
    out.gauge("cairn_tags", "Tags ever seen.", tags);
    out.gauge("cairn_streams_open", "Event streams open now.", counters.streams_open);
    out.family("cairn_sync_refusals_total", "counter", "Connections of edges refused, by reason.");
    for (const auto& [reason, count] : counters.sync_refusals) out.sample(count, {{"reason", reason}});
    out.family("cairn_http_requests_total", "counter", "HTTP requests answered, by route and status.");
    for (const auto& [key, count] : counters.http_requests) {
        out.sample(count, {{"route", key.first}, {"status", std::to_string(key.second)}});
    }
    return out.text();
}

}  // namespace cairn::cloud
