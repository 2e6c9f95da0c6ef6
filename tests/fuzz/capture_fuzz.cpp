// Packet captures: any bytes are read to their end or a named error, and what was handed over was counted.
#include <cstddef>
#include <cstdint>

#include "cairn/core/assert.h"
#include "cairn/core/limits.h"
#include "packets/packet_capture.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace cairn;
    std::uint64_t count = 0;
    const tool::PacketCaptureEnd end =
        tool::read_packet_capture({bytes, size}, [&](std::uint64_t number, const Advertisement& heard) {
            CAIRN_ASSERT(number > 0);
            CAIRN_ASSERT(heard.payload.size() <= limits::advertisement_bytes_max);
            ++count;
        });
    CAIRN_ASSERT(count == end.counts.advertisements);
    return 0;
}
