// Advertisements in packets: what a controller reports, and what is on the air.
#include "packets/packet_capture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "packet_samples.h"
#include "packets/link_layer.h"
#include "support/hex.h"

namespace cairn::tool::test {
namespace {

using cairn::test::from_hex;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto tag_id = "ble:CBB8334C884F";

struct Heard {
    std::string tag;
    std::optional<int> rssi_dbm;
    std::vector<std::uint8_t> payload;
    AddressType address_type = AddressType::unknown;
};

/// What a reader heard so far.
class Ears {
public:
    void hear(Link link, const std::string& hex) {
        const std::vector<std::uint8_t> bytes = from_hex(hex);
        reader_.read({1, Timestamp{1}, link, bytes}, [this](const Advertisement& heard) {
            Heard one{std::string(heard.tag.view()), std::nullopt, {}, heard.address_type};
            if (heard.rssi_dbm) one.rssi_dbm = *heard.rssi_dbm;
            one.payload.assign(heard.payload.begin(), heard.payload.end());
            heard_.push_back(one);
        });
    }

    const std::vector<Heard>& heard() const { return heard_; }
    PacketCounts counts() const { return reader_.counts(); }

private:
    PacketReader reader_;
    std::vector<Heard> heard_;
};

std::vector<Heard> heard(Link link, const std::string& hex) {
    Ears ears;
    ears.hear(link, hex);
    return ears.heard();
}

void expect_ruuvi(const std::vector<Heard>& heard, std::optional<int> rssi_dbm) {
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(heard[0].tag, tag_id);
    EXPECT_EQ(heard[0].rssi_dbm, rssi_dbm);
    EXPECT_EQ(heard[0].payload, from_hex(ruuvi));
    EXPECT_EQ(heard[0].address_type, AddressType::random_static);
}

std::string hex_byte(std::size_t number) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    return {digits[number / 16], digits[number % 16]};
}

/// Core Vol 4 Part E 7.7.65.13, one report; type 0x0020 has more to come, 0x0040 was cut.
std::string extended_event(const std::string& type, const std::string& payload, const std::string& set = "03",
                           const std::string& address = "01" + address_on_air) {
    const std::size_t size = from_hex(payload).size();
    return "3E" + hex_byte(26 + size) + "0D 01" + type + address + "01 02" + set +
           "7F C4 0000 00 000000000000" + hex_byte(size) + payload;
}

TEST(HciReports, SayWhoWasHeardHowWellAndWhat) {
    expect_ruuvi(heard(Link::hci_event, legacy_event), -60);
    expect_ruuvi(heard(Link::hci_event, extended_event("0000", ruuvi)), -60);
    expect_ruuvi(heard(Link::hci_event, extended_event("1300", ruuvi, "FF")), -60);
}

TEST(HciReports, AreSeveralInAnEvent) {
    const auto all = heard(Link::hci_event, "3E1E 02 02 00 00" + address_on_air + "03 020106 C4 0401" +
                                                address_on_air + "02 0109 7F");

    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].payload, from_hex("020106"));
    EXPECT_EQ(all[0].address_type, AddressType::public_device);
    EXPECT_EQ(all[1].payload, from_hex("0109"));
    EXPECT_EQ(all[1].rssi_dbm, std::nullopt) << "127 stands for not known";
}

TEST(HciReports, OfDirectedAdvertisingHaveNoData) {
    const auto all = heard(Link::hci_event, "3E12 0B 01 01 01" + address_on_air + "01 665544332211 C4");

    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].tag, tag_id);
    EXPECT_EQ(all[0].rssi_dbm, -60);
    EXPECT_THAT(all[0].payload, IsEmpty());
}

TEST(HciReports, OfAnonymousAdvertisingHaveNoAddress) {
    const auto all = heard(Link::hci_event, extended_event("0000", "020106", "01", "FF000000000000"));

    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].tag, "");
}

