// The site file: what it reads, and the line of every defect.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "cairn/net/site_file.h"

namespace cairn::test {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::IsEmpty;

constexpr auto floor_lines = "[[floor]]\nname = \"ground\"\nwidth_m = 30\nheight_m = 18.5\n";  // lines 1 to 4

constexpr auto whole = R"(
[[gateway]]
id = "moko:D48C49F7909C"
floor = "ground"
x_m = 2
y_m = 3.5

[[zone]]
name = "dock"
floor = "ground"
corners_m = [[0, 0], [10, 0], [10, 9], [0, 9]]

[[floor]]
name = "ground"
width_m = 30.0
height_m = 18.0
)";

struct Reading {
    Site site;
    std::vector<std::string> errors;
};

Reading read(const std::string& text) {
    const std::string path = testing::TempDir() + "cairn_site_file_test.toml";
    std::ofstream(path) << text;
    Reading reading;
    reading.site = net::read_site(path, reading.errors);
    return reading;
}

TEST(SiteFile, ReadsFloorsGatewaysAndZonesInAnyOrder) {
    const Reading reading = read(whole);

    ASSERT_THAT(reading.errors, IsEmpty());
    ASSERT_EQ(reading.site.floors.size(), 1U);
    EXPECT_EQ(reading.site.floors[0].name.view(), "ground");
    EXPECT_EQ(reading.site.floors[0].height_m, 18.0);
    ASSERT_EQ(reading.site.gateways.size(), 1U);
    EXPECT_EQ(reading.site.gateways[0].gateway.view(), "moko:D48C49F7909C");
    EXPECT_EQ(reading.site.gateways[0].at.y_m, 3.5);
    EXPECT_EQ(reading.site.gateways[0].z_m, 2.5);
    ASSERT_EQ(reading.site.zones.size(), 1U);
    EXPECT_EQ(reading.site.zones[0].corners.size(), 4U);
}

struct Defect {
    const char* lines;  // behind floor_lines: the first one is line 5
    const char* error;
};

constexpr Defect defects[] = {
    {"[[floor]]\nname = \"ground\"\nwidth_m = 1\nheight_m = 1\n",
     ":6: floor.name: expected a name that no floor before it has, found \"ground\""},
    {"[[floor]]\nwidth_m = 1\nheight_m = 1\n", ":5: floor.name: expected 1 to 31 characters, found nothing"},
    {"[[floor]]\nname = \"12345678901234567890123456789012\"\nwidth_m = 1\nheight_m = 1\n",
     ":6: floor.name: expected 1 to 31 characters, found \"12345678901234567890123456789012\""},
    {"[[floor]]\nname = \"b\"\nwidth_m = 0\nheight_m = 1\n",
     ":7: floor.width_m: expected more than 0 metres, found 0"},
    {"[[floor]]\nname = \"b\"\nwidth_m = 1\n",
     ":5: floor.height_m: expected a number of metres, found nothing"},
    {"[[gateway]]\nid = \"moko:A\"\nfloor = \"attic\"\nx_m = 1\ny_m = 1\n",
     ":7: gateway.floor: expected the name of a [[floor]], found \"attic\""},
    {"[[gateway]]\nid = \"moko:A\"\nx_m = 1\ny_m = 1\n",
     ":5: gateway.floor: expected the name of a [[floor]], found nothing"},
    {"[[gateway]]\nid = \"no id\"\nfloor = \"ground\"\nx_m = 1\ny_m = 1\n",
     ":6: gateway.id: expected an id such as \"moko:D48C49F7909C\", found \"no id\""},
    {"[[gateway]]\nid = \"moko:A\"\nfloor = \"ground\"\nx_m = 1\n",
     ":5: gateway.y_m: expected a number of metres, found nothing"},
    {"[[gateway]]\nid = \"moko:A\"\nfloor = \"ground\"\nx_m = 1\ny_m = 1\n"
     "[[gateway]]\nid = \"moko:A\"\nfloor = \"ground\"\nx_m = 1\ny_m = 1\n",
     ":11: gateway.id: expected an id that no gateway before it has, found \"moko:A\""},
    {"[[zone]]\nname = \"a\"\nfloor = \"attic\"\ncorners_m = [[0, 0], [1, 0], [1, 1]]\n",
     ":7: zone.floor: expected the name of a [[floor]], found \"attic\""},
    {"[[zone]]\nname = \"a\"\nfloor = \"ground\"\ncorners_m = [[0, 0], [1, 0]]\n",
     ":8: zone.corners_m: expected 3 to 64 corners, found an array"},
    {"[[zone]]\nname = \"a\"\nfloor = \"ground\"\n",
     ":5: zone.corners_m: expected 3 to 64 corners, found nothing"},
    {"[[zone]]\nname = \"a\"\nfloor = \"ground\"\ncorners_m = [[0, 0], [1, 0], [1, 1]]\n"
     "[[zone]]\nname = \"a\"\nfloor = \"ground\"\ncorners_m = [[0, 0], [1, 0], [1, 1]]\n",
     ":10: zone.name: expected a name that no zone before it has, found \"a\""},
    {"[[zonk]]\n", ":5: zonk: unknown key, did you mean \"zone\"?"},
};

TEST(SiteFile, NamesTheLineOfEveryDefect) {
    for (const Defect& defect : defects) {
        EXPECT_THAT(read(std::string(floor_lines) + defect.lines).errors, ElementsAre(EndsWith(defect.error)))
            << defect.lines;
    }
}

TEST(SiteFile, RefusesMoreCornersThanAZoneMayHave) {
    std::string corners = "[0, 0]";
    for (int i = 0; i < 64; ++i) corners += ", [1, 1]";
    const auto zone = "[[zone]]\nname = \"a\"\nfloor = \"ground\"\ncorners_m = [" + corners + "]\n";

    EXPECT_THAT(read(floor_lines + zone).errors,
                ElementsAre(EndsWith(":8: zone.corners_m: expected 3 to 64 corners, found an array")));
}

TEST(SiteFile, SaysWhenThereIsNone) {
    std::vector<std::string> errors;

    net::read_site("/nowhere/site.toml", errors);

    EXPECT_THAT(errors, ElementsAre("/nowhere/site.toml: No such file or directory"));
}

}  // namespace
}  // namespace cairn::test
