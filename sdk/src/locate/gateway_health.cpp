#include "cairn/locate/gateway_health.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "cairn/core/number_text.h"
#include "cairn/core/time_text.h"

namespace cairn {
namespace {

using Text = decltype(Advice::text);

/// Gateways batch what they hear for up to some minutes; a longer silence is worth a look.
constexpr Millis silent_after = std::chrono::minutes{15};
/// A person or a pallet before a gateway takes 3 dB for a while; what lasts and is more has a cause.
constexpr double drift_db_min = 4;
/// Halls with metal shelves reach 7 dB; beyond 10 dB a hearing says next to nothing of the distance.
constexpr double residual_sd_db_max = 10;
/// Below so many a day, half of them is chance.
constexpr std::uint64_t usual_hearings_min = 200;
constexpr double fewer_share_max = 0.6;
/// Fixes follow each other closely, so it takes many before their share says something.
constexpr std::uint64_t fixes_min = 300;
constexpr double share68_min = 0.55;
constexpr double share68_max = 0.9;
constexpr double shown_db_max = 99;

constexpr std::array<std::string_view, 7> weekdays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};

void append_whole(Text& text, double number) noexcept {
    text.append(number_text(std::round(number)));
}

void append_percent(Text& text, double share) noexcept {
    append_whole(text, share * 100);
    text.append(" %");
}

/// "25 min", "3 h" or "5 days".
void append_duration(Text& text, Millis duration) noexcept {
    using namespace std::chrono;
    if (duration < hours{2}) {
        append_whole(text, static_cast<double>(floor<minutes>(duration).count()));
        text.append(" min");
    } else if (duration < days{2}) {
        append_whole(text, static_cast<double>(floor<hours>(duration).count()));
        text.append(" h");
    } else {
        append_whole(text, static_cast<double>(floor<days>(duration).count()));
        text.append(" days");
    }
}

/// " since Tuesday 14:00 UTC", of the last six days; earlier " since 2026-01-31"; nothing if not known.
void append_since(Text& text, Timestamp since, Timestamp now) noexcept {
    const auto written = time_text(since);
    if (written.empty()) return;
    text.append(" since ");
    if (since > now || now - since > std::chrono::days{6}) {
        text.append(std::string_view(written.view().data(), 10));
        return;
    }
    const auto day =
        std::chrono::floor<std::chrono::days>(std::chrono::sys_time<Millis>{Millis{since.unix_ms}});
    text.append(weekdays[std::chrono::weekday{day}.c_encoding()]);
    text.push_back(' ');
    text.append(std::string_view(written.view().data() + 11, 5));
    text.append(" UTC");
}

void add_drift(AdviceList& list, const GatewayHealth& health, Timestamp now) noexcept {
    const double size_db = std::abs(health.drift_db);
    const bool is_sure = size_db >= 2 * health.offset_sd_db;
    if (!(size_db >= drift_db_min && is_sure && std::isfinite(size_db))) return;
    const bool is_low = health.drift_db < 0;
    Advice advice{is_low ? AdviceKind::low : AdviceKind::high, "reads "};
    append_whole(advice.text, std::min(size_db, shown_db_max));
    advice.text.append(is_low ? " dB low" : " dB high");
    append_since(advice.text, health.drift_since, now);
    advice.text.append(is_low ? ": check antenna and place" : ": was it moved or turned?");
    list.push_back(advice);
}

void add_scatter(AdviceList& list, const GatewayHealth& health) noexcept {
    if (!(health.residual_sd_db > residual_sd_db_max && std::isfinite(health.residual_sd_db))) return;
    Advice advice{AdviceKind::scattered, "its hearings scatter by "};
    append_whole(advice.text, std::min(health.residual_sd_db, shown_db_max));
    advice.text.append(" dB: check the antenna, and its place in the site file");
    list.push_back(advice);
}

void add_fewer(AdviceList& list, const GatewayHealth& health) noexcept {
    if (health.usual_hearings < usual_hearings_min) return;
    const double share = static_cast<double>(health.hearings) / static_cast<double>(health.usual_hearings);
    if (share > fewer_share_max) return;
    Advice advice{AdviceKind::fewer, "hears "};
    append_percent(advice.text, share);
    advice.text.append(" of the packets of a week ago: check what stands before it");
    list.push_back(advice);
}

}  // namespace

std::string_view name(AdviceKind kind) noexcept {
    switch (kind) {
        case AdviceKind::silent: return "silent";
        case AdviceKind::low: return "low";
        case AdviceKind::high: return "high";
        case AdviceKind::scattered: return "scattered";
        case AdviceKind::fewer: return "fewer";
        case AdviceKind::too_sure: return "too_sure";
        case AdviceKind::too_unsure: return "too_unsure";
    }
    return "unknown";
}

AdviceList advice(const GatewayHealth& health, Timestamp now) noexcept {
    AdviceList list;
    if (health.last_heard <= Timestamp{}) {
        list.push_back({AdviceKind::silent, "never heard: check its power, its network and its id"});
        return list;
    }
    if (health.last_heard < now && now - health.last_heard >= silent_after) {
        Advice silent{AdviceKind::silent, "not heard for "};
        append_duration(silent.text, now - health.last_heard);
        silent.text.append(": check its power and its network");
        list.push_back(silent);
        return list;
    }
    add_drift(list, health, now);
    add_scatter(list, health);
    add_fewer(list, health);
    return list;
}

AdviceList advice(const SiteHealth& health) noexcept {
    AdviceList list;
    if (health.fixes < fixes_min) return list;
    const double share = static_cast<double>(health.inside68) / static_cast<double>(health.fixes);
    if (share >= share68_min && share <= share68_max) return list;
    const bool is_too_sure = share < share68_min;
    Advice advice{is_too_sure ? AdviceKind::too_sure : AdviceKind::too_unsure,
                  is_too_sure ? "regions are too small: " : "regions are larger than need be: "};
    append_percent(advice.text, share);
    advice.text.append(" of the reference beacons are inside of those for 68 %");
    list.push_back(advice);
    return list;
}

}  // namespace cairn
