// The site file: what it reads, and the line of every defect.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "unit/tool/site_text.h"

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

SiteReading read(const std::string& text) {
    return read_site_text(text, "toml");
}

TEST(SiteFile, ReadsFloorsGatewaysAndZonesInAnyOrder) {
    const SiteReading reading = read(whole);

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

constexpr auto rooms = R"(
[[floor]]
name = "ground"
[[gateway]]
id = "moko:A"
floor = "ground"
[[zone]]
name = "kitchen"
floor = "ground"
)";

TEST(SiteFile, NeedsNoCoordinatesWhereZonesAreRooms) {
    const SiteReading reading = read(rooms);

    ASSERT_THAT(reading.errors, IsEmpty());
    EXPECT_TRUE(has_rooms(reading.site));
    EXPECT_EQ(reading.site.floors[0].width_m, 0);
    EXPECT_FALSE(is_placed(reading.site.gateways[0]));
    EXPECT_EQ(reading.site.zones[0].name.view(), "kitchen");
}

TEST(SiteFile, TakesCoordinatesWhereZonesAreRooms) {
    const SiteReading reading =
        read(std::string(floor_lines) + "[[gateway]]\nid = \"moko:A\"\nfloor = \"ground\"\nx_m = 1\ny_m = 2\n"
                                        "[[zone]]\nname = \"kitchen\"\nfloor = \"ground\"\n");

    ASSERT_THAT(reading.errors, IsEmpty());
    EXPECT_EQ(reading.site.gateways[0].at.y_m, 2);
    EXPECT_EQ(reading.site.floors[0].width_m, 30);
}

TEST(SiteFile, NeedsCoordinatesWithoutZones) {
    const SiteReading reading = read("[[floor]]\nname = \"ground\"\n");

    EXPECT_THAT(reading.errors,
                ElementsAre(EndsWith(":1: floor.width_m: expected a number of metres, found nothing"),
                            EndsWith(":1: floor.height_m: expected a number of metres, found nothing")));
}

TEST(SiteFile, HasAtMost64Rooms) {
    std::string text = "[[floor]]\nname = \"ground\"\n";
    for (int i = 0; i < 65; ++i)
        text += "[[zone]]\nname = \"" + std::to_string(i) + "\"\nfloor = \"ground\"\n";

    EXPECT_THAT(read(text).errors, ElementsAre(EndsWith(": site: more than 64 rooms")));
}

TEST(SiteFile, StacksFloorsThatDoNotSayHowHighTheyAre) {
    const SiteReading reading =
        read("[[floor]]\nname = \"a\"\nwidth_m = 9\nheight_m = 9\n[[floor]]\nname = \"b\"\nwidth_m = "
             "9\nheight_m = 9\n"
             "[[floor]]\nname = \"c\"\nwidth_m = 9\nheight_m = 9\norigin_m = [2, -3.5]\nelevation_m = 12\n");

    ASSERT_THAT(reading.errors, IsEmpty());
    EXPECT_EQ(reading.site.floors[0].elevation_m, 0);
    EXPECT_EQ(reading.site.floors[1].elevation_m, 3.5);
    EXPECT_EQ(reading.site.floors[2].elevation_m, 12);
    EXPECT_EQ(reading.site.floors[2].origin.x_m, 2);
    EXPECT_EQ(reading.site.floors[2].origin.y_m, -3.5);
}

TEST(SiteFile, ReadsWallsPassagesAndBeacons) {
    const SiteReading reading = read(furnished_site);

    ASSERT_THAT(reading.errors, IsEmpty());
    EXPECT_EQ(reading.site.gateways.at(0).azimuth_deg, -90);
    ASSERT_EQ(reading.site.walls.size(), 2U) << "one for each piece of the line";
    EXPECT_EQ(reading.site.walls[1].from.x_m, 8);
    EXPECT_EQ(reading.site.walls[1].to.y_m, 18);
    EXPECT_EQ(reading.site.walls[1].loss_db, 8);
    ASSERT_EQ(reading.site.passages.size(), 2U);
    EXPECT_EQ(reading.site.passages[0].places.at(1).floor.view(), "first");
    EXPECT_EQ(reading.site.passages[0].places.at(1).at.y_m, 3);
    ASSERT_EQ(reading.site.beacons.size(), 1U);
    EXPECT_EQ(reading.site.beacons[0].tag.view(), "ble:AC233FA03208");
    EXPECT_EQ(reading.site.beacons[0].z_m, 1.5);
}

