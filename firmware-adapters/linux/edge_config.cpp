#include "linux/edge_config.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string_view>
#include <utility>

#include "cairn/adapters/default_topics.h"
#include "cairn/core/limits.h"
#include "cairn/crypto/storage_keys.h"
#include "cairn/ingest/topic_filter.h"
#include "cairn/net/config_file.h"
#include "cairn/net/private_file.h"
#include "cairn/net/site_file.h"
#include "linux/buffer_keys.h"
#include "linux/cloud_settings.h"
#include "linux/config_reader.h"
#include "mosquitto/spool_reader.h"
#include "recording/site_survey.h"

namespace cairn::edge {
namespace {

using net::ConfigTable;

constexpr Millis minute{60'000};
constexpr std::int64_t buffer_bytes_min = limits::block_body_bytes_max;
/// The cloud closes a connection that was silent for 120 s.
constexpr Millis ping_interval_max{960'000};
constexpr Millis lte_ping_interval{900'000};
constexpr std::int64_t batch_bytes_min = 4LL * 1024;

void read_link(const Reader& reader, SyncOptions& sync) {
    constexpr std::array<std::pair<std::string_view, LinkClass>, 3> classes{
        {{"ethernet", LinkClass::ethernet}, {"wifi", LinkClass::wifi}, {"lte", LinkClass::lte}}};
    constexpr std::int64_t bytes_max = std::int64_t{1} << 50U;
    ConfigTable& root = reader.root;
    sync.link = LinkPolicy::usual(reader.choice("sync.link", sync.link.link_class, classes));
    sync.link.bytes_per_s_max = static_cast<std::uint64_t>(root.integer(
        "sync.bytes_per_s_max", static_cast<std::int64_t>(sync.link.bytes_per_s_max), 0, bytes_max));
    sync.link.month_bytes_max = static_cast<std::uint64_t>(root.integer(
        "sync.month_bytes_max", static_cast<std::int64_t>(sync.link.month_bytes_max), 0, bytes_max));
    sync.live_share = root.number("sync.live_share", sync.live_share, 0, 1);
    // Every byte of a ping is paid for there.
    if (sync.link.link_class == LinkClass::lte) sync.ping_interval = lte_ping_interval;
}

/// A broker as the way to the cloud.
void read_cloud_broker(const Reader& reader, EdgeConfig& config) {
    ConfigTable& root = reader.root;
    const std::string url = root.text("sync.mqtt.url", "");
    net::BrokerAccess broker;
    broker.username = root.text("sync.mqtt.username", config.edge.sync.credential.edge);
    broker.ca_file = reader.authority_file("sync.mqtt.ca_file");
    const std::string password_file = reader.file("sync.mqtt.password_file");
    const bool allows_plain = root.boolean("sync.mqtt.allow_plain", false);
    if (!password_file.empty())
        broker.password = net::read_password(password_file, reader.errors).value_or("");
    if (url.empty()) return;
    const auto parsed = net::BrokerUrl::parse(url);
    if (!parsed) return root.reject("sync.mqtt.url", "mqtts://host or mqtts://host:port");
    broker.url = *parsed;
    if (!parsed->is_private() && !allows_plain)
        root.reject("sync.mqtt.url",
                    "mqtts://, since without TLS everyone on the way reads this edge's secret (or "
                    "allow_plain = true)");
    if (config.credential) config.cloud_broker = std::move(broker);
}

void read_sync(const Reader& reader, EdgeConfig& config) {
    ConfigTable& root = reader.root;
    SyncOptions& sync = config.edge.sync;
    read_link(reader, sync);
    sync.batch_bytes_max = static_cast<std::size_t>(
        root.integer("sync.batch_bytes_max", static_cast<std::int64_t>(sync.batch_bytes_max), batch_bytes_min,
                     static_cast<std::int64_t>(limits::batch_bytes_max)));
    sync.batches_in_flight_max = static_cast<std::uint32_t>(
        root.integer("sync.batches_in_flight_max", sync.batches_in_flight_max, 1, 64));
    sync.answer_timeout = root.duration("sync.answer_timeout", sync.answer_timeout, Millis{100}, hour);
    sync.retry_min = root.duration("sync.retry_min", sync.retry_min, Millis{10}, hour);
    sync.retry_max =
        root.duration("sync.retry_max", std::max(sync.retry_max, sync.retry_min), sync.retry_min, day);
    sync.ping_interval =
        root.duration("sync.ping_interval", sync.ping_interval, Millis{100}, ping_interval_max);
    config.connect_timeout = root.duration("sync.connect_timeout", config.connect_timeout, Millis{100}, hour);
    const std::string credential_file = reader.file("sync.credential_file");
    if (!credential_file.empty()) config.credential = read_credential(credential_file, reader.errors);
    if (config.credential) sync.credential = config.credential->edge;
    read_cloud_broker(reader, config);
}

void read_age_max(const Reader& reader, BufferOptions& buffer) {
    constexpr std::array<std::string_view, streams_count> keys{
        "buffer.status_age_max", "buffer.positions_age_max", "buffer.hearings_age_max"};
    for (std::size_t i = 0; i < streams_count; ++i)
        buffer.age_max[i] = reader.root.duration(keys[i], buffer.age_max[i], Millis{0}, 3'650 * day);
}

void read_encryption(const Reader& reader, EdgeConfig& config) {
    const KeyPlaces places{reader.file("buffer.key_file"), reader.root.text("buffer.key_credential", ""),
                           reader.file("buffer.device_secret_file")};
    config.edge.buffer.keys = find_storage_keys(places, reader.errors);
    if (config.edge.buffer.keys.empty()) return;
    config.storage_cipher = std::make_shared<crypto::MbedtlsStorageCipher>();
    config.edge.buffer.cipher = config.storage_cipher.get();
}

/// Of what was committed and not acknowledged, each message must be known when it is delivered again.
void check_receipts(const Reader& reader, const EdgeConfig& config) {
    if (config.has_mqtt && config.edge.buffer.receipts_max < config.mqtt.in_flight_max)
        reader.root.reject("buffer.receipts_max", "at least [mqtt] in_flight_max, so that none counts twice");
    if (!config.spool.empty() && config.edge.buffer.receipts_max < spool::receipts_min)
        reader.root.reject("buffer.receipts_max", "at least 8192 with a [spool], so that none counts twice");
}

void read_buffer(const Reader& reader, EdgeConfig& config) {
    BufferOptions& buffer = config.edge.buffer;
    constexpr std::array<std::pair<std::string_view, Overflow>, 2> overflows{
        {{"drop_oldest", Overflow::drop_oldest}, {"refuse_new", Overflow::refuse_new}}};
    buffer.path = reader.path("buffer.path", buffer.path);
    std::error_code ignored;
    if (buffer.path.empty() || std::filesystem::is_directory(buffer.path, ignored))
        reader.root.reject("buffer.path", "a file");
    buffer.size_bytes_max = static_cast<std::uint64_t>(
        reader.root.integer("buffer.size_bytes_max", static_cast<std::int64_t>(buffer.size_bytes_max),
                            buffer_bytes_min, std::numeric_limits<std::int64_t>::max()));
    buffer.overflow = reader.choice("buffer.overflow", buffer.overflow, overflows);
    buffer.receipts_max = static_cast<std::uint32_t>(
        reader.root.integer("buffer.receipts_max", buffer.receipts_max, 1, 1'000'000));
    read_age_max(reader, buffer);
    check_receipts(reader, config);
    config.commit_interval =
        reader.root.duration("buffer.commit_interval", config.commit_interval, Millis{0}, minute);
}

void read_survey(const Reader& reader, bool has_good_site, EdgeConfig& config) {
    constexpr std::string_view key = "position.survey";
    std::vector<std::string> folders = reader.root.texts(key, {});
    std::error_code ignored;
    for (std::string& folder : folders) {
        folder = (reader.folder / folder).lexically_normal().string();
        if (!std::filesystem::is_directory(folder, ignored))
            return reader.root.reject(key, "folders that are there");
    }
    if (folders.empty() || !has_good_site) return;
    if (!config.edge.learns_site) return reader.root.reject(key, "nothing, since radio_map is false");
    if (config.edge.site.floors.empty())
        return reader.root.reject(key, "a site_file beside it, of the site that was surveyed");
    std::vector<std::string> found;
    config.edge.survey = read_site_survey(folders, config.edge.site, found, config.warnings);
    reader.errors.insert(reader.errors.end(), found.begin(), found.end());
}

/// Rooms without corners are known by a walk test alone.
void check_rooms(const Reader& reader, const EdgeConfig& config) {
    if (!has_rooms(config.edge.site)) return;
    if (!config.edge.learns_site)
        return reader.root.reject("position.radio_map", "true, since zones of the site_file have no corners");
    if (reader.errors.empty() && config.edge.survey.rooms.empty())
        reader.root.reject(
            "position.survey",
            "folders of a walk test that names rooms of the site_file, since its zones have no "
            "corners: record one with `cairn survey`");
}

void read_position(const Reader& reader, EdgeConfig& config) {
    EdgeOptions& edge = config.edge;
    ConfigTable& root = reader.root;
    PositionerOptions& positioner = edge.positioner;
    edge.position_interval = root.duration("position.interval", edge.position_interval, Millis{100}, hour);
    edge.position_commit_interval =
        root.duration("position.commit_interval", edge.position_commit_interval, edge.position_interval, day);
    positioner.tags_max =
        static_cast<std::uint32_t>(root.integer("position.tags_max", positioner.tags_max, 1, 1'000'000));
    positioner.window = root.duration("position.window", positioner.window, Millis{100}, hour);
    positioner.centroid_scale_db =
        root.number("position.centroid_scale_db", positioner.centroid_scale_db, 1, 100);
    positioner.zone_lead = root.number("position.zone_lead", positioner.zone_lead, 0, 1);
    positioner.zone_floor = root.number("position.zone_floor", positioner.zone_floor, 0, 1);
    positioner.zone_hold = root.duration("position.zone_hold", positioner.zone_hold, Millis{0}, hour);
    positioner.zone_unknown_under =
        root.number("position.zone_unknown_under", positioner.zone_unknown_under, 0, 1);
    edge.learns_site = root.boolean("position.radio_map", edge.learns_site);
    positioner.gateway_silence =
        root.duration("position.gateway_silence", positioner.gateway_silence, Millis{1'000}, day);
    const std::string site_file = reader.file("position.site_file");
    std::vector<std::string> found;
    if (!site_file.empty()) edge.site = net::read_site(site_file, found);
    reader.errors.insert(reader.errors.end(), found.begin(), found.end());
    read_survey(reader, found.empty(), config);
    if (found.empty()) check_rooms(reader, config);
}

void read_page(const Reader& reader, EdgeConfig& config) {
    config.has_page = reader.root.boolean("page.enabled", config.has_page);
    config.page = reader.root.endpoint("page.listen", config.page);
    if (config.page.is_loopback()) return;
    reader.root.reject("page.listen",
                       "an address of this machine alone, such as 127.0.0.1:8090: the page asks for no "
                       "password; from elsewhere, reach it through ssh -L");
}

adapters::CivicMapping read_mapping(ConfigTable& table) {
    adapters::CivicMapping mapping;
    mapping.name = table.text("name", "");
    mapping.topic_filter = table.text("topic_filter", "");
    mapping.items = table.text("items", "");
    mapping.gateway = table.text("gateway", "");
    mapping.gateway_name = table.text("gateway_name", "");
    mapping.tag = table.text("tag", "");
    mapping.at = table.text("at", "");
    mapping.rssi = table.text("rssi", "");
    mapping.latitude = table.text("latitude", "");
    mapping.longitude = table.text("longitude", "");
    if (mapping.name.empty()) table.reject("name", "a name for people");
    if (!is_topic_filter(mapping.topic_filter)) table.reject("topic_filter", "an MQTT topic filter");
    if (mapping.gateway.empty() && !GatewayId::make("civic", mapping.gateway_name))
        table.reject("gateway", "the path of the gateway's id, or a gateway_name");
    if (mapping.tag.empty()) table.reject("tag", "the path of the tag's id");
    table.tables("measurement", [&mapping](ConfigTable& measured) {
        adapters::MappedMeasurement measurement;
        measurement.path = measured.text("path", "");
        measurement.type = measured.text("type", "");
        measurement.unit = measured.text("unit", "");
        if (measurement.path.empty()) measured.reject("path", "the path of a number");
        if (measurement.type.empty()) measured.reject("type", "what the number is");
        mapping.measurements.push_back(std::move(measurement));
    });
    return mapping;
}

void read_adapters(const Reader& reader, adapters::AdaptersOptions& options) {
    reader.root.tables("adapters.pin", [&options](ConfigTable& table) {
        adapters::DialectPin pin{table.text("topic_filter", ""), table.text("dialect", "")};
        if (!is_topic_filter(pin.topic_filter)) table.reject("topic_filter", "an MQTT topic filter");
        const auto names = adapters::dialect_names();
        if (std::ranges::find(names, pin.dialect) == names.end()) {
            std::string expected;
            for (const auto name : names) {
                expected.append(expected.empty() ? "\"" : " or \"").append(name).append("\"");
            }
            table.reject("dialect", expected);
        }
        options.pins.push_back(std::move(pin));
    });
    reader.root.tables("adapters.last_will", [&options](ConfigTable& table) {
        adapters::LastWill will{table.text("topic_filter", ""), table.text("vendor", "moko")};
        if (!is_topic_filter(will.topic_filter)) table.reject("topic_filter", "an MQTT topic filter");
        if (!GatewayId::make(will.vendor, "x")) table.reject("vendor", "lower-case letters and digits");
        options.last_wills.push_back(std::move(will));
    });
    options.pass_through = reader.root.texts("adapters.pass_through", options.pass_through);
    if (!std::ranges::all_of(options.pass_through, is_topic_filter))
        reader.root.reject("adapters.pass_through", "MQTT topic filters");
    reader.root.tables("civic_mapping", [&options](ConfigTable& table) {
        options.civic_mappings.push_back(read_mapping(table));
    });
}

void read_decode(const Reader& reader, EdgeConfig& config) {
    ConfigTable& root = reader.root;
    EdgeOptions& edge = config.edge;
    const std::string key_file = reader.file("decode.key_file");
    std::vector<std::string> format_files = root.texts("decode.format_files", {});
    for (std::string& path : format_files) path = (reader.folder / path).lexically_normal().string();
    config.decode = std::make_shared<DecodeParts>(key_file, format_files, reader.errors);
    config.decode->lend_to(edge);
    edge.deduplicator.window =
        root.duration("decode.duplicate_window", edge.deduplicator.window, Millis{0}, hour);
    constexpr std::array classes{
        std::pair{"phones", DeviceClass::phone}, std::pair{"trackers", DeviceClass::tracker},
        std::pair{"computers", DeviceClass::computer}, std::pair{"exposure", DeviceClass::exposure}};
    for (const std::string& word : root.texts("decode.drop", {})) {
        const auto* const found =
            std::ranges::find(classes, word, &std::pair<const char*, DeviceClass>::first);
        if (found == classes.end()) {
            root.reject("decode.drop", R"(a list of "phones", "trackers", "computers" and "exposure")");
        } else {
            edge.drops[static_cast<std::size_t>(found->second)] = true;
        }
    }
}

/// Those who post or send datagrams cannot be told anything.
void read_commands(const Reader& reader, EdgeConfig& config) {
    const bool has_broker = config.has_mqtt || !config.spool.empty();
    config.takes_commands = reader.root.boolean("commands.enabled", true) && has_broker;
}

net::LogLevel read_log_level(const Reader& reader, net::LogLevel otherwise) {
    constexpr std::array<std::pair<std::string_view, net::LogLevel>, 4> levels{
        {{"debug", net::LogLevel::debug},
         {"info", net::LogLevel::info},
         {"warning", net::LogLevel::warning},
         {"error", net::LogLevel::error}}};
    return reader.choice("log.level", otherwise, levels);
}

}  // namespace

std::string cloud_of(const EdgeConfig& config) {
    if (config.cloud_broker) return config.cloud_broker->url.text();
    return config.credential ? config.credential->cloud.text() : "";
}

EdgeConfig default_config(const std::string& state_folder) {
    EdgeConfig config;
    config.mqtt.topics.assign(adapters::default_topics.begin(), adapters::default_topics.end());
    config.edge.buffer.path = (std::filesystem::path(state_folder) / "buffer.db").string();
    return config;
}

namespace {

/// The settings of the cloud, and what they are called in errors.
struct CloudLayer {
    std::string toml;
    std::string name;
};

EdgeConfig read_layers(const std::string& path, const std::string& state_folder, const CloudLayer& cloud,
                       std::vector<std::string>& errors) {
    EdgeConfig config = default_config(state_folder);
    config.file = path;
    config.state_folder = state_folder;
    config.cloud_settings = cloud.toml;
    auto file = path.empty() ? net::ConfigFile::parse("", "the defaults") : net::ConfigFile::open(path);
    file.lay_over(net::ConfigFile::parse(cloud.toml, cloud.name), is_decided_by_cloud);
    config.decided_by_cloud = file.laid_over();
    std::vector<std::string> errors_below;  // of the files that this one names
    const Reader reader{file.root(), std::filesystem::path(path).parent_path(), errors_below};
    read_sources(reader, config);
    read_sync(reader, config);
    read_commands(reader, config);
    read_buffer(reader, config);
    read_encryption(reader, config);
    read_position(reader, config);
    read_page(reader, config);
    read_adapters(reader, config.adapters);
    read_decode(reader, config);
    config.log_level = read_log_level(reader, config.log_level);

    for (const auto& line : file.errors()) errors.push_back(line);
    errors.insert(errors.end(), errors_below.begin(), errors_below.end());
    if (!errors.empty()) return config;
    if (const auto adapter = adapters::make_adapter(config.adapters); !adapter) {
        errors.push_back(path + ": adapters: " + adapter.error().where);
    }
    return config;
}

}  // namespace

EdgeConfig read_config(const std::string& path, const std::string& state_folder,
                       std::vector<std::string>& errors) {
    EdgeConfig alone = read_layers(path, state_folder, {}, errors);
    if (!errors.empty()) return alone;
    CloudLayer cloud{"", cloud_settings_path(alone.edge.buffer.path)};
    const auto leave_out = [&alone, &cloud](const std::string& why) {
        alone.warnings.push_back("the cloud's settings in " + cloud.name + " are left out: " + why);
    };
    auto toml = read_cloud_settings(cloud.name);
    if (!toml) return leave_out(std::strerror(toml.error().detail)), alone;
    if (toml->empty()) return alone;
    cloud.toml = std::move(*toml);
    std::vector<std::string> cloud_errors;
    EdgeConfig both = read_layers(path, state_folder, cloud, cloud_errors);
    if (cloud_errors.empty()) return both;
    for (const std::string& line : cloud_errors) leave_out(line);
    return alone;
}

EdgeConfig with_cloud_settings(const EdgeConfig& present, const std::string& toml,
                               std::vector<std::string>& errors) {
    return read_layers(present.file, present.state_folder, {toml, "settings"}, errors);
}

}  // namespace cairn::edge
