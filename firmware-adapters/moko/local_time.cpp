#include "moko/local_time.h"

#include <charconv>
#include <chrono>

namespace cairn::adapters::moko {
namespace {

// Takes numbers and separators off the front of a text; once something is missing, it stays broken.
class Parts {
public:
    explicit Parts(std::string_view text) noexcept : left_(text) {}

    int number(std::size_t digits_max) noexcept {
        int value = 0;
        const std::size_t size = std::min(digits_max, left_.size());
        const auto read = std::from_chars(left_.data(), left_.data() + size, value);
        if (read.ec != std::errc{} || left_.starts_with('-')) {
            good_ = false;
            return 0;
        }
        left_.remove_prefix(static_cast<std::size_t>(read.ptr - left_.data()));
        return value;
    }
    bool accept(char c) noexcept {
        if (!left_.starts_with(c)) return false;
        left_.remove_prefix(1);
        return true;
    }
    void expect(char c) noexcept { good_ = accept(c) && good_; }

    bool empty() const noexcept { return left_.empty(); }
    bool good() const noexcept { return good_; }
    void spoil() noexcept { good_ = false; }

private:
    std::string_view left_;
    bool good_ = true;
};

std::chrono::minutes take_offset(Parts& parts) noexcept {
    if (parts.empty()) return {};
    const bool west = parts.accept('-');
    if (!west) parts.expect('+');
    const int hours = parts.number(2);
    int minutes = 0;
    if (parts.accept('.')) {
        minutes = parts.number(1) * 6;
    } else if (!parts.empty()) {
        parts.accept(':');
        minutes = parts.number(2);
    }
    if (hours > 14 || minutes > 59) parts.spoil();
    const std::chrono::minutes offset{hours * 60 + minutes};
    return west ? -offset : offset;
}

}  // namespace

std::optional<Timestamp> parse_local_time(std::string_view text) noexcept {
    Parts parts(text);
    const std::chrono::year year{parts.number(4)};
    parts.expect('-');
    const std::chrono::month month{static_cast<unsigned>(parts.number(2))};
    parts.expect('-');
    const std::chrono::day day{static_cast<unsigned>(parts.number(2))};
    parts.expect('&');
    const int hour = parts.number(2);
    parts.expect(':');
    const int minute = parts.number(2);
    parts.expect(':');
    const int second = parts.number(2);
    const std::chrono::minutes offset = take_offset(parts);
    const std::chrono::year_month_day date{year, month, day};
    if (!parts.good() || !parts.empty() || !date.ok() || hour > 23 || minute > 59 || second > 60) {
        return std::nullopt;
    }
    const std::chrono::sys_seconds at = std::chrono::sys_days{date} + std::chrono::hours{hour} +
                                        std::chrono::minutes{minute} + std::chrono::seconds{second} - offset;
    return Timestamp{std::chrono::milliseconds{at.time_since_epoch()}.count()};
}

}  // namespace cairn::adapters::moko
