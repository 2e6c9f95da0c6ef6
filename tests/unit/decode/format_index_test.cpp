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
        if (entry.is_of(key_of(carrier))) formats.push_back(entry.format);
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

TEST(FormatIndex, KnowsWhichSizesOfABodyAreWorthALook) {
    const Condition any = byte_is(0, 0x00, 0x00);
    const Format of_two_sizes{.name = "two_sizes",
                              .carrier = manufacturer_data_of_anyone(),
                              .lengths = one_of(5, 9),
                              .conditions = std::span(&any, 1)};
    const Format from_id{
        .name = "from_id", .carrier = manufacturer_data_of_name(), .lengths = {4, 6}, .from_id = true};
    const Format names_wrong_lengths{.name = "wrong_lengths",
                                     .carrier = service_data(1),
                                     .magic = begins_with(0xA1),
                                     .lengths = exactly(5)};
    std::vector<FormatIndex::Entry> entries{
        {.format = &of_two_sizes}, {.format = &from_id}, {.format = &names_wrong_lengths}};
    const FormatIndex index(entries);
    const auto sizes = [&](const Format& format) {
        std::vector<std::size_t> worth;
        const auto entry = std::ranges::find(entries, &format, &FormatIndex::Entry::format);
        for (std::size_t size = 0; size <= 10; ++size) {
            if (entry->may_have(std::vector<std::uint8_t>(size, 0xA1))) worth.push_back(size);
        }
        return worth;
    };

    EXPECT_EQ(sizes(of_two_sizes), (std::vector<std::size_t>{5, 9}));
    EXPECT_EQ(sizes(from_id), (std::vector<std::size_t>{2, 3, 4})) << "without the id";
    EXPECT_EQ(sizes(names_wrong_lengths).size(), 10U) << "it says what is wrong with the others";
}

TEST(FormatIndex, PassesOverFormatsThatBeginOtherwise) {
    const Format begins{.name = "begins", .carrier = service_data(1), .magic = begins_with(0xA1, 0x02)};
    const Format from_id{.name = "from_id",
                         .carrier = manufacturer_data_of_name(),
                         .magic = begins_with(0xA1),
                         .from_id = true};
    std::vector<FormatIndex::Entry> entries{{.format = &begins}, {.format = &from_id}};
    const FormatIndex index(entries);
    const auto entry_of = [&](const Format& format) {
        return *std::ranges::find(entries, &format, &FormatIndex::Entry::format);
    };
    const std::vector<std::uint8_t> same{0xA1, 0x03};
    const std::vector<std::uint8_t> other{0xA2, 0x02};

    EXPECT_TRUE(entry_of(begins).may_have(same)) << "only the first byte is looked at here";
    EXPECT_FALSE(entry_of(begins).may_have(other));
    EXPECT_FALSE(entry_of(begins).may_have({}));
    EXPECT_TRUE(entry_of(from_id).may_have(other)) << "the id stands before";
}

TEST(FormatIndex, MayBeEmpty) {
    EXPECT_TRUE(found(FormatIndex(), service_data(1)).empty());
}

}  // namespace
}  // namespace cairn::test
