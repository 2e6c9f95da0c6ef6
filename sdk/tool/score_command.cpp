#include <boost/json.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include "cairn/core/time_text.h"
#include "checks.h"
#include "commands.h"
#include "http_get.h"
#include "scoreboard.h"
#include "terminal.h"
#include "json/json_text.h"

namespace cairn::tool {
namespace {

struct ScoreOptions {
    std::string truth_file;
    std::string cloud = "http://127.0.0.1:8080";
    double seconds = 0;
    bool as_json = false;
    bool watches = false;
};

constexpr std::size_t tag_width = 20;
constexpr std::size_t zone_width = 18;
constexpr std::size_t number_width = 9;

std::string reason_text(const Error& error) {
    std::string text = std::string(name(error.code)) + ": " + error.where;
    if (error.detail != 0) text += " " + std::to_string(error.detail);
    return text;
}

/// One look at the truth and at the cloud a second.
class Scorer {
public:
    Scorer(const ScoreOptions& options, net::Endpoint cloud) : options_(options), cloud_(std::move(cloud)) {}

    /// Nothing, or what is in the way, for people.
    std::string poll() {
        if (std::string trouble = read_truth(); !trouble.empty()) return trouble;
        if (board_.truth().is_empty())
            return options_.truth_file + ": no places in it; `cairn sim --truth` writes one a second";
        const auto asked = ask_cloud();
        return asked ? "" : reason_text(asked.error());
    }

    const Scoreboard& board() const noexcept { return board_; }
    std::string summary() const { return summary_line(board_, brands_); }
    std::string table(const Paint& paint) const;
    std::string as_json() const;

private:
    std::string read_truth() {
        if (!truth_.is_open()) {
            std::error_code error;
            if (std::filesystem::is_directory(options_.truth_file, error))
                return options_.truth_file + ": a folder, not a file";
            errno = 0;
            truth_.open(options_.truth_file);
            // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread.
            if (!truth_.is_open()) return options_.truth_file + ": " + std::strerror(errno);
        }
        truth_.clear();  // The end of the file may have moved.
        const std::string text{std::istreambuf_iterator<char>(truth_), {}};
        const auto fed = board_.truth().feed(text);
        if (fed) return "";
        return options_.truth_file + ":" + std::to_string(fed.error().detail) + ": " + fed.error().where;
    }

    Result<void> ask_cloud() {
        CAIRN_CHECK(each_page("/v1/positions/latest",
                              [this](const std::string& page, std::string& cursor) -> Result<void> {
                                  CAIRN_TRY(const auto positions, parse_positions(page, cursor));
                                  for (const GivenPosition& position : positions) board_.observe(position);
                                  return {};
                              }));
        board_.settle();
        return each_page("/v1/gateways",
                         [this](const std::string& page, std::string& cursor) -> Result<void> {
                             CAIRN_TRY(const auto brands, parse_brands(page, cursor));
                             brands_.insert(brands.begin(), brands.end());
                             return {};
                         });
    }

    template <typename ReadPage>
    Result<void> each_page(const std::string& path, const ReadPage& read_page) {
        std::string cursor;
        do {
            const std::string query = "?limit=1000" + (cursor.empty() ? "" : "&cursor=" + cursor);
            CAIRN_TRY(const auto page, http_get(cloud_, path + query));
            CAIRN_CHECK(read_page(page, cursor));
        } while (!cursor.empty());
        return {};
    }

