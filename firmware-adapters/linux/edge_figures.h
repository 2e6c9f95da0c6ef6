// The figures of an edge, each under one name: `sync.sentBytes` of the page's JSON is
// cairn_edge_sync_sent_bytes_total of the metrics.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "linux/edge_report.h"

namespace cairn::edge {

/// std::monostate: not known.
using FigureValue = std::variant<std::monostate, bool, std::uint64_t, double, Timestamp>;

enum class FigureKind : std::uint8_t { gauge, counter };  // as Prometheus has them

struct Figure {
    std::string_view part;  // of the JSON: "sync", "sync.budget"
    std::string_view name;  // there: "sentBytes"
    FigureKind kind = FigureKind::gauge;
    std::string_view help;
    FigureValue value;
    /// Whose figure it is; empty: nobody's. That of `all_streams` is for the JSON, where nobody adds up.
    // NOLINTNEXTLINE(readability-redundant-member-init): g++ warns where a list leaves it out.
    std::string_view stream{};
};

inline constexpr std::string_view all_streams = "all";

/// Those of one name stand together.
std::vector<Figure> figures(const EdgeFacts& facts, const EdgeView& view);

/// "cairn_edge_sync_sent_bytes_total".
std::string metric_name(const Figure& figure);

}  // namespace cairn::edge
