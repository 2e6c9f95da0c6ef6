// `cairn-cloud command send`, `command list`, `config set` and `config show`: what edges are to do.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cairn::cloud {

struct SendCommandOptions {
    std::string folder;
    std::string edge;
    std::string gateway;
    std::string dialect;
    std::string topic;
    std::string reply_topic;
    std::string device_id;
    std::string model;
    std::string name;
    std::vector<std::string> settings;
    std::uint32_t expires_s = 3600;
};

/// Leaves a command for a gateway of an edge and prints its id. Works while the server runs, which sends it
/// within a second where the edge is connected. Answers the exit code.
int send_command(const SendCommandOptions& options);
/// Writes a table of an edge's commands to standard output, the newest first. Answers the exit code.
int list_commands(const std::string& folder, const std::string& edge);
/// Makes the text of `file` the settings of an edge. Answers the exit code.
int set_config(const std::string& folder, const std::string& edge, const std::string& file);
/// Says which settings an edge was given, and whether it has taken them. Answers the exit code.
int show_config(const std::string& folder, const std::string& edge);

}  // namespace cairn::cloud
