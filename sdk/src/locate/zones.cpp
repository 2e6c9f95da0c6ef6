#include "locate/zones.h"

#include <algorithm>
#include <cmath>

namespace cairn::locate {
namespace {

// Half of the pattern; the other half lies opposite, so that a zone on the left scores as one on the
// right. Shares come in steps of 1/128, far finer than the leads that decide.
constexpr std::size_t pattern_half = 64;

bool on_plan(const Floor& floor, Point at) {
    return at.x_m >= 0 && at.x_m <= floor.width_m && at.y_m >= 0 && at.y_m <= floor.height_m;
}

}  // namespace

Zones::Zones(const Site& site, const PositionerOptions& options)
    : site_(site),
      options_(options),
      pattern_(2 * pattern_half),
      boxes_(site.zones.size()),
      scores_(boxes_.size() + 1) {
    // Vogel's sunflower: turning by the golden angle spreads the points evenly, and the inverse of the
    // Rayleigh distribution sets their radii so that each stands for the same mass.
    constexpr double cos_golden_angle = -0.7373688780783197;  // the angle is pi * (3 - sqrt 5)
    constexpr double sin_golden_angle = 0.6754902942615238;
    Point direction{1, 0};
    for (std::size_t i = 0; i < pattern_half; ++i) {
        const double share = (static_cast<double>(i) + 0.5) / static_cast<double>(pattern_half);
        const double radius = std::sqrt(-2 * std::log(1 - share));
        const Point at{radius * direction.x_m, radius * direction.y_m};
        direction = {direction.x_m * cos_golden_angle - direction.y_m * sin_golden_angle,
                     direction.x_m * sin_golden_angle + direction.y_m * cos_golden_angle};
        pattern_[2 * i] = at;
        pattern_[2 * i + 1] = {-at.x_m, -at.y_m};
        pattern_reach_ = std::max(pattern_reach_, radius);
    }
    for (std::size_t i = 0; i < boxes_.size(); ++i) {
        const Zone& zone = site.zones[i];
        if (zone.corners.empty()) continue;  // a room, which no place is asked for
        Box& box = boxes_[i];
        box = {floor_row(site, zone.floor), zone.corners.front(), zone.corners.front()};
        for (const Point& corner : zone.corners) {
            box.low = {std::min(box.low.x_m, corner.x_m), std::min(box.low.y_m, corner.y_m)};
            box.high = {std::max(box.high.x_m, corner.x_m), std::max(box.high.y_m, corner.y_m)};
        }
    }
    near_.reserve(boxes_.size());
}

void Zones::select_near(const Spot& spot) noexcept {
    const double reach_m = pattern_reach_ * spot.sigma_m;
    near_.clear();
    for (std::uint32_t zone = 0; zone < boxes_.size(); ++zone) {
        const Box& box = boxes_[zone];
        const bool apart = box.floor != spot.floor || box.low.x_m > spot.at.x_m + reach_m ||
                           box.high.x_m < spot.at.x_m - reach_m || box.low.y_m > spot.at.y_m + reach_m ||
                           box.high.y_m < spot.at.y_m - reach_m;
        if (!apart) near_.push_back(zone);
    }
}

std::uint32_t Zones::zone_at(Point at) const noexcept {
    for (const std::uint32_t zone : near_) {
        const Box& box = boxes_[zone];
        const bool in_box = at.x_m >= box.low.x_m && at.x_m <= box.high.x_m && at.y_m >= box.low.y_m &&
                            at.y_m <= box.high.y_m;
        if (in_box && contains(site_.zones[zone], at)) return zone;
    }
    return elsewhere();
}

const std::vector<double>& Zones::score(const Spot& spot) noexcept {
    std::ranges::fill(scores_, 0.0);
    select_near(spot);
    double on_plan_count = 0;
    for (const Point& offset : pattern_) {
        const Point at{spot.at.x_m + spot.sigma_m * offset.x_m, spot.at.y_m + spot.sigma_m * offset.y_m};
        if (!on_plan(site_.floors[spot.floor], at)) continue;
        ++on_plan_count;
        ++scores_[zone_at(at)];
    }
    if (on_plan_count == 0) {
        scores_[elsewhere()] = 1;
        return scores_;
    }
    for (double& score : scores_) score /= on_plan_count;
    return scores_;
}

std::uint32_t Zones::zone_on(std::uint32_t floor, Point at) const noexcept {
    for (std::uint32_t zone = 0; zone < boxes_.size(); ++zone) {
        if (boxes_[zone].floor == floor && contains(site_.zones[zone], at)) return zone;
    }
    return elsewhere();
}

void Zones::decide(ZoneChoice& choice, std::span<const double> scores, Timestamp at) const noexcept {
    const auto best = static_cast<std::uint32_t>(std::ranges::max_element(scores) - scores.begin());
    const Millis silence = at - choice.decided_at;
    choice.decided_at = at;
    if (choice.current == ZoneChoice::undecided) {
        choice.current = best;
        choice.is_known = is_known(scores);
        return;
    }
    if (best == choice.current) {
        choice.behind = false;
    } else if (!choice.behind || at < choice.behind_since) {
        choice.behind = true;
        choice.behind_since = at;
    }
    const double current_score = scores[choice.current];
    const bool lost = current_score < options_.zone_floor;
    const bool leads = choice.behind && (lost || scores[best] - current_score >= options_.zone_lead);
    // A tag that was silent for that long has left its zone without being heard; waiting for its next
    // word would only show the wrong zone meanwhile.
    const bool left_unheard = lost && silence >= options_.zone_hold;
    if (leads && (left_unheard || at - choice.behind_since >= options_.zone_hold)) {
        choice.current = best;
        choice.behind = false;
        choice.since = choice.behind_since;
        choice.is_known = is_known(scores);
    } else if (is_known(scores) != choice.is_known) {
        choice.is_known = !choice.is_known;
        choice.since = at;
    }
}

void Zones::put(ZoneChoice& choice, std::span<const double> scores, Position& position) const noexcept {
    decide(choice, scores, position.at);
    position.zone_since = choice.since;
    position.zone_unknown = !choice.is_known;
    position.zone_score = scores[choice.current];
    if (choice.is_known && choice.current != elsewhere()) {
        const Zone& zone = site_.zones[choice.current];
        position.zone = zone.name;
        // The likeliest room, which does not lead by enough yet, may be on another floor.
        if (position.method == PositionMethod::zone_filter) position.floor = zone.floor;
    }
    const std::uint32_t next = runner_up(choice.current, scores);
    if (next == elsewhere()) return;
    position.next_zone = site_.zones[next].name;
    position.next_zone_score = scores[next];
}

bool Zones::is_known(std::span<const double> scores) const noexcept {
    return *std::ranges::max_element(scores) >= options_.zone_unknown_under;
}

std::uint32_t Zones::runner_up(std::uint32_t current, std::span<const double> scores) const noexcept {
    std::uint32_t best = elsewhere();
    double best_score = 0;
    for (std::uint32_t zone = 0; zone < elsewhere(); ++zone) {
        if (zone == current || scores[zone] <= best_score) continue;
        best = zone;
        best_score = scores[zone];
    }
    return best;
}

}  // namespace cairn::locate
