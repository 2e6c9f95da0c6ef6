#include "sync/link_budget.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace cairn::sync {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::sys_days;
using std::chrono::year_month_day;

using WallTime = std::chrono::sys_time<Millis>;

/// Saved in steps of this part of the budget, so that a budget costs a thousand syncs a month, not one a
/// message.
constexpr std::uint64_t steps_a_month = 1000;
constexpr std::uint64_t step_bytes_min = 64 * 1024;
/// Nearly spent: a tenth is left.
constexpr std::uint64_t scarce_divisor = 10;
constexpr double pace_memory_ms = 3'600'000;
constexpr std::uint64_t month_max = 12 * 10'000;
constexpr std::uint64_t spent_bytes_max = std::uint64_t{1} << 62U;
constexpr std::uint8_t state_version = 1;
constexpr std::size_t state_bytes = 1 + 4 + 8;

std::uint32_t month_of(Timestamp at) noexcept {
    const year_month_day date(floor<days>(WallTime(Millis{at.unix_ms})));
    return static_cast<std::uint32_t>(static_cast<int>(date.year()) * 12) +
           static_cast<unsigned>(date.month()) - 1;
}

Timestamp end_of(std::uint32_t month) noexcept {
    const std::uint32_t next = month + 1;
    const year_month_day first(std::chrono::year(static_cast<int>(next / 12)),
                               std::chrono::month(next % 12 + 1), std::chrono::day(1));
    return {WallTime(sys_days(first)).time_since_epoch().count()};
}

}  // namespace

LinkBudget::LinkBudget(const LinkPolicy& policy) noexcept
    : policy_(policy),
      tokens_bytes_(static_cast<double>(policy.burst_bytes)) {}

void LinkBudget::refill(Instant now) noexcept {
    if (refilled_at_ && now > *refilled_at_) {
        const auto waited_ms = static_cast<double>((now - *refilled_at_).count());
        tokens_bytes_ =
            std::min(tokens_bytes_ + waited_ms * static_cast<double>(policy_.bytes_per_s_max) / 1000,
                     static_cast<double>(policy_.burst_bytes));
    }
    refilled_at_ = now;
}

/// A clock that is wrong at the start of the machine reads a month of long ago: months only go on.
void LinkBudget::turn_month(Timestamp wall) noexcept {
    const std::uint32_t month = month_of(wall);
    if (month <= month_) return;
    month_ = month;
    spent_bytes_ = 0;
    accounted_bytes_ = 0;
}

void LinkBudget::spend(std::uint64_t bytes, Instant now, Timestamp wall) noexcept {
    if (policy_.bytes_per_s_max > 0) {
        refill(now);
        tokens_bytes_ -= static_cast<double>(bytes);
    }
    if (policy_.month_bytes_max == 0) return;
    turn_month(wall);
    spent_bytes_ += bytes;
    if (!counted_since_) {
        counted_since_ = now;
    } else {
        recent_bytes_ *= std::exp(-static_cast<double>((now - counted_at_).count()) / pace_memory_ms);
    }
    counted_at_ = now;
    recent_bytes_ += static_cast<double>(bytes);
}

bool LinkBudget::may_connect(Timestamp wall) noexcept {
    if (policy_.month_bytes_max == 0) return true;
    turn_month(wall);
    return spent_bytes_ < policy_.month_bytes_max;
}

bool LinkBudget::may_send(Instant now, Timestamp wall) noexcept {
    if (!may_connect(wall)) return false;
    if (policy_.bytes_per_s_max == 0) return true;
    refill(now);
    return tokens_bytes_ > 0;
}

Instant LinkBudget::due(Instant now) noexcept {
    if (policy_.bytes_per_s_max == 0) return now;
    refill(now);
    if (tokens_bytes_ > 0) return now;
    const double wait_ms = -tokens_bytes_ * 1000 / static_cast<double>(policy_.bytes_per_s_max);
    return now + Millis{static_cast<std::int64_t>(wait_ms) + 1};
}

bool LinkBudget::is_scarce() const noexcept {
    return policy_.month_bytes_max > 0 &&
           spent_bytes_ >= policy_.month_bytes_max - policy_.month_bytes_max / scarce_divisor;
}

std::optional<BudgetStatus> LinkBudget::status(Instant now, Timestamp wall) const noexcept {
    if (policy_.month_bytes_max == 0) return std::nullopt;
    BudgetStatus status;
    status.month_bytes_max = policy_.month_bytes_max;
    status.spent_bytes = spent_bytes_;
    status.is_scarce = is_scarce();
    if (spent_bytes_ >= policy_.month_bytes_max) {
        status.ends_at = wall;
        return status;
    }
    if (!counted_since_ || now <= *counted_since_) return status;
    const auto since = [now](Instant at) { return static_cast<double>((now - at).count()) / pace_memory_ms; };
    // What is remembered of a stretch shorter than the memory stands for that stretch only.
    const double weight_ms = pace_memory_ms * (1 - std::exp(-since(*counted_since_)));
    const double pace_bytes_per_ms = recent_bytes_ * std::exp(-since(counted_at_)) / weight_ms;
    const double left_ms =
        static_cast<double>(policy_.month_bytes_max - spent_bytes_) / std::max(pace_bytes_per_ms, 1e-12);
    const Timestamp month_end = end_of(std::max(month_, month_of(wall)));
    if (left_ms < static_cast<double>((month_end - wall).count()))
        status.ends_at = wall + Millis{static_cast<std::int64_t>(left_ms)};
    return status;
}

bool LinkBudget::wants_saving() const noexcept {
    return policy_.month_bytes_max > 0 && spent_bytes_ > accounted_bytes_;
}

std::vector<std::uint8_t> LinkBudget::save() noexcept {
    accounted_bytes_ = spent_bytes_ + std::max(policy_.month_bytes_max / steps_a_month, step_bytes_min);
    std::vector<std::uint8_t> state{state_version};
    const auto put = [&state](std::uint64_t number, std::size_t bytes) {
        for (std::size_t i = 0; i < bytes; ++i) state.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
    };
    put(month_, 4);
    put(accounted_bytes_, 8);
    return state;
}

Result<void> LinkBudget::restore(Bytes state) noexcept {
    if (state.size() != state_bytes || state[0] != state_version)
        return fail(Errc::malformed, "link budget: not a state");
    const auto number = [state](std::size_t from, std::size_t bytes) {
        std::uint64_t value = 0;
        for (std::size_t i = bytes; i > 0; --i) value = (value << 8U) | state[from + i - 1];
        return value;
    };
    const std::uint64_t month = number(1, 4);
    const std::uint64_t spent_bytes = number(5, 8);
    if (month > month_max || spent_bytes > spent_bytes_max)
        return fail(Errc::malformed, "link budget: not a state");
    month_ = static_cast<std::uint32_t>(month);
    spent_bytes_ = spent_bytes;
    accounted_bytes_ = spent_bytes_;
    return {};
}

}  // namespace cairn::sync