TEST(SiteFile, NeedsNoGateway) {
    EXPECT_THAT(read(floor_lines).errors, IsEmpty());
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
     ":7: gateway.floor: expected the name of a floor, found \"attic\""},
    {"[[gateway]]\nid = \"moko:A\"\nx_m = 1\ny_m = 1\n",
     ":5: gateway.floor: expected the name of a floor, found nothing"},
    {"[[gateway]]\nid = \"no id\"\nfloor = \"ground\"\nx_m = 1\ny_m = 1\n",
     ":6: gateway.id: expected an id such as \"moko:D48C49F7909C\", found \"no id\""},
    {"[[gateway]]\nid = \"moko:d4:8c:49:f7:90:9c\"\nfloor = \"ground\"\nx_m = 1\ny_m = 1\n",
     ":6: gateway.id: expected \"moko:D48C49F7909C\", found \"moko:d4:8c:49:f7:90:9c\""},
    {"[[gateway]]\nid = \"minew:ac233fc001ea\"\nfloor = \"ground\"\nx_m = 1\ny_m = 1\n",
     ":6: gateway.id: expected \"minew:AC233FC001EA\", found \"minew:ac233fc001ea\""},
    {"[[beacon]]\ntag = \"ble:ac233fa03208\"\nfloor = \"ground\"\nx_m = 1\ny_m = 1\n",
     ":6: beacon.tag: expected \"ble:AC233FA03208\", found \"ble:ac233fa03208\""},
    {"[[gateway]]\nid = \"moko:A\"\nfloor = \"ground\"\nx_m = 1\n",
     ":5: gateway.y_m: expected a number of metres, found nothing"},
    {"[[gateway]]\nid = \"moko:A\"\nfloor = \"ground\"\nx_m = 1\ny_m = 1\n"
     "[[gateway]]\nid = \"moko:A\"\nfloor = \"ground\"\nx_m = 1\ny_m = 1\n",
     ":11: gateway.id: expected an id that no gateway before it has, found \"moko:A\""},
    {"[[zone]]\nname = \"a\"\nfloor = \"attic\"\ncorners_m = [[0, 0], [1, 0], [1, 1]]\n",
     ":7: zone.floor: expected the name of a floor, found \"attic\""},
    {"[[zone]]\nname = \"a\"\nfloor = \"ground\"\ncorners_m = [[0, 0], [1, 0]]\n",
     ":8: zone.corners_m: expected 3 to 64 corners, found an array"},
    {"[[zone]]\nname = \"a\"\nfloor = \"ground\"\ncorners_m = [[0, 0], [1, 0], [1, 1]]\n"
     "[[zone]]\nname = \"b\"\nfloor = \"ground\"\n",
     ":9: zone.corners_m: expected 3 to 64 corners, as other zones have them: either all zones are rooms "
     "without corners, or none, found nothing"},
    {"[[zone]]\nname = \"a\"\nfloor = \"ground\"\ncorners_m = []\n",
     ":8: zone.corners_m: expected 3 to 64 corners, found an empty array"},
    {"[[zone]]\nname = \"a\"\n", ":5: zone.floor: expected the name of a floor, found nothing"},
    {"[[gateway]]\nid = \"moko:A\"\nfloor = \"ground\"\nx_m = 1\n[[zone]]\nname = \"a\"\nfloor = "
     "\"ground\"\n",
     ":5: gateway.y_m: expected a number of metres, found nothing"},
    {"[[floor]]\nname = \"b\"\nwidth_m = 4\n[[zone]]\nname = \"a\"\nfloor = \"ground\"\n",
     ":5: floor.height_m: expected a number of metres, found nothing"},
    {"[[zone]]\nname = \"a\"\nfloor = \"ground\"\ncorners_m = [[0, 0], [1, 0], [1, 1]]\n"
     "[[zone]]\nname = \"a\"\nfloor = \"ground\"\ncorners_m = [[0, 0], [1, 0], [1, 1]]\n",
     ":10: zone.name: expected a name that no zone before it has, found \"a\""},
    {"[[zone]]\nname = \"a\"\nfloor = \"ground\"\ncorners_m = [[0, 0], [9, 9], [9, 0], [0, 9]]\n",
     ":8: zone.corners_m: expected an outline around an area that neither crosses nor touches itself, found "
     "an "
     "array"},
    {"[[gateway]]\nid = \"moko:A\"\nfloor = \"ground\"\nx_m = 1e9\ny_m = 1\n",
     ":8: gateway.x_m: expected a number from -100000 to 100000, found 1000000000"},
    {"[[gateway]]\nid = \"moko:A\"\nfloor = \"ground\"\nx_m = nan\ny_m = 1\n",
     ":8: gateway.x_m: expected a number from -100000 to 100000, found nan"},
    {"[[gateway]]\nid = \"moko:A\"\nfloor = \"ground\"\nx_m = 120\ny_m = 1\n",
     ":8: gateway.x_m: expected a place on its floor or near it; mistyped?, found 120"},
    {"[[gateway]]\nid = \"moko:A\"\nfloor = \"ground\"\nx_m = 12\ny_m = 120\n",
     ":9: gateway.y_m: expected a place on its floor or near it; mistyped?, found 120"},
    {"[[gateway]]\nid = \"moko:A\"\nfloor = \"ground\"\nx_m = 1\ny_m = 1\nazimuth_deg = 400\n",
     ":10: gateway.azimuth_deg: expected a number from -360 to 360, found 400"},
    {"[[floor]]\nname = \"b\"\nwidth_m = 1\nheight_m = 1\norigin_m = [1]\n",
     ":9: floor.origin_m: expected an [x, y] pair, found an array"},
    {"[[floor]]\nname = \"b\"\nwidth_m = 1\nheight_m = 1\norigin_m = [1, 2e5]\n",
     ":9: floor.origin_m: expected a place within 100,000 metres, found an array"},
    {"[[floor]]\nname = \"b\"\nwidth_m = 1\nheight_m = 1\nelevation_m = 1001\n",
     ":9: floor.elevation_m: expected a number from -1000 to 1000, found 1001"},
    {"[[wall]]\nfloor = \"attic\"\npoints_m = [[0, 0], [1, 0]]\n",
     ":6: wall.floor: expected the name of a floor, found \"attic\""},
    {"[[wall]]\nfloor = \"ground\"\npoints_m = [[0, 0]]\n",
     ":7: wall.points_m: expected 2 to 64 points, found an array"},
    {"[[wall]]\nfloor = \"ground\"\npoints_m = [[0, 0], [1, 0], [1, 0]]\n",
     ":7: wall.points_m: expected points that differ from the one before, found an array"},
    {"[[wall]]\nfloor = \"ground\"\npoints_m = [[0, 0], [1, 0]]\nloss_db = 61\n",
     ":8: wall.loss_db: expected a number from 0 to 60, found 61"},
    {"[[stairs]]\nplaces = [{ floor = \"ground\", x_m = 1, y_m = 1 }]\n",
     ":6: stairs.places: expected places on 2 floors or more, found an array"},
    {"[[stairs]]\n", ":5: stairs.places: expected places on 2 floors or more, found nothing"},
    {"[[lift]]\nplaces = [{ floor = \"ground\", x_m = 1, y_m = 1 },\n"
     "{ floor = \"ground\", x_m = 1, y_m = 1 }]\n",
     ":7: lift.places.floor: expected another floor than the places before it, found \"ground\""},
    {"[[lift]]\nplaces = [{ floor = \"ground\", x_m = 1, y_m = 1 },\n"
     "{ floor = \"attic\", x_m = 1, y_m = 1 }]\n",
     ":7: lift.places.floor: expected the name of a floor, found \"attic\""},
    {"[[beacon]]\ntag = \"no tag\"\nfloor = \"ground\"\nx_m = 1\ny_m = 1\n",
     ":6: beacon.tag: expected an id such as \"ble:AC233FA03208\", found \"no tag\""},
    {"[[beacon]]\ntag = \"ble:A\"\nfloor = \"attic\"\nx_m = 1\ny_m = 1\n",
     ":7: beacon.floor: expected the name of a floor, found \"attic\""},
    {"[[beacon]]\ntag = \"ble:A\"\nfloor = \"ground\"\nx_m = 1\ny_m = 1\n"
     "[[beacon]]\ntag = \"ble:A\"\nfloor = \"ground\"\nx_m = 1\ny_m = 1\n",
     ":11: beacon.tag: expected a tag that no beacon before it has, found \"ble:A\""},
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
