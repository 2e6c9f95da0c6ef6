#include "cairn/core/time_text.h"

#include <chrono>
#include <cstdint>

namespace cairn {
namespace {

constexpr Timestamp year_10000{253'402'300'800'000};

/// The last `count` digits of `number`, and what stands before them.
void append_digits(InlineString<24>& out, std::string_view before, unsigned count,
                   std::int64_t number) noexcept {
    out.append(before);
    std::int64_t place = 1;
    for (unsigned i = 1; i < count; ++i) place *= 10;
    for (; place > 0; place /= 10) out.push_back(static_cast<char>('0' + number / place % 10));
}

/// Takes decimal digits and separators off the front of a text.
class Digits {
public:
    explicit Digits(std::string_view text) noexcept : left_(text) {}

    std::string_view left() const noexcept { return left_; }

    /// -1: fewer than `count` digits.
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

    /// Milliseconds of ".335" or nothing; further digits are left out. -1: a point without digits.
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

/// Minutes east of Greenwich.
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

InlineString<24> time_text(Timestamp at) noexcept {
    InlineString<24> text;
    if (at.unix_ms <= 0 || at >= year_10000) return text;
    const std::chrono::sys_time<Millis> moment{Millis{at.unix_ms}};
    const auto day = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{moment - day};
    append_digits(text, "", 4, static_cast<int>(date.year()));
    append_digits(text, "-", 2, static_cast<unsigned>(date.month()));
    append_digits(text, "-", 2, static_cast<unsigned>(date.day()));
    append_digits(text, "T", 2, time.hours().count());
    append_digits(text, ":", 2, time.minutes().count());
    append_digits(text, ":", 2, time.seconds().count());
    append_digits(text, ".", 3, time.subseconds().count());
    text.push_back('Z');
    return text;
}

std::optional<Timestamp> parse_time(std::string_view text) noexcept {
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
    const Timestamp at{(day_s + time_s) * 1000 + fraction_ms};
    if (at.unix_ms < 0 || at >= year_10000) return std::nullopt;
    return at;
}

}  // namespace cairn
