#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>

#include "cairn/net/site_file.h"
#include "checks.h"
#include "commands.h"
#include "plan/coverage_picture.h"
#include "terminal.h"
#include "json/json_text.h"

namespace cairn::tool {
namespace {

constexpr double pitch_m = 0.5;
constexpr std::size_t cells_max = 20'000;
constexpr const char* levels[] = {"none", "auto", "survey"};

struct PlanOptions {
    std::string site_file;
    std::string picture_file;
    std::string floor;
    std::string level = "auto";
    double tag_power_dbm = 0;
    double interval_s = 1;
    bool as_json = false;
};

/// The index of the floor that is asked for. Nothing: said why on standard error.
std::optional<std::size_t> floor_of(const Site& site, const PlanOptions& options) {
    if (site.floors.empty()) return complain(options.site_file + ": no floor in it"), std::nullopt;
    if (options.floor.empty()) return 0;
    std::string names;
    for (std::size_t i = 0; i < site.floors.size(); ++i) {
        const std::string name(site.floors[i].name.view());
        if (name == options.floor) return i;
        names += (names.empty() ? "" : ", ") + name;
    }
    return complain("--floor: expected one of " + names + ", found " + printable(options.floor)),
           std::nullopt;
}

PlanAssumptions assumptions_of(const PlanOptions& options) {
    PlanAssumptions assumptions;
    assumptions.tag_power_dbm = options.tag_power_dbm;
    assumptions.interval_s = options.interval_s;
    const auto* const level = std::ranges::find(levels, options.level);
    assumptions.calibration = static_cast<PlannedCalibration>(level - std::begin(levels));
    return assumptions;
}

std::string as_json(const Floor& floor, const ErrorMap& map, const NextGateway& next) {
    boost::json::array errors;
    for (const double error_m : map.errors_m) errors.emplace_back(std::round(error_m * 1000) / 1000);
    return json_text(boost::json::object{{"floor", floor.name.view()},
                                         {"mean_m", map.mean_m},
                                         {"p90_m", map.p90_m},
                                         {"next",
                                          {{"x_m", next.at.x_m},
                                           {"y_m", next.at.y_m},
                                           {"z_m", next.z_m},
                                           {"mean_m", next.mean_m},
                                           {"p90_m", next.p90_m}}},
                                         {"columns", map.columns},
                                         {"rows", map.rows},
                                         {"error_m", std::move(errors)}});
}

std::string as_text(const Floor& floor, const ErrorMap& map, const NextGateway& next) {
    return printable(floor.name.view()) + ": expected error " + fixed(map.mean_m, 2) +
           " m, nine tenths of the floor below " + fixed(map.p90_m, 2) + " m\n" +
           "one more gateway would help most at x " + fixed(next.at.x_m, 1) + " m, y " +
           fixed(next.at.y_m, 1) + " m, z " + fixed(next.z_m, 1) + " m: then " + fixed(next.mean_m, 2) +
           " m, nine tenths below " + fixed(next.p90_m, 2) + " m\n";
}

int run(const PlanOptions& options) {
    std::vector<std::string> errors;
    const Site site = net::read_site(options.site_file, errors);
    if (errors.empty() && has_rooms(site))
        errors.push_back(options.site_file + ": its zones have no corners; rooms cannot be planned");
    for (const std::string& error : errors) complain(error);
    if (!errors.empty()) return 1;
    const auto index = floor_of(site, options);
    if (!index) return 1;
    const Coverage coverage(site, *index, assumptions_of(options));
    const ErrorMap map = coverage.map(pitch_m, cells_max);
    const NextGateway next = next_gateway(site, coverage, map);
    if (!options.picture_file.empty()) {
        std::ofstream file(options.picture_file, std::ios::trunc);
        file << coverage_picture(site, coverage.floor(), map, next);
        file.close();
        if (!file.good()) return complain(options.picture_file + ": cannot be written"), 1;
    }
    std::cout << (options.as_json ? as_json(coverage.floor(), map, next) + "\n"
                                  : as_text(coverage.floor(), map, next));
    return 0;
}

}  // namespace

void add_plan(CLI::App& app, ExitCode& exit_code) {
    const auto options = std::make_shared<PlanOptions>();
    CLI::App* command = app.add_subcommand(
        "plan", "Say how well tags can be located on a floor, and where one more gateway would help most");
    command->add_option("SITE", options->site_file, "Site file (TOML or GeoJSON)")->required();
    command->add_option("--out", options->picture_file, "Draw the floor into this file (SVG)")
        ->check(expect("a name that ends in .svg",
                       [](const std::string& text) { return text.ends_with(".svg"); }));
    command->add_option("--floor", options->floor, "Name of the floor; default: the first");
    command->add_option("--tag-power", options->tag_power_dbm, "What tags send with, dBm")
        ->check(expect(
            "a number from -40 to 20",
            [](const std::string& text) { return std::abs(parse_finite(text).value_or(99) + 10) <= 30; }))
        ->capture_default_str();
    command->add_option("--interval", options->interval_s, "Seconds between a tag's advertisements")
        ->check(expect("a number from 0.02 to 60",
                       [](const std::string& text) {
                           const double seconds = parse_finite(text).value_or(0);
                           return seconds >= 0.02 && seconds <= 60;
                       }))
        ->capture_default_str();
    command
        ->add_option(
            "--level", options->level,
            "How the gateways will be calibrated: none, auto (by traffic), survey (a place every 2 m)")
        ->check(CLI::IsMember(std::vector<std::string>(std::begin(levels), std::end(levels))))
        ->capture_default_str();
    command->add_flag("--json", options->as_json, "One JSON object instead of text");
    command->footer(
        "The figures come from a model of radio, not from a measurement: expect a third more or less.\n\n"
        "Example:\n"
        "  cairn plan examples/site/warehouse.toml --out warehouse.svg");
    command->callback([options, &exit_code] { exit_code.value = run(*options); });
}

}  // namespace cairn::tool
