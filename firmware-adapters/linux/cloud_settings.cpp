#include "linux/cloud_settings.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "cairn/sync/protocol.h"
#include "net/text_file.h"

namespace cairn::edge {
namespace {

constexpr std::array<std::string_view, 23> decided_by_cloud{
    "adapters.last_will",
    "adapters.pin",
    "buffer.commit_interval",
    "buffer.hearings_age_max",
    "buffer.positions_age_max",
    "buffer.status_age_max",
    "decode.duplicate_window",
    "log.level",
    "mqtt.in_flight_max",
    "mqtt.topics",
    "position.centroid_scale_db",
    "position.commit_interval",
    "position.gateway_silence",
    "position.interval",
    "position.window",
    "position.zone_floor",
    "position.zone_hold",
    "position.zone_lead",
    "position.zone_unknown_under",
    "sync.batch_bytes_max",
    "sync.batches_in_flight_max",
    "sync.live_share",
    "sync.ping_interval",
};

constexpr unsigned owner_alone = 0600;

}  // namespace

bool is_decided_by_cloud(std::string_view key) noexcept {
    return std::ranges::find(decided_by_cloud, key) != decided_by_cloud.end();
}

std::string cloud_settings_path(const std::string& buffer_path) {
    return buffer_path + ".cloud.toml";
}

Result<std::string> read_cloud_settings(const std::string& path) {
    auto text = net::read_text_file(path, "the cloud's settings cannot be read", protocol::config_chars_max);
    if (!text && text.error().detail == ENOENT) return std::string();
    return text;
}

Result<void> write_cloud_settings(const std::string& path, const std::string& toml) {
    struct ::stat present{};
    const bool is_there = ::stat(path.c_str(), &present) == 0;
    return net::write_text_file(path, toml, is_there ? present.st_mode & 07777U : owner_alone,
                                "the cloud's settings cannot be written");
}

}  // namespace cairn::edge
