// A plugin of mosquitto 2 that writes gateways' messages into the spool before the broker acknowledges them.
//
//     plugin /usr/lib/cairn/cairn_spool.so
//     plugin_opt_folder /var/lib/cairn-spool
//
// The broker calls back on its only thread, between a PUBLISH and its PUBACK.
#include <mosquitto.h>
#include <mosquitto_broker.h>
#include <mosquitto_plugin.h>

#include <charconv>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/adapters/default_topics.h"
#include "cairn/core/limits.h"
#include "cairn/ingest/topic_filter.h"
#include "mosquitto/spool_writer.h"

namespace {

using namespace cairn;
using spool::Durability;
using spool::SpoolWriter;

constexpr int interface_version = 5;

void log(int level, const std::string& line) {
    mosquitto_log_printf(level, "cairn: %s", line.c_str());
}

std::string text_of(const Error& error) {
    std::string text = error.where;
    if (error.code == Errc::io && error.detail != 0)
        text.append(" (").append(std::strerror(error.detail)).append(")");  // NOLINT(concurrency-mt-unsafe)
    return text;
}

struct Plugin {
    mosquitto_plugin_id_t* identifier = nullptr;
    std::vector<std::string> topics;
    std::optional<SpoolWriter> writer;
    bool is_failing = false;

    bool wants(const mosquitto_evt_message& message) const {
        if (message.topic == nullptr || message.payloadlen > limits::message_bytes_max) return false;
        for (const std::string& filter : topics) {
            bool matches = false;
            if (mosquitto_topic_matches_sub(filter.c_str(), message.topic, &matches) == MOSQ_ERR_SUCCESS &&
                matches)
                return true;
        }
        return false;
    }

    /// Any error but a few ends the client's connection without a PUBACK: it sends the message again.
    int keep(const mosquitto_evt_message& message) {
        if (!wants(message)) return MOSQ_ERR_SUCCESS;
        const Bytes payload{static_cast<const std::uint8_t*>(message.payload), message.payloadlen};
        // Nobody waits for a message of QoS 0, and nobody would send it again.
        const Durability durability = message.qos > 0 ? Durability::at_once : Durability::soon;
        const auto kept = writer->append(message.topic, payload, durability);
        tell(kept);
        return kept || message.qos == 0 ? MOSQ_ERR_SUCCESS : MOSQ_ERR_UNKNOWN;
    }

    /// A line for each change, not for each message.
    void tell(const Result<void>& kept) {
        if (is_failing != kept.has_value()) return;
        is_failing = !kept;
        if (is_failing)
            log(MOSQ_LOG_ERR, text_of(kept.error()) + "; gateways are sent away and come again");
        else
            log(MOSQ_LOG_NOTICE, "writes again");
    }
};

int on_message(int, void* event, void* user) noexcept {
    try {
        return static_cast<Plugin*>(user)->keep(*static_cast<const mosquitto_evt_message*>(event));
    } catch (...) {  // of memory alone
        return MOSQ_ERR_NOMEM;
    }
}

/// False: it was told why.
bool read_option(std::string_view key, std::string_view value, Plugin& plugin,
                 spool::SpoolWriterOptions& options) {
    if (key == "folder") {
        options.folder = value;
        return true;
    }
    if (key == "topic") {
        plugin.topics.emplace_back(value);
        if (is_topic_filter(value)) return true;
        log(MOSQ_LOG_ERR, "plugin_opt_topic must be an MQTT topic filter");
        return false;
    }
    if (key == "size_bytes_max") {
        const char* const end = value.data() + value.size();
        const auto read = std::from_chars(value.data(), end, options.size_bytes_max);
        if (read.ec == std::errc() && read.ptr == end && options.size_bytes_max >= 4 * spool::segment_bytes)
            return true;
        log(MOSQ_LOG_ERR, "plugin_opt_size_bytes_max must be a number, at least 4194304");
        return false;
    }
    log(MOSQ_LOG_ERR, "plugin_opt_" + std::string(key) +
                          " is not known; there are folder, topic (once or more) and size_bytes_max");
    return false;
}

bool open(Plugin& plugin, const mosquitto_opt* options, int count) {
    spool::SpoolWriterOptions writing;
    for (int i = 0; i < count; ++i) {
        if (!read_option(options[i].key, options[i].value, plugin, writing)) return false;
    }
    if (writing.folder.empty()) {
        log(MOSQ_LOG_ERR, "plugin_opt_folder is missing: the folder that [spool] of cairn-edge names, too");
        return false;
    }
    if (plugin.topics.empty())
        plugin.topics.assign(adapters::default_topics.begin(), adapters::default_topics.end());
    auto writer = SpoolWriter::open(writing);
    if (!writer) {
        log(MOSQ_LOG_ERR, writing.folder + ": " + text_of(writer.error()));
        return false;
    }
    plugin.writer.emplace(std::move(*writer));
    log(MOSQ_LOG_NOTICE, "messages are on disk, in " + writing.folder + ", before they are acknowledged");
    return true;
}

}  // namespace

// NOLINTBEGIN(readability-identifier-naming): the broker's names
extern "C" [[gnu::visibility("default")]] int mosquitto_plugin_version(int count, const int* versions) {
    for (int i = 0; i < count; ++i) {
        if (versions[i] == interface_version) return interface_version;
    }
    return -1;
}

extern "C" [[gnu::visibility("default")]] int
mosquitto_plugin_init(mosquitto_plugin_id_t* identifier, void** user, mosquitto_opt* options, int count) {
    try {
        auto plugin = std::make_unique<Plugin>();
        plugin->identifier = identifier;
        if (!open(*plugin, options, count)) return MOSQ_ERR_INVAL;
        const int registered =
            mosquitto_callback_register(identifier, MOSQ_EVT_MESSAGE, on_message, nullptr, plugin.get());
        if (registered == MOSQ_ERR_SUCCESS) *user = plugin.release();
        return registered;
    } catch (...) {
        return MOSQ_ERR_NOMEM;
    }
}

extern "C" [[gnu::visibility("default")]] int mosquitto_plugin_cleanup(void* user, mosquitto_opt*, int) {
    const std::unique_ptr<Plugin> plugin(static_cast<Plugin*>(user));
    if (!plugin) return MOSQ_ERR_SUCCESS;
    return mosquitto_callback_unregister(plugin->identifier, MOSQ_EVT_MESSAGE, on_message, nullptr);
}
// NOLINTEND(readability-identifier-naming)
