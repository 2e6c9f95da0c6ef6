// Any bytes as an advertisement: decoding neither crashes nor hands out more than it has room for.
#include <cstddef>
#include <cstdint>

#include "cairn/core/assert.h"
#include "cairn/decode/ad_structures.h"
#include "cairn/decode/decoder.h"

namespace {

void check(const cairn::DecodeReport& report) {
    for (const cairn::Decoded& decoded : report.formats) {
        CAIRN_ASSERT(!decoded.format.empty());
        for (const cairn::Measurement& measurement : decoded.measurements) {
            CAIRN_ASSERT(measurement.quantity != cairn::Quantity::custom);
            CAIRN_ASSERT(measurement.value == measurement.value);  // never "not a number"
        }
        for (const cairn::DecodedText& attribute : decoded.attributes) CAIRN_ASSERT(!attribute.text.empty());
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static cairn::DecodeReport report;  // reused, as callers are told to
    const cairn::Bytes payload(bytes, size);
    cairn::decode(payload, report);
    check(report);

    std::size_t walked = 0;
    cairn::AdWalker walker(payload);
    while (const auto structure = walker.next()) walked += 2 + structure->value.size();
    CAIRN_ASSERT(walked <= size);
    return 0;
}
