// Decoding touches no heap: operator new is counted.
#include <gtest/gtest.h>

#include "support/allocation_count.h"
#include "support/decode.h"

namespace cairn::test {
namespace {

TEST(Decode, AllocatesNothing) {
    const auto advertisements = {
        from_hex("0201061AFF4C00021500112233445566778899AABBCCDDEEFF00010002C5"),
        from_hex("0201061BFF99040512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F"),
        from_hex("1016AAFE10000367657470617265746F07"),
        from_hex("0201060303E1FF1316E1FFA10864001302E4CDAB504C5553303031"),
        from_hex("1816ABFE60000A010007154039C0FA000BF901F40C93FE34870409544147020AF4"),
        from_hex("0216E105FF"),
    };
    DecodeReport report;
    std::size_t found = 0;
    const std::size_t before = allocation_count();

    for (const auto& advertisement : advertisements) {
        decode(advertisement, report);
        found += report.formats.size();
    }

    EXPECT_EQ(allocation_count(), before);
    EXPECT_EQ(found, 6U);
}

TEST(OperatorNew, IsCounted) {
    const std::size_t before = allocation_count();

    const std::vector<int> numbers(before);

    EXPECT_EQ(numbers.size(), before);
    EXPECT_GT(allocation_count(), before);
}

}  // namespace
}  // namespace cairn::test
