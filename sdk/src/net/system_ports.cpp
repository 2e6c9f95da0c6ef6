#include "cairn/net/system_ports.h"

#include <sys/random.h>

#include <cerrno>
#include <ctime>

#include "cairn/core/assert.h"

namespace cairn::net {
namespace {

std::int64_t read_ms(clockid_t clock) {
    timespec time{};
    CAIRN_ASSERT(clock_gettime(clock, &time) == 0);
    return std::int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000;
}

}  // namespace

Instant SystemClock::now() {
    return {read_ms(CLOCK_BOOTTIME)};
}

Timestamp SystemClock::wall() {
    return {read_ms(CLOCK_REALTIME)};
}

std::uint64_t SystemEntropy::next() {
    std::uint64_t bits = 0;
    ssize_t got = 0;
    do {
        got = getrandom(&bits, sizeof(bits), 0);
    } while (got < 0 && errno == EINTR);
    CAIRN_ASSERT(got == sizeof(bits));  // The kernel promises up to 256 bytes in one piece.
    return bits;
}

}  // namespace cairn::net