TEST(HciReports, AreJoinedToTheWholeAdvertisement) {
    Ears ears;
    ears.hear(Link::hci_event, extended_event("2000", ruuvi.substr(0, 20)));
    ears.hear(Link::hci_event, extended_event("2000", "AA", "04"));
    ears.hear(Link::hci_event, extended_event("2800", "BB")) /* a scan response */;
    EXPECT_THAT(ears.heard(), IsEmpty());
    EXPECT_EQ(ears.counts().unfinished, 3U);
    ears.hear(Link::hci_event, extended_event("0000", ruuvi.substr(20)));

    expect_ruuvi(ears.heard(), -60);
    EXPECT_EQ(ears.counts().unfinished, 2U);
}

TEST(HciReports, ThatTheControllerCutAreHandedOverAsTheyAre) {
    EXPECT_EQ(heard(Link::hci_event, extended_event("4000", "020106")).size(), 1U);
}

TEST(HciReports, ThatGrowTooLongAreLeftOutToTheirEnd) {
    std::string part;
    for (int i = 0; i < 200; ++i) part += "00";
    Ears ears;
    for (int i = 0; i < 9; ++i) ears.hear(Link::hci_event, extended_event("2000", part));
    ears.hear(Link::hci_event, extended_event("0000", ruuvi));

    EXPECT_THAT(ears.heard(), IsEmpty()) << "what comes last is no beginning";
    EXPECT_EQ(ears.counts().broken, 1U);
    ears.hear(Link::hci_event, extended_event("0000", ruuvi));
    expect_ruuvi(ears.heard(), -60);
}

TEST(HciReports, ForgetTheOldestOfManyUnfinished) {
    Ears ears;
    for (std::size_t set = 0; set < 65; ++set)
        ears.hear(Link::hci_event, extended_event("2000", "02", hex_byte(set)));

    EXPECT_EQ(ears.counts().unfinished, 64U);
    ears.hear(Link::hci_event, extended_event("0000", "0106", hex_byte(1)));
    ASSERT_EQ(ears.heard().size(), 1U);
    EXPECT_EQ(ears.heard()[0].payload, from_hex("020106"));
}

TEST(HciReports, ThatAreTornLeaveThoseBeforeThem) {
    Ears ears;
    ears.hear(Link::hci_event, "3E1E 02 02 00 00" + address_on_air + "03 020106 C4 0401" + address_on_air);

    EXPECT_EQ(ears.heard().size(), 1U);
    EXPECT_EQ(ears.counts().broken, 1U);
}

TEST(HciReports, EndWithTheirEvent) {
    Ears ears;
    ears.hear(Link::hci_event, "3E05 02 01 00 01" + address_on_air + "1F" + ruuvi + "C4");

    EXPECT_THAT(ears.heard(), IsEmpty());
    EXPECT_EQ(ears.counts().broken, 1U);
}

TEST(PacketCapture, FindsTheEventInEachWrapping) {
    expect_ruuvi(heard(Link::hci_h4, "04" + legacy_event), -60);
    expect_ruuvi(heard(Link::hci_h4_with_direction, "00000001 04" + legacy_event), -60);
    expect_ruuvi(heard(Link::linux_monitor, "0000 0003" + legacy_event), -60);
    EXPECT_THAT(heard(Link::hci_h4, "02" + legacy_event), IsEmpty()) << "data";
    EXPECT_THAT(heard(Link::linux_monitor, "0000 0002" + legacy_event), IsEmpty()) << "a command";
    EXPECT_THAT(heard(Link::other, legacy_event), IsEmpty());
}

TEST(LinkLayer, HasTheAdvertiserInLegacyAdvertising) {
    expect_ruuvi(heard(Link::le_link_layer, adv_ind), std::nullopt);
    for (const char* head : {"4225", "4425", "4625"}) {
        std::string packet = "D6BE898E";
        packet.append(head).append(address_on_air).append(ruuvi);
        expect_ruuvi(heard(Link::le_link_layer, packet), std::nullopt);
    }
    const auto directed = heard(Link::le_link_layer, "D6BE898E 410C" + address_on_air + "665544332211");
    ASSERT_EQ(directed.size(), 1U);
    EXPECT_THAT(directed[0].payload, IsEmpty());
}

