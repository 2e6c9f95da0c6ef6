// Format files: what they make, and what is wrong with them.
#include "cairn/net/format_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/decode.h"

namespace cairn::net::test {
namespace {

using cairn::test::formats_in;
using cairn::test::manufacturer_data_of;
using cairn::test::text_of;
using cairn::test::value_of;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view door = R"([[format]]
name = "acme.door"
company = 0x1234
begins_with = "a1 01"
size_bytes = 7
[[format.field]]
quantity = "battery_pct"
offset = 2
type = "u8"
[[format.field]]
quantity = "temperature_c"
offset = 3
type = "i16_be"
per = 100
no_value = 0x8000
[[format.field]]
quantity = "door_open"
offset = 5
type = "u8"
bits = 1
[[format.text]]
kind = "serial"
offset = 5
size_bytes = 2
as = "hex"
)";

std::vector<std::string> complaints_of(std::string_view text) {
    FormatDefinitions definitions;
    std::vector<std::string> errors;
    definitions.parse(text, "f.toml", errors);
    EXPECT_EQ(errors.empty(), definitions.table() != nullptr);
    return errors;
}

DecodeReport decode_by(const FormatDefinitions& definitions, Bytes payload) {
    const Decoder decoder({.definitions = definitions.table()});
    DecodeReport report;
    decoder.decode({payload, std::nullopt}, report);
    return report;
}

/// `text` with a line added to its first table.
std::string with_line(std::string_view text, std::string_view line) {
    std::string changed(text);
    return changed.insert(changed.find('\n') + 1, std::string(line) + "\n");
}

std::string without_line(std::string_view text, std::string_view begins) {
    std::string changed(text);
    const std::size_t at = changed.find(begins);
    return changed.erase(at, changed.find('\n', at) + 1 - at);
}

TEST(FormatFile, TeachesTheDecoderANewDevice) {
    FormatDefinitions definitions;
    std::vector<std::string> errors;
    definitions.parse(door, "f.toml", errors);
    ASSERT_THAT(errors, ElementsAre());

    const auto payload = manufacturer_data_of(0x1234, cairn::test::from_hex("a1015a08fc0102"));
    const auto report = decode_by(definitions, payload);

    EXPECT_THAT(formats_in(report), ElementsAre("acme.door"));
    EXPECT_EQ(value_of(report, Quantity::battery_pct), 90);
    EXPECT_EQ(value_of(report, Quantity::temperature_c), 23);
    EXPECT_EQ(value_of(report, Quantity::door_open), 1);
    EXPECT_EQ(text_of(report, AttributeKind::serial), "0102");
}

TEST(FormatFile, GoesBeforeTheBuiltInFormats) {
    FormatDefinitions definitions;
    std::vector<std::string> errors;
    definitions.parse(
        "[[format]]\nname = \"mine\"\ncompany = 0x0499\nbegins_with = \"05\"\nsize_bytes = 24\n", "f.toml",
        errors);
    ASSERT_THAT(errors, ElementsAre());

    const auto payload = cairn::test::from_hex("1BFF99040512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F");

    EXPECT_THAT(formats_in(decode_by(definitions, payload)), ElementsAre("mine"));
}

TEST(FormatFile, TellsDevicesApartByNameAddressAndBytes) {
    FormatDefinitions definitions;
    std::vector<std::string> errors;
    definitions.parse(R"([[format]]
name = "named"
any_company = true
name_begins = "AC-"
address_begins = "A4:C1:38"
[[format.byte]]
offset = -1
value = 0x02
mask = 0x0F
)",
                      "f.toml", errors);
    ASSERT_THAT(errors, ElementsAre());
    const Decoder decoder({.definitions = definitions.table()});
    const auto read = [&](const char* hex, const std::optional<MacAddress>& address) {
        const auto payload = cairn::test::from_hex(hex);
        DecodeReport report;
        decoder.decode({payload, address}, report);
        return cairn::test::find_format(report, "named") != nullptr;
    };
    const MacAddress right{{0xA4, 0xC1, 0x38, 1, 2, 3}};

    EXPECT_TRUE(read("04FF9A9AF2 040941432D", right));
    EXPECT_FALSE(read("04FF9A9AF3 040941432D", right)) << "the byte";
    EXPECT_FALSE(read("04FF9A9AF2 040941442D", right)) << "the name";
    EXPECT_FALSE(read("04FF9A9AF2 040941432D", std::nullopt)) << "the address";
}

