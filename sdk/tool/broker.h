// The broker that a subcommand publishes to.
#pragma once

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "cairn/net/mqtt_publisher.h"

namespace cairn::tool {

struct BrokerOptions {
    std::string broker = "127.0.0.1:1883";
    std::string username;
    std::string password_file;
    std::string ca_file;
    int qos = 1;
};

/// Adds --broker, --username, --password-file, --ca-file and --qos.
void add_broker_options(CLI::App& command, BrokerOptions& options);

/// Nothing: no connection, which was said on standard error.
std::unique_ptr<net::MqttPublisher> connect(const BrokerOptions& options);

/// Counts what was sent, shows it while somebody watches, and sums it up.
class Traffic {
public:
    /// Publishes and counts. False: the broker is gone, which was said on standard error.
    bool publish(net::MqttPublisher& publisher, const std::string& topic, const std::string& payload,
                 int qos);
    /// At most twice a second, on one line of standard error.
    void show_progress();
    /// "messages=.. bytes=.. seconds=.. rate=.." on standard output.
    void sum_up();

private:
    double seconds() const;

    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point shown_ = start_;
    std::uint64_t messages_ = 0;
    std::uint64_t bytes_ = 0;
    bool has_shown_ = false;
};

}  // namespace cairn::tool
