#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <optional>

#include "broker.h"
#include "cairn/adapters/adapters.h"
#include "cairn/net/site_file.h"
#include "cairn/net/system_ports.h"
#include "checks.h"
#include "commands.h"
#include "survey/listening.h"
#include "survey/survey_folder.h"
#include "survey/survey_place.h"
#include "terminal.h"
#include "text_file.h"

namespace cairn::tool {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int failed = 1;
/// Fewer gateways leave two places, or a ring of them.
constexpr std::size_t gateways_wanted = 3;
constexpr Millis poll{200};

struct SurveyOptions {
    BrokerOptions broker;
    std::vector<std::string> topics{"#"};
    std::string site_file;
    std::string tag;
    std::string folder;
    std::string places_file;
    double seconds = 20;
    double height_m = 1.2;
    bool is_check = false;
};

std::string hearing_text(const GatewayCount& count) {
    return std::string(count.gateway.view()) + " " + std::to_string(count.packets) + " (" +
           fixed(count.mean_dbm, 0) + " dBm)";
}

/// One line of standard error that is written over and over.
void show(const Listening& listening, double seconds_left) {
    if (!errors_are_watched()) return;
    std::string line = fixed(std::max(seconds_left, 0.0), 0) + " s, " +
                       std::to_string(listening.hearings().size()) + " packets";
    for (const GatewayCount& count : listening.counts()) line += ", " + hearing_text(count);
    std::cerr << "\r\x1b[K" << line.substr(0, 150) << std::flush;
}

void sum_up(const Listening& listening, const Site& site, const std::string& place) {
    const auto counts = listening.counts();
    std::cout << place << ": " << listening.hearings().size() << " packets by " << counts.size()
              << (counts.size() == 1 ? " gateway\n" : " gateways\n");
    for (const GatewayCount& count : counts) std::cout << "  " << hearing_text(count) << "\n";
    for (const GatewayId& stranger : listening.strangers())
        std::cout << "  " << stranger.view() << " heard it too, but hangs nowhere in the site file\n";
    if (!has_rooms(site) && !counts.empty() && counts.size() < gateways_wanted)
        std::cout << "  fewer than " << gateways_wanted << " gateways: positions here will be poor\n";
    std::cout << std::flush;
}

/// A walk from place to place: the shell around Listening and SurveyFolder.
class Survey {
public:
    Survey(const SurveyOptions& options, const Site& site, TagId tag, SurveyFolder& folder,
           net::MqttPublisher& broker, Adapter& adapter)
        : options_(options),
          site_(site),
          tag_(tag),
          folder_(folder),
          broker_(broker),
          adapter_(adapter) {}

    /// False: it cannot go on.
    bool record(const SurveyPlace& place);
    bool walk(const std::vector<SurveyPlace>& places);
    bool ask_for_places();

private:
    std::optional<Timestamp> listen(Listening& listening);

    const SurveyOptions& options_;
    const Site& site_;
    TagId tag_;
    SurveyFolder& folder_;
    net::MqttPublisher& broker_;
    Adapter& adapter_;
    net::SystemClock clock_;
};

/// The end of the listening; nothing: interrupted.
std::optional<Timestamp> Survey::listen(Listening& listening) {
    const auto end = Clock::now() + std::chrono::duration<double>(options_.seconds);
    while (!is_interrupted()) {
        const std::chrono::duration<double> left = end - Clock::now();
        if (left.count() <= 0) return clock_.wall();
        show(listening, left.count());
        const Millis left_ms{static_cast<std::int64_t>(left.count() * 1000) + 1};
        const auto heard = broker_.wait_for_message(std::min(poll, left_ms));
        if (heard) adapter_.feed({heard->topic, as_bytes(heard->payload)}, clock_.wall(), listening);
    }
    return std::nullopt;
}

bool Survey::record(const SurveyPlace& place) {
    // What came on the way here.
    while (broker_.wait_for_message(Millis{0})) continue;
    const Timestamp start = clock_.wall();
    Listening listening(site_, tag_, start);
    const auto end = listen(listening);
    if (errors_are_watched()) std::cerr << "\r\x1b[K" << std::flush;
    if (!end) return complain("interrupted: this place is not recorded, those before are"), false;
    sum_up(listening, site_, place_text(site_, place));
    if (listening.hearings().empty()) {
        std::cout << "  not recorded: does the tag send, and is the broker's traffic under --topic?"
                  << std::endl;
        return true;
    }
    if (folder_.add(tag_, place, start, *end, listening.hearings())) return true;
    return complain(options_.folder + ": cannot be written"), false;
}

/// How often the first places, up to the `last`, name this one.
std::size_t named_until(const std::vector<SurveyPlace>& places, std::size_t last) {
    const auto is_same = [&](const SurveyPlace& place) {
        return place.floor == places[last].floor && place.zone == places[last].zone &&
               place.at.x_m == places[last].at.x_m && place.at.y_m == places[last].at.y_m;
    };
    const auto end = places.begin() + static_cast<std::ptrdiff_t>(last) + 1;
    return static_cast<std::size_t>(std::count_if(places.begin(), end, is_same));
}

bool Survey::walk(const std::vector<SurveyPlace>& places) {
    const bool is_asked = ::isatty(STDIN_FILENO) != 0;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const std::string which = place_text(site_, places[i]) + ", place " + std::to_string(i + 1) + " of " +
                                  std::to_string(places.size());
        // A place that the file names again is one to stand at again.
        if (folder_.count(places[i]) >= named_until(places, i)) {
            std::cout << which << ": recorded before" << std::endl;
            continue;
        }
        if (is_asked) {
            std::cout << "go to " << which << ", and press Enter " << std::flush;
            std::string line;
            if (!std::getline(std::cin, line)) return is_interrupted();
        }
        if (!record(places[i])) return false;
    }
    return true;
}

