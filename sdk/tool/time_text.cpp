#include "time_text.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

namespace cairn::tool {
namespace {

/// The number in `digits`, or -1.
int number_of(std::string_view digits) {
    int number = 0;
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const bool whole = end.ec == std::errc{} && end.ptr == digits.data() + digits.size();
    return whole && number >= 0 ? number : -1;
}

}  // namespace

std::string time_text(Timestamp at) {
    const std::chrono::sys_time<Millis> moment{Millis{at.unix_ms}};
    const auto day = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{moment - day};
    std::array<char, 64> text{};
    const int size = std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
        static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
        static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
    return {text.data(), static_cast<std::size_t>(size)};
}

std::optional<Timestamp> parse_time(std::string_view text) {
    constexpr std::string_view shape = "0000-00-00T00:00:00";
    if (text.size() <= shape.size() || text.back() != 'Z') return std::nullopt;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        const bool fits = shape[i] == '0' ? text[i] >= '0' && text[i] <= '9' : text[i] == shape[i];
        if (!fits) return std::nullopt;
    }
    const auto part = [&](std::size_t from, std::size_t count) {
        return number_of(text.substr(from, count));
    };
    const std::chrono::year_month_day date{std::chrono::year{part(0, 4)},
                                           std::chrono::month{static_cast<unsigned>(part(5, 2))},
                                           std::chrono::day{static_cast<unsigned>(part(8, 2))}};
    if (!date.ok() || part(11, 2) > 23 || part(14, 2) > 59 || part(17, 2) > 60) return std::nullopt;

    std::string fraction(text.substr(shape.size(), text.size() - shape.size() - 1));
    int milliseconds = 0;
    if (!fraction.empty()) {
        if (fraction.front() != '.' || fraction.size() < 2) return std::nullopt;
        fraction = (fraction + "000").substr(1, 3);
        milliseconds = number_of(fraction);
        if (milliseconds < 0) return std::nullopt;
    }
    const auto day_ms = std::chrono::duration_cast<Millis>(std::chrono::sys_days{date}.time_since_epoch());
    const int seconds = (part(11, 2) * 60 + part(14, 2)) * 60 + part(17, 2);
    return Timestamp{day_ms.count() + seconds * std::int64_t{1000} + milliseconds};
}

Timestamp wall_now() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<Millis>(now).count()};
}

}  // namespace cairn::tool
