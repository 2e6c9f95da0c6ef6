// The JSON dialects of other makers. Their whole messages are golden files; here are their edges.
#include <gtest/gtest.h>

#include "feed.h"

namespace cairn::test {
namespace {

std::string refusal(std::string_view dialect, std::string_view topic, std::string_view text) {
    const auto sink = feed(pinned(dialect), topic, text);
    return sink.refusals.empty() ? "none" : sink.refusals[0].where;
}

// OpenMQTTGateway

constexpr auto omg_topic = "home/Omg/BTtoMQTT/A4C138528F62";

LineSink feed_omg(std::string_view text, std::string_view topic = omg_topic) {
    return feed(pinned("openmqttgateway"), topic, text);
}

TEST(OpenMqttGateway, NeedsItsGatewayAndItsTag) {
    EXPECT_EQ(refusal("openmqttgateway", "x", R"({"id":"A4:C1:38:52:8F:62"})"),
              "openmqttgateway: gateway in the topic");
    EXPECT_EQ(refusal("openmqttgateway", "a/odd name/BTtoMQTT/x", R"({"id":"A4:C1:38:52:8F:62"})"),
              "openmqttgateway: gateway in the topic");
    EXPECT_EQ(refusal("openmqttgateway", omg_topic, "{}"), "openmqttgateway: id");
    EXPECT_EQ(refusal("openmqttgateway", omg_topic, R"({"id":7})"), "openmqttgateway: id");
    EXPECT_EQ(refusal("openmqttgateway", omg_topic, "[]"), "openmqttgateway: not an object");
    EXPECT_EQ(refusal("openmqttgateway", omg_topic, "{"), "json: not a document");
}

TEST(OpenMqttGateway, RefusesAFieldAndKeepsTheSighting) {
    const auto sink = feed_omg(
        R"({"id":"A4:C1:38:52:8F:62","rssi":900,"manufacturerdata":"4c0","servicedata":"01","servicedatauuid":"x",)"
        R"("tempc":"warm","hum":140,"mac_type":9})");

    EXPECT_EQ(sink.refusals.size(), 5U);
    EXPECT_TRUE(says(sink, "heard ble:A4C138528F62 rssi=none"));
    EXPECT_FALSE(says(sink, "address="));
}

TEST(OpenMqttGateway, BuildsNoStructureThatIsTooLong) {
    const std::string longest = repeated("ab", 254);
    const auto with = [&](const std::string& digits) {
        return feed_omg(R"({"id":"A4:C1:38:52:8F:62","manufacturerdata":")" + digits + "\"}");
    };

