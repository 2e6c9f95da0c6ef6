// cairn-cloud: receives what edges send, keeps it, and shows it. docs/api.md describes what it serves.
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <map>
#include <string>

#include "cairn/core/version.h"
#include "cairn/net/certificate.h"
#include "cairn/net/log.h"
#include "http/edge_command.h"
#include "http/order_command.h"
#include "http/server.h"
#include "http/state_folder.h"

namespace {

using cairn::net::Endpoint;
using cairn::net::LogLevel;

CLI::Option* add_endpoint(CLI::App& app, const std::string& name, Endpoint& endpoint,
                          const std::string& help) {
    const auto read = [&endpoint](const CLI::results_t& texts) {
        const auto parsed = Endpoint::parse(texts.front());
        if (parsed) endpoint = *parsed;
        return parsed.has_value();
    };
    const CLI::Validator is_endpoint(
        [](const std::string& text) {
            return Endpoint::parse(text) ? "" : "expected HOST:PORT, as in 127.0.0.1:8080, found " + text;
        },
        "");
    return app.add_option(name, read, help)
        ->type_name("HOST:PORT")
        ->default_str(endpoint.text())
        ->check(is_endpoint);
}

struct CommandLine {
    cairn::cloud::ServerOptions server;
    cairn::cloud::AddEdgeOptions edge;
    cairn::cloud::SendCommandOptions command;
    std::string config_file;
    LogLevel level = LogLevel::info;
};

void describe(CLI::App& app, CommandLine& line) {
    app.set_version_flag("--version", std::string("cairn-cloud ") + cairn::version());
    line.server.folder = cairn::cloud::default_state_folder();
    app.add_option("--data", line.server.folder, "Folder for database and keys")
        ->type_name("DIR")
        ->capture_default_str();
    add_endpoint(app, "--http", line.server.http,
                 "Where API and live page are; with TLS unless it is loopback");
    add_endpoint(app, "--sync", line.server.sync, "Where edges connect, always with TLS");
    auto& broker = line.server.broker;
    app.add_option("--mqtt", broker.url, "A broker through which edges come, too: mqtts://HOST[:PORT]")
        ->type_name("URL");
    app.add_option("--mqtt-user", broker.username, "The user that this cloud is at the broker")
        ->type_name("NAME");
    app.add_option("--mqtt-password-file", broker.password_file, "Its password: the first line, mode 0600")
        ->type_name("FILE");
    app.add_option("--mqtt-ca", broker.ca_file,
                   "Who may sign the broker's certificate (PEM), instead of the system's authorities")
        ->type_name("FILE");
    app.add_flag("--mqtt-allow-plain", broker.allows_plain,
                 "No TLS to a broker elsewhere: all on the way can read what edges send, secrets among it");
    app.add_option("--site", line.server.site_file, "Floors, gateways and zones (TOML or GeoJSON)")
        ->type_name("FILE");
    app.add_option("--name", line.server.names,
                   "A host name or address under which edges and browsers come; may be repeated")
        ->allow_extra_args(false)
        ->type_name("HOST")
        ->check(CLI::Validator(
            [](const std::string& text) {
                return cairn::net::is_certificate_name(text)
                           ? ""
                           : "expected a host name or an address, as in cloud.example, found \"" + text +
                                 "\"";
            },
            ""));
    const std::map<std::string, LogLevel> levels{{"debug", LogLevel::debug},
                                                 {"info", LogLevel::info},
                                                 {"warning", LogLevel::warning},
                                                 {"error", LogLevel::error}};
    const auto read_level = [&line, levels](const CLI::results_t& texts) {
        line.level = levels.at(texts.front());
        return true;
    };
    const CLI::Validator is_level(
        [levels](const std::string& text) {
            return levels.contains(text) ? "" : "expected debug, info, warning or error, found " + text;
        },
        "");
    app.add_option("--log-level", read_level, "debug, info, warning or error")
        ->type_name("LEVEL")
        ->check(is_level)
        ->default_str("info");
}

// "edge add", "edge remove", "edge rotate" and "edge list"; answers whether one of them was asked for through
// `edge`.
CLI::App* describe_edge_commands(CLI::App& app, CommandLine& line) {
    CLI::App* edge = app.add_subcommand("edge", "Who may send");
    edge->require_subcommand(1);
    CLI::App* add = edge->add_subcommand("add", "Make the credential of a new edge");
    add->add_option("NAME", line.edge.name, "1 to 63 letters, digits, \"-\", \"_\" or \".\"")->required();
    add_endpoint(*add, "--cloud", line.edge.cloud, "This cloud as the edge sees it");
    add->add_option("--output", line.edge.output, "File to make, mode 0600, instead of standard output")
        ->type_name("FILE");
    add->add_flag("--replace", line.edge.replaces,
                  "Make a new credential for an edge that is there; the old one is void");
    CLI::App* remove =
        edge->add_subcommand("remove", "Withdraw the credential of an edge; what it sent stays");
    remove->add_option("NAME", line.edge.name, "An edge that is there")->required();
    CLI::App* rotate = edge->add_subcommand("rotate", "Send an edge a new secret over its connection");
    rotate->add_option("NAME", line.edge.name, "An edge that is there")->required();
    edge->add_subcommand("list", "Show the edges and what came from them");
    for (CLI::App* command : edge->get_subcommands({})) command->fallthrough();
    edge->fallthrough();
    return edge;
}

// "command send" and "command list".
CLI::App* describe_gateway_commands(CLI::App& app, CommandLine& line) {
    CLI::App* command = app.add_subcommand("command", "Tell gateways something, through their edge");
    command->require_subcommand(1);
    CLI::App* send = command->add_subcommand("send", "Leave a command, and print its id");
    auto& options = line.command;
    send->add_option("EDGE", options.edge, "The edge that hears the gateway")->required();
    send->add_option("COMMAND", options.name, "What it is told, as `cairn command --help` lists it")
        ->required();
    send->add_option("SETTING", options.settings, "NAME=VALUE");
    send->add_option("--gateway", options.gateway, "The gateway's id, such as moko:D48C49F7909C")->required();
    send->add_option("--dialect", options.dialect, "What the gateway speaks, such as moko.json")->required();
    send->add_option("--topic", options.topic, "The MQTT topic that it takes commands on")->required();
    send->add_option("--reply-topic", options.reply_topic,
                     "A topic or filter of its answers, unless --topic is of the vendor's usual form");
    send->add_option("--device-id", options.device_id, "The name of a first-generation Moko gateway");
    send->add_option("--model", options.model, "Models that take other messages than the rest");
    send->add_option("--expires", options.expires_s, "Seconds after which it is not sent any more")
        ->check(CLI::Range(1, 30 * 24 * 3600))
        ->capture_default_str();
    CLI::App* list = command->add_subcommand("list", "Show an edge's commands and what has become of them");
    list->add_option("EDGE", options.edge, "An edge that is there")->required();
    for (CLI::App* one : command->get_subcommands({})) one->fallthrough();
    return command->fallthrough();
}

// "config set" and "config show".
CLI::App* describe_config_commands(CLI::App& app, CommandLine& line) {
    CLI::App* config = app.add_subcommand("config", "Settings that edges take from here");
    config->require_subcommand(1);
    CLI::App* set =
        config->add_subcommand("set", "Make a file the settings of an edge, over those of its own");
    set->add_option("EDGE", line.edge.name, "An edge that is there")->required();
    set->add_option("FILE", line.config_file, "Keys of edge.toml (TOML)")->required();
    CLI::App* show = config->add_subcommand("show", "Show the settings, and whether the edge has taken them");
    show->add_option("EDGE", line.edge.name, "An edge that is there")->required();
    for (CLI::App* one : config->get_subcommands({})) one->fallthrough();
    return config->fallthrough();
}

int run_edge_command(const CLI::App& edge, CommandLine& line) {
    line.edge.folder = line.server.folder;
    if (edge.got_subcommand("add")) return cairn::cloud::add_edge(line.edge);
    if (edge.got_subcommand("remove")) return cairn::cloud::remove_edge(line.server.folder, line.edge.name);
    if (edge.got_subcommand("rotate")) return cairn::cloud::rotate_edge(line.server.folder, line.edge.name);
    return cairn::cloud::list_edges(line.server.folder);
}

int run_gateway_command(const CLI::App& command, CommandLine& line) {
    line.command.folder = line.server.folder;
    if (command.got_subcommand("send")) return cairn::cloud::send_command(line.command);
    return cairn::cloud::list_commands(line.server.folder, line.command.edge);
}

int run_config_command(const CLI::App& config, const CommandLine& line) {
    if (config.got_subcommand("set"))
        return cairn::cloud::set_config(line.server.folder, line.edge.name, line.config_file);
    return cairn::cloud::show_config(line.server.folder, line.edge.name);
}

int run(int argc, char** argv) {
    CommandLine line;
    CLI::App app{"The cloud of Cairn. Without a command it serves until it is told to stop (SIGTERM)."};
    describe(app, line);
    const CLI::App* serve = app.add_subcommand("serve", "Serve; the same as no command")->fallthrough();
    const CLI::App* edge = describe_edge_commands(app, line);
    const CLI::App* command = describe_gateway_commands(app, line);
    const CLI::App* config = describe_config_commands(app, line);
    app.footer("The exit code is 0 if all went well, 1 if something failed, 2 if the command line is wrong.");
    app.require_subcommand(0, 1);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    cairn::net::set_log_level(line.level);
    if (line.server.folder.empty()) {
        std::fputs("cairn-cloud: no home folder is known. Choose a folder with --data DIR.\n", stderr);
        return 1;
    }
    if (serve->parsed()) return cairn::cloud::serve(line.server);
    if (edge->parsed()) return run_edge_command(*edge, line);
    if (command->parsed()) return run_gateway_command(*command, line);
    if (config->parsed()) return run_config_command(*config, line);
    return cairn::cloud::serve(line.server);
}

}  // namespace

int main(int argc, char** argv) {
    // Keys, secrets and the database are nobody else's business.
    ::umask(0077);
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "cairn-cloud: %s\n", error.what());
        return 1;
    }
}
