// Dialects of text lines, Ingics and Laird, and Huawei's datagrams: their edges.
#include <gtest/gtest.h>

#include "feed.h"
#include "support/hex.h"

namespace cairn::test {
namespace {

constexpr std::string_view ingics = "$GPRP,CCB97E7361A4,CB412F0C8EDC,-49,020106,1769860790";
constexpr std::string_view laird = "adv:02FEE150BADA55 0201060AFF4C001005011C242FBC -70\n";
constexpr std::string_view huawei = "48570124a52cffffff000001fee150bada55697deeb6b8ff000702011a03ff7d02";

std::string why(const LineSink& sink) {
    return sink.refusals.size() == 1 ? std::string(name(sink.refusals[0].code)) + ' ' + sink.refusals[0].where
                                     : "not one refusal";
}

TEST(Ingics, SurvivesEveryTruncationAndChange) {
    torture("ingics", as_bytes(ingics));
    torture("ingics", as_bytes(R"({"data":["$GPRP,7ABA6F20ACCF,806172C89C09,-2,02010612","$GPRP,"]})"));
}

TEST(Ingics, CallsAnUnendedBrokenLineTruncated) {
    EXPECT_EQ(why(feed({}, "", "$GPRP,CCB97E7361A4,CB412F0C8EDC,-4")), "truncated ingics: line");
    EXPECT_EQ(why(feed({}, "", "$GPRP,CCB97E7361A4,CB412F0C8EDC,-49,02010\n")),
              "malformed hex: odd number of digits");
    EXPECT_EQ(why(feed({}, "", "$GPRP,CCB97E7361A4,CB412F0C8EDC,-4\n")), "malformed ingics: line");
}

TEST(Ingics, KnowsTheLinesItDoesNotRead) {
    EXPECT_EQ(why(feed({}, "", "$ZZZZ,CCB97E7361A4,CB412F0C8EDC,-49,020106\n")),
              "unsupported ingics: type of line");
    EXPECT_EQ(why(feed(pinned("ingics"), "", "hello\n")), "malformed ingics: line");
}

TEST(Ingics, ReadsEveryTypeOfHearing) {
    for (const char* type : {"GPRP", "SRRP", "RSPR", "LRAD", "LRSR", "1MAD", "1MSR"}) {
        const std::string line = '$' + std::string(type) + ",CCB97E7361A4,CB412F0C8EDC,-49,020106";
        EXPECT_TRUE(says(feed({}, "", line), "heard ble:CCB97E7361A4 rssi=-49")) << type;
    }
}

TEST(Ingics, TakesASignalThatIsNoneForNone) {
    EXPECT_TRUE(says(feed({}, "", "$GPRP,CCB97E7361A4,CB412F0C8EDC,-127,020106"), "rssi=none"));
    EXPECT_TRUE(says(feed({}, "", "$GPRP,CCB97E7361A4,CB412F0C8EDC,x,020106"), "rssi=none"));
    EXPECT_TRUE(says(feed({}, "", "$GPRP,CCB97E7361A4,CB412F0C8EDC,-60000,020106"), "rssi=none"));
}

TEST(Ingics, KeepsALineWithATimeThatIsNone) {
    const auto sink = feed({}, "", "$GPRP,CCB97E7361A4,CB412F0C8EDC,-49,020106,soon");

    EXPECT_TRUE(says(sink, "by receipt payload=020106"));
    EXPECT_EQ(why(sink), "malformed ingics: time");
}

TEST(Ingics, TakesTheReceiversTimeWhereTheLineHasNone) {
    EXPECT_TRUE(
        says(feed({}, "", "$GPSR,C82B96AE3B04,C82B96AE3B04,-127,260131,115930.00,-24.9,121.4,0.0,3.5"),
             "at=2026-01-31T11:59:30.000Z"));
    EXPECT_TRUE(says(feed({}, "", "$GPSR,C82B96AE3B04,C82B96AE3B04,-127,261331,115930,-24.9,121.4,0.0,3.5"),
                     "at=2026-01-31T12:00:00.000Z"));
}

TEST(Ingics, TellsATagsPlaceFromTheGateways) {
    EXPECT_TRUE(says(feed({}, "", "$GPSR,C82B96AE3B05,C82B96AE3B04,-127,,,-24.9,121.4,0.0,3.5"),
                     "geo ble:C82B96AE3B05 latitude=-24.9"));
}

TEST(Ingics, RefusesCoordinatesThatAreNotOnEarth) {
    for (const char* place : {"91,0", "0,181", "0,0", "x,1", ","}) {
        const std::string line =
            "$GPSR,C82B96AE3B04,C82B96AE3B04,-127,200608,073549," + std::string(place) + ",0,3\n";
        EXPECT_EQ(why(feed({}, "", line)), "malformed ingics: coordinates") << place;
    }
}

TEST(Ingics, ReadsAListInEitherForm) {
    const std::string line = '"' + std::string(ingics) + '"';
    for (const std::string& list :
         {"[" + line + "," + line + "]", "{ \"data\" : [ " + line + " , " + line + "]}"}) {
        EXPECT_EQ(feed({}, "/gw/ac233fc001ea/status", list).lines.size(), 3U) << list;
    }
}

TEST(Ingics, ClaimsNoOtherText) {
    for (const char* text :
         {"$GPRPX", "$gprp,a", "$", R"({"data":["GPRP,"]})", R"({"data":[]})", R"(["x"])"}) {
        EXPECT_EQ(why(feed({}, "a/b", text)), "unsupported no dialect recognises the message") << text;
    }
}

TEST(Laird, SurvivesEveryTruncationAndChange) {
    torture("laird", as_bytes(laird));
}

TEST(Laird, RefusesABrokenLineOnly) {
    for (const char* line : {"adv:\n", "adv:04FEE150BADA55 0201 -70\n", "adv:02FEE150BADA55 0201\n",
                             "adv:02FEE150BADA55 0201 -700\n"}) {
        const auto sink = feed({}, "x", line + std::string(laird));
        EXPECT_EQ(why(sink), "malformed laird: line") << line;
        EXPECT_TRUE(says(sink, "rssi=-70")) << line;
    }
}

TEST(Laird, IsNamedByTheLastLevelThatCanBeAName) {
    EXPECT_TRUE(says(feed({}, "a/dock-3", laird), "frame laird:dock-3"));
    EXPECT_TRUE(says(feed({}, "a/dock-3/no good", laird), "frame laird:dock-3"));
    EXPECT_TRUE(says(feed({}, "", laird), "frame laird:unknown"));
}

TEST(Huawei, RefusesEveryTruncation) {
    EXPECT_EQ(torture("huawei", from_hex(huawei)), 0U);
}

TEST(Huawei, KeepsWhatComesBeforeATruncation) {
    auto bytes = from_hex(huawei);
    bytes[11] = 2;
    const auto sink = feed(pinned("huawei"), "", bytes);

    EXPECT_TRUE(says(sink, "heard ble:FEE150BADA55 rssi=-72 at=2026-01-31T11:59:50.000Z by gateway"));
    EXPECT_EQ(why(sink), "truncated huawei: hearing");
}

TEST(Huawei, TellsOfBytesBehindTheLastHearing) {
    auto bytes = from_hex(huawei);
    bytes.push_back(0);
    EXPECT_EQ(why(feed({}, "", bytes)), "malformed huawei: bytes behind the last hearing");
}

TEST(Huawei, ClaimsNoTextThatBeginsWithItsLetters) {
    EXPECT_EQ(why(feed({}, "", "HW version 1.2 of the gateway is running")),
              "unsupported no dialect recognises the message");
}

}  // namespace
}  // namespace cairn::test
