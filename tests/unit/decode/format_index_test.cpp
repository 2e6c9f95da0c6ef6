// The index that decoding starts with.
#include "decode/format_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "support/packed.h"

namespace cairn::test {
namespace {

using Names = std::vector<std::string_view>;

Names found(const FormatTable& table, const Carrier& carrier, std::uint8_t first_byte = 0) {
    Names names;
    for (const FormatRow& row : table.index.formats_of(key_of(carrier), first_byte))
        names.push_back(table.name_of(row));
    return names;
}

TEST(FormatIndex, FindsEveryFormatOfManyCarriers) {
    std::vector<std::string> names(1'000);
    std::vector<Format> formats(1'000);
    for (std::size_t id = 0; id < formats.size(); ++id) {
        names[id] = std::to_string(id);
        formats[id].name = names[id];
        formats[id].carrier = service_data(static_cast<std::uint16_t>(id));
    }
    PackedFormats rows = packed(formats);
    const FormatTable table = table_of(rows);

    for (const Format& format : formats) EXPECT_EQ(found(table, format.carrier), Names{format.name});
    EXPECT_TRUE(found(table, service_data(1'000)).empty());
    EXPECT_TRUE(found(table, manufacturer_data(7)).empty());
}

TEST(FormatIndex, KeepsTheOrderOfFormatsOfOneCarrier) {
    PackedFormats rows = packed({{.name = "first", .carrier = service_data(1)},
                                 {.name = "other", .carrier = service_data(2)},
                                 {.name = "second", .carrier = service_data(1)}});

    EXPECT_EQ(found(table_of(rows), service_data(1)), (Names{"first", "second"}));
}

TEST(FormatIndex, FindsThoseOfManyFormatsThatBeginLikeTheBody) {
    std::vector<std::string> names(300);
    std::vector<Format> formats(300);
    for (std::size_t i = 0; i < formats.size(); ++i) {
        names[i] = std::to_string(i);
        formats[i].name = names[i];
        formats[i].carrier = service_data(1);
        formats[i].magic = begins_with(i);
        formats[i].lengths = at_least(1);
    }
    PackedFormats rows = packed(formats);
    const FormatTable table = table_of(rows);

    for (std::size_t first_byte = 0; first_byte < 256; ++first_byte) {
        const Names begun = found(table, service_data(1), static_cast<std::uint8_t>(first_byte));
        const auto place = std::ranges::find(begun, names[first_byte]);
        EXPECT_NE(place, begun.end());
        EXPECT_LE(begun.size(), 12U);
        if (first_byte < 44) {  // two begin with it, in their order
            EXPECT_NE(std::find(place, begun.end(), names[first_byte + 256]), begun.end());
        }
    }
}

TEST(FormatIndex, LooksThroughManyFormatsIfOneMayBeginAnyhow) {
    std::vector<Format> formats(20);
    for (Format& format : formats)
        format = {.name = "x", .carrier = service_data(1), .magic = begins_with(7), .lengths = at_least(1)};
    formats.back().magic = {};
    PackedFormats rows = packed(formats);

    EXPECT_EQ(found(table_of(rows), service_data(1), 9).size(), 20U);
}

TEST(FormatIndex, KnowsTheTypesOfBothFormsOfAList) {
    PackedFormats rows = packed({{.name = "x", .carrier = listed_service(1)}});
    const FormatTable table = table_of(rows);

    EXPECT_TRUE(table.index.has_type(ad_type::services_16));
    EXPECT_TRUE(table.index.has_type(ad_type::services_16_some));
    EXPECT_FALSE(table.index.has_type(ad_type::service_data_16));
}

TEST(FormatIndex, TellsCarriersApart) {
    EXPECT_NE(key_of(service_data(0)), key_of(manufacturer_data(0)));
    EXPECT_NE(key_of(manufacturer_data(0)), key_of(manufacturer_data_of_anyone()));
    EXPECT_NE(key_of(whole_structure(0x08)), key_of(whole_structure(0x09)));
}

TEST(FormatIndex, MayBeEmpty) {
    PackedFormats none = packed({});

    EXPECT_TRUE(found(table_of(none), service_data(1)).empty());
}

}  // namespace
}  // namespace cairn::test
