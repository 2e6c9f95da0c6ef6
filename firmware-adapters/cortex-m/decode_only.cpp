// The smallest firmware that decodes: what of Cairn does it bring along?
#include <memory>

#include "cairn/decode/decoder.h"
#include "semihosting.h"
#include "startup.h"

namespace cairn::cortex_m {

int run() noexcept {
    // A Ruuvi tag's published example: docs/formats/advertisements.md.
    static constexpr std::uint8_t payload[] = {0x1B, 0xFF, 0x99, 0x04, 0x05, 0x12, 0xFC, 0x53, 0x94, 0xC3,
                                               0x7C, 0x00, 0x04, 0xFF, 0xFC, 0x04, 0x0C, 0xAC, 0x36, 0x42,
                                               0x00, 0xCD, 0xCB, 0xB8, 0x33, 0x4C, 0x88, 0x4F};
    const auto report = std::make_unique<DecodeReport>();
    decode(payload, *report);
    print(report->formats.empty() ? "nothing" : report->formats[0].format);
    return report->formats.empty() ? 1 : 0;
}

}  // namespace cairn::cortex_m
