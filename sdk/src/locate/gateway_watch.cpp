#include "locate/gateway_watch.h"

#include <algorithm>
#include <cmath>

namespace cairn::locate {
namespace {

constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;
constexpr double recent = 300;    // hearings behind what is true now
constexpr double usual = 20'000;  // and behind what is usual
constexpr double changed_db = 6;
constexpr double drift_db = 4;

}  // namespace

void GatewayWatch::heard(std::size_t gateway, Timestamp at) noexcept {
    Watched& watched = gateways_[gateway];
    watched.last_heard = std::max(watched.last_heard, at);
    const std::int64_t day = at.unix_ms / day_ms;
    if (day > watched.day) {
        const std::int64_t begin = std::max(watched.day + 1, day - static_cast<std::int64_t>(days) + 1);
        for (std::int64_t empty = begin; empty <= day; ++empty)
            watched.counts[static_cast<std::size_t>(empty) % days] = 0;
        watched.day = day;
    }
    if (day == watched.day) ++watched.counts[static_cast<std::size_t>(day) % days];
}

GatewayWatch::Wakes GatewayWatch::learn_who_is_awake(Timestamp now, Millis silence,
                                                     std::span<std::uint8_t> awake) const noexcept {
    Wakes wakes;
    for (std::size_t i = 0; i < gateways_.size(); ++i) {
        const Timestamp heard = gateways_[i].last_heard;
        const bool is_awake = heard.unix_ms != 0 && now - heard <= silence;
        if (is_awake == (awake[i] != 0)) continue;
        wakes.changed = true;
        wakes.fell_silent |= !is_awake;
        awake[i] = is_awake ? 1 : 0;
    }
    return wakes;
}

void GatewayWatch::residual(std::size_t gateway, Timestamp at, double louder_db, double gain_db) noexcept {
    Watched& watched = gateways_[gateway];
    watched.residuals = std::min(watched.residuals + 1, recent);
    const double off_db = louder_db - watched.residual_db;
    watched.residual_db += off_db / watched.residuals;
    watched.squared_db2 +=
        (off_db * (louder_db - watched.residual_db) - watched.squared_db2) / watched.residuals;

    watched.levels = std::min(watched.levels + 1, usual);
    const double level_db = gain_db + louder_db;
    watched.level_db += (level_db - watched.level_db) / std::min(watched.levels, recent);
    watched.usual_level_db += (level_db - watched.usual_level_db) / watched.levels;
    const bool drifts =
        watched.levels > 2 * recent && std::abs(watched.level_db - watched.usual_level_db) > drift_db;
    if (!drifts)
        watched.drift_since = {};
    else if (watched.drift_since.unix_ms == 0)
        watched.drift_since = at;
}

bool GatewayWatch::has_changed(std::size_t gateway) const noexcept {
    const Watched& watched = gateways_[gateway];
    return watched.residuals >= recent && std::abs(watched.residual_db) > changed_db;
}

void GatewayWatch::forget_residuals() noexcept {
    for (Watched& watched : gateways_) {
        watched.residual_db = 0;
        watched.residuals = 0;
        watched.squared_db2 = 0;
    }
}

GatewayHealth GatewayWatch::health(std::size_t gateway, Timestamp now) const noexcept {
    const Watched& watched = gateways_[gateway];
    GatewayHealth health;
    health.last_heard = watched.last_heard;
    health.offset_db = watched.residual_db;
    health.residual_sd_db = std::sqrt(watched.squared_db2);
    // Hearings in a row err alike: some ten of them are worth one.
    health.offset_sd_db =
        watched.residuals > 0 ? health.residual_sd_db / std::sqrt(watched.residuals / 10) : 0;
    const std::int64_t today = now.unix_ms / day_ms;
    const auto count_of = [&](std::int64_t day) -> std::uint64_t {
        const bool is_known = day <= watched.day && day > watched.day - static_cast<std::int64_t>(days);
        return is_known && day >= 0 ? watched.counts[static_cast<std::size_t>(day) % days] : 0;
    };
    // Whole days: today has just begun.
    health.hearings = count_of(today - 1);
    health.usual_hearings = count_of(today - 8);
    if (watched.drift_since.unix_ms == 0) return health;
    health.drift_db = watched.level_db - watched.usual_level_db;
    health.drift_since = watched.drift_since;
    return health;
}

}  // namespace cairn::locate
