#include "dialect/gateway_time.h"

#include <chrono>
#include <cmath>

namespace cairn::adapters {
namespace {

constexpr Millis ahead_max = std::chrono::minutes{5};
constexpr Millis live_age_max = std::chrono::hours{24};
constexpr Millis buffered_age_max = std::chrono::days{30};
constexpr double unix_s_max = 1e11;
constexpr double unix_ms_max = 1e15;

}  // namespace

HeardAt heard_at(std::optional<std::int64_t> unix_ms, Timestamp now, Delivery delivery) noexcept {
    const Millis age_max = delivery == Delivery::live ? live_age_max : buffered_age_max;
    if (!unix_ms || *unix_ms < now.unix_ms - age_max.count() || *unix_ms > now.unix_ms + ahead_max.count()) {
        return {now, TimeSource::receipt};
    }
    return {Timestamp{*unix_ms}, TimeSource::gateway};
}

std::optional<std::int64_t> unix_ms_of(double number) noexcept {
    if (!std::isfinite(number) || number < 0 || number > unix_ms_max) return std::nullopt;
    return static_cast<std::int64_t>(std::llround(number < unix_s_max ? number * 1000 : number));
}

}  // namespace cairn::adapters
