#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iostream>

#include "commands.h"
#include "locate/accuracy.h"
#include "locate/replay_at_level.h"
#include "terminal.h"

namespace cairn::tool {
namespace {

struct LocateOptions {
    std::string folder;
    std::string level = "auto";
    std::string csv_file;
    bool as_json = false;
    bool with_azimuths = false;
};

boost::json::object as_json(const std::string& level, const Accuracy& accuracy, double tick_us) {
    boost::json::object object{{"level", level},
                               {"fixes", accuracy.fixes},
                               {"mean_m", accuracy.mean_m},
                               {"p50_m", accuracy.p50_m},
                               {"p75_m", accuracy.p75_m},
                               {"p90_m", accuracy.p90_m},
                               {"p95_m", accuracy.p95_m},
                               {"zone_pct", accuracy.zone_pct},
                               {"floor_pct", accuracy.floor_pct},
                               {"zone_changes_per_min", accuracy.zone_changes_per_min},
                               {"truth_zone_changes_per_min", accuracy.truth_zone_changes_per_min},
                               {"inside68_pct", accuracy.inside68_pct},
                               {"inside95_pct", accuracy.inside95_pct},
                               {"r68_m", accuracy.r68_m},
                               {"tick_us", tick_us}};
    if (accuracy.is_in_metres) return object;
    for (const char* key :
         {"mean_m", "p50_m", "p75_m", "p90_m", "p95_m", "inside68_pct", "inside95_pct", "r68_m"})
        object[key] = nullptr;
    return object;
}

std::string pair(const char* name, double value, int digits, const char* unit) {
    return std::string(name) + " " + fixed(value, digits) + unit;
}

std::string as_text(const std::string& level, const Accuracy& accuracy, double tick_us) {
    std::string text = "level " + level + ", " + std::to_string(accuracy.fixes) + " fixes\n";
    if (accuracy.is_in_metres) {
        text += pair("error: mean", accuracy.mean_m, 2, " m, ") + pair("median", accuracy.p50_m, 2, " m, ") +
                pair("75 %", accuracy.p75_m, 2, " m, ") + pair("90 %", accuracy.p90_m, 2, " m, ") +
                pair("95 %", accuracy.p95_m, 2, " m\n");
    }
    text += pair("zone: right in", accuracy.zone_pct, 1, " %, ") +
            pair("changes", accuracy.zone_changes_per_min, 1, " a minute, ") +
            pair("in truth", accuracy.truth_zone_changes_per_min, 1, "\n") +
            pair("floor: right in", accuracy.floor_pct, 1, " %\n");
    if (accuracy.is_in_metres) {
        text += pair("ellipses: truth inside the 68 % one in", accuracy.inside68_pct, 1, " %, ") +
                pair("inside the 95 % one in", accuracy.inside95_pct, 1, " %, ") +
                pair("mean radius", accuracy.r68_m, 2, " m\n");
    }
    return text + pair("a tick takes", tick_us, 1, " us\n");
}

/// x,y and r68,inside68,inside95; empty where the recording has no places.
std::pair<std::string, std::string> metres_of(const ReplayedFix& fix) {
    if (!has_place(fix.truth)) return {",", ",,"};
    const double deviations = squared_deviations(fix);
    return {fixed(fix.fix.at.x_m, 3) + "," + fixed(fix.fix.at.y_m, 3),
            fixed(radius68_m(fix.fix), 3) + (deviations <= locate::deviations68 ? ",1" : ",0") +
                (deviations <= locate::deviations95 ? ",1" : ",0")};
}

/// A row for each row of truth.csv that says where the tag was.
bool write_fixes(const std::string& path, const Recording& recording, const Replay& replayed) {
    std::ofstream file(path);
    file << "t_ms,tag,x,y,floor,zone,r68,inside68,inside95\n";
    for (const ReplayedFix& fix : replayed.fixes) {
        const auto [place, ellipse] = metres_of(fix);
        file << fixed(fix.truth.at_s * 1000, 0) << ',' << recording.tracks[fix.track].tag << ',' << place
             << ',' << (fix.floor ? std::to_string(*fix.floor) : "") << ',' << fix.zone << ',' << ellipse
             << '\n';
    }
    file.close();
    return file.good();
}

void tell_skipped(const std::string& folder, const SkippedRows& skipped) {
    const auto tell = [&folder](const char* what, std::size_t rows) {
        if (rows != 0) complain(folder + ": " + what + ": " + std::to_string(rows));
    };
    tell("rows of truth.csv and train_truth.csv that do not say where the tag was, skipped", skipped.truths);
    tell("rows of hearings whose RSSI is not from -127 to 0 dBm, skipped", skipped.hearings);
    tell("rows that go back in time, put in order", skipped.unordered);
}

void tell_unused_azimuths(const std::string& folder, const Recording& recording, const Replay& replayed) {
    for (const std::uint32_t gateway : replayed.turned_unknown)
        complain(folder + ": azimuths of anchor " + recording.gateway_ids[gateway] +
                 " not used, because how it is turned is not known");
}

/// Why a recording's azimuths cannot be used; empty if they can.
std::string wrong_with_azimuths(const std::string& folder, const Recording& recording) {
    if (!recording.has_places) return folder + ": --aoa needs coordinates, and there are only rooms";
    if (!has_azimuths(recording)) return folder + "/observations.csv: no azimuth_deg, which --aoa needs";
    return {};
}

int run(const LocateOptions& options) {
    std::string error;
    Recording recording = read_recording(options.folder, error);
    tell_skipped(options.folder, recording.skipped);
    if (error.empty() && options.with_azimuths) error = wrong_with_azimuths(options.folder, recording);
    if (!error.empty()) return complain(error), 1;
    if (!options.with_azimuths) forget_azimuths(recording);
    const auto level = std::ranges::find(calibration_levels, options.level);
    const Replay replayed =
        replay_at_level(recording, static_cast<CalibrationLevel>(level - calibration_levels.begin()), error);
    if (!error.empty()) return complain(options.folder + ": " + error), 1;
    tell_unused_azimuths(options.folder, recording, replayed);
    if (!options.csv_file.empty() && !write_fixes(options.csv_file, recording, replayed))
        return complain(options.csv_file + ": cannot be written"), 1;
    const Accuracy accuracy = accuracy_of(replayed);
    std::cout << (options.as_json
                      ? boost::json::serialize(as_json(options.level, accuracy, replayed.tick_us)) + "\n"
                      : as_text(options.level, accuracy, replayed.tick_us));
    return 0;
}

}  // namespace

void add_locate(CLI::App& app, ExitCode& exit_code) {
    auto* const command = app.add_subcommand(
        "locate",
        "Replay a recording of hearings whose true places are known, and say how well they are located");
    auto options = std::make_shared<LocateOptions>();
    command->add_option("DIR", options->folder, "The recording: CSV files and meta.json (docs/guide-tool.md)")
        ->required()
        ->check(CLI::ExistingDirectory);
    command
        ->add_option("--level", options->level,
                     "What of the recording's survey may calibrate: none, auto (what was heard, without the "
                     "places), refs (eight places), survey (all). Without coordinates: refs (eight rows of "
                     "each room) or survey")
        ->check(CLI::IsMember(std::vector<std::string>(calibration_levels.begin(), calibration_levels.end())))
        ->capture_default_str();
    command->add_option("--csv", options->csv_file, "Write the fixes into this file");
    command->add_flag(
        "--aoa", options->with_azimuths,
        "Use the azimuths in observations.csv too. How the arrays are turned is in anchors.csv, or "
        "learned from the survey");
    command->add_flag("--json", options->as_json, "One JSON object instead of text");
    command->callback([options, &exit_code] { exit_code.value = run(*options); });
}

}  // namespace cairn::tool
