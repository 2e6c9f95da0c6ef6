// The subcommands of `cairn`. Each adds itself to the command line and runs when it is chosen.
#pragma once

#include <CLI/CLI.hpp>

namespace cairn::tool {

/// What the program answers the shell with; the chosen subcommand sets it.
struct ExitCode {
    int value = 0;
};

void add_buffer(CLI::App& app, ExitCode& exit_code);
void add_decode(CLI::App& app, ExitCode& exit_code);
void add_explain(CLI::App& app, ExitCode& exit_code);
void add_locate(CLI::App& app, ExitCode& exit_code);
void add_plan(CLI::App& app, ExitCode& exit_code);
void add_replay(CLI::App& app, ExitCode& exit_code);
void add_sim(CLI::App& app, ExitCode& exit_code);
void add_score(CLI::App& app, ExitCode& exit_code);
void add_survey(CLI::App& app, ExitCode& exit_code);
void add_command(CLI::App& app, ExitCode& exit_code);
void add_top(CLI::App& app, ExitCode& exit_code);

}  // namespace cairn::tool
