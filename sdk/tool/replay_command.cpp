#include <algorithm>
#include <memory>

#include "broker.h"
#include "cairn/net/system_ports.h"
#include "capture.h"
#include "checks.h"
#include "commands.h"
#include "terminal.h"
#include "text_file.h"

namespace cairn::tool {
namespace {

struct ReplayOptions {
    BrokerOptions broker;
    std::vector<std::string> files;
    double speed = 1;
    bool is_loop = false;
    bool restamps = false;
};

/// A round of a loop lasts at least this long, so that a capture without times does not flood the broker.
constexpr std::int64_t round_min_ms = 1'000;
constexpr double speed_min = 1e-3;
constexpr double speed_max = 1e6;

/// Reads all files, each from its own first message on, side by side. False: one is not a capture.
bool read_captures(const std::vector<std::string>& files, std::vector<Capture>& captures) {
    for (const std::string& file : files) {
        const auto text = read_text(file);
        if (!text) return false;
        const std::size_t first = captures.size();
        std::size_t from = 0;
        for (std::size_t line_number = 1; from < text->size(); ++line_number) {
            const std::size_t end = std::min(text->find('\n', from), text->size());
            const std::string_view line = std::string_view(*text).substr(from, end - from);
            from = end + 1;
            if (line.find_first_not_of(" \t\r") == line.npos || line.front() == '#') continue;
            auto capture = parse_capture(line);
            if (!capture) {
                complain(file + ":" + std::to_string(line_number) + ": " + capture.error().where);
                return false;
            }
            captures.push_back(std::move(*capture));
        }
        if (captures.size() == first) continue;
        const std::int64_t start_ms = captures[first].t_ms;
        for (std::size_t i = first; i < captures.size(); ++i) captures[i].t_ms -= start_ms;
    }
    std::stable_sort(captures.begin(), captures.end(),
                     [](const Capture& a, const Capture& b) { return a.t_ms < b.t_ms; });
    return true;
}

std::chrono::nanoseconds paced(std::int64_t t_ms, double speed) {
    constexpr double ns_max = 1e18;  // 31 years: a clock can still be added to it
    if (speed == 0) return {};
    const double ns = std::min(static_cast<double>(t_ms) * 1e6 / speed, ns_max);
    return std::chrono::nanoseconds(static_cast<std::int64_t>(ns));
}

/// False: the broker is gone.
bool play_once(const std::vector<Capture>& captures, const ReplayOptions& options,
               net::MqttPublisher& publisher, Traffic& traffic) {
    const auto start = std::chrono::steady_clock::now();
    for (const Capture& capture : captures) {
        if (!wait_until(start + paced(capture.t_ms, options.speed))) return true;
        const std::string payload =
            options.restamps ? restamped(capture.payload, net::SystemClock().wall()) : capture.payload;
        if (!traffic.publish(publisher, capture.topic, payload, options.broker.qos)) return false;
        traffic.show_progress();
    }
    if (options.is_loop) {
        const std::int64_t last_ms = captures.back().t_ms;
        wait_until(start + paced(std::max(last_ms, round_min_ms), options.speed));
    }
    return true;
}

int run(const ReplayOptions& options) {
    std::vector<Capture> captures;
    if (!read_captures(options.files, captures)) return 1;
    if (captures.empty()) return complain("nothing to replay"), 1;
    const auto publisher = connect(options.broker);
    if (!publisher) return 1;

    catch_interrupts();
    Traffic traffic;
    bool is_connected = true;
    do {
        is_connected = play_once(captures, options, *publisher, traffic);
    } while (is_connected && options.is_loop && !is_interrupted());
    traffic.sum_up();
    return is_connected ? 0 : 1;
}

}  // namespace

void add_replay(CLI::App& app, ExitCode& exit_code) {
    const auto options = std::make_shared<ReplayOptions>();
    CLI::App* command =
        app.add_subcommand("replay", "Send captured messages to a broker, in their own rhythm");
    command
        ->add_option("FILE", options->files, "Captures: one JSON object with topic, payload and t_ms a line")
        ->required();
    add_broker_options(*command, options->broker);
    command->add_option("--speed", options->speed, "Times as fast as captured; 0: as fast as possible")
        ->check(expect("0, or a number from 0.001 to 1000000",
                       [](const std::string& text) {
                           const double speed = parse_finite(text).value_or(-1);
                           return speed == 0 || (speed >= speed_min && speed <= speed_max);
                       }))
        ->capture_default_str();
    command->add_flag("--loop", options->is_loop, "Start again at the end, until Ctrl-C");
    command->add_flag("--restamp", options->restamps, "Move the times inside the messages to now");
    command->footer("Several files are played side by side, each from its own first message on.\n\n"
                    "Example:\n"
                    "  cairn replay --restamp --loop examples/captures/*.jsonl");
    command->callback([options, &exit_code] { exit_code.value = run(*options); });
}

}  // namespace cairn::tool
