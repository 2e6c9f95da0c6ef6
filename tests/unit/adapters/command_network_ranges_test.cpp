// The ranges of what a gateway reaches the world by: addresses, networks, brokers, files.
#include <gtest/gtest.h>

#include "command_support.h"

namespace cairn::test {
namespace {

using namespace cairn::adapters;

MqttSettings broker() {
    MqttSettings mqtt;
    mqtt.host = "broker.example";
    mqtt.client_id = "gw";
    mqtt.subscribe_topic = "down";
    mqtt.publish_topic = "up";
    return mqtt;
}

TEST(Addresses, AreFourNumbersUnlessTheyComeByDhcp) {
    IpSettings ip{NetworkInterface::wifi, false, "192.168.1.20", "255.255.255.0", "192.168.1.1", "8.8.8.8"};
    for (const std::string dialect : {"moko.json", "civic"}) {
        EXPECT_TRUE(encoded(ip, dialect));
        for (const char* bad :
             {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.x", "1..2.3", " 1.2.3.4", "0001.2.3.4"}) {
            IpSettings wrong = ip;
            wrong.dns = bad;
            EXPECT_EQ(refusal(wrong, dialect),
                      "malformed: " + dialect +
                          ": address, netmask, gateway and dns are four numbers of 0 to 255")
                << bad;
            wrong.is_dhcp = true;
            EXPECT_TRUE(encoded(wrong, dialect));
        }
    }
}

TEST(Wifi, NameIs1To32AndPasswordUpTo64Bytes) {
    EXPECT_TRUE(encoded(WifiSettings{letters(32), letters(64)}, "moko.json"));
    EXPECT_TRUE(encoded(WifiSettings{"caf\xC3\xA9", ""}, "moko.json"));
    for (const std::string& bad : {std::string(), letters(33), std::string("a\x01"), std::string("\xFF")})
        EXPECT_EQ(refusal(WifiSettings{bad, ""}, "moko.json"), "malformed: moko.json: ssid is 1 to 32 bytes");
    EXPECT_EQ(refusal(WifiSettings{"a", letters(65)}, "moko.json"),
              "malformed: moko.json: Wi-Fi password is 0 to 64 bytes");
}

TEST(Cellular, PriorityIs0To10AndTextsUpTo100Characters) {
    EXPECT_TRUE(encoded(CellularSettings{10, letters(100), letters(100), letters(100)}, "moko.mkgw4"));
    EXPECT_EQ(refusal(CellularSettings{11, "a", "", ""}, "moko.mkgw4"),
              "malformed: moko.mkgw4: network priority is 0 to 10");
    EXPECT_EQ(refusal(CellularSettings{0, letters(101), "", ""}, "moko.mkgw4"),
              "malformed: moko.mkgw4: apn, user name and password are 0 to 100 ASCII characters");
}

struct WrongBroker {
    const char* where;
    void (*spoil)(MqttSettings&);
};

TEST(Broker, RefusesEachFieldOutOfRangeInTheSecondMokoGeneration) {
    const WrongBroker wrong[] = {
        {"MQTT host is 1 to 64 ASCII characters", [](MqttSettings& mqtt) { mqtt.host = letters(65); }},
        {"MQTT host is 1 to 64 ASCII characters", [](MqttSettings& mqtt) { mqtt.host.clear(); }},
        {"MQTT port is 1 to 65535", [](MqttSettings& mqtt) { mqtt.port = 0; }},
        {"MQTT port is 1 to 65535", [](MqttSettings& mqtt) { mqtt.port = 65'536; }},
        {"client id is 1 to 64 ASCII characters", [](MqttSettings& mqtt) { mqtt.client_id.clear(); }},
        {"user name is 0 to 256 ASCII characters", [](MqttSettings& mqtt) { mqtt.username = letters(257); }},
        {"password is 0 to 256 ASCII characters", [](MqttSettings& mqtt) { mqtt.password = letters(257); }},
        {"a topic is 1 to 128 ASCII characters",
         [](MqttSettings& mqtt) { mqtt.subscribe_topic = letters(129); }},
        {"a topic is 1 to 128 ASCII characters", [](MqttSettings& mqtt) { mqtt.publish_topic.clear(); }},
        {"a topic is 1 to 128 ASCII characters",
         [](MqttSettings& mqtt) { mqtt.will = MqttWill{"", "gone", 0, false}; }},
        {"will is 1 to 128 ASCII characters",
         [](MqttSettings& mqtt) { mqtt.will = MqttWill{"t", "", 0, false}; }},
        {"qos is 0 to 2", [](MqttSettings& mqtt) { mqtt.qos = 3; }},
        {"qos is 0 to 2", [](MqttSettings& mqtt) { mqtt.will = MqttWill{"t", "gone", 3, false}; }},
        {"keep alive is 10 to 120 s", [](MqttSettings& mqtt) { mqtt.keep_alive_s = 9; }},
        {"keep alive is 10 to 120 s", [](MqttSettings& mqtt) { mqtt.keep_alive_s = 121; }}};
    EXPECT_TRUE(encoded(broker(), "moko.json"));
    for (const WrongBroker& one : wrong) {
        MqttSettings mqtt = broker();
        one.spoil(mqtt);
        EXPECT_EQ(refusal(mqtt, "moko.json"), std::string("malformed: moko.json: ") + one.where);
    }
}

TEST(Broker, RefusesEachFieldOutOfRangeAtTheMkgw4) {
    const WrongBroker wrong[] = {
        {"MQTT host is 1 to 64 ASCII characters", [](MqttSettings& mqtt) { mqtt.host.clear(); }},
        {"MQTT port is 1 to 65535", [](MqttSettings& mqtt) { mqtt.port = 65'536; }},
        {"client id is 1 to 64 ASCII characters", [](MqttSettings& mqtt) { mqtt.client_id = letters(65); }},
        {"user name and password are 0 to 256 ASCII characters",
         [](MqttSettings& mqtt) { mqtt.password = letters(257); }},
        {"a topic is 1 to 128 ASCII characters",
         [](MqttSettings& mqtt) { mqtt.publish_topic = letters(129); }},
        {"qos is 0 to 2", [](MqttSettings& mqtt) { mqtt.qos = 3; }},
        {"keep alive is 10 to 120 s", [](MqttSettings& mqtt) { mqtt.keep_alive_s = 121; }}};
    EXPECT_TRUE(encoded(broker(), "moko.mkgw4"));
    for (const WrongBroker& one : wrong) {
        MqttSettings mqtt = broker();
        one.spoil(mqtt);
        EXPECT_EQ(refusal(mqtt, "moko.mkgw4"), std::string("malformed: moko.mkgw4: ") + one.where);
    }
}

TEST(Broker, RefusesEachFieldOutOfRangeAtMinew) {
    const WrongBroker wrong[] = {
        {"MQTT host is 1 to 64 ASCII characters", [](MqttSettings& mqtt) { mqtt.host = "a:1"; }},
        {"MQTT port is 1 to 65535", [](MqttSettings& mqtt) { mqtt.port = 0; }},
        {"qos is 0 to 2", [](MqttSettings& mqtt) { mqtt.qos = 3; }},
        {"a topic is 1 to 128 ASCII characters", [](MqttSettings& mqtt) { mqtt.subscribe_topic.clear(); }},
        {"user name and password are 0 to 128, client id 0 to 64 ASCII characters",
         [](MqttSettings& mqtt) { mqtt.username = letters(129); }}};
    EXPECT_TRUE(encoded(broker(), "minew.json-long"));
    for (const WrongBroker& one : wrong) {
        MqttSettings mqtt = broker();
        one.spoil(mqtt);
        EXPECT_EQ(refusal(mqtt, "minew.json-long"), std::string("malformed: minew.json-long: ") + one.where);
    }
}

TEST(FirmwareUpdate, UrlIsUpTo256Characters) {
    EXPECT_TRUE(encoded(FirmwareUpdate{FirmwarePart::gateway, letters(256)}, "moko.json"));
    for (const std::string& bad : {std::string(), letters(257), std::string("a\tb")})
        EXPECT_EQ(refusal(FirmwareUpdate{FirmwarePart::gateway, bad}, "moko.json"),
                  "malformed: moko.json: firmware url is 1 to 256 ASCII characters");
}

TEST(FirmwareUpdate, UrlOfTheFirstMokoGenerationIsHostPortAndPath) {
    const char* const refused =
        "malformed: moko.gen-a: firmware url is http://HOST:PORT/PATH, host 1 to 64 and /PATH 2 to 100 ASCII "
        "characters";
    EXPECT_TRUE(encoded(FirmwareUpdate{FirmwarePart::gateway, "http://h/f"}, "moko.gen-a"));
    EXPECT_TRUE(
        encoded(FirmwareUpdate{FirmwarePart::gateway, "http://h:65535/" + letters(99)}, "moko.gen-a"));
    for (const std::string& bad :
         {std::string("https://h/f"), std::string("http://h"), std::string("http:///f"),
          std::string("http://h/"), std::string("http://h:0/f"), std::string("http://h:65536/f"),
          std::string("http://h:x/f"), "http://" + letters(65) + "/f", "http://h/" + letters(100)})
        EXPECT_EQ(refusal(FirmwareUpdate{FirmwarePart::gateway, bad}, "moko.gen-a"), refused) << bad;
}

TEST(FirmwareUpdate, UrlOfAMinewGatewayEndsWithAFile) {
    for (const std::string& bad :
         {std::string(), std::string("ftp://h/f"), std::string("http://h/"), std::string("http")})
        EXPECT_EQ(
            refusal(FirmwareUpdate{FirmwarePart::gateway, bad}, "minew.json-long"),
            "malformed: minew.json-long: firmware url is http...FOLDER/FILE of up to 256 ASCII characters");
}

}  // namespace
}  // namespace cairn::test
