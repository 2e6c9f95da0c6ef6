// The columns in which positions stand in a block, and what its writer and its reader both remember of the
// tags. docs/wire.md explains them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "cairn/model/position.h"
#include "wire/column.h"
#include "wire/decimal.h"

namespace cairn::wire {

enum class PositionColumn : std::uint8_t {
    head,
    tags,      // that are new
    gateways,  // that are new
    texts,     // that are new: names of floors and zones
    tag_steps,  // from one position's tag to the next one's
    times,     // off what was to be expected
    flags,     // what is true of it, method and level of calibration, against the tag's last
    floors,    // 0: as the tag's last. These three: place among the texts, plus 2; 1: none
    zones,
    next_zones,
    zone_times,
    x_m,
    y_m,
    variances_x_m2,
    variances_y_m2,
    covariances_m2,
    radii_m,
    zone_scores,
    next_zone_scores,
    other_x_m,
    other_y_m,
    evidence_counts,
    evidence_gateways,  // place among those that spoke for the tag; behind a new one, its place among all
    evidence_heard,
    evidence_rssi,
    evidence_expected,
    evidence_distances,
};
inline constexpr std::size_t position_column_count = 27;
inline constexpr std::size_t position_numbers = 10;  // from x_m to other_y_m

inline constexpr std::uint32_t flag_zone_unknown = 1;
inline constexpr std::uint32_t flag_ambiguous = 2;
inline constexpr std::uint32_t flag_zone_since = 4;
inline constexpr unsigned method_shift = 3;
inline constexpr unsigned calibration_shift = 8;

struct Witness {
    std::uint32_t gateway = 0;
    std::int64_t heard_count = 0;
    Decimal rssi_dbm;
    Decimal expected_dbm;
    Decimal distance_m;
};

struct PlacedTag {
    TagId id;
    bool is_known = false;
    std::int64_t at_ms = 0;
    std::int64_t step_ms = 0;  // between its last two positions
    std::uint32_t flags = 0;
    std::array<std::uint64_t, 3> names{};  // floor, zone, next zone: place plus 2, 1: none, 0: never told
    std::int64_t zone_since_ms = 0;
    std::array<Decimal, position_numbers> numbers;
    std::vector<Witness> witnesses;
};

inline constexpr std::size_t witnesses_max = 64;  // where one more comes, all are forgotten first

struct PositionMemory {
    std::vector<PlacedTag> tags;
    std::vector<GatewayId> gateways;
    std::vector<ZoneName> texts;
};
static_assert(ZoneName::size_max() == FloorName::size_max(), "they share a table");

inline constexpr std::size_t placed_tags_max = 65'536;
inline constexpr std::size_t placing_gateways_max = 65'536;
inline constexpr std::size_t place_names_max = 65'536;

/// The members of a position that are numbers, in the order of their columns.
inline std::array<double*, position_numbers> numbers_of(Position& position) noexcept {
    return {&position.x_m,
            &position.y_m,
            &position.variance_x_m2,
            &position.variance_y_m2,
            &position.covariance_xy_m2,
            &position.radius68_m,
            &position.zone_score,
            &position.next_zone_score,
            &position.other_x_m,
            &position.other_y_m};
}

}  // namespace cairn::wire
