// Moko MKGW1. Its whole messages are golden files; here are its edges.
#include <gtest/gtest.h>

#include "feed.h"

namespace cairn::test {
namespace {

LineSink feed_mkgw1(std::string_view text, std::string_view topic = "") {
    return feed(pinned("moko.mkgw1"), topic, text);
}

const std::string raw =
    R"j({"DeviceMac(hex)":"A4CF12782B52","DataFormat":"RawData","BLEMac(hex)":"F95BC0EC4E56","RSSI(dBm)":-53,)j"
    R"j("RawData(hex)":"020106"})j";

TEST(MokoMkgw1, RefusesEveryTruncation) {
    EXPECT_EQ(torture("moko.mkgw1", as_bytes("[" + raw + "]")), 0U);
}

TEST(MokoMkgw1, TakesTheGatewayFromTheTopicWhereNoElementNamesIt) {
    const std::string nameless = R"j([{"Format":"RawData","BLEMAC":"F95BC0EC4E56","RSSI":-53}])j";

    EXPECT_TRUE(says(feed_mkgw1(nameless, "up/a4cf12782b52"), "frame moko:A4CF12782B52"));
    EXPECT_TRUE(says(feed_mkgw1(nameless), "refused malformed \"moko.mkgw1: no gateway\""));
}

TEST(MokoMkgw1, RefusesPartsAndKeepsTheirNeighbours) {
    const auto sink = feed_mkgw1(R"j([7,{"DeviceMac(hex)":"A4CF12782B52"},{"DeviceMac(hex)":"A4CF12782B52",)j"
                                 R"j("BLEMac(hex)":1},)j" +
                                 raw + "]");

    EXPECT_EQ(sink.refusals.size(), 3U);
    EXPECT_TRUE(says(sink, "heard ble:F95BC0EC4E56 rssi=-53"));
    EXPECT_TRUE(says(feed_mkgw1("{}"), "moko.mkgw1: not a list"));
    EXPECT_TRUE(feed_mkgw1("[]").lines.empty());
}

TEST(MokoMkgw1, RefusesFieldsAndKeepsTheRecord) {
    const auto sink = feed_mkgw1(
        R"j([{"DeviceMac(hex)":"A4CF12782B52","DataFormat":"BeaconX Pro-3Axis","BLEMac(hex)":"F95BC0EC4E56",)j"
        R"j("RSSI(dBm)":"x","Temperature":{},"Humidity(%)":101,"Scale":"2g","3axisdata-X(hex)":"1",)j"
        R"j("3axisdata-Y(hex)":"0000","3axisdata-Z(hex)":"0000","iBeaconUUID(hex)":"2686F39CBADA4658854AA62E7E5E8B8D",)j"
        R"j("iBeaconMajor":70000,"iBeaconMinor":0,"Namespace(hex)":"00","URL":7}])j");

    EXPECT_EQ(sink.refusals.size(), 7U);
    EXPECT_TRUE(says(sink, "heard ble:F95BC0EC4E56 rssi=none"));
    EXPECT_FALSE(says(sink, "reading ble"));
    EXPECT_FALSE(says(sink, "attribute"));
}

}  // namespace
}  // namespace cairn::test