TEST(FormatFile, AddsUpOverFilesAndStaysWhereItIs) {
    FormatDefinitions definitions;
    std::vector<std::string> errors;
    for (int i = 0; i < 20; ++i) {
        definitions.parse("[[format]]\nname = \"n" + std::to_string(i) + "\"\ncompany = " +
                              std::to_string(0xF000 + i) + "\nname_is = \"x" + std::to_string(i) + "\"\n",
                          "f.toml", errors);
    }
    ASSERT_THAT(errors, ElementsAre());
    const FormatDefinitions moved = std::move(definitions);

    EXPECT_THAT(formats_in(decode_by(moved, cairn::test::from_hex("04FF07F000 03097837"))),
                testing::Contains("n7"));
}

TEST(FormatFile, RefusesMoreThanOneTableHolds) {
    std::string text;
    for (int format = 0; format < 1'000; ++format) {
        const std::string number = std::to_string(format);
        text += "[[format]]\nname = \"n" + number + "\"\ncompany = " + number + "\nbegins_with = \"01\"\n";
        for (int field = 0; field < 32; ++field) {
            text += "[[format.field]]\nquantity = \"temperature_c\"\noffset = 1\ntype = \"i16_be\"\nscale = "
                    "1000000\n"
                    "no_value = 32768\nper = 2" +
                    std::to_string(100000 + format) + "\n";
        }
    }

    EXPECT_THAT(complaints_of(text), ElementsAre("f.toml: more fields, texts and names than fit"));
}

TEST(FormatFile, SaysWhatIsWrongAndWhere) {
    EXPECT_THAT(complaints_of(""), ElementsAre("f.toml: no [[format]] in it"));
    EXPECT_THAT(complaints_of(with_line(door, "colour = 1")), ElementsAre(HasSubstr("f.toml:2: ")));
    EXPECT_THAT(complaints_of(without_line(door, "name =")), ElementsAre(HasSubstr("1 to 63 of a-z")));
    EXPECT_THAT(complaints_of(without_line(door, "company")), ElementsAre(HasSubstr("only one of them")));
    EXPECT_THAT(complaints_of(with_line(door, "service = 1")), ElementsAre(HasSubstr("only one of them")));
    EXPECT_THAT(complaints_of(without_line(door, "quantity = \"door")),
                ElementsAre(HasSubstr("the name of a quantity")));
    EXPECT_THAT(complaints_of("[[format]]\nname = \"a\"\nany_company = true\n"),
                ElementsAre(HasSubstr("to tell it from")));
    EXPECT_THAT(complaints_of("[[format]]\nname = \"a\"\ncompany = 1\nbegins_with = \"0102030405\"\n"),
                ElementsAre(HasSubstr("at most 4")));
    EXPECT_THAT(
        complaints_of("[[format]]\nname = \"a\"\ncompany = 1\nbegins_with = \"01\"\nsize_bytes = 0\n"),
        ElementsAre(HasSubstr("the magic does not fit")));
    EXPECT_THAT(
        complaints_of("[[format]]\nname = \"a\"\ncompany = 1\n[[format.field]]\nquantity = \"count\"\n"
                      "offset = 0\ntype = \"u9\"\n"),
        ElementsAre(HasSubstr("one of \"u8\"")));
}

/// A format with one field, which has these lines, too.
std::string with_field(std::string_view lines) {
    return "[[format]]\nname = \"a\"\ncompany = 1\n[[format.field]]\noffset = 0\n" + std::string(lines);
}

/// A format with one text, which has these lines, too.
std::string with_text(std::string_view lines) {
    return "[[format]]\nname = \"a\"\ncompany = 1\n[[format.text]]\nkind = \"device\"\noffset = 0\n" +
           std::string(lines);
}

TEST(FormatFile, SaysWhichQuantityIsMeant) {
    EXPECT_THAT(complaints_of(with_field("type = \"u8\"\nquantity = \"temprature_c\"\n")),
                ElementsAre("f.toml:7: format.field.quantity: expected the name of a quantity (did you mean "
                            "\"temperature_c\"?), found \"temprature_c\""));
    EXPECT_THAT(complaints_of(with_field("type = \"u8\"\nquantity = \"floor_numbre\"\n")),
                ElementsAre(HasSubstr("did you mean \"floor_number\"?")))
        << "the last one";
    EXPECT_THAT(complaints_of(with_field("type = \"u8\"\nquantity = \"zzzzzzzzzzzz\"\n")),
                ElementsAre(HasSubstr("such as \"temperature_c\"")));
    EXPECT_THAT(complaints_of(with_field("type = \"u8\"\nquantity = \"custom\"\n")),
                ElementsAre(HasSubstr("the name of a quantity")));
}

