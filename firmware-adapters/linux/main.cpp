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

namespace cairn::edge {
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
    app.add_flag("--check", options.only_check,
                 "Say what is wrong with the configuration, and what of it the cloud decides, and end");
    app.set_version_flag("--version", std::string("cairn-edge ") + version());
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

int check(const EdgeConfig& config) {
    for (const auto& line : config.warnings) std::cerr << "warning: " << line << '\n';
    for (const auto& line : config.decided_by_cloud) std::cout << line << '\n';
    std::cout << (config.file.empty() ? "the defaults hold" : config.file + ": good") << '\n';
    return ended;
}

/// Until it ends. Whether it is to begin once more, with other settings.
bool live(const EdgeConfig& config, int& exit_code) {
    net::set_log_level(config.log_level);
    for (const auto& line : config.warnings) net::log(net::LogLevel::warning, "edge", line);
    net::EventLoop loop;
    std::string why;
    const auto daemon = Daemon::open(loop, config, why);
    if (!daemon) {
        std::cerr << "cairn-edge: " << why << '\n';
        exit_code = cannot_start;
        return false;
    }
    loop.on_terminate([&daemon] { daemon->close(); });
    loop.run();
    return daemon->is_to_reopen();
}

int run(const Options& options) {
    int exit_code = ended;
    bool is_to_live = true;
    while (is_to_live) {
        std::vector<std::string> errors;
        const auto config = read_config(options.config_file, state_folder(), errors);
        for (const auto& line : errors) std::cerr << line << '\n';
        if (!errors.empty()) return cannot_start;
        if (options.only_check) return check(config);
        is_to_live = live(config, exit_code);
    }
    return exit_code;
}

}  // namespace
}  // namespace cairn::edge

int main(int argc, char** argv) {
    try {
        ::umask(0077);  // the buffer holds what tags said: nobody else's business
        cairn::edge::Options options;
        int exit_code = cairn::edge::ended;
        if (!cairn::edge::read_options(argc, argv, options, exit_code)) return exit_code;
        return cairn::edge::run(options);
    } catch (const std::exception& error) {
        std::cerr << "cairn-edge: " << error.what() << '\n';
        return cairn::edge::cannot_start;
    }
}
