// cairn: the tool to look into gateways' messages, replay them and simulate whole sites.
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <string>

#include "cairn/core/version.h"
#include "commands.h"
#include "terminal.h"

namespace {

constexpr int failed = 1;
constexpr int wrong_usage = 2;

/// CLI11 asks for a subcommand where it was given one that it does not know.
std::string usage_error(const CLI::App& app, const CLI::ParseError& error) {
    const std::vector<std::string> left = app.remaining();
    if (app.get_subcommands().empty() && !left.empty() && !left.front().starts_with('-')) {
        return "unknown command \"" + cairn::tool::printable(left.front()) +
               "\": expected buffer, decode, locate, explain, plan, replay, sim, score, survey or command";
    }
    return cairn::tool::printable(error.what());
}

}  // namespace

int main(int argc, char** argv) try {
    CLI::App app("Looks into BLE gateways' messages, replays them and simulates sites", "cairn");
    app.set_version_flag("--version", std::string("cairn ") + cairn::version());
    app.require_subcommand(1);
    cairn::tool::ExitCode exit_code;
    cairn::tool::add_buffer(app, exit_code);
    cairn::tool::add_decode(app, exit_code);
    cairn::tool::add_locate(app, exit_code);
    cairn::tool::add_explain(app, exit_code);
    cairn::tool::add_plan(app, exit_code);
    cairn::tool::add_replay(app, exit_code);
    cairn::tool::add_sim(app, exit_code);
    cairn::tool::add_score(app, exit_code);
    cairn::tool::add_survey(app, exit_code);
    cairn::tool::add_command(app, exit_code);
    cairn::tool::add_top(app, exit_code);
    app.footer(
        "The exit code is 0 if all went well, 1 if something failed, 2 if the command line is wrong.\n\n"
        "Example:\n  cairn decode 0201061BFF99040512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F");
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& asked) {
        app.exit(asked);  // --help, --version
    } catch (const CLI::ParseError& error) {
        cairn::tool::complain(usage_error(app, error));
        std::cerr << "Run with --help for more information.\n";
        return wrong_usage;
    }
    if (!std::cout.flush()) {
        cairn::tool::complain("standard output cannot be written; is the disk full?");
        return failed;
    }
    return exit_code.value;
} catch (const std::exception& error) {
    cairn::tool::complain(error.what());
    return failed;
}
