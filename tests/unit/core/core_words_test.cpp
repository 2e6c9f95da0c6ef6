// The words: results, bytes, hex, inline containers, checksum.
#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>

#include "cairn/core/bytes.h"
#include "cairn/core/crc32c.h"
#include "cairn/core/function_ref.h"
#include "cairn/core/hash.h"
#include "cairn/core/hex.h"
#include "cairn/core/inline_string.h"
#include "cairn/core/inline_vector.h"
#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/model/ids.h"
#include "cairn/model/mac_address.h"
#include "cairn/model/quantity.h"

namespace cairn::test {
namespace {

Result<int> half(int number) {
    if (number % 2 != 0) return fail(Errc::malformed, "odd");
    return number / 2;
}

Result<int> quarter(int number) {
    CAIRN_TRY(const int halved, half(number));
    return half(halved);
}

TEST(Result, CarriesAValueOrAnError) {
    EXPECT_EQ(*quarter(8), 2);
    EXPECT_EQ(quarter(6).error().code, Errc::malformed);
    EXPECT_STREQ(quarter(6).error().where, "odd");
    EXPECT_EQ(quarter(6).value_or(7), 7);
}

TEST(ResultDeathTest, AssertsWhenTheOtherSideIsAskedFor) {
    EXPECT_DEATH(half(3).value(), "");
    EXPECT_DEATH(static_cast<void>(half(4).error()), "");
}

TEST(Errc, HasANameForEveryCode) {
    for (int code = 1; code <= 9; ++code) EXPECT_STRNE(name(static_cast<Errc>(code)), "unknown") << code;
}

constexpr std::array<std::uint8_t, 6> six{0x01, 0x02, 0x03, 0x04, 0xFF, 0x80};

TEST(ByteReader, ReadsBothByteOrders) {
    EXPECT_EQ(*ByteReader(six).take_u16_be(), 0x0102);
    EXPECT_EQ(*ByteReader(six).take_u16_le(), 0x0201);
    EXPECT_EQ(*ByteReader(six).take_u32_be(), 0x01020304U);
    EXPECT_EQ(*ByteReader(six).take_u32_le(), 0x04030201U);
}

TEST(ByteReader, ReadsNegativeNumbers) {
    ByteReader reader{Bytes(six).subspan(4)};

    EXPECT_EQ(*reader.take_i8(), -1);
    EXPECT_EQ(*reader.take_i8(), -128);
    EXPECT_EQ(*ByteReader(Bytes(six).subspan(4)).take_i16_be(), -128);
}

TEST(ByteReader, StaysWhereItIsWhenTooFewBytesAreLeft) {
    ByteReader reader{Bytes(six).first(3)};

    EXPECT_EQ(reader.take_u32_be().error().code, Errc::truncated);
    EXPECT_EQ(reader.left(), 3U);
    EXPECT_TRUE(reader.take(3));
    EXPECT_EQ(reader.take_u8().error().code, Errc::truncated);
}

TEST(Hash, IsTheSameOnEveryMachine) {
    EXPECT_EQ(hash_of("ble:AC233FA018E3"), 0x88A24F8B5F97F1A4U);
    EXPECT_EQ(hash_of("123456789", 7), 0x660F37FD8212E481U);
}

TEST(Hash, TellsLengthsAndEveryByteApart) {
    std::set<std::uint64_t> hashes;
    for (std::size_t size = 0; size < 20; ++size) {
        std::string text(size, '\0');
        hashes.insert(hash_of(text));
        for (char& one : text) {
            one = 1;
            hashes.insert(hash_of(text));
            one = 0;
        }
    }
    EXPECT_EQ(hashes.size(), 20U + 19 * 20 / 2);
}

TEST(SameText, ComparesEveryByteOfEveryLength) {
    for (std::size_t size = 0; size < 20; ++size) {
        const std::string text(size, 'a');
        EXPECT_TRUE(same_text(text, std::string(size, 'a')));
        EXPECT_FALSE(same_text(text, std::string(size + 1, 'a')));
        for (std::size_t i = 0; i < size; ++i) {
            std::string other = text;
            other[i] = 'b';
            EXPECT_FALSE(same_text(text, other));
        }
    }
}

TEST(Hex, ParsesBothCasesAndThePrefix) {
    std::array<std::uint8_t, 4> out{};

    EXPECT_EQ(*parse_hex("0xdeADbeef", out), 4U);
    EXPECT_EQ(out[0], 0xDE);
    EXPECT_EQ(out[3], 0xEF);
    EXPECT_EQ(*parse_hex("", out), 0U);
}

TEST(Hex, ParsesEveryLengthAndDigit) {
    constexpr std::string_view digits = "0123456789abcdefABCDEF";
    std::array<std::uint8_t, 80> out{};
    std::string text;
    for (std::size_t size = 1; size <= out.size(); ++size) {
        text += digits[size % digits.size()];
        text += digits[(7 * size + 3) % digits.size()];
        ASSERT_EQ(*parse_hex(text, out), size);
        for (std::size_t i = 0; i < size; ++i) {
            ASSERT_EQ(out[i], hex_digit(text[2 * i]) << 4 | hex_digit(text[2 * i + 1])) << text << i;
        }
    }
}

TEST(Hex, RefusesAWrongCharacterAtAnyPlace) {
    std::array<std::uint8_t, 40> out{};
    std::string text(80, '7');
    for (char& c : text) {
        for (const char wrong : std::string_view("\0/:@G`gx\x7F\x80\xB7\xFF", 12)) {
            c = wrong;
            EXPECT_FALSE(parse_hex(text, out)) << int{wrong};
        }
        c = '7';
    }
}

TEST(Hex, RefusesWhatIsNotHex) {
    std::array<std::uint8_t, 2> out{};

    EXPECT_EQ(parse_hex("abc", out).error().code, Errc::malformed);
    EXPECT_EQ(parse_hex("zz", out).error().code, Errc::malformed);
    EXPECT_EQ(parse_hex("010203", out).error().code, Errc::full);
}

TEST(Crc32c, MatchesThePublishedVectors) {
    // RFC 3720 B.4: 32 bytes of zeros, and the usual check string.
    EXPECT_EQ(crc32c(std::array<std::uint8_t, 32>{}), 0x8A9136AAU);
    EXPECT_EQ(crc32c(as_bytes("123456789")), 0xE3069283U);
    EXPECT_EQ(crc32c(as_bytes("56789"), crc32c(as_bytes("1234"))), 0xE3069283U);
}

TEST(InlineString, CutsAtItsCapacity) {
    const InlineString<4> text("abcdef");

    EXPECT_EQ(text.view(), "abcd");
    EXPECT_FALSE(InlineString<4>::fits("abcdef"));
}

TEST(InlineVector, RefusesMoreThanItHolds) {
    InlineVector<int, 2> numbers;

    EXPECT_TRUE(numbers.push_back(1));
    EXPECT_TRUE(numbers.push_back(2));
    EXPECT_FALSE(numbers.push_back(3));
    EXPECT_EQ(numbers.size(), 2U);
}

TEST(InlineVector, GrowsByAPlaceToFill) {
    InlineVector<int, 1> numbers;

    int* const place = numbers.grow();

    ASSERT_EQ(place, numbers.data());
    *place = 7;
    EXPECT_EQ(numbers[0], 7);
    EXPECT_EQ(numbers.grow(), nullptr);
}

TEST(FunctionRef, CallsWhatItRefersTo) {
    int sum = 0;
    const auto add = [&sum](int number) { sum += number; };
    const FunctionRef<void(int)> reference = add;

    reference(2);
    reference(3);

    EXPECT_EQ(sum, 5);
}

int doubled(int number) {
    return 2 * number;
}

TEST(FunctionRef, CallsAPlainFunction) {
    const FunctionRef<int(int)> reference = doubled;

    EXPECT_EQ(reference(4), 8);
}

TEST(Instant, NeverStaysNever) {
    EXPECT_EQ(Instant::never() + Millis{5}, Instant::never());
    EXPECT_EQ((Instant{10} + Millis{5}) - Instant{10}, Millis{5});
}

TEST(MacAddress, ParsesTheFormsThatVendorsUse) {
    for (const char* text : {"ac233fa03208", "AC233FA03208", "AC:23:3F:A0:32:08", "ac-23-3f-a0-32-08"}) {
        EXPECT_EQ(MacAddress::parse(text)->text().view(), "AC233FA03208") << text;
    }
}

TEST(MacAddress, RefusesEverythingElse) {
    for (const char* text :
         {"", "ac233fa0320", "0xc233fa0320", "ac233fa03208ff", "AC:23:3F:A0:32:0G", "AC.23.3F.A0.32.08"}) {
        EXPECT_FALSE(MacAddress::parse(text)) << text;
    }
}

TEST(TagId, IsANamespaceAndAName) {
    EXPECT_EQ(TagId::parse("civic:pallet-17")->name_space(), "civic");
    EXPECT_EQ(TagId::of("ble", *MacAddress::parse("ac233fa03208")).view(), "ble:AC233FA03208");
}

TEST(TagId, RefusesWhatIsNoId) {
    for (const char* text : {"", "civic", "civic:", ":x", "Civic:x", "civic:a b", "civic:é",
                             "civic:0123456789012345678901234567890123456789012"}) {
        EXPECT_FALSE(TagId::parse(text)) << text;
    }
}

TEST(Quantity, NamesLeadBackToTheirNumber) {
    for (std::uint16_t number = 1; number <= 37; ++number) {
        const auto quantity = static_cast<Quantity>(number);
        EXPECT_EQ(quantity_named(name(quantity)), quantity) << number;
    }
    EXPECT_EQ(quantity_named("nonsense"), std::nullopt);
}

}  // namespace
}  // namespace cairn::test