TEST(FormatFile, TakesNoValueOnlyWhereItFitsTheNumber) {
    const auto complaints = [](std::string_view lines) {
        return complaints_of(with_field("quantity = \"count\"\n" + std::string(lines)));
    };
    EXPECT_THAT(complaints("type = \"u8\"\nno_value = 255\n"), ElementsAre());
    EXPECT_THAT(
        complaints("type = \"u8\"\nno_value = 256\n"),
        ElementsAre("f.toml:8: format.field.no_value: expected a whole number from 0 to 255, found 256"));
    EXPECT_THAT(complaints("type = \"i24_le\"\nno_value = 0x1000000\n"),
                ElementsAre(HasSubstr("0 to 16777215")));
    EXPECT_THAT(complaints("type = \"u32_be\"\nno_value = 0xFFFFFFFF\n"), ElementsAre());
    EXPECT_THAT(complaints("type = \"u16_be\"\nbits = 4\nno_value = 15\n"), ElementsAre());
    EXPECT_THAT(complaints("type = \"u16_be\"\nbits = 4\nno_value = 16\n"),
                ElementsAre(HasSubstr("0 to 15")));
    EXPECT_THAT(complaints("type = \"i16\"\nno_value = 0x8000\n"), ElementsAre(HasSubstr("one of \"u8\"")))
        << "of no known type, of no known size";
}

TEST(FormatFile, WantsBitsForAConditionOfPresence) {
    const auto complaints = [](std::string_view lines) {
        return complaints_of(with_field("quantity = \"count\"\ntype = \"u8\"\n" + std::string(lines)));
    };
    EXPECT_THAT(complaints("present_offset = 1\npresent_mask = 0x80\n"), ElementsAre());
    EXPECT_THAT(complaints("present_offset = 1\n"),
                ElementsAre(HasSubstr("format.field.present_mask: expected the bits that count at "
                                      "present_offset, found nothing")));
    EXPECT_THAT(complaints("present_offset = 1\npresent_mask = 0\n"),
                ElementsAre(HasSubstr("a whole number from 1 to 255, found 0")));
}

TEST(FormatFile, ReadsSixBytesAsAnAddress) {
    FormatDefinitions definitions;
    std::vector<std::string> errors;
    definitions.parse(with_text("as = \"mac_reversed\"\n"), "f.toml", errors);
    ASSERT_THAT(errors, ElementsAre());
    const auto payload = manufacturer_data_of(1, cairn::test::from_hex("06050403020199"));

    EXPECT_EQ(text_of(decode_by(definitions, payload), AttributeKind::device), "010203040506");
    EXPECT_THAT(complaints_of(with_text("as = \"mac\"\nsize_bytes = 6\n")), ElementsAre());
    for (const std::string as : {"mac", "mac_reversed"}) {
        EXPECT_THAT(
            complaints_of(with_text("as = \"" + as + "\"\nsize_bytes = 5\n")),
            ElementsAre("f.toml:8: format.text.size_bytes: expected 6, the bytes of an address, found 5"));
    }
}

TEST(FormatFile, TakesOneSizeOrTwoLimits) {
    for (const std::string key : {"size_bytes_min", "size_bytes_max"}) {
        EXPECT_THAT(complaints_of(with_line(door, key + " = 7")),
                    ElementsAre(HasSubstr("format.size_bytes: expected either this, or size_bytes_min and "
                                          "size_bytes_max, found 7")));
    }
}

TEST(FormatFile, RefusesTheFormatThatIsOneTooMany) {
    const auto formats = [](std::size_t count) {
        std::string text;
        for (std::size_t i = 0; i < count; ++i)
            text += "[[format]]\nname = \"n" + std::to_string(i) + "\"\ncompany = 1\nbegins_with = \"01\"\n";
        return text;
    };
    EXPECT_THAT(complaints_of(formats(1'024)), ElementsAre());
    EXPECT_THAT(complaints_of(formats(1'026)),
                ElementsAre("f.toml:4098: format.name: expected no more than 1024 formats, found \"n1024\""));
}

}  // namespace
}  // namespace cairn::net::test
