// A recording of gateways that heard tags whose true places are known: a folder of CSV files and a meta.json.
//
// anchors.csv (id, x, y, z, floor), observations.csv (t_ms, tag, anchor, rssi_dbm and more), truth.csv (t_ms,
// tag, x, y, floor, zone), zones.csv (zone, x0, y0, x1, y1, floor), train_observations.csv and
// train_truth.csv (a survey), meta.json (tag_z, bounds). Metres and milliseconds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cairn/locate/calibration.h"

namespace cairn::tool {

struct RecordedHearing {
    double at_s = 0;
    std::uint32_t gateway = 0;
    double rssi_dbm = 0;
};

struct RecordedTruth {
    double at_s = 0;
    Point at;
    int floor = 0;
    std::string zone;
};

/// Of one tag, both in the order of time.
struct RecordedTrack {
    std::string tag;
    std::vector<RecordedHearing> hearings;
    std::vector<RecordedTruth> truths;

    /// Between two truths on the straight line.
    Point place_at(double at_s) const;
};

/// A rectangle.
struct RecordedZone {
    std::string name;
    Point low;
    Point high;
    int floor = 0;
};

struct Recording {
    std::vector<std::string> gateway_ids;
    std::vector<locate::GatewayRadio> gateways;
    std::vector<RecordedZone> zones;
    std::vector<RecordedTrack> tracks;
    std::vector<RecordedTrack> survey;
    Point low;
    Point high;
    double tag_z_m = 1.2;  // how high tags are carried, on the axis of the gateways' heights

    /// The zone around a point, or the nearest one; `zones` is not empty.
    std::size_t zone_at(Point at) const;
};

/// Reads a recording. What is wrong is in `error`, with file and line, and the answer is of no use.
Recording read_recording(const std::string& folder, std::string& error);

}  // namespace cairn::tool
