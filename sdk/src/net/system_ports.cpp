#include "cairn/net/system_ports.h"

#include <sys/random.h>
#include <sys/timex.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <fstream>
#include <string>

#include "cairn/core/assert.h"
#include "net/random_bytes.h"

namespace cairn::net {
namespace {

std::int64_t read_ms(clockid_t clock) {
    timespec time{};
    CAIRN_ASSERT(clock_gettime(clock, &time) == 0);
    return std::int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000;
}

/// random(4): drawn when the kernel starts; 36 characters, of which the first 64 random bits are enough.
std::uint64_t read_boot() {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string text;
    std::uint64_t boot = 0;
    constexpr std::size_t digits_max = 16;
    std::size_t digits = 0;
    if (!std::getline(file, text)) return 0;
    for (const char c : text) {
        if (c == '-') continue;
        const bool is_digit = c >= '0' && c <= '9';
        if ((!is_digit && (c < 'a' || c > 'f')) || digits == digits_max) break;
        boot = boot << 4U | static_cast<std::uint64_t>(is_digit ? c - '0' : c - 'a' + 10);
        ++digits;
    }
    return digits == digits_max ? boot : 0;
}

}  // namespace

SystemClock::SystemClock() : boot_(read_boot()) {}

/// The kernel's own bound: it grows while no time server corrects the clock.
std::optional<Millis> SystemClock::wall_uncertainty() {
    timex state{};
    if (adjtimex(&state) == -1 || (state.status & STA_UNSYNC) != 0) return std::nullopt;
    constexpr long us_per_ms = 1'000;
    return Millis{state.maxerror / us_per_ms + 1};
}

Instant SystemClock::now() {
    return {read_ms(CLOCK_BOOTTIME)};
}

Timestamp SystemClock::wall() {
    return {read_ms(CLOCK_REALTIME)};
}

std::uint64_t SystemEntropy::next() {
    std::uint64_t bits = 0;
    random_bytes(nullptr, reinterpret_cast<unsigned char*>(&bits), sizeof(bits));
    return bits;
}

int random_bytes(void* /*unused*/, unsigned char* out, std::size_t size) {
    constexpr std::size_t piece_bytes_max = 256;  // the kernel gives this many in one piece, getrandom(2)
    while (size > 0) {
        const ssize_t got = getrandom(out, std::min(size, piece_bytes_max), 0);
        if (got < 0 && errno == EINTR) continue;
        CAIRN_ASSERT(got > 0);
        out += got;
        size -= static_cast<std::size_t>(got);
    }
    return 0;
}

}  // namespace cairn::net