    EXPECT_TRUE(says(with(longest), "payload=ffff"));
    EXPECT_TRUE(says(with(longest + "ab"), "refused full"));
    EXPECT_TRUE(says(with(longest + "abab"), "refused full"));
}

TEST(OpenMqttGateway, TakesALastWillInItsOwnWordsOnly) {
    EXPECT_TRUE(says(feed({}, "home/Omg/LWT", "online"), "status omg:Omg online"));
    EXPECT_FALSE(says(feed({}, "tele/tasmota/LWT", "Online"), "status"));
    EXPECT_FALSE(says(feed({}, "home/Omg/LWT", "gone"), "status"));
}

TEST(OpenMqttGateway, LeavesWhatIsNotBluetoothAlone) {
    EXPECT_TRUE(says(feed({}, "home/Omg/433toMQTT", R"({"id":"A4:C1:38:52:8F:62","rssi":-60})"),
                     "no dialect recognises the message"));
}

// Cassia

TEST(Cassia, ReadsEachEventOfAStream) {
    const auto sink =
        feed({}, "gap/cc:1b:e0:e2:8f:2c",
             ":keep-alive\n\ndata: {\"bdaddrs\":[{\"bdaddr\":\"FE:E1:50:BA:DA:55\"}],\"rssi\":-72}\r\n\n"
             "event: x\ndata:{\"bdaddrs\":[{\"bdaddr\":\"FE:E1:50:BA:DA:56\"}],\"rssi\":-73}\n"
             "data: torn {\n");

    EXPECT_EQ(sink.frames, 2U);
    EXPECT_TRUE(says(sink, "heard ble:FEE150BADA55 rssi=-72"));
    EXPECT_TRUE(says(sink, "heard ble:FEE150BADA56 rssi=-73"));
    EXPECT_EQ(sink.refusals.size(), 1U);
}

TEST(Cassia, FindsNothingInAComment) {
    EXPECT_TRUE(feed({}, "", ":keep-alive\n\n").lines.empty());
}

TEST(Cassia, NamesWhatItLacks) {
    const auto reason = [](std::string_view text) { return refusal("cassia", "", text); };
    const std::string gateway = R"("gateway":"CC:1B:E0:E2:8F:2C")";

    EXPECT_EQ(reason("[]"), "cassia: not an object");
    EXPECT_EQ(reason(R"({"bdaddrs":[{"bdaddr":"FE:E1:50:BA:DA:55"}]})"), "cassia: no gateway");
    EXPECT_EQ(reason("{" + gateway + R"(,"action":"api"})"), "cassia: action");
    EXPECT_EQ(reason("{" + gateway + R"(,"action":"data.scan","data":{}})"), "cassia: list of events");
    EXPECT_EQ(reason("{" + gateway + R"(,"action":"data.scan","data":[7]})"), "cassia: event");
    for (const char* addresses : {"7", "[]", "[7]", R"([{"bdaddr":"x"}])", "[{}]"}) {
        EXPECT_EQ(reason("{" + gateway + R"(,"action":"data.scan","data":[{"bdaddrs":)" + addresses + "}]}"),
                  "cassia: tag address");
    }
}

// Kontakt.io, ESPresense, GL-S10, Shelly

TEST(Kontakt, NamesWhatItLacks) {
    EXPECT_EQ(refusal("kontakt", "", "[7]"), "kontakt: not an object");
    EXPECT_EQ(refusal("kontakt", "", R"({"trackingId":"c3000025ef6a"})"), "kontakt: sourceId");
    EXPECT_EQ(refusal("kontakt", "", R"({"sourceId":"a b","trackingId":"c3000025ef6a"})"),
              "kontakt: sourceId");
    EXPECT_EQ(refusal("kontakt", "", R"({"sourceId":"a"})"), "kontakt: trackingId");
    EXPECT_EQ(refusal("kontakt", "", R"({"sourceId":"a","trackingId":"b","rssi":"x"})"), "kontakt: rssi");
    EXPECT_EQ(refusal("kontakt", "", R"({"sourceId":"a","trackingId":"b","timestamp":"x"})"),
              "kontakt: timestamp");
    EXPECT_EQ(refusal("kontakt", "", R"({"sourceId":"a","trackingId":"b","temperature":"x"})"),
              "kontakt: field");
}

TEST(Kontakt, TakesTheTagFromTheTopicOfAStreamOfPackets) {
    const auto heard = [](std::string_view topic) {
        return says(feed({}, topic, R"({"sourceId":"Gw-1","temperature":21})"), "heard kontakt:x7Yz");
    };

    for (const char* kind : {"all", "health", "sensor", "accelerometer", "button"})
        EXPECT_TRUE(heard("/stream/x7Yz/" + std::string(kind))) << kind;
    EXPECT_FALSE(heard("/stream/x7Yz/presence"));
    EXPECT_FALSE(heard("/stream/x7Yz"));
    EXPECT_FALSE(heard("/stream/all"));
    EXPECT_FALSE(heard("/x7Yz/all"));
}

TEST(Kontakt, PrefersAnAddressToAName) {
    const auto heard = [](std::string_view members) {
        return feed(pinned("kontakt"), "/stream/x7Yz/all",
                    R"({"sourceId":"Gw-1",)" + std::string(members) + "}");
    };

    EXPECT_TRUE(
        says(heard(R"("deviceAddress":"c3:00:00:25:ef:6a","trackingId":"q4Ab")"), "ble:C3000025EF6A"));
    EXPECT_TRUE(says(heard(R"("deviceAddress":"?","trackingId":"c3000025ef6a")"), "ble:C3000025EF6A"));
    EXPECT_TRUE(says(heard(R"("trackingId":"q4Ab")"), "heard kontakt:q4Ab"));
}

TEST(Espresense, NamesWhatItLacks) {
    EXPECT_EQ(refusal("espresense", "espresense/devices/x/odd room", "{}"), "espresense: room in the topic");
    EXPECT_EQ(refusal("espresense", "espresense/devices/x/hall", "[]"), "espresense: not an object");
    EXPECT_EQ(refusal("espresense", "espresense/devices/x/hall", "{}"), "espresense: mac");
    EXPECT_EQ(refusal("espresense", "espresense/rooms/hall/max_distance", "16"),
              "espresense: a room's setting");
    EXPECT_EQ(refusal("espresense", "espresense/rooms/hall/status", "maybe"), "espresense: a room's setting");
}

TEST(GlInet, NamesWhatItLacks) {
    EXPECT_EQ(refusal("glinet", "", "[]"), "glinet: envelope");
    EXPECT_EQ(refusal("glinet", "", "{}"), "glinet: gateway address");
    EXPECT_EQ(refusal("glinet", "", R"({"dev_ble_mac":"C4DEE229A176"})"), "glinet: list");
    const auto sink = feed(pinned("glinet"), "",
                           R"({"dev_ble_mac":"C4DEE229A176","dev_list":[7,{},)"
                           R"({"mac":"F95BC0EC4E56","n":"Notify","ad":"0","rssi":-57}]})");
    EXPECT_EQ(sink.refusals.size(), 3U);
    EXPECT_TRUE(says(sink, "heard ble:F95BC0EC4E56 rssi=-57"));
    EXPECT_TRUE(says(sink, "name=\"Notify\""));
}

TEST(Shelly, NamesWhatItLacks) {
    EXPECT_EQ(refusal("shelly", "", "[]"), "shelly: not an object");
    EXPECT_EQ(refusal("shelly", "", "{}"), "shelly: src");
    EXPECT_EQ(refusal("shelly", "", R"({"src":"a","params":7})"), "shelly: not of a Bluetooth device");
    EXPECT_EQ(refusal("shelly", "", R"({"src":"a","params":{"events":[7]}})"),
              "shelly: not of a Bluetooth device");
    EXPECT_EQ(refusal("shelly", "", R"({"src":"a","params":{"events":[{"event":"shelly-blu","data":{}}]}})"),
              "shelly: address");
}

// Ruuvi Gateway

TEST(Ruuvi, NamesWhatItLacks) {
    EXPECT_EQ(refusal("ruuvi", "", "[]"), "ruuvi: not an object");
    EXPECT_EQ(refusal("ruuvi", "", "{}"), "ruuvi: data");
    EXPECT_EQ(refusal("ruuvi", "", R"({"data":{}})"), "ruuvi: gateway address");
    EXPECT_EQ(refusal("ruuvi", "ruuvi/x", R"({"gw_mac":"C8:25:2D:8E:9C:2C"})"),
              "ruuvi: tag address in the topic");
    EXPECT_EQ(refusal("ruuvi", "a/F4:1F:0C:28:CB:D6", R"({"gw_mac":7})"), "ruuvi: gateway address");
    EXPECT_EQ(refusal("ruuvi", "ruuvi/C8:25:2D:8E:9C:2C/gw_status", "{}"), "ruuvi: state");
    EXPECT_EQ(refusal("ruuvi", "", R"({"data":{"gw_mac":"C8:25:2D:8E:9C:2C","tags":[]}})"), "ruuvi: tags");
    EXPECT_EQ(refusal("ruuvi", "", R"({"data":{"gw_mac":"C8:25:2D:8E:9C:2C","tags":{"x":{}}}})"),
              "ruuvi: tag");
}

TEST(Ruuvi, RefusesAPlaceThatIsNone) {
    for (const char* place : {"1", "1,", ",2", "91,0", "0,181", "1,2,3", "nan,0", "a,b"}) {
        EXPECT_EQ(refusal("ruuvi", "a/F4:1F:0C:28:CB:D6",
                          std::string(R"({"gw_mac":"C8:25:2D:8E:9C:2C","coords":")") + place + "\"}"),
                  "ruuvi: coordinates")
            << place;
    }
}

// raddec

TEST(Raddec, NamesWhatItLacks) {
    EXPECT_EQ(refusal("raddec", "", "[]"), "raddec: not an object");
    EXPECT_EQ(refusal("raddec", "", R"({"transmitterId":"aabbccddeeff"})"), "raddec: transmitterId");
    EXPECT_EQ(refusal("raddec", "", R"({"transmitterId":"aa","transmitterIdType":2})"),
              "raddec: transmitterId");
    EXPECT_EQ(refusal("raddec", "", R"({"transmitterId":"aa","transmitterIdType":8})"),
              "raddec: transmitterId");
    const std::string tag = R"({"transmitterId":"aabbccddeeff","transmitterIdType":2)";
    EXPECT_EQ(refusal("raddec", "", tag + "}"), "raddec: rssiSignature");
    EXPECT_EQ(refusal("raddec", "", tag + R"(,"rssiSignature":[7]})"), "raddec: receiver");
    EXPECT_EQ(refusal("raddec", "", tag + R"(,"rssiSignature":[{}]})"), "raddec: receiver");
    const auto sink =
        feed(pinned("raddec"), "",
             tag + R"(,"rssiSignature":[{"receiverId":"a","rssi":-60}],"packets":["00","zz",7]})");
    EXPECT_EQ(sink.refusals.size(), 3U);
    EXPECT_TRUE(says(sink, "heard ble:AABBCCDDEEFF rssi=-60"));
}

TEST(Raddec, KeepsOtherKindsOfIdentifier) {
    EXPECT_TRUE(says(feed({}, "",
                          R"({"transmitterId":"001bc50940810000","transmitterIdType":1,)"
                          R"("rssiSignature":[{"receiverId":"a","rssi":-60}]})"),
                     "heard raddec:001bc50940810000"));
}

TEST(Raddec, RefusesBytesWithAWrongLengthOrChecksum) {
    std::vector<std::uint8_t> whole{0x10, 0x00, 0x17, 0x02, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff, 0x01, 0x3a,
                                    0x01, 0x01, 0x00, 0x1b, 0xc5, 0x09, 0x40, 0x81, 0x00, 0x00, 0x0b};
    EXPECT_TRUE(says(feed({}, "", whole), "frame raddec:001bc50940810000"));
    for (std::uint8_t& byte : whole) {
        byte = static_cast<std::uint8_t>(byte ^ 0x01);
        EXPECT_EQ(feed({}, "", whole).frames, 0U) << &byte - whole.data();
        byte = static_cast<std::uint8_t>(byte ^ 0x01);
    }
    EXPECT_EQ(torture("raddec", whole), 0U);
}

TEST(OtherDialects, RefuseEveryTruncation) {
    EXPECT_EQ(torture("kontakt", as_bytes(R"({"companyId":"a","sourceId":"a","trackingId":"b","rssi":-77})")),
              0U);
    EXPECT_EQ(torture("kontakt", as_bytes(R"([{"sourceId":"a","trackingId":"b","scanType":"BLE"}])")), 0U);
    EXPECT_EQ(
        torture("glinet", as_bytes(R"({"dev_list":[{"mac":"F95BC0EC4E56"}],"dev_ble_mac":"C4DEE229A176"})")),
        0U);
    EXPECT_EQ(torture("cassia",
                      as_bytes(R"({"bdaddrs":[{"bdaddr":"FE:E1:50:BA:DA:55"}],"ap":"CC:1B:E0:E2:8F:2C"})")),
              0U);
}

}  // namespace
}  // namespace cairn::test
