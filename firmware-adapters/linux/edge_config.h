// What cairn-edge is told: one TOML file, in which every key has a default.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cairn/adapters/adapters.h"
#include "cairn/edge.h"
#include "cairn/net/broker_url.h"
#include "cairn/net/endpoint.h"
#include "cairn/net/log.h"
#include "cairn/net/mqtt_source.h"
#include "cairn/net/tls_link.h"
#include "linux/credential_file.h"
#include "linux/decode_parts.h"
#include "linux/post_source.h"

namespace cairn::edge {

struct EdgeConfig {
    bool has_mqtt = true;
    net::MqttSourceOptions mqtt;
    std::optional<PostSourceOptions> http;  // none: gateways cannot post
    std::optional<net::Endpoint> udp;       // none: no datagrams
    std::string spool;                      // folder into which the broker's plugin writes; empty: none
    bool takes_commands = true;  // of the cloud for gateways
    std::optional<Credential> credential;  // none: everything stays on this machine
    std::optional<net::BrokerAccess>
        cloud_broker;  // the way to the cloud of the credential; none: straight, over TLS
    Millis connect_timeout{10'000};
    EdgeOptions edge;
    std::shared_ptr<StorageCipher> storage_cipher;  // what edge.buffer.cipher points to
    Millis commit_interval{1'000};  // between commits; what comes after a longer pause is written at once
    std::shared_ptr<DecodeParts> decode;  // what edge.decoder and edge.identities point to
    adapters::AdaptersOptions adapters;
    bool has_page = true;
    net::Endpoint page{"127.0.0.1", 8090};  // loopback, always
    net::LogLevel log_level = net::LogLevel::info;
    std::vector<std::string> warnings;  // what it does without, a line each
    std::string file;                   // that it was read from; empty: none
    std::string state_folder;
    std::string cloud_settings;  // what cloud_settings.h keeps, unless something is wrong with it
    std::vector<std::string> decided_by_cloud;  // where which key stands, a line each
};

/// Where the records go: "host:port", or the broker's URL; empty: nowhere.
std::string cloud_of(const EdgeConfig& config);

/// What holds without a file. `state_folder` is where the buffer lies.
EdgeConfig default_config(const std::string& state_folder);

/// Reads the file at `path`, unless that is empty, and those it names, which are found from the folder that
/// holds it, and lays over it what the cloud decides. Whatever is wrong is in `errors`, a line each, ready
/// for people; the configuration is then not to be used. If that is the cloud's alone, it is left out, with
/// a warning.
EdgeConfig read_config(const std::string& path, const std::string& state_folder,
                       std::vector<std::string>& errors);

/// What `present` would be now with these settings of the cloud. `errors` as above, of all.
EdgeConfig with_cloud_settings(const EdgeConfig& present, const std::string& toml,
                               std::vector<std::string>& errors);

}  // namespace cairn::edge
