// What the cloud wants of this edge, besides records.
#include <string>
#include <utility>
#include <vector>

#include "cairn/net/log.h"
#include "linux/buffer_advice.h"
#include "linux/cloud_settings.h"
#include "linux/daemon.h"

namespace cairn::edge {
namespace {

using net::log;
using net::LogLevel;

constexpr auto commands_state = "commands";
// The end of the program waits for it.
constexpr Millis broker_timeout{3'000};

}  // namespace

void Daemon::open_commands() {
    if (!config_.takes_commands || !config_.credential) return;
    const auto memory = edge_->load_state(commands_state);
    if (!memory) {
        log(LogLevel::warning, "commands",
            "which ones were carried out cannot be read (" + reason_of(memory.error()) +
                "); one that the cloud sends again may be carried out twice");
    }
    const bool is_known = memory && *memory;
    commands_.emplace(is_known ? as_text(**memory) : std::string_view(), [this](const std::string& now) {
        return edge_->save_state(commands_state, as_bytes(now)).has_value();
    });
    CommandLinkHandlers handlers;
    handlers.ready = [this] { step_soon(); };
    handlers.failed = [this](const std::string& why) {
        if (!why.empty() && command_log_.should_tell(why, clock_.now()))
            log(LogLevel::warning, "commands", "broker " + config_.mqtt.broker.text() + ": " + why);
    };
    handlers.published = [this](const std::string& id, const std::string& why) {
        commands_->published(id, why);
        step_soon();
    };
    handlers.heard = [this](const net::HeardMessage& message) {
        commands_->hear(message.topic, as_bytes(message.payload), clock_.now());
        step_soon();
    };
    net::MqttPublisherOptions options;
    options.broker = config_.mqtt.broker;
    options.client_id = config_.mqtt.client_id + "-commands";
    options.username = config_.mqtt.username;
    options.password = config_.mqtt.password;
    options.ca_file = config_.mqtt.ca_file;
    options.timeout = broker_timeout;
    command_link_ = std::make_unique<CommandLink>(loop_, std::move(options), std::move(handlers));
}

Instant Daemon::step_commands() {
    if (!commands_) return Instant::never();
    const Instant due = commands_->step(clock_.wall(), clock_.now());
    command_link_->listen(commands_->reply_topics());
    if (command_link_->is_ready()) {
        if (auto message = commands_->take_outgoing(clock_.wall(), clock_.now()))
            command_link_->publish(std::move(*message));
    }
    while (auto report = commands_->take_report()) {
        // What a gateway says of itself may hold passwords.
        const bool is_well = report->outcome <= protocol::CommandOutcome::done;
        log(LogLevel::info, "commands",
            report->id + ": " + name(report->outcome) + (is_well ? "" : ", " + report->text));
        edge_->report(std::move(*report));
        step_soon();
    }
    return due;
}

void Daemon::carry_out(const CloudOrder& order) {
    if (const auto* fresh = std::get_if<protocol::NewSecret>(&order)) return keep_secret(fresh->secret);
    if (const auto* settings = std::get_if<protocol::Config>(&order)) return take_settings(*settings);
    const auto& command = std::get<protocol::Command>(order);
    if (commands_) return commands_->take(command, clock_.wall(), clock_.now());
    edge_->report(protocol::CommandState{command.id, protocol::CommandOutcome::refused,
                                         "[commands] enabled = false on this edge, or it has no broker"});
    step_soon();
}

/// The cloud sends settings until it was told of them, so those that were gone over to come once more.
void Daemon::take_settings(const protocol::Config& settings) {
    std::string why;
    if (settings.toml != config_.cloud_settings) {
        why = go_over_to(settings.toml);
        if (is_to_reopen_) return;
    }
    if (!why.empty()) log(LogLevel::warning, "sync", "refuses the cloud's settings: " + why);
    edge_->report(protocol::ConfigState{settings.version, why.empty(), why});
    step_soon();
}

/// Why not, or nothing, and then it ends.
std::string Daemon::go_over_to(const std::string& toml) {
    std::vector<std::string> errors;
    with_cloud_settings(config_, toml, errors);
    std::string why;
    for (const std::string& line : errors) why += (why.empty() ? "" : "; ") + line;
    if (!why.empty()) return why;
    const std::string path = cloud_settings_path(config_.edge.buffer.path);
    if (const auto written = write_cloud_settings(path, toml); !written)
        return path + ": " + reason_of(written.error());
    log(LogLevel::info, "edge", "goes over to the cloud's settings, in " + path);
    is_to_reopen_ = true;
    loop_.post([this] { close(); });
    return "";
}

/// The cloud asks again on the next connection for what could not be kept on this one.
void Daemon::keep_secret(const std::string& secret) {
    if (!config_.credential) return;
    const std::string& file = config_.credential->file;
    if (const auto kept = replace_secret(file, secret); !kept) {
        log(LogLevel::warning, "sync",
            "the cloud's new secret cannot be kept in " + file + ": " + reason_of(kept.error()) +
                "; its folder must be writable by this user. The old one stays valid");
        return;
    }
    edge_->set_secret(secret);
    edge_->report(protocol::SecretKept{});
    log(LogLevel::info, "sync", file + " holds a new secret from the cloud");
    step_soon();
}

}  // namespace cairn::edge
