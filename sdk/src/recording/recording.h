// A recording of gateways that heard tags whose true places are known: a folder of CSV files and a meta.json.
//
// anchors.csv (id, x, y, z, floor and more), observations.csv (t_ms, tag, anchor, rssi_dbm and more),
// truth.csv (t_ms, tag, x, y, floor, zone), zones.csv (zone, x0, y0, x1, y1, floor), train_observations.csv
// and train_truth.csv (a survey), meta.json (tag_z, bounds). Metres and milliseconds. Where no row of
// truth.csv has coordinates, zones are rooms that the survey's rows name; anchors and meta.json then need no
// coordinates.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cairn/locate/calibration.h"

namespace cairn {

struct RecordedHearing {
    double at_s = 0;
    std::uint32_t gateway = 0;
    double rssi_dbm = 0;
    std::optional<float> azimuth_deg;
    std::optional<int> channel;
};

struct RecordedTruth {
    double at_s = 0;
    Point at;  // not numbers where the recording has no places
    int floor = 0;
    std::string zone;
};

bool has_place(const RecordedTruth& truth);

/// Of one tag, both in the order of time.
struct RecordedTrack {
    std::string tag;
    std::vector<RecordedHearing> hearings;
    std::vector<RecordedTruth> truths;

    /// Between two truths on the straight line.
    Point place_at(double at_s) const;
    /// The number of the floor, of the truth before.
    int floor_at(double at_s) const;
};

/// A rectangle.
struct RecordedZone {
    std::string name;
    Point low;
    Point high;
    int floor = 0;
};

/// Recordings do not say how high floors are.
inline constexpr double storey_m = 3.5;

/// Rows that were read, but are no good.
struct SkippedRows {
    std::size_t truths = 0;  // without a place, or in a recording of rooms without a zone
    std::size_t hearings = 0;  // with an RSSI that no radio measures, or none
    std::size_t unordered = 0;  // earlier than the row before of the same tag: put in order, and used
};

struct Recording {
    bool has_places = true;  // coordinates; otherwise the truths are rooms only
    std::vector<std::string> gateway_ids;
    std::vector<int> floors;  // their numbers, lowest first; a gateway's floor is a place among them
    std::vector<locate::GatewayRadio> gateways;
    std::vector<RecordedZone> zones;
    std::vector<RecordedTrack> tracks;
    std::vector<RecordedTrack> survey;
    Point low;
    Point high;
    double tag_z_m = 1.2;  // how high tags are carried above their floor, as gateways hang above theirs
    SkippedRows skipped;

    /// The zone around a point of a floor, or the nearest one there; `zones` is not empty.
    std::size_t zone_at(int floor, Point at) const;
    /// The place of a floor's number among `floors`.
    std::uint32_t floor_place(int floor) const;
};

/// Whether a gateway measured an angle of a tag that is to be located.
bool has_azimuths(const Recording& recording);
/// As if no gateway had measured angles.
void forget_azimuths(Recording& recording);

/// Reads the gateways and the survey of a recording, and nothing else of it: the walk test that `cairn
/// survey` records. What is wrong is in `error`, with its file, and the answer is of no use. Truths without a
/// place are left out or, of a walk through rooms, those without a zone.
enum class WalkThrough { places, rooms };
Recording read_walk_test(const std::string& folder, WalkThrough through, std::string& error);

/// Reads a recording. What is wrong is in `error`, with file and line, and the answer is of no use.
Recording read_recording(const std::string& folder, std::string& error);

}  // namespace cairn
