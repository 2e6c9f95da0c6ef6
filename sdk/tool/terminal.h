// What differs when a person looks on: colours, progress, Ctrl-C.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace cairn::tool {

/// Whether to colour what goes to standard output: a terminal, and NO_COLOR (no-color.org) is not set.
bool output_has_colours();
/// Whether standard output is a terminal.
bool output_is_watched();
/// Whether standard error is a terminal: only then is progress shown.
bool errors_are_watched();

/// Wraps text in an escape sequence, or not.
class Paint {
public:
    explicit Paint(bool is_on) noexcept : is_on_(is_on) {}

    std::string bold(std::string_view text) const { return in("1", text); }
    std::string faint(std::string_view text) const { return in("2", text); }
    std::string red(std::string_view text) const { return in("31", text); }
    std::string green(std::string_view text) const { return in("32", text); }
    std::string yellow(std::string_view text) const { return in("33", text); }

private:
    std::string in(std::string_view code, std::string_view text) const;

    bool is_on_;
};

/// Pads with spaces to `width` characters; UTF-8 counts by code points.
std::string padded(std::string_view text, std::size_t width);
/// With `decimals` digits behind the point.
std::string fixed(double number, int decimals);

/// Text from outside, fit to be shown: control characters, which could steer a terminal, and what is
/// no UTF-8 become '?'.
std::string printable(std::string_view text);

/// From now on SIGINT and SIGTERM end the waits below instead of the program.
void catch_interrupts();
bool is_interrupted() noexcept;
/// False: interrupted before `until`.
bool wait_until(std::chrono::steady_clock::time_point until);

/// "name: text" on standard error, as programs report what is wrong.
void complain(std::string_view text);

}  // namespace cairn::tool
