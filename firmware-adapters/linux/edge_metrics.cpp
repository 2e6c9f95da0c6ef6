#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

#include "cairn/core/version.h"
#include "cairn/net/metrics_text.h"
#include "linux/edge_figures.h"
#include "linux/edge_report.h"

namespace cairn::edge {
namespace {

using net::MetricsText;

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

void add_sample(MetricsText& out, const Figure& figure) {
    const auto put = [&](auto value) {
        if (figure.stream.empty()) {
            out.sample(value);
        } else {
            out.sample(value, {{"stream", figure.stream}});
        }
    };
    if (const auto* flag = std::get_if<bool>(&figure.value)) put(std::uint64_t{*flag});
    if (const auto* whole = std::get_if<std::uint64_t>(&figure.value)) put(*whole);
    if (const auto* real = std::get_if<double>(&figure.value)) put(*real);
    if (const auto* at = std::get_if<Timestamp>(&figure.value))
        put(static_cast<std::uint64_t>(std::max(at->unix_ms, std::int64_t{0}) / 1000));
}

void add_figures(MetricsText& out, const EdgeFacts& facts, const EdgeView& view) {
    std::string family;
    for (const Figure& figure : figures(facts, view)) {
        if (figure.stream == all_streams || std::holds_alternative<std::monostate>(figure.value)) continue;
        std::string metric = metric_name(figure);
        if (metric != family) {
            const bool is_counter = figure.kind == FigureKind::counter;
            out.family(metric, is_counter ? "counter" : "gauge", figure.help);
        }
        family = std::move(metric);
        add_sample(out, figure);
    }
}

/// What is a word in the JSON: 1 for the one that holds.
void add_choice(MetricsText& out, std::string_view metric, std::string_view help, std::string_view label,
                std::initializer_list<std::string_view> words, std::string_view chosen) {
    out.family(metric, "gauge", help);
    for (const std::string_view word : words) out.sample(word == chosen ? 1 : 0, {{label, word}});
}

}  // namespace

std::string metrics_text(const EdgeFacts& facts, const EdgeView& view) {
    MetricsText out;
    out.family("cairn_edge_info", "gauge", "The version that runs.");
    out.sample(1, {{"version", version()}});
    add_choice(out, "cairn_edge_acceptance", "1 for when gateways are told that the broker has a message.",
               "acceptance", {"broker", "spool", "off"}, acceptance_name(facts));
    add_choice(out, "cairn_edge_sync_state", "1 for the state that sync is in.", "state",
               {"off", "waiting", "connecting", "greeting", "online"}, sync_state_name(facts));
    add_figures(out, facts, view);
    add_gateway_health(out, facts);
    if (facts.site_health) add_site_health(out, *facts.site_health);
    out.gauge("cairn_edge_tags", "Tags in the local view.", view.tags().size());
    out.gauge("cairn_edge_gateways", "Gateways in the local view.", view.gateways().size());
    out.family("cairn_edge_rejected_total", "counter", "Refused parts of messages.");
    for (const RefusalView& refusal : view.refusals()) {
        out.sample(refusal.count, {{"code", name(refusal.code)}, {"reason", refusal.reason}});
    }
    return out.text();
}

}  // namespace cairn::edge
