#include "terminal.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <unistd.h>

#include "cairn/core/utf8.h"

namespace cairn::tool {
namespace {

volatile std::sig_atomic_t interrupted = 0;

void note_interrupt(int) {
    interrupted = 1;
}

}  // namespace

bool output_has_colours() {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets the environment.
    return output_is_watched() && std::getenv("NO_COLOR") == nullptr;
}

bool output_is_watched() {
    return ::isatty(STDOUT_FILENO) == 1;
}

bool errors_are_watched() {
    return ::isatty(STDERR_FILENO) == 1;
}

std::string Paint::in(std::string_view code, std::string_view text) const {
    if (!is_on_) return std::string(text);
    std::string out = "\x1b[";
    out.append(code).append("m").append(text).append("\x1b[0m");
    return out;
}

std::string padded(std::string_view text, std::size_t width) {
    std::size_t shown = 0;
    for (const char c : text) shown += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
    std::string out(text);
    if (shown < width) out.append(width - shown, ' ');
    return out;
}

std::string fixed(double number, int decimals) {
    std::array<char, 64> text{};
    const int size = std::snprintf(text.data(), text.size(), "%.*f", decimals, number);
    return {text.data(), static_cast<std::size_t>(size)};
}

std::string printable(std::string_view text) {
    std::string out;
    while (!text.empty()) out += take_printable(text, "?");
    return out;
}

void catch_interrupts() {
    struct sigaction action{};
    action.sa_handler = note_interrupt;  // without SA_RESTART: waits end at once
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

bool is_interrupted() noexcept {
    return interrupted != 0;
}

bool wait_until(std::chrono::steady_clock::time_point until) {
    // Short naps: a signal that arrives between the question and the nap costs no more than one.
    constexpr std::chrono::nanoseconds nap_max = std::chrono::milliseconds{50};
    while (!is_interrupted()) {
        const std::chrono::nanoseconds left = until - std::chrono::steady_clock::now();
        if (left.count() <= 0) return true;
        const timespec nap{0, static_cast<long>(std::min(left, nap_max).count())};
        ::nanosleep(&nap, nullptr);
    }
    return false;
}

void complain(std::string_view text) {
    std::cerr << "cairn: " << text << '\n';
}

}  // namespace cairn::tool
