// The index that decoding starts with.
#include "decode/format_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace cairn::test {
namespace {

std::vector<const Format*> found(const FormatIndex& index, const Carrier& carrier) {
    std::vector<const Format*> formats;
    for (const auto& entry : index.bucket(key_of(carrier))) {
        if (entry.key == key_of(carrier)) formats.push_back(entry.format);
    }
    return formats;
}

TEST(FormatIndex, FindsEveryFormatOfManyCarriers) {
    std::vector<Format> formats(1'000);
    std::vector<FormatIndex::Entry> entries(formats.size());
    for (std::size_t id = 0; id < formats.size(); ++id) {
        formats[id].carrier = service_data(static_cast<std::uint16_t>(id));
        entries[id].format = &formats[id];
    }
    const FormatIndex index(entries);

    for (const Format& format : formats) {
        EXPECT_EQ(found(index, format.carrier), std::vector<const Format*>{&format}) << format.carrier.id;
    }
    EXPECT_TRUE(found(index, service_data(1'000)).empty());
    EXPECT_TRUE(found(index, manufacturer_data(7)).empty());
}

TEST(FormatIndex, KeepsTheOrderOfFormatsOfOneCarrier) {
    const Format first{.name = "first", .carrier = service_data(1)};
    const Format other{.name = "other", .carrier = service_data(2)};
    const Format second{.name = "second", .carrier = service_data(1)};
    std::vector<FormatIndex::Entry> entries{{.format = &first}, {.format = &other}, {.format = &second}};

    EXPECT_EQ(found(FormatIndex(entries), service_data(1)), (std::vector<const Format*>{&first, &second}));
}

TEST(FormatIndex, TellsCarriersApart) {
    EXPECT_NE(key_of(service_data(0)), key_of(manufacturer_data(0)));
    EXPECT_NE(key_of(manufacturer_data(0)), key_of(manufacturer_data_of_anyone()));
    EXPECT_NE(key_of(whole_structure(0x08)), key_of(whole_structure(0x09)));
}

TEST(FormatIndex, MayBeEmpty) {
    EXPECT_TRUE(found(FormatIndex(), service_data(1)).empty());
}

}  // namespace
}  // namespace cairn::test
