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

// Takes decimal digits and separators off the front of a text.
class Digits {
public:
    explicit Digits(std::string_view text) noexcept : left_(text) {}

    std::string_view left() const noexcept { return left_; }

    // -1: fewer than `count` digits.
    int take(std::size_t count) noexcept {
        if (left_.size() < count) return -1;
        int number = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (left_[i] < '0' || left_[i] > '9') return -1;
            number = number * 10 + (left_[i] - '0');
        }
        left_.remove_prefix(count);
        return number;
    }

    bool take_one_of(std::string_view set) noexcept {
        if (left_.empty() || set.find(left_.front()) == std::string_view::npos) return false;
        left_.remove_prefix(1);
        return true;
    }

    // Milliseconds of ".335" or nothing; further digits are left out. -1: a point without digits.
    int take_fraction_ms() noexcept {
        if (!take_one_of(".")) return 0;
        int fraction_ms = 0;
        int place = 100;
        const std::size_t before = left_.size();
        for (int digit = take(1); digit >= 0; digit = take(1)) {
            fraction_ms += digit * place;
            place /= 10;
        }
        return left_.size() < before ? fraction_ms : -1;
    }

private:
    std::string_view left_;
};

// Minutes east of Greenwich.
std::optional<int> take_offset_min(Digits& text) noexcept {
    if (text.take_one_of("Zz")) return 0;
    const bool west = text.left().starts_with('-');
    if (!text.take_one_of("+-")) return std::nullopt;
    const int hours = text.take(2);
    const bool colon = text.take_one_of(":");
    const int minutes = text.take(2);
    if (hours < 0 || hours > 23 || !colon || minutes < 0 || minutes > 59) return std::nullopt;
    return (west ? -1 : 1) * (hours * 60 + minutes);
}

std::optional<std::chrono::sys_days> take_date(Digits& text) noexcept {
    const int year = text.take(4);
    if (year < 0 || !text.take_one_of("-")) return std::nullopt;
    const int month = text.take(2);
    if (month < 0 || !text.take_one_of("-")) return std::nullopt;
    const int day = text.take(2);
    if (day < 0) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date};
}

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

std::optional<std::int64_t> parse_rfc3339(std::string_view text) noexcept {
    Digits digits(text);
    const auto date = take_date(digits);
    if (!date || !digits.take_one_of("Tt ")) return std::nullopt;
    const int hour = digits.take(2);
    if (hour < 0 || hour > 23 || !digits.take_one_of(":")) return std::nullopt;
    const int minute = digits.take(2);
    if (minute < 0 || minute > 59 || !digits.take_one_of(":")) return std::nullopt;
    const int second = digits.take(2);
    const int fraction_ms = digits.take_fraction_ms();
    const auto offset_min = take_offset_min(digits);
    if (second < 0 || second > 60 || fraction_ms < 0 || !offset_min || !digits.left().empty()) {
        return std::nullopt;
    }
    const std::int64_t day_s = std::chrono::seconds{date->time_since_epoch()}.count();
    const std::int64_t time_s = (hour * 60 + minute - *offset_min) * 60 + second;
    return (day_s + time_s) * 1000 + fraction_ms;
}

}  // namespace cairn::adapters
