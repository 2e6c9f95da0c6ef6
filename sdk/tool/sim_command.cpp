#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <set>

#include "broker.h"
#include "cairn/net/site_file.h"
#include "cairn/net/system_ports.h"
#include "checks.h"
#include "commands.h"

#include "sim/world.h"
#include "terminal.h"

namespace cairn::tool {
namespace {

using Clock = std::chrono::steady_clock;

struct SimOptions {
    BrokerOptions broker;
    std::string site_file;
    std::size_t tags = 12;
    double seconds = 0;  // 0: until Ctrl-C
    std::uint64_t seed = 1;
    double speed = 1;
    std::string truth_file;
    std::vector<std::string> brands{"moko", "minew", "civic"};
};

constexpr std::chrono::milliseconds tick{20};
constexpr std::chrono::milliseconds truth_interval{1'000};

void write_truth(std::ostream& out, Timestamp at, const std::vector<sim::TagPlace>& places) {
    for (const sim::TagPlace& place : places) {
        out << at.unix_ms << ',' << place.tag.view() << ',' << place.floor.view() << ','
            << fixed(place.at.x_m, 3) << ',' << fixed(place.at.y_m, 3) << ',' << place.zone.view() << '\n';
    }
    out.flush();  // `cairn score` reads along
}

std::optional<Site> read_site(const std::string& path) {
    std::vector<std::string> errors;
    Site site = net::read_site(path, errors);
    if (errors.empty() && has_rooms(site))
        errors.push_back(path + ": its zones have no corners; rooms cannot be simulated");
    for (const std::string& error : errors) complain(error);
    if (!errors.empty()) return std::nullopt;
    return site;
}

/// The shell around the world: the wall clock drives it, the broker takes what it says. False: the broker
/// is gone.
bool play(sim::World& world, const SimOptions& options, net::MqttPublisher& publisher, std::ostream* truth) {
    Traffic traffic;
    bool is_connected = true;
    const auto publish = [&](const sim::GatewayMessage& message) {
        if (!is_connected) return;
        is_connected = traffic.publish(publisher, message.topic, message.payload, options.broker.qos);
    };
    const auto start = Clock::now();
    auto next_truth = start;
    for (auto now = start; is_connected; now += tick) {
        const std::chrono::duration<double> elapsed = now - start;
        if (options.seconds > 0 && elapsed.count() > options.seconds) break;
        if (!wait_until(now)) break;
        const auto t_ms = static_cast<std::int64_t>(elapsed.count() * 1000 * options.speed);
        world.step(t_ms, publish);
        if (truth != nullptr && now >= next_truth) {
            write_truth(*truth, world.stamp(t_ms), world.places());
            next_truth += truth_interval;
        }
        traffic.show_progress();
    }
    traffic.sum_up();
    return is_connected;
}

int run(const SimOptions& options) {
    const auto site = read_site(options.site_file);
    if (!site) return 1;
    sim::WorldOptions world_options;
    world_options.tags = options.tags;
    world_options.seed = options.seed;
    world_options.speed = options.speed;
    world_options.start = net::SystemClock().wall();
    world_options.brands = {options.brands.begin(), options.brands.end()};
    auto world = sim::World::make(*site, world_options);
    if (!world) return complain(options.site_file + ": " + world.error().where), 1;

    std::ofstream truth;
    if (!options.truth_file.empty()) {
        truth.open(options.truth_file, std::ios::trunc);
        if (!truth) return complain(options.truth_file + ": cannot be written"), 1;
        truth << "t_ms,tag,floor,x_m,y_m,zone\n";
    }
    const auto publisher = connect(options.broker);
    if (!publisher) return 1;
    catch_interrupts();
    return play(*world, options, *publisher, truth.is_open() ? &truth : nullptr) ? 0 : 1;
}

}  // namespace

void add_sim(CLI::App& app, ExitCode& exit_code) {
    const auto options = std::make_shared<SimOptions>();
    CLI::App* command =
        app.add_subcommand("sim", "Simulate a site: walking tags, and gateways that hear them");
    command->add_option("SITE", options->site_file, "Site file (TOML or GeoJSON): floors, gateways, zones")
        ->required();
    add_broker_options(*command, options->broker);
    command->add_option("--tags", options->tags, "How many tags walk")
        ->check(CLI::Range(1, 65'536))
        ->capture_default_str();
    command->add_option("--seconds", options->seconds, "End after so long; default: at Ctrl-C")
        ->check(above_zero());
    command->add_option("--seed", options->seed, "Same seed, same walks and same radio")
        ->check(whole_number())
        ->capture_default_str();
    command->add_option("--speed", options->speed, "How many times as fast everything happens")
        ->check(expect("a number from 0.01 to 1000",
                       [](const std::string& text) {
                           const double speed = parse_finite(text).value_or(0);
                           return speed >= 0.01 && speed <= 1000;
                       }))
        ->capture_default_str();
    command->add_option("--truth", options->truth_file,
                        "Write where the tags truly are, once a second (CSV)");
    command->add_option("--brands", options->brands, "Gateways that take part")
        ->delimiter(',')
        ->check(CLI::IsMember({"moko", "minew", "civic"}))
        ->capture_default_str();
    command->footer(
        "The id of a gateway says which dialect it speaks: moko: gateways are, in turn, an MKGW4 (binary)\n"
        "and an MKGW3 (JSON), minew: gateways speak JSON-LONG, civic: gateways Cairn's Civic contract.\n\n"
        "Example:\n"
        "  cairn sim examples/site/warehouse.toml --tags 20 --truth truth.csv");
    command->callback([options, &exit_code] { exit_code.value = run(*options); });
}

}  // namespace cairn::tool
