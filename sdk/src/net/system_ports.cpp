#include "cairn/net/system_ports.h"

#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

#include "cairn/core/assert.h"
#include "net/random_bytes.h"

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
