// The part of the configuration that says where messages come from.
#include <algorithm>
#include <filesystem>
#include <limits>
#include <utility>

#include "cairn/ingest/topic_filter.h"
#include "cairn/net/private_file.h"
#include "linux/config_reader.h"

namespace cairn::edge {
namespace {

using net::ConfigTable;

void read_mqtt(const Reader& reader, net::MqttSourceOptions& mqtt) {
    ConfigTable& root = reader.root;
    mqtt.broker = root.endpoint("mqtt.broker", mqtt.broker);
    mqtt.client_id = root.text("mqtt.client_id", mqtt.client_id);
    if (mqtt.client_id.empty()) root.reject("mqtt.client_id", "a name for the session at the broker");
    mqtt.username = root.text("mqtt.username", mqtt.username);
    mqtt.ca_file = reader.authority_file("mqtt.ca_file");
    mqtt.topics = root.texts("mqtt.topics", mqtt.topics);
    if (mqtt.topics.empty() || !std::ranges::all_of(mqtt.topics, is_topic_filter))
        root.reject("mqtt.topics", "MQTT topic filters, at least one");
    mqtt.in_flight_max = static_cast<std::uint16_t>(
        root.integer("mqtt.in_flight_max", mqtt.in_flight_max, 1, std::numeric_limits<std::uint16_t>::max()));
    mqtt.keep_alive = root.duration("mqtt.keep_alive", mqtt.keep_alive, Millis{1'000}, hour);
    mqtt.retry_min = root.duration("mqtt.retry_min", mqtt.retry_min, Millis{10}, hour);
    mqtt.retry_max =
        root.duration("mqtt.retry_max", std::max(mqtt.retry_max, mqtt.retry_min), mqtt.retry_min, day);
    const std::string password_file = reader.file("mqtt.password_file");
    if (password_file.empty()) return;
    if (mqtt.username.empty()) root.reject("mqtt.username", "a user name, since there is a password_file");
    mqtt.password = net::read_password(password_file, reader.errors).value_or("");
}

void read_spool(const Reader& reader, std::string& folder) {
    folder = reader.path("spool.folder");
    std::error_code ignored;
    if (!folder.empty() && !std::filesystem::is_directory(folder, ignored))
        reader.root.reject("spool.folder", "a folder that is there, the plugin_opt_folder of the broker");
}

// A source that is there as soon as it has an address to listen on.
std::optional<net::Endpoint> read_listen(const Reader& reader, std::string_view key) {
    if (!reader.root.has(key)) return std::nullopt;
    const net::Endpoint nowhere;
    net::Endpoint listen = reader.root.endpoint(key, nowhere);
    if (listen.host.empty()) return std::nullopt;  // told already
    return listen;
}

void read_http(const Reader& reader, std::optional<PostSourceOptions>& http) {
    ConfigTable& root = reader.root;
    PostSourceOptions options;
    options.username = root.text("http.username", "");
    const std::string token_file = reader.file("http.token_file");
    const std::string password_file = reader.file("http.password_file");
    if (options.username.find(':') != std::string::npos)
        root.reject("http.username", "a name without a colon");  // RFC 7617 section 2
    if (options.username.empty() && root.has("http.password_file"))
        root.reject("http.username", "a user name, since there is a password_file");
    if (!options.username.empty() && !root.has("http.password_file"))
        root.reject("http.password_file", "a file with the password, since there is a username");
    if (!token_file.empty()) options.token = net::read_password(token_file, reader.errors).value_or("");
    if (!password_file.empty())
        options.password = net::read_password(password_file, reader.errors).value_or("");
    const auto listen = read_listen(reader, "http.listen");
    if (!listen) return;
    options.listen = *listen;
    http = std::move(options);
}

}  // namespace

void read_sources(const Reader& reader, EdgeConfig& config) {
    read_spool(reader, config.spool);
    // What the plugin writes would come a second time from the broker.
    config.has_mqtt = reader.root.boolean("mqtt.enabled", config.spool.empty());
    read_mqtt(reader, config.mqtt);
    read_http(reader, config.http);
    config.udp = read_listen(reader, "udp.listen");
    if (!config.has_mqtt && !config.http && !config.udp && config.spool.empty())
        reader.root.reject("mqtt.enabled",
                           "true, or an address under [http] or [udp], or a [spool] folder: no message "
                           "could come");
}

}  // namespace cairn::edge
