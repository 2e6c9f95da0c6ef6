// Which formats read which structures, on tables made here.
#include "decode/dispatch.h"

#include <gtest/gtest.h>

#include <deque>
#include <vector>

#include "decode/reader.h"
#include "support/decode.h"
#include "support/packed.h"

namespace cairn::test {
namespace {

constexpr Carrier carrier = service_data(0x1234);
const std::vector<std::uint8_t> anything{0x07, 0x01};
const std::optional<MacAddress> no_address;
const std::optional<MacAddress> address = MacAddress{{0xA4, 0xC1, 0x38, 0x00, 0x00, 0x01}};

using Octets = std::vector<std::uint8_t>;

DecodeReport decode_by(std::vector<Format> formats, Bytes payload,
                       const std::optional<MacAddress>& sender = no_address) {
    static std::deque<PackedFormats> kept;  // the report's names live there
    const FormatTable table = table_of(kept.emplace_back(packed(formats)));
    const FormatTable* const tables[]{&table};
    DecodeReport report;
    decode_with(tables, {}, {payload, sender}, report);
    return report;
}

Octets joined(std::initializer_list<Octets> structures) {
    Octets payload;
    for (const Octets& structure : structures)
        payload.insert(payload.end(), structure.begin(), structure.end());
    return payload;
}

Octets named(std::string_view name, std::uint8_t type = ad_type::name_complete) {
    return ad_structure(type, {name.begin(), name.end()});
}

bool is_read_under(const Condition& condition, Bytes payload,
                   const std::optional<MacAddress>& sender = no_address) {
    const Format format{.name = "format", .carrier = carrier, .conditions = {&condition, 1}};
    return !decode_by({format}, payload, sender).formats.empty();
}

bool refuse(ReadContext& /*context*/, Decoded& /*out*/) noexcept {
    return false;
}
bool count_bytes(ReadContext& context, Decoded& out) noexcept {
    add_value(context, out, Quantity::scan_count, static_cast<double>(context.body.size()),
              context.body.first(1));
    return true;
}
bool break_off(ReadContext& context, Decoded& /*out*/) noexcept {
    return context.broken(Errc::malformed);
}

/// An object of one byte; what follows it is another.
bool take_one_byte(ReadContext& context, Decoded& /*out*/) noexcept {
    context.rest = context.body.subspan(1);
    context.body = context.body.first(1);
    return true;
}
/// A reader that forgets to shorten what is left.
bool leave_all(ReadContext& context, Decoded& /*out*/) noexcept {
    context.rest = context.body;
    return true;
}

TEST(Dispatch, ReadsEveryObjectOfABodyThatAReaderTakesApart) {
    const Field value{Quantity::scan_count, 0, Wire::u8};
    const Format seven{.name = "seven",
                       .carrier = carrier,
                       .magic = begins_with(0x07),
                       .lengths = at_least(1),
                       .fields = {&value, 1},
                       .read = take_one_byte};
    const Format one{.name = "one",
                     .carrier = carrier,
                     .magic = begins_with(0x01),
                     .lengths = at_least(1),
                     .fields = {&value, 1},
                     .read = take_one_byte};

    const auto report = decode_by({one, seven}, service_data_of(0x1234, from_hex("07 01 07 02 01")));

    EXPECT_EQ(formats_in(report), (std::vector<std::string>{"seven", "one", "seven"}))
        << "an object that nobody knows ends it";
    EXPECT_EQ(report.formats[1].measurements[0].value, 1);
    EXPECT_EQ(report.formats[1].measurements[0].offset, 5);
    EXPECT_FALSE(report.error);
}

TEST(Dispatch, EndsAlthoughAReaderLeavesTheWholeBody) {
    const Format format{.name = "format", .carrier = carrier, .read = leave_all};

    EXPECT_EQ(decode_by({format}, service_data_of(0x1234, anything)).formats.size(), 1U);
}

TEST(Dispatch, KeepsWhatOthersJoinedWhenOneThatJoinsRefuses) {
    const Format first{.name = "joined", .carrier = carrier, .joins = true};
    const Format second{.name = "joined", .carrier = service_data(0x5678), .read = refuse, .joins = true};

    const auto report = decode_by(
        {first, second}, joined({service_data_of(0x1234, anything), service_data_of(0x5678, anything)}));

    EXPECT_EQ(formats_in(report), std::vector<std::string>{"joined"});
}

TEST(Dispatch, ComparesBytesInsideTheBody) {
    const auto payload = service_data_of(0x1234, anything);

    EXPECT_TRUE(is_read_under(bytes_are(0, "\x07\x01"), payload));
    EXPECT_TRUE(is_read_under(bytes_are(1, "\x01"), payload));
    EXPECT_FALSE(is_read_under(bytes_are(1, "\x02"), payload));
    EXPECT_FALSE(is_read_under(bytes_are(1, "\x01\x02"), payload)) << "behind the end";
    EXPECT_FALSE(is_read_under(bytes_are(3, "\x01"), payload)) << "far behind the end";
}

TEST(Dispatch, TakesTablesThatAreMadeAtRunTime) {
    const std::vector<Field> fields{{Quantity::water_present, 1, Wire::u8}};
    const std::string name = "made.later";
    const Format made{.name = name,
                      .carrier = carrier,
                      .magic = begins_with(0x07),
                      .lengths = exactly(2),
                      .fields = fields};

    ASSERT_EQ(defect(made), nullptr);
    const auto report = decode_by({made}, service_data_of(0x1234, anything));

    EXPECT_EQ(formats_in(report), std::vector<std::string>{"made.later"});
    EXPECT_EQ(value_of(report, Quantity::water_present), 1);
}

TEST(Dispatch, PrefersAFormatOfTheCompanyToOneOfAnyone) {
    const Format anyone{.name = "anyone", .carrier = manufacturer_data_of_anyone(), .lengths = at_least(0)};
    const Format company{.name = "company", .carrier = manufacturer_data(0x0001), .lengths = exactly(1)};

    EXPECT_EQ(formats_in(decode_by({anyone, company}, manufacturer_data_of(0x0001, from_hex("00")))),
              std::vector<std::string>{"company"});
    const auto report = decode_by({anyone, company}, manufacturer_data_of(0x0001, from_hex("0000")));
    EXPECT_EQ(formats_in(report), std::vector<std::string>{"anyone"});
    EXPECT_FALSE(report.error);
}

TEST(Dispatch, TakesTheFirstFormatThatFitsAndThoseThatSayMore) {
    const Format first{.name = "first", .carrier = carrier};
    const Format second{.name = "second", .carrier = carrier};
    const Format more{.name = "more", .carrier = carrier, .also = true};

    EXPECT_EQ(formats_in(decode_by({first, second, more}, service_data_of(0x1234, anything))),
              (std::vector<std::string>{"first", "more"}));
    EXPECT_EQ(formats_in(decode_by({more, first}, service_data_of(0x1234, anything))),
              (std::vector<std::string>{"more", "first"}));
}

TEST(Dispatch, ComparesAByteFromEitherEnd) {
    const auto payload = service_data_of(0x1234, anything);

    EXPECT_TRUE(is_read_under(byte_is(0, 0x07), payload));
    EXPECT_TRUE(is_read_under(byte_is(-1, 0x01), payload));
    EXPECT_TRUE(is_read_under(byte_is(0, 0x06, 0x06), payload));
    EXPECT_FALSE(is_read_under(byte_is(0, 0x08), payload));
    EXPECT_FALSE(is_read_under(byte_is(2, 0x00), payload)) << "behind the end";
    EXPECT_FALSE(is_read_under(byte_is(-3, 0x00), payload)) << "before the begin";
}

TEST(Dispatch, LooksAtTheNameWhereverItStands) {
    const auto sensor = service_data_of(0x1234, anything);

    EXPECT_TRUE(is_read_under(name_is("sps"), joined({sensor, named("sps")})));
    EXPECT_TRUE(is_read_under(name_begins("sp"), joined({named("sps"), sensor})));
    EXPECT_TRUE(is_read_under(name_contains("p"), joined({named("sps"), sensor})));
    EXPECT_FALSE(is_read_under(name_is("sps"), joined({named("sps2"), sensor})));
    EXPECT_FALSE(is_read_under(name_begins("sps"), sensor));
}

TEST(Dispatch, PrefersTheCompleteName) {
    const auto sensor = service_data_of(0x1234, anything);

    EXPECT_TRUE(
        is_read_under(name_is("whole"), joined({named("whole"), named("wh", ad_type::name_short), sensor})));
    EXPECT_TRUE(is_read_under(name_is("wh"), joined({named("wh", ad_type::name_short), sensor})));
}

TEST(Dispatch, LooksAtTheAddressOnlyIfItIsKnown) {
    const auto payload = service_data_of(0x1234, anything);

    EXPECT_TRUE(is_read_under(address_begins("\xA4\xC1\x38"), payload, address));
    EXPECT_FALSE(is_read_under(address_begins("\xA4\xC1\x39"), payload, address));
    EXPECT_FALSE(is_read_under(address_begins("\xA4\xC1\x38"), payload));
}

TEST(Dispatch, LooksAtWhatElseIsCarried) {
    const auto sensor = service_data_of(0x1234, anything);

    EXPECT_TRUE(
        is_read_under(lists_service(0xFEE5), joined({ad_structure(0x02, {0x01, 0x02, 0xE5, 0xFE}), sensor})));
    EXPECT_FALSE(
        is_read_under(lists_service(0xFEE5), joined({ad_structure(0x02, {0x01, 0xE5, 0xFE}), sensor})));
    EXPECT_TRUE(is_read_under(has_service(0x5678), joined({sensor, service_data_of(0x5678, {})})));
    EXPECT_FALSE(is_read_under(has_service(0x5678), sensor));
    EXPECT_TRUE(is_read_under(has_company(0x0059), joined({sensor, manufacturer_data_of(0x0059, {})})));
    EXPECT_FALSE(is_read_under(has_company(0x0059), sensor));
}

TEST(Dispatch, ReadsTheCompanyIdAsPartOfTheBodyWhereThereIsNone) {
    const Field field{Quantity::scan_count, 0, Wire::u16_le};
    const Condition condition = name_begins("TP35");
    const Format format{.name = "format",
                        .carrier = manufacturer_data_of_name(),
                        .fields = {&field, 1},
                        .conditions = {&condition, 1},
                        .from_id = true};
    const auto sensor = manufacturer_data_of(0x21C2, anything);

    EXPECT_EQ(value_of(decode_by({format}, joined({sensor, named("TP357")})), Quantity::scan_count), 0x21C2);
    EXPECT_TRUE(decode_by({format}, joined({sensor, named("TP3")})).formats.empty());
    EXPECT_TRUE(decode_by({format}, sensor).formats.empty());
}

TEST(Dispatch, FindsFormatsByAListedServiceAndByTheName) {
    const Format listed{.name = "listed", .carrier = listed_service(0xFEED)};
    const Format by_name{.name = "by_name", .carrier = device_name()};
    const auto payload = joined({ad_structure(0x03, {0x0A, 0x18, 0xED, 0xFE}), named("x")});

    EXPECT_EQ(formats_in(decode_by({listed, by_name}, payload)),
              (std::vector<std::string>{"listed", "by_name"}));
}

TEST(Dispatch, AsksAFormatsReaderAndTriesTheNextIfItRefuses) {
    const Format first{.name = "first", .carrier = carrier, .read = refuse};
    const Format second{.name = "second", .carrier = carrier, .read = count_bytes};

    const auto report = decode_by({first, second}, service_data_of(0x1234, anything));

    EXPECT_EQ(formats_in(report), std::vector<std::string>{"second"});
    EXPECT_EQ(value_of(report, Quantity::scan_count), 2);
    EXPECT_EQ(report.formats[0].measurements[0].offset, 4);
    EXPECT_EQ(report.formats[0].offset, 0);
    EXPECT_FALSE(report.error);
}

TEST(Dispatch, NotesAReadersErrorUnderTheFormatsName) {
    const Format format{.name = "format", .carrier = carrier, .read = break_off};

    const auto report = decode_by({format}, service_data_of(0x1234, anything));

    EXPECT_EQ(error_of(report), Errc::malformed);
    EXPECT_STREQ(report.error->where, "format");
}

TEST(Dispatch, KeepsTheBytesOfWhatItDoesNotKnow) {
    const Format format{.name = "format", .carrier = carrier};
    const auto payload = joined({service_data_of(0x1234, anything), manufacturer_data_of(0x0001, anything)});

    const auto report = decode_by({format}, payload);

    ASSERT_EQ(report.structures.size(), 2U);
    EXPECT_TRUE(report.structures[0].is_known);
    EXPECT_FALSE(report.structures[1].is_known);
    EXPECT_EQ(report.structures[1].offset, 6);
    EXPECT_EQ(report.structures[1].value.size(), 4U);
}

TEST(Dispatch, StopsAtTheLimitOfStructures) {
    Octets payload;
    for (std::size_t i = 0; i <= limits::ad_structures_max; ++i) payload.insert(payload.end(), {0x01, 0x0A});

    const auto report = decode_by({}, payload);

    EXPECT_EQ(report.structures.size(), limits::ad_structures_max);
    EXPECT_EQ(error_of(report), Errc::full);
}

TEST(Dispatch, TakesTheLongFormOfAUuidForTheShortOne) {
    const Format format{.name = "format", .carrier = carrier, .read = count_bytes};
    const auto long_form = [](std::uint8_t behind, std::uint8_t base) {
        return ad_structure(ad_type::service_data_128,
                            {base, 0x34, 0x9B, 0x5F, 0x80, 0x00, 0x00, 0x80, 0x00, 0x10, 0x00, 0x00, 0x34,
                             0x12, behind, 0x00, 0x07, 0x01});
    };

    EXPECT_EQ(formats_in(decode_by({format}, long_form(0x00, 0xFB))), std::vector<std::string>{"format"});
    EXPECT_TRUE(decode_by({format}, long_form(0x01, 0xFB)).formats.empty()) << "a UUID of 32 bits";
    EXPECT_TRUE(decode_by({format}, long_form(0x00, 0xFC)).formats.empty()) << "somebody's own UUID";
}

TEST(Dispatch, DropsWhatCannotBeAndSaysSo) {
    const std::array fields{Field{Quantity::battery_pct, 0, Wire::u8},
                            Field{Quantity::sequence, 1, Wire::u8}};
    const Format format{.name = "format", .carrier = carrier, .fields = fields};
    const auto report = decode_by({format}, service_data_of(0x1234, Octets{0xFF, 0xFF}));

    ASSERT_EQ(report.formats.size(), 1U);
    EXPECT_FALSE(has(report, Quantity::battery_pct));
    EXPECT_EQ(value_of(report, Quantity::sequence), 255);
    ASSERT_TRUE(report.error);
    EXPECT_EQ(report.error->code, Errc::malformed);
}

}  // namespace
}  // namespace cairn::test
