// Hexadecimal text as people write it.
#include "net/hex_bytes.h"

#include <gtest/gtest.h>

namespace cairn::test {
namespace {

TEST(HexBytes, AreReadInEveryWayOfWriting) {
    const std::string bytes = "\x02\x01\xAB\xCD";

    for (const char* text : {"0201abCD", "0x0201ABCD", "02 01 ab cd", "02:01:AB:CD", "02-01-ab-cd",
                             "0201 ABCD\r", "0x02, 0x01, 0xab, 0XCD", " 02\t01 abcd "})
        EXPECT_EQ(hex_bytes(text), bytes) << text;
    EXPECT_EQ(hex_bytes(""), "");
    EXPECT_EQ(hex_bytes(" "), "");
}

TEST(HexBytes, AreNothingWhereAByteCouldBeAnother) {
    for (const char* text : {"020", "2:1", "02 1", "1 2", "0g", "02;01", "x02", "02 0x1"})
        EXPECT_EQ(hex_bytes(text), std::nullopt) << text;
}

}  // namespace
}  // namespace cairn::test
