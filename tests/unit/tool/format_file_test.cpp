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

}  // namespace
}  // namespace cairn::net::test