bool Survey::ask_for_places() {
    const bool is_asked = ::isatty(STDIN_FILENO) != 0;
    for (std::string line;;) {
        const char* const question =
            has_rooms(site_) ? "room (empty: the end): " : "place (x y [floor], or a zone; empty: the end): ";
        if (is_asked) std::cout << question << std::flush;
        if (!std::getline(std::cin, line) || line.empty()) return true;
        std::string complaint;
        const SurveyPlace place = parse_place(site_, line, complaint);
        if (!complaint.empty()) {
            complain(complaint);
        } else if (!record(place)) {
            return false;
        }
    }
}

std::optional<Site> read_site(const std::string& path) {
    std::vector<std::string> errors;
    Site site = net::read_site(path, errors);
    if (errors.empty() && site.gateways.empty()) errors.push_back(path + ": no gateway in it");
    for (const std::string& error : errors) complain(error);
    if (!errors.empty()) return std::nullopt;
    return site;
}

int run(const SurveyOptions& options) {
    const auto tag = TagId::parse(options.tag);
    if (!tag)
        return complain("--tag: expected such as ble:AC233FA03208, found " + printable(options.tag)), failed;
    const auto site = read_site(options.site_file);
    if (!site) return failed;
    std::string complaint;
    std::vector<SurveyPlace> places;
    if (!options.places_file.empty()) {
        const auto text = read_text(options.places_file);
        if (!text) return failed;
        places = parse_places(*site, *text, complaint);
        if (!complaint.empty()) return complain(options.places_file + ":" + complaint), failed;
    }
    const auto broker = connect(options.broker);
    if (!broker) return failed;
    for (const std::string& topic : options.topics) {
        const auto listened = broker->listen(topic);
        if (!listened) return complain(topic + ": " + listened.error().where), failed;
    }
    const auto purpose = options.is_check ? SurveyPurpose::judge : SurveyPurpose::calibrate;
    SurveyFolder folder(options.folder, *site, purpose, options.height_m, complaint);
    if (!complaint.empty()) return complain(complaint), failed;
    const auto adapter = adapters::make_adapter({});
    if (!adapter) return complain(adapter.error().where), failed;
    catch_interrupts();
    Survey survey(options, *site, *tag, folder, *broker, **adapter);
    const bool is_done = options.places_file.empty() ? survey.ask_for_places() : survey.walk(places);
    std::cout << "places=" << folder.places() << std::endl;
    return is_done ? 0 : failed;
}

void add_survey_options(CLI::App& command, SurveyOptions& options) {
    add_broker_options(command, options.broker);
    command.add_option("--site", options.site_file, "Site file (TOML or GeoJSON)")->required();
    command.add_option("--tag", options.tag, "Id of the tag that is carried, such as ble:AC233FA03208")
        ->required();
    command.add_option("--out", options.folder, "Folder for the recording; one that is there is continued")
        ->required();
    command.add_option("--places", options.places_file,
                       "File with a place a line instead of asking; those recorded before are left out");
    command.add_option("--topic", options.topics, "Topics of the gateways; default: all");
    command.add_option("--seconds", options.seconds, "How long to listen at a place")
        ->check(expect("a number from 1 to 3600",
                       [](const std::string& text) {
                           const double seconds = parse_finite(text).value_or(0);
                           return seconds >= 1 && seconds <= 3600;
                       }))
        ->capture_default_str();
    command.add_option("--height", options.height_m, "How high above the floor the tag is carried, m")
        ->check(expect("a number from 0 to 10",
                       [](const std::string& text) {
                           const double height_m = parse_finite(text).value_or(-1);
                           return height_m >= 0 && height_m <= 10;
                       }))
        ->capture_default_str();
    command.add_flag("--check", options.is_check,
                     "Record the walk by which `cairn locate` judges, not the one that calibrates");
}

}  // namespace

void add_survey(CLI::App& app, ExitCode& exit_code) {
    const auto options = std::make_shared<SurveyOptions>();
    CLI::App* command = app.add_subcommand("survey", "Record what gateways hear of a tag at known places");
    add_survey_options(*command, *options);
    command->footer(
        "Carry the tag to a place, name it (\"12.5 3 ground\", or a zone for its middle), and stand there.\n"
        "Where the zones of the site file have no corners, name the room and walk about in it.\n"
        "Ctrl-C ends; the places before are kept.\n\n"
        "Example:\n"
        "  cairn survey --site examples/site/warehouse.toml --tag ble:AC233FA03208 --out survey\n"
        "  cairn survey --check --site examples/site/warehouse.toml --tag ble:AC233FA03208 --out survey\n"
        "  cairn locate survey --level survey");
    command->callback([options, &exit_code] { exit_code.value = run(*options); });
}

}  // namespace cairn::tool
