// A walk test without a walk: places, what is heard at them, and the folder.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>

#include "recording/recording.h"
#include "support/temporary_directory.h"
#include "survey/survey_folder.h"

namespace cairn::tool::test {
namespace {

using cairn::test::TemporaryDirectory;
using testing::ElementsAre;
using testing::HasSubstr;

GatewayId gateway_id(std::string_view name) {
    return *GatewayId::make("moko", name);
}

const TagId tag = *TagId::make("ble", "AC233FA03208");

/// A floor of 20 m by 10 m with three gateways, and one above it that begins 5 m further on.
Site two_floors() {
    Site site;
    site.floors.push_back({"ground", 20, 10});
    site.floors.push_back({"first", 15, 10, {5, 0}, 3.5});
    site.gateways = {{gateway_id("a"), "ground", {2, 5}, 2.5},
                     {gateway_id("b"), "ground", {18, 5}, 2.5},
                     {gateway_id("c"), "first", {1, 5}, 3}};
    site.zones = {{"west hall", "ground", {{0, 0}, {10, 0}, {10, 10}, {0, 10}}},
                  {"loft", "first", {{0, 0}, {6, 0}, {0, 9}}}};
    return site;
}

Site one_floor() {
    Site site = two_floors();
    site.floors.pop_back();
    site.gateways.pop_back();
    site.zones.pop_back();
    return site;
}

struct Parsed {
    SurveyPlace place;
    std::string complaint;
};

Parsed parsed(const Site& site, std::string_view text) {
    Parsed parsed;
    parsed.place = parse_place(site, text, parsed.complaint);
    return parsed;
}

TEST(SurveyPlace, IsGivenByCoordinates) {
    for (const auto* text : {"12.5 3 first", "12.5, 3, first", " 12.5\t3   first\r"}) {
        const Parsed found = parsed(two_floors(), text);
        EXPECT_EQ(found.complaint, "") << text;
        EXPECT_EQ(found.place.floor, 1U);
        EXPECT_EQ(found.place.at.x_m, 12.5);
        EXPECT_EQ(found.place.at.y_m, 3);
        EXPECT_EQ(found.place.zone, "");
    }
}

TEST(SurveyPlace, NeedsNoFloorWhereThereIsOne) {
    EXPECT_EQ(parsed(one_floor(), "4 3").complaint, "");
    EXPECT_EQ(parsed(one_floor(), "4 3").place.zone, "west hall");
    EXPECT_EQ(parsed(two_floors(), "4 3").complaint, "which floor? expected one of ground, first");
    EXPECT_EQ(parsed(two_floors(), "4 3 attic").complaint, "which floor? expected one of ground, first");
}

TEST(SurveyPlace, IsTheMiddleOfAZone) {
    const Parsed hall = parsed(two_floors(), "west hall");
    const Parsed loft = parsed(two_floors(), "loft");

    EXPECT_EQ(hall.complaint, "");
    EXPECT_EQ(hall.place.at.x_m, 5);
    EXPECT_EQ(hall.place.zone, "west hall");
    EXPECT_EQ(loft.place.floor, 1U);
    EXPECT_DOUBLE_EQ(loft.place.at.x_m, 2);
    EXPECT_DOUBLE_EQ(loft.place.at.y_m, 3);
}

TEST(SurveyPlace, IsNotTheMiddleOfAZoneThatBendsAroundIt) {
    Site site = one_floor();
    site.zones = {{"u", "ground", {{0, 0}, {9, 0}, {9, 9}, {8, 9}, {8, 1}, {1, 1}, {1, 9}, {0, 9}}}};

    EXPECT_EQ(parsed(site, "u").complaint, "the middle of u lies outside of it: give x and y");
}

TEST(SurveyPlace, LiesOnTheFloor) {
    EXPECT_EQ(parsed(two_floors(), "20 10 ground").complaint, "");
    for (const auto* text : {"20.1 1 ground", "1 10.1 ground", "-0.1 1 ground", "1 -0.1 ground"})
        EXPECT_THAT(parsed(two_floors(), text).complaint, HasSubstr("lies outside the floor's plan")) << text;
}

TEST(SurveyPlace, SaysWhatItExpected) {
    for (const auto* text : {"attic", "", "4", "4 nan", "x 3 ground"})
        EXPECT_THAT(parsed(two_floors(), text).complaint,
                    HasSubstr("expected x and y in metres, or the name of a zone"))
            << text;
}

TEST(SurveyPlaces, StandOneALine) {
    std::string complaint;
    const auto places = parse_places(one_floor(), "# walk\n\n4 3\r\nwest hall\n  \n5 6", complaint);

    EXPECT_EQ(complaint, "");
    EXPECT_EQ(places.size(), 3U);
}

TEST(SurveyPlaces, NameTheLineOfADefect) {
    std::string complaint;
    parse_places(one_floor(), "4 3\n\nattic\n5 6", complaint);

    EXPECT_THAT(complaint, testing::StartsWith("3: expected x and y"));
}

constexpr Timestamp start{1'700'000'000'000};

/// Hears the tag `rssi_dbm` loud, `at_ms` after the start.
void hear(Listening& listening, std::string_view gateway, int rssi_dbm, std::int64_t at_ms,
          std::optional<std::int64_t> gateway_clock_ms = std::nullopt) {
    Advertisement heard;
    heard.tag = tag;
    heard.gateway = gateway_id(gateway);
    heard.rssi_dbm = static_cast<std::int8_t>(rssi_dbm);
    heard.heard_at = {start.unix_ms + gateway_clock_ms.value_or(at_ms)};
    if (gateway_clock_ms) heard.time_source = TimeSource::gateway;
    listening.frame({heard.gateway, {start.unix_ms + at_ms}, {&heard, 1}, {}});
}

TEST(Listening, CountsTheTagsPacketsByGateway) {
    const Site site = two_floors();
    Listening listening(site, tag, start);
    hear(listening, "b", -70, 100);
    hear(listening, "a", -60, 200);
    hear(listening, "b", -74, 300);

    const auto counts = listening.counts();
    ASSERT_EQ(counts.size(), 2U);
    EXPECT_EQ(counts[0].gateway, gateway_id("a")) << "the one that hears best";
    EXPECT_EQ(counts[1].packets, 2U);
    EXPECT_DOUBLE_EQ(counts[1].mean_dbm, -72);
}

TEST(Listening, HearsNoOtherTag) {
    const Site site = two_floors();
    Listening listening(site, *TagId::make("ble", "AC233FA03209"), start);
    hear(listening, "a", -60, 100);

    EXPECT_TRUE(listening.hearings().empty());
}

TEST(Listening, NamesGatewaysThatHangNowhere) {
    const Site site = two_floors();
    Listening listening(site, tag, start);
    hear(listening, "x", -60, 100);
    hear(listening, "x", -60, 200);

    EXPECT_TRUE(listening.hearings().empty());
    EXPECT_THAT(listening.strangers(), ElementsAre(gateway_id("x")));
}

TEST(Listening, LeavesOutLevelsThatAreNone) {
    const Site site = two_floors();
    Listening listening(site, tag, start);
    for (const int rssi_dbm : {127, 20, 0, -127, -128}) hear(listening, "a", rssi_dbm, 100);
    EXPECT_TRUE(listening.hearings().empty());

    hear(listening, "a", -1, 100);
    hear(listening, "a", -126, 100);
    EXPECT_EQ(listening.hearings().size(), 2U);
}

TEST(Listening, LeavesOutWhatAGatewayHeardOnTheWay) {
    const Site site = two_floors();
    Listening listening(site, tag, start);
    hear(listening, "a", -60, 2'000, -1'000);
    EXPECT_TRUE(listening.hearings().empty());

    hear(listening, "a", -60, 2'000, -999);
    hear(listening, "a", -60, 2'000, -58'000 - 60'000);  // a clock that nobody believes
    EXPECT_EQ(listening.hearings().size(), 2U);
}

std::string text_of(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// A place where "a" heard the tag twice.
void record(SurveyFolder& folder, const Site& site, const SurveyPlace& place, Timestamp at = start) {
    Listening listening(site, tag, at);
    hear(listening, "a", -60, at.unix_ms - start.unix_ms + 500);
    hear(listening, "a", -62, at.unix_ms - start.unix_ms + 1'500);
    EXPECT_TRUE(folder.add(tag, place, at, {at.unix_ms + 20'000}, listening.hearings()));
}

TEST(SurveyFolder, IsWhatLocateReads) {
    const TemporaryDirectory parent;
    const std::string path = parent.file("survey");
    const Site site = two_floors();
    std::string complaint;
    SurveyFolder calibrating(path, site, SurveyPurpose::calibrate, 1.2, complaint);
    SurveyFolder judging(path, site, SurveyPurpose::judge, 1.2, complaint);
    ASSERT_EQ(complaint, "");
    record(calibrating, site, {0, {4, 3}, "west hall"});
    record(calibrating, site, {1, {1, 2}, "loft"}, {start.unix_ms + 60'000});
    record(judging, site, {0, {6, 3}, "west hall"}, {start.unix_ms + 120'000});

    const Recording recording = read_recording(path, complaint);
    ASSERT_EQ(complaint, "");
    EXPECT_EQ(recording.gateway_ids, (std::vector<std::string>{"moko:a", "moko:b", "moko:c"}));
    EXPECT_EQ(recording.gateways[2].at.x_m, 6) << "in the building's axes";
    EXPECT_EQ(recording.gateways[2].floor, 1U);
    EXPECT_EQ(recording.gateways[2].z_m, storey_m + 3);
    EXPECT_EQ(recording.tag_z_m, 1.2);
    EXPECT_EQ(recording.high.x_m, 20);
    ASSERT_EQ(recording.zones.size(), 2U);
    EXPECT_EQ(recording.zones[1].high.x_m, 11);
    EXPECT_EQ(recording.zones[1].floor, 1);
    ASSERT_EQ(recording.survey.size(), 2U) << "each place is a track";
    EXPECT_EQ(recording.survey[0].tag, "ble:AC233FA03208@2023-11-14T22:13:20.000Z");
    EXPECT_EQ(recording.survey[0].hearings.size(), 2U);
    EXPECT_EQ(recording.survey[0].hearings[1].at_s, 1.5);
    EXPECT_EQ(recording.survey[1].truths.at(0).at.x_m, 6);
    EXPECT_EQ(recording.survey[1].truths.at(0).floor, 1);
    EXPECT_EQ(recording.survey[1].truths.at(0).zone, "loft");
    ASSERT_EQ(recording.tracks.size(), 1U);
    EXPECT_EQ(recording.tracks[0].truths.at(0).at_s, 20);
}

TEST(SurveyFolder, IsContinued) {
    const TemporaryDirectory parent;
    const Site site = two_floors();
    std::string complaint;
    {
        SurveyFolder first(parent.path(), site, SurveyPurpose::calibrate, 1.2, complaint);
        record(first, site, {1, {1, 2}, "loft"});
    }
    SurveyFolder second(parent.path(), site, SurveyPurpose::calibrate, 1.2, complaint);
    const SurveyFolder judging(parent.path(), site, SurveyPurpose::judge, 1.2, complaint);

    EXPECT_EQ(complaint, "");
    EXPECT_EQ(second.places(), 1U);
    EXPECT_EQ(second.count({1, {1.04, 2}, ""}), 1U);
    EXPECT_EQ(second.count({1, {1.06, 2}, ""}), 0U);
    EXPECT_EQ(second.count({0, {6, 2}, ""}), 0U);
    EXPECT_EQ(judging.count({1, {1, 2}, ""}), 0U);
    record(second, site, {0, {4, 3}, "west hall"});
    EXPECT_EQ(text_of(parent.file("train_truth.csv")),
              "t_ms,tag,x,y,floor,zone\n"
              "20000,ble:AC233FA03208@2023-11-14T22:13:20.000Z,6.000,2.000,1,loft\n"
              "20000,ble:AC233FA03208@2023-11-14T22:13:20.000Z,4.000,3.000,0,west hall\n");
}

TEST(SurveyFolder, HoldsOneSiteOnly) {
    const TemporaryDirectory parent;
    std::string complaint;
    const Site site = two_floors();
    const SurveyFolder first(parent.path(), site, SurveyPurpose::calibrate, 1.2, complaint);
    ASSERT_EQ(complaint, "");

    Site moved = site;
    moved.gateways[0].at.x_m = 3;
    const SurveyFolder second(parent.path(), moved, SurveyPurpose::calibrate, 1.2, complaint);
    EXPECT_THAT(complaint, HasSubstr("anchors.csv: another site"));

    complaint.clear();
    const SurveyFolder third(parent.path(), site, SurveyPurpose::calibrate, 1.3, complaint);
    EXPECT_THAT(complaint, HasSubstr("meta.json: another site, or another height of the tag"));
}

TEST(SurveyFolder, TakesFloorsForZonesWhereThereAreNone) {
    const TemporaryDirectory parent;
    Site site = two_floors();
    site.zones.clear();
    std::string complaint;
    const SurveyFolder folder(parent.path(), site, SurveyPurpose::calibrate, 1.2, complaint);

    EXPECT_EQ(text_of(parent.file("zones.csv")), "zone,x0,y0,x1,y1,floor\n"
                                                 "ground,0.000,0.000,20.000,10.000,0\n"
                                                 "first,5.000,0.000,20.000,10.000,1\n");
}

/// Two floors of rooms without coordinates; where gateway "b" hangs is known.
Site rooms() {
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    Site site;
    site.floors.resize(2);
    site.floors[0].name = "ground";
    site.floors[1].name = "first";
    site.gateways = {{gateway_id("a"), "ground", {unknown, unknown}, 2.5},
                     {gateway_id("b"), "first", {2, 5}, 2.5}};
    site.zones = {{"west hall", "ground", {}}, {"12 3", "first", {}}};
    return site;
}

TEST(SurveyPlace, IsARoomWhereZonesHaveNoCorners) {
    const Parsed hall = parsed(rooms(), " west hall\r");
    const Parsed number = parsed(rooms(), "12 3");

    EXPECT_EQ(hall.complaint, "");
    EXPECT_EQ(hall.place.floor, 0U);
    EXPECT_EQ(hall.place.zone, "west hall");
    EXPECT_EQ(number.complaint, "") << "a name, not coordinates";
    EXPECT_EQ(number.place.floor, 1U);
    EXPECT_EQ(place_text(rooms(), number.place), "12 3");
    EXPECT_EQ(parsed(rooms(), "4 3 ground").complaint,
              "expected a room, one of west hall, 12 3; found \"4 3 ground\"");
}

TEST(SurveyFolder, IsWhatLocateReadsOfRooms) {
    const TemporaryDirectory parent;
    const std::string path = parent.file("survey");
    const Site site = rooms();
    std::string complaint;
    SurveyFolder calibrating(path, site, SurveyPurpose::calibrate, 1.2, complaint);
    SurveyFolder judging(path, site, SurveyPurpose::judge, 1.2, complaint);
    ASSERT_EQ(complaint, "");
    record(calibrating, site, {0, {}, "west hall"});
    record(calibrating, site, {1, {}, "12 3"}, {start.unix_ms + 60'000});
    record(judging, site, {1, {}, "12 3"}, {start.unix_ms + 120'000});

    EXPECT_EQ(text_of(path + "/anchors.csv"),
              "id,x,y,z,floor\nmoko:a,,,2.500,0\nmoko:b,2.000,5.000,2.500,1\n");
    EXPECT_EQ(text_of(path + "/train_truth.csv"),
              "t_ms,tag,x,y,floor,zone\n"
              "20000,ble:AC233FA03208@2023-11-14T22:13:20.000Z,,,0,west hall\n"
              "20000,ble:AC233FA03208@2023-11-14T22:14:20.000Z,,,1,12 3\n");
    const Recording recording = read_recording(path, complaint);
    EXPECT_EQ(complaint, "");
    EXPECT_FALSE(recording.has_places);
    ASSERT_EQ(recording.survey.size(), 2U);
    EXPECT_EQ(recording.survey[1].truths.at(0).zone, "12 3");
    EXPECT_EQ(recording.tracks.size(), 1U);
}

TEST(SurveyFolder, CountsHowOftenARoomWasWalked) {
    const TemporaryDirectory parent;
    const Site site = rooms();
    std::string complaint;
    {
        SurveyFolder first(parent.path(), site, SurveyPurpose::calibrate, 1.2, complaint);
        record(first, site, {0, {}, "west hall"});
        record(first, site, {0, {}, "west hall"}, {start.unix_ms + 60'000});
    }
    const SurveyFolder second(parent.path(), site, SurveyPurpose::calibrate, 1.2, complaint);

    EXPECT_EQ(complaint, "");
    EXPECT_EQ(second.count({0, {}, "west hall"}), 2U);
    EXPECT_EQ(second.count({1, {}, "12 3"}), 0U);
}

TEST(SurveyFolder, RefusesWhatCannotBeWritten) {
    const TemporaryDirectory parent;
    Site site = two_floors();
    std::string complaint;
    std::ofstream(parent.file("taken")) << "x";
    const SurveyFolder onto_a_file(parent.file("taken"), site, SurveyPurpose::calibrate, 1.2, complaint);
    EXPECT_THAT(complaint, HasSubstr("taken: "));

    complaint.clear();
    site.zones[0].name = "here, there";
    const SurveyFolder with_comma(parent.file("new"), site, SurveyPurpose::calibrate, 1.2, complaint);
    EXPECT_EQ(complaint, "a zone's name with a comma cannot be written into a CSV file");
}

}  // namespace
}  // namespace cairn::tool::test
