// Any bytes as AD structures: the walker, and what GAP's own structures say: names, lists, intervals.
#include <cstddef>
#include <cstdint>

#include "fuzz/report_checks.h"

namespace {

using namespace cairn;

/// Core 5.4 Vol 3 Part C 11, once more: how many structures there are and whether another is cut off.
struct Walk {
    std::size_t count = 0;
    bool truncated = false;

    explicit Walk(Bytes payload) {
        while (!payload.empty() && payload[0] != 0 && !truncated) {
            const std::size_t size = std::size_t{1} + payload[0];
            truncated = size > payload.size();
            if (truncated) break;
            payload = payload.subspan(size);
            ++count;
        }
    }
};

void check_walker(Bytes payload) {
    const Walk expected(payload);
    std::size_t count = 0;
    AdWalker walker(payload);
    while (const auto structure = walker.next()) {
        CAIRN_ASSERT(structure->value.data() + structure->value.size() <= payload.data() + payload.size());
        ++count;
    }
    CAIRN_ASSERT(count == expected.count && walker.truncated() == expected.truncated);
    CAIRN_ASSERT(!walker.next());  // and stays at the end
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const Decoder decoder({.every_structure = true});
    const Bytes payload(bytes, size);
    check_walker(payload);
    fuzz::check_decode(decoder, {payload, std::nullopt});
    return 0;
}
