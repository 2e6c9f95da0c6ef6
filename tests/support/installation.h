// A real mosquitto, cairn-edge and cairn-cloud on free ports of loopback, in a folder of their own, each of
// which can be killed and started at any moment; and on demand a second mosquitto as the way to the cloud.
#pragma once

#include <signal.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "support/broker.h"
#include "support/http_get.h"
#include "support/program.h"
#include "support/temporary_directory.h"

namespace cairn::test {

// A test names only what it wants; g++ warns of the others unless they have a value.
// NOLINTBEGIN(readability-redundant-member-init)
struct Places {
    std::string buffer_folder = {};  // where the edge's buffer lies; empty: in the folder of the others
    std::string cloud_host = "127.0.0.1";
    std::vector<std::string> before_cloud = {};  // words that start a program where the cloud is
    std::vector<std::string> before_edge = {};   // and where the edge is
    bool is_linked_by_broker = false;            // the sync session goes over MQTT
};
// NOLINTEND(readability-redundant-member-init)

class Installation {
public:
    explicit Installation(Places places = {}) : places_(std::move(places)) {
        write_broker_config("mosquitto.conf", mqtt_);
        write_broker_config("link.conf", link_);
        add_edge("dock", "credential.toml");
        const std::string buffer =
            places_.buffer_folder.empty() ? file("edge.db") : places_.buffer_folder + "/edge.db";
        write("edge.toml", edge_config("cairn-edge", "credential.toml", buffer, page_));
        start_broker();
        start_link_broker();
        start_cloud();
        start_edge();
        if (!eventually([this] { return is_edge_subscribed(); })) fail("no start:\n" + logs());
    }

    /// What `cairn-cloud edge add` writes.
    void add_edge(const std::string& name, const std::string& credential_file) const {
        Program add({CAIRN_CLOUD_PROGRAM, "edge", "add", name, "--data", cloud_folder(), "--cloud",
                     places_.cloud_host + ":" + std::to_string(sync_), "--output", file(credential_file)},
                    file("add.log"));
        if (add.wait() != 0) fail("no credential: " + add.output());
    }
    std::string edge_config(const std::string& client_id, const std::string& credential_file,
                            const std::string& buffer, std::uint16_t page) const {
        std::string way;
        if (places_.is_linked_by_broker)
            way = "[sync.mqtt]\nurl = \"mqtt://127.0.0.1:" + std::to_string(link_) + "\"\n";
        return "[mqtt]\nbroker = \"127.0.0.1:" + std::to_string(mqtt_) + "\"\nclient_id = \"" + client_id +
               "\"\nretry_min = 0.05\nretry_max = 0.2\n[sync]\ncredential_file = \"" + file(credential_file) +
               "\"\nretry_min = 0.05\nretry_max = 0.2\n" + way + "[buffer]\npath = \"" + buffer +
               "\"\n[page]\nlisten = \"127.0.0.1:" + std::to_string(page) +
               "\"\n[decode]\nduplicate_window = 0\n";
    }

    void start_broker() { broker_ = start_mosquitto("mosquitto", mqtt_); }
    void start_link_broker() {
        if (places_.is_linked_by_broker) link_broker_ = start_mosquitto("link", link_);
    }
    void start_cloud() {
        std::vector<std::string> command = places_.before_cloud;
        command.insert(command.end(),
                       {CAIRN_CLOUD_PROGRAM, "--data", cloud_folder(), "--http",
                        "127.0.0.1:" + std::to_string(http_), "--sync",
                        places_.cloud_host + ":" + std::to_string(sync_), "--name", places_.cloud_host});
        if (places_.is_linked_by_broker)
            command.insert(command.end(), {"--mqtt", "mqtt://127.0.0.1:" + std::to_string(link_)});
        cloud_ = std::make_unique<Program>(std::move(command), file("cloud.log"));
    }
    void start_edge() {
        std::vector<std::string> command = places_.before_edge;
        command.insert(command.end(), {CAIRN_EDGE_PROGRAM, "--config", file("edge.toml")});
        edge_ = std::make_unique<Program>(std::move(command), file("edge.log"));
    }
    void kill_broker() { broker_->stop(SIGKILL); }
    void kill_link_broker() { link_broker_->stop(SIGKILL); }
    void kill_cloud() { cloud_->stop(SIGKILL); }
    void kill_edge() { edge_->stop(SIGKILL); }
    void stop_edge() { edge_->stop(SIGTERM); }
    bool is_edge_running() { return edge_->is_running(); }
    /// Programs that ended by themselves are failures of their own, unless they met a port still taken.
    bool are_running() { return broker_->is_running() && cloud_->is_running() && edge_->is_running(); }
    void stop() {
        edge_->stop(SIGTERM);
        cloud_->stop(SIGTERM);
    }

    bool is_edge_subscribed() const { return edge_state().find("\"subscribed\":true") != std::string::npos; }
    /// As its page tells it; empty while there is none.
    std::string edge_state() const { return http_get(page_, "/api/state").body; }
    std::uint16_t mqtt_port() const { return mqtt_; }
    std::uint16_t page_port() const { return page_; }
    std::string cloud_folder() const { return folder_.file("cloud"); }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(folder_.file(name)) << text;
    }
    std::string file(const std::string& name) const { return folder_.file(name); }
    std::string logs() const { return last_of(edge_->output()) + last_of(cloud_->output()); }

    [[noreturn]] static void fail(const std::string& why) {
        std::fprintf(stderr, "%s\n", why.c_str());
        std::exit(1);
    }

private:
    static std::string last_of(const std::string& text) {
        constexpr std::size_t enough = 3'000;
        return text.size() > enough ? text.substr(text.size() - enough) : text;
    }
    std::unique_ptr<Program> start_mosquitto(const std::string& name, std::uint16_t port) const {
        auto started = std::make_unique<Program>(
            std::vector<std::string>{"/usr/sbin/mosquitto", "-c", file(name + ".conf")}, file(name + ".log"));
        if (!eventually([port] { return accepts_connections(port); })) fail("no mosquitto");
        return started;
    }
    void write_broker_config(const std::string& name, std::uint16_t port) const {
        write(name, "listener " + std::to_string(port) +
                        " 127.0.0.1\nallow_anonymous true\npersistence false\n"
                        "max_queued_messages 0\nmax_inflight_messages 50\n");
    }

    Places places_;
    TemporaryDirectory folder_;
    std::uint16_t mqtt_ = free_port();
    std::uint16_t link_ = free_port();
    std::uint16_t http_ = free_port();
    std::uint16_t sync_ = free_port();
    std::uint16_t page_ = free_port();
    std::unique_ptr<Program> broker_;
    std::unique_ptr<Program> link_broker_;
    std::unique_ptr<Program> cloud_;
    std::unique_ptr<Program> edge_;
};

}  // namespace cairn::test
