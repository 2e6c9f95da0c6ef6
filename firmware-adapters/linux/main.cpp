// cairn-edge: from the gateways' broker to the cloud, with a page of its own.
#include <sys/stat.h>

#include <CLI/CLI.hpp>

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <system_error>
#include <vector>

#include "cairn/core/version.h"
#include "cairn/net/event_loop.h"
#include "cairn/net/log.h"
#include "linux/daemon.h"
#include "linux/edge_config.h"

namespace {

constexpr int ended = 0;
constexpr int cannot_start = 1;
constexpr int wrong_usage = 2;

const std::string default_config_file = "/etc/cairn/edge.toml";

struct Options {
    std::string config_file;  // empty: the defaults hold
    bool only_check = false;
};

std::string environment(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before any thread starts
    return value != nullptr ? value : "";
}

// systemd gives a folder (StateDirectory=); elsewhere the XDG Base Directory Specification says which.
std::string state_folder() {
    if (const auto given = environment("STATE_DIRECTORY"); !given.empty()) return given;
    if (const auto given = environment("XDG_DATA_HOME"); !given.empty()) return given + "/cairn-edge";
    if (const auto home = environment("HOME"); !home.empty()) return home + "/.local/share/cairn-edge";
    return "/var/lib/cairn-edge";
}

bool read_options(int argc, char** argv, Options& options, int& exit_code) {
    CLI::App app(
        "From the gateways' MQTT broker to the cloud: decodes, positions, keeps on disk, synchronises.",
        "cairn-edge");
    std::string config_file;
    app.add_option("--config", config_file,
                   "TOML file; every key has a default (edge.example.toml). Without this option it is " +
                       default_config_file + ", if that is there");
    app.add_flag("--check", options.only_check, "Say what is wrong with the configuration, and end");
    app.set_version_flag("--version", std::string("cairn-edge ") + cairn::version());
    app.footer("Ends on SIGTERM. Exit codes: 0 ended as asked, 1 cannot start, 2 wrong usage.\n"
               "Guide: docs/guide-edge.md");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        exit_code = app.exit(error) == 0 ? ended : wrong_usage;
        return false;
    }
    std::error_code ignored;
    if (config_file.empty() && std::filesystem::exists(default_config_file, ignored)) {
        config_file = default_config_file;
    }
    options.config_file = config_file;
    return true;
}

int run(const Options& options) {
    std::vector<std::string> errors;
    const auto config = options.config_file.empty()
                            ? cairn::edge::default_config(state_folder())
                            : cairn::edge::read_config(options.config_file, state_folder(), errors);
    for (const auto& line : errors) std::cerr << line << '\n';
    if (!errors.empty()) return cannot_start;
    if (options.only_check) {
        for (const auto& line : config.warnings) std::cerr << "warning: " << line << '\n';
        std::cout << (options.config_file.empty() ? "the defaults hold" : options.config_file + ": good")
                  << '\n';
        return ended;
    }
    cairn::net::set_log_level(config.log_level);
    for (const auto& line : config.warnings) cairn::net::log(cairn::net::LogLevel::warning, "position", line);

    cairn::net::EventLoop loop;
    std::string why;
    const auto daemon = cairn::edge::Daemon::open(loop, config, why);
    if (!daemon) {
        std::cerr << "cairn-edge: " << why << '\n';
        return cannot_start;
    }
    loop.on_terminate([&daemon] { daemon->close(); });
    loop.run();
    return ended;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        ::umask(0077);  // the buffer holds what tags said: nobody else's business
        Options options;
        int exit_code = ended;
        if (!read_options(argc, argv, options, exit_code)) return exit_code;
        return run(options);
    } catch (const std::exception& error) {
        std::cerr << "cairn-edge: " << error.what() << '\n';
        return cannot_start;
    }
}
