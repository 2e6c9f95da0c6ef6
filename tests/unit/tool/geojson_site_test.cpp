// A site as GeoJSON: what it reads, and the feature of every defect.
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

// The site that `furnished_site` is, in the building's axes.
constexpr auto furnished_features = R"(
{"type": "Feature", "properties": {"kind": "beacon", "tag": "ble:AC233FA03208", "floor": "first", "z_m": 1.5},
 "geometry": {"type": "Point", "coordinates": [11, 2]}},
{"type": "Feature", "properties": {"kind": "floor", "name": "ground"},
 "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [30, 0], [30, 18], [0, 18], [0, 0]]]}},
{"type": "Feature", "properties": {"kind": "floor", "name": "first", "elevation_m": 4},
 "geometry": {"type": "Polygon", "coordinates": [[[10, 18], [10, 0], [30, 0], [30, 18], [10, 18]]]}},
{"type": "Feature", "properties": {"kind": "gateway", "id": "moko:A", "floor": "first", "azimuth_deg": -90},
 "geometry": {"type": "Point", "coordinates": [15, 6]}},
{"type": "Feature", "properties": {"kind": "wall", "floor": "first", "loss_db": 8, "stroke": "red"},
 "geometry": {"type": "LineString", "coordinates": [[10, 9], [18, 9], [18, 18]]}},
{"type": "Feature", "properties": {"kind": "stairs", "floors": ["ground", "first"]},
 "geometry": {"type": "MultiPoint", "coordinates": [[12, 1], [12, 3]]}},
{"type": "Feature", "properties": {"kind": "lift", "floors": ["ground", "first"]},
 "geometry": {"type": "Point", "coordinates": [15, 1]}}
)";

SiteReading read_json(const std::string& text) {
    return read_site_text(text, "geojson");
}

std::string collection(const std::string& features) {
    return R"({"type": "FeatureCollection", "cairn": {"version": 1, "units": "m"}, "features": [)" +
           features + "]}";
}

TEST(GeoJsonSite, MayBeginWithAByteOrderMark) {
    const SiteReading reading = read_json("\xEF\xBB\xBF" + collection(furnished_features));

    EXPECT_THAT(reading.errors, IsEmpty());
    EXPECT_EQ(reading.site.floors.size(), 2U);
}

TEST(GeoJsonSite, SaysTheSameInTheAxesOfTheBuilding) {
    const SiteReading reading = read_json(collection(furnished_features));

    ASSERT_THAT(reading.errors, IsEmpty());
    EXPECT_EQ(told(reading.site), told(read_site_text(furnished_site, "toml").site));
}

TEST(GeoJsonSite, OfTheExampleIsTheExample) {
    std::vector<std::string> errors;
    const Site toml = net::read_site(CAIRN_SOURCE_DIR "/examples/site/warehouse.toml", errors);
    const Site json = net::read_site(CAIRN_SOURCE_DIR "/examples/site/warehouse.geojson", errors);

    ASSERT_THAT(errors, IsEmpty());
    EXPECT_EQ(told(json), told(toml));
}

TEST(GeoJsonSite, NeedsNoCoordinatesWhereZonesAreRooms) {
    const SiteReading reading = read_json(collection(
        R"({"type": "Feature", "properties": {"kind": "zone", "name": "kitchen", "floor": "ground"}, "geometry": null},
{"type": "Feature", "properties": {"kind": "floor", "name": "ground"}, "geometry": null},
{"type": "Feature", "properties": {"kind": "gateway", "id": "moko:A", "floor": "ground"}, "geometry": null})"));

    ASSERT_THAT(reading.errors, IsEmpty());
    EXPECT_TRUE(has_rooms(reading.site));
    EXPECT_FALSE(is_placed(reading.site.gateways[0]));
}

constexpr auto ground = R"({"type": "Feature", "properties": {"kind": "floor", "name": "ground"}, "geometry":
{"type": "Polygon", "coordinates": [[[0, 0], [30, 0], [30, 18], [0, 18], [0, 0]]]}},)";

std::string feature(std::string_view properties, std::string_view type, std::string_view coordinates) {
    std::string text = R"({"type": "Feature", "properties": {)";
    text.append(properties).append(R"(}, "geometry": {"type": ")").append(type);
    return text.append(R"(", "coordinates": )").append(coordinates).append("}}");
}

struct FeatureDefect {
    std::string feature;  // behind `ground`: its index is 1
    const char* error;
};

