#include <boost/json.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <string>

#include "checks.h"
#include "commands.h"
#include "http_get.h"
#include "numbers.h"
#include "terminal.h"
#include "top_text.h"

namespace cairn::tool {
namespace {

struct TopOptions {
    std::string page = "http://127.0.0.1:8090";
    double interval_s = 1;
    bool is_once = false;
};

/// A screen of its own, which gives the old one back at the end. Escape sequences: ECMA-48, and xterm's 1049.
class Screen {
public:
    Screen() { std::cout << "\x1b[?1049h\x1b[?25l"; }
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;
    ~Screen() { std::cout << "\x1b[?25h\x1b[?1049l" << std::flush; }

    /// Over what is there, so that nothing flickers.
    static void show(const std::string& text) {
        std::string lines = "\x1b[H";
        for (const char c : text) lines += c == '\n' ? std::string("\x1b[K\n") : std::string(1, c);
        std::cout << lines << "\x1b[J" << std::flush;
    }
};

struct Answer {
    std::string text;
    bool is_there = false;
};

Answer ask(const net::Endpoint& page, const Paint& paint) {
    const auto body = http_get(page, "/api/state?limit=0");
    if (!body)
        return {"no cairn-edge answers at " + page.text() + " (" + name(body.error().code) +
                "); is it running, and is its [page] there?\n"};
    boost::system::error_code bad;
    const boost::json::value state = boost::json::parse(*body, bad);
    if (bad || !state.is_object()) return {"what answers at " + page.text() + " is no cairn-edge\n"};
    return {top_text(state, paint), true};
}

int run(const TopOptions& options) {
    const auto page = parse_http_address(options.page);
    if (!page)
        return complain("--page: expected such as http://127.0.0.1:8090, found " + printable(options.page)),
               2;
    const Paint paint(output_has_colours());
    if (options.is_once) {
        const Answer answer = ask(*page, paint);
        if (!answer.is_there) return complain(answer.text.substr(0, answer.text.size() - 1)), 1;
        std::cout << answer.text;
        return 0;
    }
    const std::unique_ptr<Screen> screen = output_is_watched() ? std::make_unique<Screen>() : nullptr;
    catch_interrupts();
    const auto interval = std::chrono::milliseconds(static_cast<std::int64_t>(options.interval_s * 1000));
    do {
        const Answer answer = ask(*page, paint);
        if (screen) {
            Screen::show(answer.text);
        } else {
            std::cout << answer.text << std::endl;
        }
    } while (std::cout && wait_until(std::chrono::steady_clock::now() + interval));
    return 0;
}

}  // namespace

void add_top(CLI::App& app, ExitCode& exit_code) {
    const auto options = std::make_shared<TopOptions>();
    CLI::App* command = app.add_subcommand("top", "Watch a running cairn-edge");
    command->add_option("--page", options->page, "Its local page")->capture_default_str();
    command->add_option("--interval", options->interval_s, "Seconds between two looks")
        ->check(expect("a number from 0.1 to 3600",
                       [](const std::string& text) {
                           const double seconds = parse_finite(text).value_or(0);
                           return seconds >= 0.1 && seconds <= 3'600;
                       }))
        ->capture_default_str();
    command->add_flag("--once", options->is_once, "Look once, and end");
    command->footer(
        "Ends on Ctrl-C. Where standard output is no terminal, it writes one look after the other.\n\n"
        "Example, an edge elsewhere:\n"
        "  ssh -NL 8090:127.0.0.1:8090 the-box &\n"
        "  cairn top");
    command->callback([options, &exit_code] { exit_code.value = run(*options); });
}

}  // namespace cairn::tool
