// UTF-8 and the fields of a Protobuf message.
#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "cairn/core/protobuf_reader.h"
#include "wire/utf8.h"

namespace cairn::test {
namespace {

TEST(Utf8, ReplacesOnlyWhatIsBroken) {
    EXPECT_EQ(wire::to_utf8("caf\xC3\xA9"), "caf\xC3\xA9");
    EXPECT_EQ(wire::to_utf8("a\xFF\xE2\x82 b\xC3"), "a??? b?");
}

Errc error_of(std::initializer_list<std::uint8_t> bytes) {
    const std::vector<std::uint8_t> message(bytes);
    ProtobufReader fields(message);
    while (true) {
        const auto field = fields.next();
        if (!field) return field.error().code;
        if (!*field) return Errc{};
    }
}

TEST(ProtobufReader, WalksOverEveryType) {
    const std::array<std::uint8_t, 22> message{0x08, 0x96, 0x01,                                 // 1: 150
                                               0x12, 0x02, 'h',  'i',                            // 2: "hi"
                                               0x1D, 1,    2,    3,   4,  // 3: fixed32
                                               0x21, 1,    2,    3,   4, 5, 6, 7, 8, 0x2A};  // 4, 5 cut
    ProtobufReader fields(message);

    EXPECT_EQ((*fields.next())->value, 150U);
    const auto text = *fields.next();
    EXPECT_EQ(text->number, 2U);
    EXPECT_EQ(as_text(text->bytes), "hi");
    const auto number = *fields.next();
    EXPECT_EQ(number->type, ProtobufType::fixed32);
    EXPECT_EQ(number->value, 0x04030201U);
    EXPECT_EQ((*fields.next())->value, 0x0807060504030201U);
    EXPECT_EQ(fields.next().error().code, Errc::malformed);
}

TEST(ProtobufReader, KnowsSignedAndBrokenNumbers) {
    EXPECT_EQ((ProtobufField{1, ProtobufType::varint, 0, {}}.zigzag()), 0);
    EXPECT_EQ((ProtobufField{1, ProtobufType::varint, 143, {}}.zigzag()), -72);
    EXPECT_EQ((ProtobufField{1, ProtobufType::varint, 144, {}}.zigzag()), 72);
    EXPECT_EQ((ProtobufField{1, ProtobufType::fixed32, 0x41C40000, {}}.as_float()), 24.5F);
}

TEST(ProtobufReader, RefusesWhatIsNoField) {
    EXPECT_EQ(error_of({}), Errc{});
    EXPECT_EQ(error_of({0x00, 0x00}), Errc::malformed);  // number 0
    EXPECT_EQ(error_of({0x0B}), Errc::malformed);  // a group
    EXPECT_EQ(error_of({0x0A, 0x05, 0x00}), Errc::malformed);  // beyond the end
    EXPECT_EQ(error_of({0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F}), Errc::malformed);
    EXPECT_EQ(error_of({0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00}),
              Errc::malformed);  // eleven bytes of varint
    EXPECT_EQ(error_of({0xFD, 0xFF, 0xFF, 0xFF, 0x7F, 0, 0, 0, 0}), Errc::malformed);  // number too large
}

}  // namespace
}  // namespace cairn::test