const FeatureDefect feature_defects[] = {
    {"7", ".geojson: features[1]: expected a GeoJSON Feature"},
    {R"({"type": "Feature"})", ".geojson: features[1]: expected a GeoJSON Feature with properties"},
    {R"({"type": "Feature", "id": 12, "properties": {}})",
     ".geojson: features[1] 12: properties: expected a \"kind\""},
    {R"({"type": "Feature", "properties": {"kind": "wall", "name": "a"}, "geometry": null})",
     ".geojson: features[1] \"a\": expected a geometry with coordinates"},
    {R"({"type": "Feature", "properties": {"kind": "zone", "name": "a", "floor": "ground"}})",
     ".geojson: features[1] \"a\": expected a geometry with coordinates"},
    {R"({"type": "Feature", "properties": {"kind": "gateway", "id": "moko:A", "floor": "ground"}, "geometry": null})",
     ".geojson: features[1] \"moko:A\": geometry: expected a number of metres"},
    {R"({"type": "Feature", "properties": {"kind": "floor", "name": "b"}, "geometry": null})",
     ".geojson: features[1] \"b\": geometry: expected a number of metres"},
    {feature(R"("kind": "door")", "Point", "[1, 1]"),
     ".geojson: features[1]: kind: expected one of floor, gateway, zone, wall, stairs, lift, beacon, found "
     "\"door\""},
    {feature(R"("kind": "gateway", "id": "moko:A", "floor": "attic")", "Point", "[1, 1]"),
     ".geojson: features[1] \"moko:A\": floor: expected the name of a floor, found \"attic\""},
    {feature(R"("kind": "gateway", "id": "moko:A", "floor": "ground", "z_m": "high")", "Point", "[1, 1]"),
     ".geojson: features[1] \"moko:A\": z_m: expected a number from -1000 to 1000, found \"high\""},
    {feature(R"("kind": "gateway", "id": "moko:A", "floor": "ground", "azimut_deg": 5)", "Point", "[1, 1]"),
     ".geojson: features[1] \"moko:A\": azimut_deg: unknown key, did you mean \"azimuth_deg\"?"},
    {feature(R"("kind": "gateway", "id": "moko:A", "floor": "ground")", "Point", "[1, 999]"),
     ".geojson: features[1] \"moko:A\": geometry: expected a place on its floor or near it; mistyped?"},
    {feature(R"("kind": "gateway", "id": "moko:A", "floor": "ground")", "Point", "[1, 2, 3]"),
     ".geojson: features[1] \"moko:A\": geometry: expected positions of two numbers, [x, y]"},
    {feature(R"("kind": "gateway", "id": "moko:A", "floor": "ground")", "Point", "[1, 1e999]"),
     ".geojson: features[1] \"moko:A\": geometry: expected positions of two numbers, [x, y]"},
    {feature(R"("kind": "gateway", "id": "moko:A", "floor": "ground")", "LineString", "[[1, 1]]"),
     ".geojson: features[1] \"moko:A\": geometry: expected a Point, found \"LineString\""},
    {feature(R"("kind": "beacon", "tag": "ble:A", "floor": "attic")", "Point", "[1, 1]"),
     ".geojson: features[1] \"ble:A\": floor: expected the name of a floor, found \"attic\""},
    {feature(R"("kind": "wall", "floor": "ground")", "LineString", R"([[1, 1], "b"])"),
     ".geojson: features[1]: geometry: expected positions of two numbers, [x, y]"},
    {feature(R"("kind": "zone", "name": "a", "floor": "ground")", "Polygon", "[]"),
     ".geojson: features[1] \"a\": geometry: expected a Polygon of one ring"},
    {feature(R"("kind": "zone", "name": "a", "floor": "ground")", "Polygon",
             "[[[0, 0], [9, 0], [9, 9], [0, 9]]]"),
     ".geojson: features[1] \"a\": geometry: expected a ring of 4 or more positions whose last is its first"},
    {feature(R"("kind": "zone", "name": "a", "floor": "ground")", "Polygon",
             "[[[0, 0], [9, 9], [9, 0], [0, 9], [0, 0]]]"),
     ".geojson: features[1] \"a\": geometry: expected an outline around an area that neither crosses nor "
     "touches "
     "itself"},
    {feature(R"("kind": "floor", "name": "b")", "Polygon", "[[[0, 0], [9, 0], [9, 9], [1, 9], [0, 0]]]"),
     ".geojson: features[1] \"b\": geometry: expected a rectangle along the axes"},
    {feature(R"("kind": "stairs")", "Point", "[1, 1]"),
     ".geojson: features[1]: floors: expected the names of the floors that it reaches"},
    {feature(R"("kind": "stairs", "floors": ["ground", "attic"])", "MultiPoint", "[[1, 1]]"),
     ".geojson: features[1]: geometry: expected a position for each of its floors"},
    {feature(R"("kind": "stairs", "floors": ["ground", "attic"])", "Point", "[1, 1]"),
     ".geojson: features[1]: floor: expected the name of a floor, found \"attic\""},
    {feature(R"("kind": "lift", "floors": ["ground"])", "Point", "[1, 1]"),
     ".geojson: features[1]: geometry: expected places on 2 floors or more"},
};

