// Formats as they lie in memory: what is packed comes out again, and rows lead past what cannot fit.
#include "decode/packed_format.h"

#include <gtest/gtest.h>

#include <vector>

#include "support/hex.h"
#include "support/packed.h"

namespace cairn::test {
namespace {

template <typename Part>
std::vector<std::uint8_t> bytes_of(const Part& part) {
    std::vector<std::uint8_t> bytes;
    PackWriter writer(bytes);
    pack(part, writer);
    return bytes;
}

FormatRow row_of(const Format& format) {
    return packed({format}).rows.front();
}

bool may_have(const FormatRow& row, Bytes body) {
    return row.may_have(FormatRow::bit_of(body.size()), first_word(body));
}

TEST(PackedNumber, KeepsEveryNumber) {
    for (const std::int32_t number :
         {0, 1, -1, 126, 127, -127, -128, 253, 254, 255, 65'535, 65'536, INT32_MAX, INT32_MIN}) {
        std::vector<std::uint8_t> bytes;
        PackWriter writer(bytes);
        writer.put_signed(number);
        writer.put_number(static_cast<std::uint32_t>(number));
        PackReader reader(bytes.data());

        EXPECT_EQ(reader.take_signed(), number);
        EXPECT_EQ(reader.take_number(), static_cast<std::uint32_t>(number));
        EXPECT_EQ(reader.at(), bytes.data() + bytes.size());
    }
}

TEST(PackedField, KeepsAllThatAFieldSays) {
    const Field field{.quantity = Quantity{300},
                      .offset = 250,
                      .wire = Wire::i24_be,
                      .no_value = UINT32_MAX,
                      .scale = -3,
                      .per = 100'000,
                      .bias = -70'000,
                      .channel = 7,
                      .bits = {3, 11},
                      .when = {2, 0x80},
                      .code_offset = 9};
    const auto bytes = bytes_of(field);
    PackReader reader(bytes.data());
    const Field read = take_field(take_plain_field(reader), reader);

    EXPECT_EQ(read.quantity, field.quantity);
    EXPECT_EQ(read.offset, field.offset);
    EXPECT_EQ(read.wire, field.wire);
    EXPECT_TRUE(read.no_value.exists);
    EXPECT_EQ(read.no_value.pattern, field.no_value.pattern);
    EXPECT_EQ(read.scale, field.scale);
    EXPECT_EQ(read.per, field.per);
    EXPECT_EQ(read.bias, field.bias);
    EXPECT_EQ(read.channel, field.channel);
    EXPECT_EQ(read.bits.shift, field.bits.shift);
    EXPECT_EQ(read.bits.count, field.bits.count);
    EXPECT_EQ(read.when.offset, field.when.offset);
    EXPECT_EQ(read.when.mask, field.when.mask);
    EXPECT_EQ(read.code_offset, field.code_offset);
}

TEST(PackedField, TakesLittleRoom) {
    EXPECT_EQ(bytes_of(Field{Quantity::battery_pct, 3, Wire::u8}).size(), 4U);
    EXPECT_EQ(bytes_of(Field{Quantity::temperature_c, 1, Wire::i16_be, always, 1, 200}).size(), 5U);
}

TEST(PackedText, KeepsItsParts) {
    const Text text{AttributeKind::ibeacon, {TextPart{Part::hex, 2, 16}, {Part::u16_be, 18, 2, ':'}}};
    const auto bytes = bytes_of(text);
    PackReader reader(bytes.data());
    const Text read = take_text(reader);

    EXPECT_EQ(read.kind, text.kind);
    for (std::size_t i = 0; i < text.parts.size(); ++i) {
        EXPECT_EQ(read.parts[i].part, text.parts[i].part) << i;
        EXPECT_EQ(read.parts[i].offset, text.parts[i].offset) << i;
        EXPECT_EQ(read.parts[i].size_bytes, text.parts[i].size_bytes) << i;
        EXPECT_EQ(read.parts[i].before, text.parts[i].before) << i;
    }
}

TEST(PackedCondition, KeepsEveryKind) {
    for (const Condition& condition : {byte_is(-2, 0x40, 0xF0), name_is("tag"), name_begins(""),
                                       name_contains("x"), address_begins("\xA4\xC1"), lists_service(0xFEAA),
                                       has_service(0x1809), has_company(0x0499), bytes_are(3, {"a\0b", 3})}) {
        const auto bytes = bytes_of(condition);
        PackReader reader(bytes.data());
        const Condition read = take_condition(reader);

        EXPECT_EQ(read.kind, condition.kind);
        EXPECT_EQ(read.offset, condition.offset);
        EXPECT_EQ(read.mask, condition.mask);
        EXPECT_EQ(read.value, condition.value);
        EXPECT_EQ(read.id, condition.id);
        EXPECT_EQ(read.text, condition.text);
    }
}

TEST(PackedFormats, HaveWhatFollowsItselfOnce) {
    const Field field{Quantity::battery_pct, 0, Wire::u8};
    const Format format{.name = "twice", .carrier = service_data(1), .fields = std::span(&field, 1)};
    const PackedFormats once = packed({format});
    const PackedFormats twice = packed({format, format});

    EXPECT_EQ(twice.rows.size(), 2U);
    EXPECT_EQ(twice.bytes, once.bytes);
    EXPECT_EQ(twice.names, once.names);
}

TEST(PackedFormats, KnowAgainWhatFormatsSay) {
    const PackedFormats one = packed({{.name = "one",
                                       .carrier = service_data(1),
                                       .lengths = one_of(4, 9),
                                       .confidence = Confidence::verified,
                                       .device_class = DeviceClass::exposure}});
    PackReader reader(one.bytes.data());
    const PackedHead head = take_head(reader);

    EXPECT_EQ(one.rows[0].confidence, Confidence::verified);
    EXPECT_EQ(one.rows[0].device_class, DeviceClass::exposure);
    EXPECT_FALSE(one.rows[0].names_wrong_length);
    EXPECT_TRUE(head.lengths.allow(4) && head.lengths.allow(9) && !head.lengths.allow(5));
}

TEST(PackedFormats, LeadPastManyRowsThatOtherSizesWouldPass) {
    const Format sized{.name = "x", .carrier = service_data(1), .lengths = exactly(9)};
    const std::vector<Format> many(8, sized);
    const PackedFormats few = packed(std::vector<Format>(7, sized));
    const PackedFormats formats = packed(many);

    EXPECT_EQ(few.rows.size(), 7U);
    ASSERT_EQ(formats.rows.size(), 9U);
    EXPECT_TRUE(formats.rows[0].ends_group);
    EXPECT_FALSE(may_have(formats.rows[0], std::vector<std::uint8_t>(9)));
    EXPECT_TRUE(may_have(formats.rows[0], std::vector<std::uint8_t>(10)));
}

TEST(FormatRow, LooksAtTheBytesThatAConditionNamesBehindTheMagic) {
    const Condition behind = bytes_are(2, "\x03\x04\x05");
    const Condition later = bytes_are(5, "\x06");
    const auto row = [](const Condition& condition) {
        return row_of({.name = "x",
                       .carrier = service_data(1),
                       .magic = begins_with(1, 2),
                       .lengths = at_least(2),
                       .conditions = std::span(&condition, 1)});
    };
    EXPECT_TRUE(may_have(row(behind), test::from_hex("010203040506")));
    EXPECT_FALSE(may_have(row(behind), test::from_hex("010203050506")));
    EXPECT_TRUE(may_have(row(later), test::from_hex("010203050507")));
}

TEST(FormatRow, KnowsWhichSizesOfABodyAreWorthALook) {
    const Condition any = byte_is(0, 0x00, 0x00);
    const auto sizes = [](const Format& format) {
        const FormatRow row = row_of(format);
        std::vector<std::size_t> worth;
        for (std::size_t size = 0; size <= 10; ++size) {
            if (may_have(row, std::vector<std::uint8_t>(size, 0xA1))) worth.push_back(size);
        }
        return worth;
    };

    EXPECT_EQ(sizes({.name = "two_sizes",
                     .carrier = manufacturer_data_of_anyone(),
                     .lengths = one_of(5, 9),
                     .conditions = std::span(&any, 1)}),
              (std::vector<std::size_t>{5, 9}));
    EXPECT_EQ(
        sizes(
            {.name = "from_id", .carrier = manufacturer_data_of_name(), .lengths = {4, 6}, .from_id = true}),
        (std::vector<std::size_t>{2, 3, 4}))
        << "without the id";
    EXPECT_EQ(sizes({.name = "wrong_lengths",
                     .carrier = service_data(1),
                     .magic = begins_with(0xA1),
                     .lengths = exactly(5)})
                  .size(),
              10U)
        << "it says what is wrong with the others";
    EXPECT_TRUE(may_have(row_of({.name = "long", .carrier = service_data(1), .lengths = exactly(200)}),
                         std::vector<std::uint8_t>(31)))
        << "sizes from 31 on are one";
}

TEST(FormatRow, PassesOverBodiesThatBeginOtherwise) {
    const FormatRow begins =
        row_of({.name = "begins", .carrier = service_data(1), .magic = begins_with(0xA1, 0x02)});
    const FormatRow from_id = row_of({.name = "from_id",
                                      .carrier = manufacturer_data_of_name(),
                                      .magic = begins_with(0xA1),
                                      .from_id = true});
    const std::vector<std::uint8_t> same{0xA1, 0x02, 0x03};
    const std::vector<std::uint8_t> other{0xA2, 0x02};

    EXPECT_TRUE(may_have(begins, same));
    EXPECT_FALSE(may_have(begins, other));
    EXPECT_FALSE(may_have(begins, {}));
    EXPECT_TRUE(may_have(from_id, other)) << "the id stands before";
}

TEST(FormatRow, TakesNoZerosFromBehindTheEnd) {
    const FormatRow zeros = row_of({.name = "zeros", .carrier = service_data(1), .magic = begins_with(0, 0)});

    EXPECT_FALSE(may_have(zeros, std::vector<std::uint8_t>{0}));
    EXPECT_TRUE(may_have(zeros, std::vector<std::uint8_t>{0, 0}));
}

}  // namespace
}  // namespace cairn::test
