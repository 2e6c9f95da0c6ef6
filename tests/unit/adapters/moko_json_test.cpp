// Moko JSON of the second generation. Its whole messages are golden files; here are its edges.
#include <gtest/gtest.h>

#include "feed.h"

namespace cairn::test {
namespace {

LineSink feed_moko(std::string_view text) {
    return feed(pinned("moko.json"), "", text);
}

// A scan list with one record.
LineSink feed_record(const std::string& members) {
    return feed_moko(R"({"msg_id":3070,"device_info":{"mac":"d48c49f7909c"},"data":[{)" + members + "}]}");
}

const std::string mac = R"("mac":"0a0000000001")";

TEST(MokoJson, RefusesEveryTruncation) {
    const std::string whole =
        R"({"msg_id":3070,"device_info":{"mac":"d48c49f7909c"},"data":[{"timestamp":1769860799000,"type_code":7,)"
        R"("type":"bxp-button","rssi":-82,"mac":"fbd87c59ba8b","batt_vol":98,"adv_data":"020106"}]})";

    EXPECT_EQ(torture("moko.json", as_bytes(whole)), 0U);
    EXPECT_TRUE(feed_moko(whole).refusals.empty());
}

TEST(MokoJson, RefusesWhatIsNoDocument) {
    for (const char* text : {"", "offline", "{}x", "{\"msg_id\":3004", "nul", "\xFF\xFE", "[1,2"}) {
        const auto sink = feed_moko(text);
        ASSERT_EQ(sink.refusals.size(), 1U) << text;
        EXPECT_EQ(sink.refusals[0].code, Errc::malformed) << text;
    }
}

TEST(MokoJson, RefusesAnEnvelopeWithoutItsParts) {
    EXPECT_TRUE(says(feed_moko("[]"), "moko.json: envelope"));
    EXPECT_TRUE(says(feed_moko("{}"), "moko.json: msg_id"));
    EXPECT_TRUE(says(feed_moko(R"({"msg_id":{}})"), "moko.json: msg_id"));
    EXPECT_TRUE(says(feed_moko(R"({"msg_id":3070})"), "moko.json: device_info"));
    EXPECT_TRUE(says(feed_moko(R"({"msg_id":3070,"device_info":7})"), "moko.json: device_info"));
    EXPECT_TRUE(says(feed_moko(R"({"msg_id":3070,"device_info":{}})"), "moko.json: gateway address"));
    EXPECT_TRUE(
        says(feed_moko(R"({"msg_id":3070,"device_info":{"mac":"d4"}})"), "moko.json: gateway address"));
    EXPECT_TRUE(
        says(feed_moko(R"({"msg_id":3070,"device_info":{"mac":"d48c49f7909c"},"data":{}})"), "scan list"));
}

TEST(MokoJson, TellsScanAndStatusOfOneNumberApartByTheirContent) {
    EXPECT_TRUE(feed_moko(R"({"msg_id":3004,"device_info":{"mac":"409151a65c96"},"data":[]})").lines.empty());
    EXPECT_TRUE(says(feed_moko(R"({"msg_id":3004,"device_info":{"mac":"409151a65c96"},"data":[)"
                               R"({"type":0,"value":{"mac":"f95bc0ec4e56","rssi":-53}}]})"),
                     "heard ble:F95BC0EC4E56 rssi=-53"));
    EXPECT_TRUE(says(feed_moko(R"({"msg_id":3004,"device_info":{"mac":"409151a65c96"},"data":{}})"),
                     "status moko:409151A65C96 online"));
}

TEST(MokoJson, KeepsTheSoundRecordsOfAFirstGenerationScan) {
    const auto sink = feed_moko(R"({"msg_id":3004,"device_info":{"mac":"409151a65c96"},"data":[7,{"type":0},)"
                                R"({"value":3},{"value":{"mac":"f95bc0ec4e56","rssi":-53}}]})");

    EXPECT_EQ(sink.refusals.size(), 3U);
    EXPECT_TRUE(says(sink, "heard ble:F95BC0EC4E56 rssi=-53"));
}

TEST(MokoJson, RefusesAFirstGenerationStatusWithoutAState) {
    const auto status = [](const char* content) {
        return feed_moko(std::string(R"({"msg_id":3003,"device_info":{"mac":"409151a65c96"})") + content +
                         "}");
    };

    EXPECT_TRUE(says(status(R"(,"data":{"net_state":"offline"})"), "status moko:409151A65C96 offline"));
    EXPECT_TRUE(says(status(R"(,"data":{})"), "refused malformed \"moko.json: net_state\""));
    EXPECT_TRUE(says(status(R"(,"data":{"net_state":1})"), "refused malformed \"moko.json: net_state\""));
    EXPECT_TRUE(says(status(""), "refused malformed \"moko.json: status\""));
}

LineSink feed_notification(const char* id, const std::string& content) {
    return feed_moko(std::string(R"({"msg_id":)") + id + R"(,"device_info":{"mac":"d48c49f7909c"},"data":)" +
                     content + "}");
}

TEST(MokoJson, CountsOtherMessagesByTheirFamily) {
    const auto reason = [](const char* id) {
        const auto sink = feed_notification(id, R"({"mac":"0a0000000001","result_code":0})");
        return sink.refusals.empty() ? "none" : std::string(sink.refusals[0].where);
    };

    EXPECT_EQ(reason("7"), "moko.json: message id");
    EXPECT_EQ(reason("1040"), "moko.json: answer to a command");
    EXPECT_EQ(reason("2999"), "moko.json: answer to a command");
    EXPECT_EQ(reason("3000"), "moko.json: notification 30xx, the gateway");
    EXPECT_EQ(reason("3151"), "moko.json: notification 31xx, a BXP-Button");
    EXPECT_EQ(reason("3203"), "moko.json: notification 32xx, an update of tags");
    EXPECT_EQ(reason("3303"), "moko.json: notification 33xx, any tag");
    EXPECT_EQ(reason("3351"), "moko.json: notification 33xx, a BXP-C");
    EXPECT_EQ(reason("3401"), "moko.json: notification 34xx, a BXP-D");
    EXPECT_EQ(reason("3451"), "moko.json: notification 34xx, a BXP-T");
    EXPECT_EQ(reason("3501"), "moko.json: notification 35xx, a BXP-S");
    EXPECT_EQ(reason("3551"), "moko.json: notification 35xx, a PIR sensor");
    EXPECT_EQ(reason("3601"), "moko.json: notification 36xx, a ToF sensor");
    EXPECT_EQ(reason("3700"), "moko.json: message id");
    EXPECT_EQ(reason("-1"), "moko.json: message id");
    EXPECT_EQ(reason("1e300"), "moko.json: message id");
    EXPECT_EQ(reason("3508"), "moko.json: a tag's notification without values");
}

TEST(MokoJson, RefusesANotificationWithoutItsParts) {
    EXPECT_TRUE(says(feed_notification("3007", "{}"), "moko.json: result_code"));
    EXPECT_TRUE(says(feed_notification("3302", "{}"), "moko.json: tag address"));
    EXPECT_TRUE(says(feed_notification("3508", "[]"), "moko.json: notification"));
    EXPECT_TRUE(says(feed_notification("3508", R"({"temperature":1})"), "moko.json: tag address"));
    EXPECT_TRUE(
        says(feed_notification("3514", R"({"mac":"0a0000000001","history":7})"), "notification field"));
    EXPECT_TRUE(says(feed_notification("3082", R"({"voltage":5000})"), "notification field"));
}

TEST(MokoJson, FindsNothingInAnEmptyScan) {
    EXPECT_TRUE(feed_moko(R"({"msg_id":3070,"device_info":{"mac":"d48c49f7909c"},"data":[]})").lines.empty());
}

TEST(MokoJson, RefusesARecordAndKeepsItsNeighbours) {
    const auto sink = feed_moko(R"({"msg_id":3070,"device_info":{"mac":"d48c49f7909c"},"data":[7,null,{},)"
                                R"({"mac":true},{"mac":"0a0000000001","rssi":-60}]})");

    EXPECT_EQ(sink.refusals.size(), 4U);
    EXPECT_TRUE(says(sink, "heard ble:0A0000000001 rssi=-60"));
}

TEST(MokoJson, RefusesAFieldAndKeepsTheRecord) {
    const auto sink = feed_record(
        mac +
        R"(,"rssi":[],"timestamp":"soon","temperature":{},"humidity":140,"batt_vol":"3000","uuid":"xx")");

    EXPECT_TRUE(says(sink, "heard ble:0A0000000001 rssi=none at=2026-01-31T12:00:00.000Z by receipt"));
    EXPECT_TRUE(says(sink, "voltage_v=3 "));
    EXPECT_EQ(sink.refusals.size(), 5U);
}

TEST(MokoJson, KeepsDecodedValuesWhereTheRawBytesAreNoHex) {
    for (const char* raw : {"020", "zz", "02 01"}) {
        const auto sink = feed_record(mac + R"(,"temperature":20,"adv_data":")" + raw + '"');
        EXPECT_TRUE(says(sink, "refused malformed \"moko.json: adv_data\"")) << raw;
        EXPECT_TRUE(says(sink, "temperature_c=20")) << raw;
    }
}

TEST(MokoJson, LeavesDecodedValuesOutWhereRawBytesAre) {
    const auto sink = feed_record(mac + R"(,"temperature":20,"adv_data":"0x020106","rsp_data":null)");

    EXPECT_TRUE(says(sink, "payload=020106"));
    EXPECT_FALSE(says(sink, "temperature"));
}

TEST(MokoJson, LeavesSignalsThatAreNoneOut) {
    for (const char* rssi : {"0", "127", "-128", "null"}) {
        const auto sink = feed_record(mac + ",\"rssi\":" + rssi);
        EXPECT_TRUE(says(sink, "rssi=none")) << rssi;
        EXPECT_TRUE(sink.refusals.empty()) << rssi;
    }
    EXPECT_TRUE(says(feed_record(mac + ",\"rssi\":\"-60\""), "rssi=-60"));
}

TEST(MokoJson, LeavesOutTheTemperatureThatATlmBeaconHasNot) {
    const std::string cold = mac + R"(,"temperature":-128,"adv_count":5,"type":)";

    EXPECT_FALSE(says(feed_record(cold + R"("eddystone-tlm")"), "temperature"));
    EXPECT_TRUE(says(feed_record(cold + R"("eddystone-tlm")"), "advertisement_count=5"));
    EXPECT_TRUE(says(feed_record(cold + R"("bxp-th")"), "temperature_c=-128"));
}

TEST(MokoJson, RefusesHugeNumbers) {
    for (const char* number : {"200", "-1e300", "18446744073709551615", "-9223372036854775808"}) {
        const auto sink = feed_record(mac + ",\"rssi\":" + number + ",\"timestamp\":" + number);
        EXPECT_TRUE(says(sink, "refused malformed \"moko.json: rssi\"")) << number;
        EXPECT_TRUE(says(sink, "by receipt")) << number;
    }
    EXPECT_FALSE(feed_record(mac + ",\"rssi\":1e999").refusals.empty());
    EXPECT_TRUE(says(feed_record(mac + R"(,"temperature":"1e999")"), "moko.json: record field"));
    EXPECT_TRUE(says(feed_record(mac + R"(,"temperature":"nan")"), "moko.json: record field"));
}

TEST(MokoJson, BelievesOnlyATimeThatCanBe) {
    const auto time = [](const char* number) {
        return feed_record(mac + ",\"timezone\":16,\"timestamp\":" + number);
    };

    EXPECT_TRUE(says(time("1769860799500"), "at=2026-01-31T11:59:59.500Z by gateway"));
    EXPECT_TRUE(says(time("1769861100000"), "at=2026-01-31T12:05:00.000Z by gateway"));
    EXPECT_TRUE(says(time("1769861100001"), "by receipt"));
    EXPECT_TRUE(says(time("1769774400000"), "at=2026-01-30T12:00:00.000Z by gateway"));
    EXPECT_TRUE(says(time("1769774399999"), "by receipt"));
    EXPECT_TRUE(says(time("3351"), "by receipt"));
}

TEST(MokoJson, TellsPercentFromMillivolts) {
    EXPECT_TRUE(says(feed_record(mac + R"(,"batt_vol":100)"), "battery_pct=100"));
    EXPECT_TRUE(says(feed_record(mac + R"(,"batt_vol":101)"), "voltage_v=0.101"));
    EXPECT_FALSE(says(feed_record(mac + R"(,"batt_vol":0)"), "battery"));
}

TEST(MokoJson, KeepsAMessageWhoseNameIsNotUtf8) {
    const auto sink = feed_record(mac + ",\"adv_name\":\"caf\xE9 \xE2\x82\xAC\",\"rssi\":-60");

    EXPECT_TRUE(says(sink, "name=\"caf? \xE2\x82\xAC\""));
    EXPECT_TRUE(says(sink, "rssi=-60"));
}

TEST(MokoJson, RefusesDeepNesting) {
    const auto nested = [](std::size_t depth) {
        return R"({"x":)" + repeated("[", depth) + repeated("]", depth) +
               R"(,"msg_id":3999,"device_info":{"mac":"d48c49f7909c"}})";
    };

    EXPECT_TRUE(says(feed_moko(nested(limits::json_depth_max - 1)), "offline"));
    EXPECT_TRUE(
        says(feed_moko(nested(limits::json_depth_max)), "refused malformed \"json: not a document\""));
    EXPECT_FALSE(feed_moko(nested(400'000)).refusals.empty());
}

TEST(MokoJson, HasMemoryForALongestMessageOfNothingButValues) {
    const auto sink = feed_moko("[" + repeated("0,", limits::message_bytes_max / 2 - 2) + "0]");

    ASSERT_EQ(sink.refusals.size(), 1U);
    EXPECT_STREQ(sink.refusals[0].where, "moko.json: envelope");
}

TEST(MokoJson, KeepsAMessageWhoseNameIsNoJsonText) {
    const auto name = [](const std::string& text) {
        return feed_record(mac + ",\"adv_name\":\"" + text + "\",\"rssi\":-60");
    };

    EXPECT_TRUE(says(name("a\x01z"), "name=\"a?z\""));
    EXPECT_TRUE(says(name("a\\xz"), "name=\"a?xz\""));
    EXPECT_TRUE(says(name("a\\ud83dz"), "name=\"a?ud83dz\""));
    EXPECT_TRUE(says(name("\xFF\\\"\\ud83d\\ude00"), "name=\"?\"\xF0\x9F\x98\x80\""));
}

TEST(MokoJson, CutsALongScanIntoFrames) {
    const auto list = repeated("{" + mac + "},", 2 * limits::frame_advertisements_max) + "{" + mac + "}";
    const auto sink =
        feed_moko(R"({"msg_id":3070,"device_info":{"mac":"d48c49f7909c"},"data":[)" + list + "]}");

    EXPECT_EQ(sink.frames, 3U);
}

TEST(MokoJson, CutsManyRecordsIntoFrames) {
    const std::string record =
        "{" + mac + R"(,"temperature":1,"humidity":2,"txpower":3,"adv_count":4,"rssi_1m":-5})";
    const auto list = repeated(record + ",", 59) + record;
    const auto sink =
        feed_moko(R"({"msg_id":3070,"device_info":{"mac":"d48c49f7909c"},"data":[)" + list + "]}");

    EXPECT_EQ(sink.frames, 2U);  // 60 advertisements but 300 readings
}

}  // namespace
}  // namespace cairn::test