TEST(GeoJsonSite, NamesTheFeatureOfEveryDefect) {
    for (const FeatureDefect& defect : feature_defects) {
        EXPECT_THAT(read_json(collection(ground + defect.feature)).errors,
                    ElementsAre(EndsWith(defect.error)))
            << defect.feature;
    }
}

TEST(GeoJsonSite, WantsTextsWhereTextsBelong) {
    const std::string numbered =
        feature(R"("kind": "gateway", "id": 7, "floor": "ground")", "Point", "[1, 1]");

    EXPECT_THAT(read_json(collection(ground + numbered)).errors,
                testing::Contains(EndsWith(".geojson: features[1] 7: id: expected a text, found 7")));
}

TEST(GeoJsonSite, RefusesLongitudeAndLatitude) {
    const SiteReading reading = read_json(
        R"({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"kind": "gateway"},
        "geometry": {"type": "Point", "coordinates": [13.4, 52.5]}}]})");

    EXPECT_THAT(reading.errors,
                ElementsAre(EndsWith("places are metres along the building's axes, longitude and "
                                     "latitude cannot be used")));
}

TEST(GeoJsonSite, RefusesOtherUnitsAndVersions) {
    const auto with = [](const std::string& own) {
        return read_json(R"({"type": "FeatureCollection", "features": [], "cairn": )" + own + "}").errors;
    };

    EXPECT_THAT(with(R"({"version": 1, "units": "ft"})"), ElementsAre(testing::HasSubstr("are metres")));
    EXPECT_THAT(with(R"({"version": 2, "units": "m"})"), ElementsAre(EndsWith("cairn.version: expected 1")));
    EXPECT_THAT(with(R"({"units": "m"})"), ElementsAre(EndsWith("cairn.version: expected 1")));
    EXPECT_THAT(with("1"), ElementsAre(testing::HasSubstr("are metres")));
    EXPECT_THAT(with(R"({"version": 1, "units": "m"})"), IsEmpty());
}

TEST(GeoJsonSite, RefusesWhatIsNoCollectionOfFeatures) {
    for (const auto* text :
         {"[]", "{}", R"({"type": "FeatureCollection"})", R"({"type": 7, "features": []})"}) {
        EXPECT_THAT(read_json(text).errors, ElementsAre(EndsWith("expected a GeoJSON FeatureCollection")))
            << text;
    }
}

TEST(GeoJsonSite, NamesTheLineWhereItIsNoJson) {
    EXPECT_THAT(read_json("{\n\"type\": oops}").errors,
                ElementsAre(testing::HasSubstr(".geojson:2: not JSON: ")));
    EXPECT_THAT(read_json("{\n\n").errors, ElementsAre(EndsWith(".geojson:3: not JSON: it ends too early")));
    EXPECT_THAT(read_json("{}\n{}").errors, ElementsAre(testing::HasSubstr(".geojson:2: not JSON: ")));
    EXPECT_THAT(read_json("").errors, ElementsAre(EndsWith(".geojson:1: not JSON: it ends too early")));
    EXPECT_THAT(read_json(std::string(100'000, '[')).errors, testing::SizeIs(1));
}

TEST(GeoJsonSite, MayBeFourMebibytesLong) {
    const std::string longest = collection(
        ground + feature(R"("kind": "wall", "floor": "ground")", "LineString", "[[1, 1], [2, 2]]"));
    const std::size_t limit = 4UL * 1024 * 1024;

    EXPECT_THAT(read_json(longest + std::string(limit - longest.size(), ' ')).errors, IsEmpty());
    EXPECT_THAT(read_json(longest + std::string(limit + 1 - longest.size(), ' ')).errors,
                ElementsAre(EndsWith(".geojson: is longer than 4 MiB")));
}

TEST(GeoJsonSite, SaysWhenThereIsNone) {
    std::vector<std::string> errors;

    net::read_site("/nowhere/site.json", errors);

    EXPECT_THAT(errors, ElementsAre("/nowhere/site.json: No such file or directory"));
}

}  // namespace
}  // namespace cairn::test