TEST(LinkLayer, TellsPublicFromRandomAddresses) {
    const auto type = [](const std::string& packet) {
        return heard(Link::le_link_layer, packet)[0].address_type;
    };

    EXPECT_EQ(type("D6BE898E 0006 4F884C33B8CB"), AddressType::public_device);
    EXPECT_EQ(type("D6BE898E 4006 4F884C33B84B"), AddressType::resolvable);
    EXPECT_EQ(type("D6BE898E 4006 4F884C33B80B"), AddressType::non_resolvable);
    EXPECT_EQ(type("D6BE898E 4006 4F884C33B88B"), AddressType::random);
}

TEST(LinkLayer, HasTheAdvertiserInExtendedAdvertising) {
    // Address, set; then also target, CTE and a pointer.
    expect_ruuvi(heard(Link::le_link_layer, "D6BE898E 4729 09 09" + address_on_air + "0130" + ruuvi),
                 std::nullopt);
    expect_ruuvi(heard(Link::le_link_layer,
                       "D6BE898E 4733 13 1F" + address_on_air + "665544332211 00 0130 010203" + ruuvi),
                 std::nullopt);
}

TEST(LinkLayer, SaysNothingWhereAnotherPacketHoldsTheAdvertisement) {
    Ears ears;
    ears.hear(Link::le_link_layer, "D6BE898E 4707 06 18 0130 010203");
    ears.hear(Link::le_link_layer, "D6BE898E 470B 0A 11" + address_on_air + "010203");
    ears.hear(Link::le_link_layer, "D6BE898E 0701 00");
    ears.hear(Link::le_link_layer, "D6BE898E 430C" + address_on_air + "665544332211") /* SCAN_REQ */;
    ears.hear(Link::le_link_layer, "11223344 4025" + address_on_air + ruuvi) /* a connection's */;

    EXPECT_THAT(ears.heard(), IsEmpty());
    EXPECT_EQ(ears.counts().broken, 0U);
}

TEST(LinkLayer, CountsWhatDoesNotFit) {
    const auto broken = [](const std::string& packet) {
        Ears ears;
        ears.hear(Link::le_link_layer, packet);
        return ears.heard().empty() ? ears.counts().broken : 0U;
    };
    EXPECT_EQ(broken("D6BE89"), 1U);
    EXPECT_EQ(broken("D6BE898E 4025" + address_on_air), 1U) << "fewer bytes than it says";
    EXPECT_EQ(broken("D6BE898E 4005 4F884C33B8"), 1U) << "no whole address";
    EXPECT_EQ(broken("D6BE898E 4026" + address_on_air + ruuvi + "00"), 1U) << "32 bytes of data";
    EXPECT_EQ(broken("D6BE898E 410D" + address_on_air + "66554433221100"), 1U) << "directed, with data";
    EXPECT_EQ(broken("D6BE898E 4708 10 01" + address_on_air), 1U) << "an extended header past the end";
    EXPECT_EQ(broken("D6BE898E 4708 07 09" + address_on_air), 1U) << "a field past the extended header";
}

/// A header with these flags in front of the packet, -44 dBm.
std::string with_header(const std::string& flags, const std::string& packet) {
    return "25 D4 A6 00 D6BE898E" + flags + packet;
}

TEST(PacketHeader, SaysHowWellItWasHeard) {
    expect_ruuvi(heard(Link::le_link_layer_with_header, with_header("030C", adv_ind)), -44);
    expect_ruuvi(heard(Link::le_link_layer_with_header, with_header("0100", adv_ind)), std::nullopt);
}

TEST(PacketHeader, TellsWrongChecksumsAndWhitening) {
    Ears ears;
    ears.hear(Link::le_link_layer_with_header, with_header("0304", adv_ind));
    EXPECT_EQ(ears.counts().bad_crc, 1U);
    ears.hear(Link::le_link_layer_with_header, with_header("020C", adv_ind));
    EXPECT_EQ(ears.counts().broken, 1U);
    EXPECT_THAT(ears.heard(), IsEmpty());
}

