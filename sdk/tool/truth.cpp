#include "truth.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "cairn/core/assert.h"

namespace cairn::tool {
namespace {

constexpr std::int64_t gap_max_ms = 2'000;
constexpr std::size_t columns = 6;

template <typename Number>
bool parse_number(std::string_view text, Number& number) {
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
    return end.ec == std::errc{} && end.ptr == text.data() + text.size();
}

/// The smallest value that at least `share` of all do not exceed.
double quantile(const std::vector<double>& sorted, double share) {
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
    return sorted[std::max<std::size_t>(rank, 1) - 1];
}

}  // namespace

Result<void> Truth::feed(std::string_view text) {
    rest_ += text;
    Result<void> result;
    std::size_t from = 0;
    for (std::size_t end = 0; (end = rest_.find('\n', from)) != rest_.npos; from = end + 1) {
        const std::string_view line = std::string_view(rest_).substr(from, end - from);
        ++lines_;
        if (line.empty() || line.starts_with("t_ms,")) continue;
        const auto added = add_line(line);
        if (!added && result) result = fail(added.error().code, added.error().where, lines_);
    }
    rest_.erase(0, from);
    return result;
}

Result<void> Truth::add_line(std::string_view line) {
    std::array<std::string_view, columns> cells;
    for (std::size_t i = 0; i < columns; ++i) {
        const std::size_t comma = line.find(',');
        if ((comma == line.npos) != (i + 1 == columns))
            return fail(Errc::malformed, "not the six columns that `cairn sim --truth` writes");
        cells[i] = line.substr(0, comma);
        line.remove_prefix(std::min(cells[i].size() + 1, line.size()));
    }
    std::int64_t t_ms = 0;
    Place place{std::string(cells[2]), {}, std::string(cells[5])};
    if (!parse_number(cells[0], t_ms) || !parse_number(cells[3], place.at.x_m) ||
        !parse_number(cells[4], place.at.y_m)) {
        return fail(Errc::malformed, "t_ms, x_m or y_m is not a number");
    }
    latest_ = std::max(latest_, Timestamp{t_ms});
    tags_[std::string(cells[1])][t_ms] = std::move(place);
    return {};
}

std::optional<Truth::Place> Truth::at(const std::string& tag, Timestamp at) const {
    const auto known = tags_.find(tag);
    if (known == tags_.end()) return std::nullopt;
    const auto& places = known->second;
    const auto later = places.lower_bound(at.unix_ms);
    const bool has_later = later != places.end() && later->first - at.unix_ms <= gap_max_ms;
    const bool has_earlier = later != places.begin() && at.unix_ms - std::prev(later)->first <= gap_max_ms;
    if (has_later && has_earlier && later->second.floor == std::prev(later)->second.floor) {
        const auto& [from_ms, from] = *std::prev(later);
        const auto& [to_ms, to] = *later;
        const double share = static_cast<double>(at.unix_ms - from_ms) / static_cast<double>(to_ms - from_ms);
        Place place = share < 0.5 ? from : to;
        place.at.x_m = from.at.x_m + share * (to.at.x_m - from.at.x_m);
        place.at.y_m = from.at.y_m + share * (to.at.y_m - from.at.y_m);
        return place;
    }
    if (has_later) return later->second;
    if (has_earlier) return std::prev(later)->second;
    return std::nullopt;
}

Summary summary_of(const std::vector<Scored>& scored) {
    CAIRN_ASSERT(!scored.empty());
    const auto count = static_cast<double>(scored.size());
    std::vector<double> errors_m;
    Summary summary;
    for (const Scored& one : scored) {
        errors_m.push_back(one.error_m);
        summary.mean_m += one.error_m / count;
        summary.inside68_percent += one.is_inside68 ? 100 / count : 0;
        summary.right_zone_percent += one.is_right_zone ? 100 / count : 0;
    }
    std::sort(errors_m.begin(), errors_m.end());
    summary.p50_m = quantile(errors_m, 0.5);
    summary.p90_m = quantile(errors_m, 0.9);
    return summary;
}

}  // namespace cairn::tool
