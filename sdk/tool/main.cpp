// cairn: the tool to look into gateways' messages, replay them and simulate whole sites.
#include <CLI/CLI.hpp>
#include <exception>
#include <string>

#include "cairn/core/version.h"
#include "commands.h"
#include "terminal.h"

int main(int argc, char** argv) try {
    CLI::App app("Looks into BLE gateways' messages, replays them and simulates sites", "cairn");
    app.set_version_flag("--version", std::string("cairn ") + cairn::version());
    app.require_subcommand(1);
    cairn::tool::ExitCode exit_code;
    cairn::tool::add_decode(app, exit_code);
    cairn::tool::add_replay(app, exit_code);
    cairn::tool::add_sim(app, exit_code);
    cairn::tool::add_score(app, exit_code);
    app.footer("Example:\n  cairn decode 0201061BFF99040512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F");
    CLI11_PARSE(app, argc, argv);
    return exit_code.value;
} catch (const std::exception& error) {
    cairn::tool::complain(error.what());
    return 1;
}