TEST(PacketHeader, TellsTheCodedRadioMode) {
    const std::string coded = "D6BE898E 00 4025" + address_on_air + ruuvi + "1802A2";

    expect_ruuvi(heard(Link::le_link_layer_with_header, with_header("038C", coded)), -44);
}

/// Version 3: flags, channel 37, -44 dBm, event counter, time.
std::string nordic(const std::string& flags, const std::string& packet) {
    return "01 3800 03 0500 02 0A" + flags + "25 2C 0100 E8030000" + packet;
}

TEST(Nordic, SaysHowWellItWasHeard) {
    expect_ruuvi(heard(Link::nordic_ble, nordic("01", adv_ind)), -44);
    expect_ruuvi(heard(Link::nordic_ble, "01 06 38 01 0500 06 0A 21 25 2C 0100 E8030000" + adv_ind), -44);
}

TEST(Nordic, TellsTheCodedRadioModeFromVersion3On) {
    const std::string coded = "D6BE898E 00 4025" + address_on_air + ruuvi + "1802A2";

    expect_ruuvi(heard(Link::nordic_ble, nordic("21", coded)), -44);
}

TEST(Nordic, TellsWrongChecksumsAndShortHeaders) {
    Ears ears;
    ears.hear(Link::nordic_ble, nordic("00", adv_ind));
    EXPECT_EQ(ears.counts().bad_crc, 1U);
    ears.hear(Link::nordic_ble, "01 3800 03 0500 02 0A 01");
    EXPECT_EQ(ears.counts().broken, 1U);
    EXPECT_THAT(ears.heard(), IsEmpty());
}

std::vector<std::uint64_t> numbers_of(const std::string& file, std::optional<Error>& error) {
    std::vector<std::uint64_t> numbers;
    const std::vector<std::uint8_t> bytes = from_hex(file);
    error = read_packet_capture(bytes, [&](std::uint64_t number, const Advertisement& /*heard*/) {
                numbers.push_back(number);
            }).error;
    return numbers;
}

TEST(PacketCapture, NumbersItsPackets) {
    std::optional<Error> error;
    const std::string again = btsnoop_h4.substr(btsnoop_h4.find("0000002E"));

    EXPECT_THAT(numbers_of(btsnoop_h4 + again, error), ElementsAre(1, 2));
    EXPECT_FALSE(error);
}

TEST(PacketCapture, SaysThatThereIsNothingOfBluetoothInIt) {
    std::optional<Error> error;

    numbers_of(
        "D4C3B2A1 0200 0400 00000000 00000000 FFFF0000 01000000 00000000 00000000 01000000 01000000 00",
        error);
    ASSERT_TRUE(error);
    EXPECT_STREQ(error->where, "capture: no packets of Bluetooth LE in it");
}

TEST(PacketCapture, KeepsWhatIsSoundInATornFile) {
    std::optional<Error> error;

    EXPECT_THAT(numbers_of(btsnoop_h4 + "0000", error), ElementsAre(1));
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, Errc::truncated);
}

TEST(PacketCapture, IsSafeWithEachByteChanged) {
    for (const std::string& sample : {btsnoop_h4, pcap_h4, pcapng_h4}) {
        const std::vector<std::uint8_t> whole = from_hex(sample);
        for (std::size_t i = 0; i < whole.size(); ++i) {
            for (const unsigned flip : {0x01U, 0x80U, 0xFFU}) {
                std::vector<std::uint8_t> changed = whole;
                changed[i] = static_cast<std::uint8_t>(changed[i] ^ flip);
                std::size_t count = 0;
                const PacketCaptureEnd end =
                    read_packet_capture(changed, [&](std::uint64_t, const Advertisement&) { ++count; });
                EXPECT_EQ(count, end.counts.advertisements);
                EXPECT_LE(count, 1U);
            }
        }
    }
}

}  // namespace
}  // namespace cairn::tool::test