    ScoreOptions options_;
    net::Endpoint cloud_;
    std::ifstream truth_;
    Scoreboard board_;
    std::set<std::string> brands_;
};

std::string Scorer::table(const Paint& paint) const {
    std::string text = paint.bold(padded("tag", tag_width) + padded("zone", zone_width) +
                                  padded("error m", number_width) + padded("r68 m", number_width)) +
                       "\n";
    for (const auto& [tag, row] : board_.rows()) {
        const std::string zone = padded(row.given.zone.empty() ? "-" : printable(row.given.zone), zone_width);
        const std::string error = padded(fixed(row.scored.error_m, 2), number_width);
        text += padded(printable(tag), tag_width);
        text += row.scored.is_right_zone ? zone : paint.yellow(zone);
        text += row.scored.is_inside68 ? paint.green(error) : error;
        text += fixed(row.given.radius68_m, 2) + "\n";
    }
    return text;
}

std::string Scorer::as_json() const {
    boost::json::array tags;
    for (const auto& [tag, row] : board_.rows()) {
        tags.push_back(boost::json::object{{"tag", tag},
                                           {"at", time_text(row.given.at).view()},
                                           {"zone", row.given.zone},
                                           {"trueZone", row.true_zone},
                                           {"errorM", row.scored.error_m},
                                           {"radius68M", row.given.radius68_m}});
    }
    boost::json::array brands;
    for (const std::string& brand : brands_) brands.emplace_back(brand);
    boost::json::object all{
        {"tags", std::move(tags)}, {"brands", std::move(brands)}, {"positions", board_.scored().size()}};
    if (!board_.scored().empty()) {
        const Summary summary = summary_of(board_.scored());
        all["meanM"] = summary.mean_m;
        all["p50M"] = summary.p50_m;
        all["p90M"] = summary.p90_m;
        all["inside68Percent"] = summary.inside68_percent;
        all["rightZonePercent"] = summary.right_zone_percent;
    }
    return json_text(all);
}

void show(const Scorer& scorer, const ScoreOptions& options, const Paint& paint, const std::string& trouble) {
    if (options.as_json) {
        std::cout << scorer.as_json() << std::endl;
        return;
    }
    // A terminal's table is drawn over the one before.
    if (output_has_colours()) std::cout << "\x1b[H\x1b[2J";
    std::cout << scorer.table(paint) << scorer.summary() << "\n";
    if (!trouble.empty()) std::cout << paint.red(trouble) << "\n";
    std::cout << std::flush;
}

int run(const ScoreOptions& options) {
    const auto cloud = parse_http_address(options.cloud);
    if (!cloud) return complain("--cloud: expected http://host:port, found " + options.cloud), 1;
    Scorer scorer(options, *cloud);
    const Paint paint(output_has_colours());
    catch_interrupts();

    const auto start = std::chrono::steady_clock::now();
    const std::chrono::duration<double> length(options.seconds);
    const bool repeats = options.watches || options.seconds > 0;
    bool was_answered = false;
    std::string trouble;
    auto next = start;
    do {
        trouble = scorer.poll();
        was_answered = was_answered || trouble.empty();
        if (options.watches) show(scorer, options, paint, trouble);
        next += std::chrono::seconds{1};
        if (options.seconds > 0 && next - start > length) break;
    } while (repeats && wait_until(next));

    if (!was_answered) return complain(trouble), 1;
    const bool has_score = !scorer.board().scored().empty();
    if (!has_score) complain("nothing to score: the cloud gave no position at a time that the truth knows");
    if (!repeats) show(scorer, options, paint, "");
    if (repeats && !options.as_json) std::cout << scorer.summary() << std::endl;
    if (options.seconds > 0 && !options.watches && options.as_json)
        std::cout << scorer.as_json() << std::endl;
    return has_score ? 0 : 1;
}

}  // namespace

void add_score(CLI::App& app, ExitCode& exit_code) {
    const auto options = std::make_shared<ScoreOptions>();
    CLI::App* command =
        app.add_subcommand("score", "Compare the cloud's positions with where the tags truly are");
    command->add_option("--truth", options->truth_file, "What `cairn sim --truth` writes")->required();
    command->add_option("--cloud", options->cloud, "http://host:port of a cairn-cloud")
        ->capture_default_str();
    command->add_option("--seconds", options->seconds, "Keep the score for so long, then sum it up")
        ->check(above_zero());
    command->add_flag("--watch", options->watches, "Show a table every second, until Ctrl-C");
    command->add_flag("--json", options->as_json, "Write JSON objects");
    command->footer(
        "Without --watch and --seconds, the cloud is asked once. The exit code is 1 if nothing could be\n"
        "scored. Green errors lie within the radius that the cloud gave; yellow zones are wrong.\n\n"
        "Example:\n"
        "  cairn score --truth truth.csv --cloud http://127.0.0.1:8080 --watch");
    command->callback([options, &exit_code] { exit_code.value = run(*options); });
}

}  // namespace cairn::tool
