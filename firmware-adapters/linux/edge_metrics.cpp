#include <string>
#include <string_view>

#include "cairn/core/version.h"
#include "cairn/net/metrics_text.h"
#include "linux/edge_report.h"

namespace cairn::edge {
namespace {

using net::MetricsText;

void add_pipeline(MetricsText& out, const EdgeFacts& facts) {
    const EdgeStats& stats = facts.pipeline;
    out.gauge("cairn_edge_mqtt_connected", "Whether the broker is connected.", facts.mqtt.connected ? 1 : 0);
    out.counter("cairn_edge_mqtt_received_total", "Messages from the broker.", facts.mqtt.received);
    out.counter("cairn_edge_mqtt_acknowledged_total", "Messages of the broker that are durable.",
                facts.mqtt.acknowledged);
    out.counter("cairn_edge_mqtt_oversized_total", "Messages refused unread.", facts.mqtt.oversized);
    out.counter("cairn_edge_mqtt_retained_total", "Retained messages left out.", facts.mqtt.retained);
    out.family("cairn_edge_acceptance", "gauge",
               "1 for when gateways are told that the broker has a message.");
    for (const std::string_view acceptance : {"broker", "spool", "off"})
        out.sample(acceptance_name(facts) == acceptance ? 1 : 0, {{"acceptance", acceptance}});
    if (facts.spool) {
        out.counter("cairn_edge_spool_read_total", "Messages read from the spool.", facts.spool->status.read);
        out.counter("cairn_edge_spool_damaged_total", "Damaged segments of the spool, kept aside.",
                    facts.spool->status.damaged_segments);
        out.gauge("cairn_edge_spool_failing", "Whether the spool cannot be read.",
                  facts.spool->last_error.empty() ? 0 : 1);
    }
    out.counter("cairn_edge_posts_total", "Messages posted over HTTP and kept.", facts.posts);
    out.counter("cairn_edge_posts_deferred_total", "Posts answered with 503.", facts.posts_deferred);
    out.counter("cairn_edge_datagrams_total", "Messages taken over UDP.", facts.datagrams);
    out.counter("cairn_edge_datagrams_dropped_total", "Datagrams for which there was no room.",
                facts.datagrams_dropped);
    out.counter("cairn_edge_messages_total", "Messages given to the adapters.", stats.messages);
    out.counter("cairn_edge_redelivered_total", "Messages recognised as already kept.", stats.redelivered);
    out.counter("cairn_edge_frames_total", "Frames found in messages.", stats.frames);
    out.counter("cairn_edge_advertisements_total", "Advertisements in frames.", stats.advertisements);
    out.counter("cairn_edge_undecoded_total", "Advertisements without a known format.", stats.undecoded);
    out.counter("cairn_edge_records_total", "Records kept.", stats.records);
}

void add_positioner(MetricsText& out, const PositionerStats& stats) {
    out.counter("cairn_edge_hearings_total", "Hearings used for positions.", stats.observed);
    out.counter("cairn_edge_hearings_unplaced_total", "Hearings by gateways without a place.",
                stats.unplaced_gateway);
    out.counter("cairn_edge_hearings_late_total", "Hearings older than the window.", stats.too_late);
    out.counter("cairn_edge_tags_evicted_total", "Tags that left the positioner for lack of room.",
                stats.evicted_tags);
}

/// One family, a sample for each gateway.
template <typename Value>
void add_each(MetricsText& out, const EdgeFacts& facts, std::string_view name, std::string_view help,
              Value value) {
    out.family(name, "gauge", help);
    for (const GatewayHealth& health : facts.gateway_health) {
        out.sample(value(health), {{"gateway", health.gateway.view()}});
    }
}

void add_gateway_health(MetricsText& out, const EdgeFacts& facts) {
    if (facts.gateway_health.empty()) return;
    using Health = const GatewayHealth&;
    add_each(out, facts, "cairn_edge_gateway_awake", "Whether the gateway's silence about a tag counts.",
             [](Health health) -> std::uint64_t { return health.awake ? 1 : 0; });
    add_each(out, facts, "cairn_edge_gateway_last_heard_seconds", "Unix time; 0: never.",
             [](Health health) { return static_cast<std::uint64_t>(health.last_heard.unix_ms / 1000); });
    add_each(out, facts, "cairn_edge_gateway_offset_db", "How much stronger it hears than the map says.",
             [](Health health) { return health.offset_db; });
    add_each(out, facts, "cairn_edge_gateway_residual_sd_db", "Spread of its hearings around the expected.",
             [](Health health) { return health.residual_sd_db; });
    add_each(out, facts, "cairn_edge_gateway_drift_db", "Lasting change of the offset; 0: none.",
             [](Health health) { return health.drift_db; });
    add_each(out, facts, "cairn_edge_gateway_hearings", "Yesterday, by UTC.",
             [](Health health) { return health.hearings; });
    add_each(out, facts, "cairn_edge_gateway_advice",
             "How much a person should look at: sentences on the page.",
             [&facts](Health health) -> std::uint64_t { return advice(health, facts.now).size(); });
}

void add_site_health(MetricsText& out, const SiteHealth& health) {
    out.counter("cairn_edge_reference_fixes_total", "Positions of reference beacons.", health.fixes);
    out.family("cairn_edge_reference_inside_total", "counter",
               "Of these, inside of the region for so many percent.");
    out.sample(health.inside68, {{"region", "68"}});
    out.sample(health.inside95, {{"region", "95"}});
    out.family("cairn_edge_region_scale", "gauge", "By how much regions are widened to be honest.");
    out.sample(health.scale);
}

void add_buffer(MetricsText& out, const EdgeFacts& facts) {
    const BufferStats& stats = facts.buffer;
    out.gauge("cairn_edge_buffer_blocks", "Blocks that wait for the cloud.", stats.blocks);
    out.gauge("cairn_edge_buffer_records", "Records that wait for the cloud.", stats.records);
    out.gauge("cairn_edge_buffer_bytes", "Bytes of the waiting blocks.", stats.body_bytes);
    out.gauge("cairn_edge_state_bytes", "Bytes kept for after a restart.", stats.state_bytes);
    out.gauge("cairn_edge_buffer_bytes_max", "Where the buffer is full.", facts.buffer_bytes_max);
    out.counter("cairn_edge_dropped_records_total", "Records dropped from a full buffer.",
                stats.dropped_records);
    out.counter("cairn_edge_expired_records_total", "Records dropped because of their age.",
                stats.expired_records);
    out.gauge("cairn_edge_quarantined_blocks", "Damaged blocks kept aside.", stats.quarantined_blocks);
    out.gauge("cairn_edge_buffer_failing", "Whether the last write to the buffer failed.",
              facts.buffer_error.empty() ? 0 : 1);
}

void add_sync(MetricsText& out, const EdgeFacts& facts) {
    out.family("cairn_edge_sync_state", "gauge", "1 for the state that sync is in.");
    for (const std::string_view state : {"off", "waiting", "connecting", "greeting", "online"}) {
        out.sample(sync_state_name(facts) == state ? 1 : 0, {{"state", state}});
    }
    out.counter("cairn_edge_acknowledged_blocks_total", "Blocks that the cloud has.",
                facts.sync.acknowledged_blocks);
    out.counter("cairn_edge_acknowledged_records_total", "Records that the cloud has.",
                facts.sync.acknowledged_records);
    out.counter("cairn_edge_sent_blocks_total", "Blocks sent to the cloud, again ones too.",
                facts.sync.sent_blocks);
    out.counter("cairn_edge_sent_gaps_total", "Losses that the cloud was told of.", facts.sync.sent_gaps);
    out.counter("cairn_edge_sent_bytes_total", "Bytes of messages to the cloud.", facts.sync.sent_bytes);
    out.counter("cairn_edge_received_bytes_total", "Bytes of messages from the cloud.",
                facts.sync.received_bytes);
    if (facts.sync.drain)
        out.gauge("cairn_edge_drain_seconds", "Until nothing waits, at the pace of now.",
                  static_cast<std::uint64_t>(facts.sync.drain->count() / 1000));
    if (facts.sync.budget) {
        out.gauge("cairn_edge_link_spent_bytes", "Of the link's budget, this month.",
                  facts.sync.budget->spent_bytes);
        out.gauge("cairn_edge_link_bytes_max", "The link's budget for a month.",
                  facts.sync.budget->month_bytes_max);
    }
    if (facts.sync.clock)
        out.gauge("cairn_edge_clock_uncertainty_milliseconds", "How far off civil time may be.",
                  facts.sync.clock->uncertainty_ms);
    out.gauge("cairn_edge_last_acknowledged_seconds",
              "When the cloud last acknowledged, Unix time; 0: never.",
              static_cast<std::uint64_t>(facts.sync.last_acknowledged_at.unix_ms / 1000));
}

}  // namespace

std::string metrics_text(const EdgeFacts& facts, const EdgeView& view) {
    MetricsText out;
    out.family("cairn_edge_info", "gauge", "The version that runs.");
    out.sample(1, {{"version", version()}});
    add_pipeline(out, facts);
    add_positioner(out, facts.positioner);
    add_gateway_health(out, facts);
    if (facts.site_health) add_site_health(out, *facts.site_health);
    add_buffer(out, facts);
    add_sync(out, facts);
    out.gauge("cairn_edge_tags", "Tags in the local view.", view.tags().size());
    out.gauge("cairn_edge_gateways", "Gateways in the local view.", view.gateways().size());
    out.family("cairn_edge_rejected_total", "counter", "Refused parts of messages.");
    for (const RefusalView& refusal : view.refusals()) {
        out.sample(refusal.count, {{"code", name(refusal.code)}, {"reason", refusal.reason}});
    }
    return out.text();
}

}  // namespace cairn::edge
