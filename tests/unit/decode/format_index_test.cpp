// The index that decoding starts with.
#include "decode/format_index.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "support/packed.h"

namespace cairn::test {
namespace {

using Names = std::vector<std::string_view>;

Names found(const FormatTable& table, const Carrier& carrier) {
    Names names;
    for (const FormatRow& row : table.index.formats_of(key_of(carrier))) names.push_back(table.name_of(row));
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
