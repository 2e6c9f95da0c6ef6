#include <functional>

#include "http/counters.h"

namespace cairn::cloud {
namespace {

// Prometheus, "Text-based format": backslash, quote and line feed are escaped in a label's value.
std::string label(std::string_view name, std::string_view value) {
    std::string out(name);
    out += "=\"";
    for (const char c : value) {
        if (c == '\\' || c == '"') out.push_back('\\');
        if (c == '\n') {
            out += "\\n";
        } else {
            out.push_back(c);
        }
    }
    return out + '"';
}

class MetricsText {
public:
    void family(std::string_view name, std::string_view type, std::string_view help) {
        name_ = name;
        out_ += "# HELP " + name_ + ' ' + std::string(help) + "\n# TYPE " + name_ + ' ' + std::string(type) +
                '\n';
    }
    void sample(std::uint64_t value, std::string_view labels = "") {
        out_ += name_;
        if (!labels.empty()) out_ += '{' + std::string(labels) + '}';
        out_ += ' ' + std::to_string(value) + '\n';
    }
    std::string text() && { return std::move(out_); }

private:
    std::string name_;
    std::string out_;
};

}  // namespace

Result<std::string> metrics_text(const Store& store, const Counters& counters) {
    CAIRN_TRY(const auto edges, store.edges());
    CAIRN_TRY(const std::uint64_t tags, store.tag_count());
    MetricsText out;
    const auto per_edge = [&](std::uint64_t EdgeState::* field) {
        for (const EdgeState& edge : edges) out.sample(edge.*field, label("edge", edge.edge));
    };
    out.family("cairn_blocks_total", "counter", "Blocks stored, since the store was made.");
    per_edge(&EdgeState::blocks);
    out.family("cairn_records_total", "counter", "Records stored, since the store was made.");
    per_edge(&EdgeState::records);
    out.family("cairn_lost_records_total", "counter", "Records that edges declared lost.");
    per_edge(&EdgeState::lost_records);
    out.family("cairn_unreadable_blocks_total", "counter", "Blocks kept whose records are not known here.");
    per_edge(&EdgeState::unreadable_blocks);
    out.family("cairn_edges", "gauge", "Edges that have a credential.");
    out.sample(edges.size());
    out.family("cairn_edges_connected", "gauge", "Edges connected now.");
    out.sample(counters.edges_connected.size());
    out.family("cairn_tags", "gauge", "Tags ever seen.");
    out.sample(tags);
    out.family("cairn_streams_open", "gauge", "Event streams open now.");
    out.sample(counters.streams_open);
    out.family("cairn_sync_refusals_total", "counter", "Connections of edges refused, by reason.");
    for (const auto& [reason, count] : counters.sync_refusals) out.sample(count, label("reason", reason));
    out.family("cairn_http_requests_total", "counter", "HTTP requests answered, by route and status.");
    for (const auto& [key, count] : counters.http_requests) {
        out.sample(count, label("route", key.first) + ',' + label("status", std::to_string(key.second)));
    }
    return std::move(out).text();
}

}  // namespace cairn::cloud
