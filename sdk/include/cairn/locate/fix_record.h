// Why a tag is where a position says it is; and a record of which the position is worked out again, bit for
// bit, without the process that found it.
#pragma once

#include <cstdint>
#include <vector>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "cairn/locate/site.h"
#include "cairn/model/position.h"

namespace cairn {

/// One gateway's part in a position, heard or not.
struct GatewayReason {
    GatewayId gateway;
    bool awake = false;             // its silence about this tag counts
    std::uint16_t heard_count = 0;  // within the window
    double rssi_dbm = 0;            // their mean, in which newer ones count more; 0 without any
    std::uint32_t new_count = 0;    // since the position before: what changed this one
    double new_rssi_dbm = 0;        // their mean; 0 without any
    // What the radio map says of this tag there. Without a map all are 0.
    double expected_dbm = 0;
    double expected_sd_db = 0;
    double hearing_chance = 0;  // in a tick, of a tag as loud as most
    double distance_m = 0;      // heights included
};

struct FixReasons {
    Position position;
    double dt_s = 0;  // since the position before; 0: without a map, that plays no part
    double offset_db = 0;  // how much louder than most the tag was found to be by now
    std::vector<GatewayReason> gateways;  // all, in the site's order
    std::vector<double> zone_scores;  // all, in the site's order; the last is elsewhere
};

struct FixRecord {
    FixReasons reasons;
    /// All that the position was worked out from but for the site: what was known of the tag before, what was
    /// heard, the radio map's laws and labelled places. For recompute().
    std::vector<std::uint8_t> bytes;
};

struct RecomputedFix {
    FixReasons reasons;
    Position recorded;
    std::vector<double> recorded_scores;
    bool is_same = false;  // position and scores, bit for bit
};

/// Works a position out again. On the machine that found it, and on any like it, the answer is the same; with
/// another mathematical library, the last digits may differ.
/// truncated: too short to be a record. unsupported: of another version. corrupt: damaged. denied: `site` is
/// not the one of the record, beacons aside. malformed: what `check(site)` says, or no such record.
Result<RecomputedFix> recompute(const Site& site, Bytes record);

}  // namespace cairn
