// Packet captures: which packets a btsnoop, pcap or pcapng file holds, and how a broken one is told.
#include "packets/packet_file.h"

#include <gtest/gtest.h>

#include <vector>

#include "packet_samples.h"
#include "support/hex.h"

namespace cairn::tool::test {
namespace {

using cairn::test::from_hex;

constexpr Timestamp sample_time{1'700'000'000'123};

struct ReadPacket {
    std::uint64_t number = 0;
    std::optional<Timestamp> at;
    Link link = Link::other;
    std::vector<std::uint8_t> bytes;
};

struct Reading {
    std::vector<ReadPacket> packets;
    Result<void> end;
};

Reading read(Bytes file) {
    Reading reading;
    reading.end = read_packets(file, [&](const Packet& packet) {
        reading.packets.push_back(
            {packet.number, packet.at, packet.link, {packet.bytes.begin(), packet.bytes.end()}});
    });
    return reading;
}

Reading read(const std::string& hex) {
    return read(from_hex(hex));
}

/// Code and reason of what is wrong with a file.
std::string wrong(const std::string& hex) {
    const Reading reading = read(hex);
    return reading.end ? "" : std::string(name(reading.end.error().code)) + ": " + reading.end.error().where;
}

void expect_the_sample(const Reading& reading) {
    EXPECT_TRUE(reading.end);
    ASSERT_EQ(reading.packets.size(), 1U);
    EXPECT_EQ(reading.packets[0].number, 1U);
    EXPECT_EQ(reading.packets[0].at, sample_time);
    EXPECT_EQ(reading.packets[0].link, Link::hci_h4);
    EXPECT_EQ(reading.packets[0].bytes, from_hex("04" + legacy_event));
}

TEST(PacketFile, IsKnownByItsFirstBytes) {
    EXPECT_TRUE(is_packet_file(from_hex(btsnoop_h4)));
    EXPECT_TRUE(is_packet_file(from_hex(pcap_h4)));
    EXPECT_TRUE(is_packet_file(from_hex(pcapng_h4)));
    EXPECT_FALSE(is_packet_file(from_hex("6274736E6F6F70")));
    EXPECT_FALSE(is_packet_file(from_hex("0A0D0D")));
    EXPECT_FALSE(is_packet_file({}));
}

TEST(PacketFile, HoldsTheSamePacketInEachFormat) {
    expect_the_sample(read(btsnoop_h4));
    expect_the_sample(read(pcap_h4));
    expect_the_sample(read(pcapng_h4));
}

TEST(Btsnoop, SaysByItsFlagsWhatAPacketWithoutATypeIs) {
    const auto link = [](const std::string& datalink, const std::string& flags) {
        const Reading reading = read("6274736E6F6F7000 00000001" + datalink + "00000001 00000001" + flags +
                                     "00000000 00E2E7D7274FA240 00");
        return reading.packets.empty() ? Link::other : reading.packets[0].link;
    };
    EXPECT_EQ(link("000003E9", "00000003"), Link::hci_event);
    EXPECT_EQ(link("000003E9", "00000002"), Link::other) << "a command";
    EXPECT_EQ(link("000003E9", "00000001"), Link::other) << "data";
    EXPECT_EQ(link("000007D1", "00010003"), Link::hci_event) << "of the second adapter";
    EXPECT_EQ(link("000007D1", "00000002"), Link::other);
}

TEST(Btsnoop, RefusesWhatIsNotKnown) {
    EXPECT_EQ(wrong("6274736E6F6F7000 00000002 000003EA"), "unsupported: btsnoop: not version 1");
    EXPECT_EQ(wrong("6274736E6F6F7000 00000001 000003EB"),
              "unsupported: btsnoop: a datalink other than 1001, 1002 and 2001");
    EXPECT_EQ(wrong("6274736E6F6F7000 00000001"), "truncated: btsnoop: ends within its header or a packet");
    EXPECT_EQ(
        wrong("6274736E6F6F7000 00000001 000003EA 00040001 00040001 00000003 00000000 0000000000000000"),
        "malformed: btsnoop: a packet above 256 KiB");
}

TEST(Btsnoop, HasNoTimeBefore1970) {
    const Reading reading =
        read("6274736E6F6F7000 00000001 000003EA 00000001 00000001 00000003 00000000 0000000000000001 04");

    ASSERT_EQ(reading.packets.size(), 1U);
    EXPECT_EQ(reading.packets[0].at, std::nullopt);
}

TEST(Pcap, IsReadInBothByteOrdersAndUnits) {
    const std::string packet = "0000002E 0000002E 04" + legacy_event;
    const std::string header = "0002 0004 00000000 00000000 0000FFFF 000000BB";

    expect_the_sample(read("A1B2C3D4" + header + "6553F100 0001E240" + packet));
    expect_the_sample(read("A1B23C4D" + header + "6553F100 075BCD15" + packet));
    expect_the_sample(read("4D3CB2A1 0200 0400 00000000 00000000 FFFF0000 BB000000 00F15365 15CD5B07"
                           "2E000000 2E000000 04" +
                           legacy_event));
}

TEST(Pcap, IgnoresTheLengthOfAChecksumInTheLinkType) {
    const Reading reading =
        read("D4C3B2A1 0200 0400 00000000 00000000 FFFF0000 FB000014 00F15365 40E20100 01000000 01000000 00");

    ASSERT_EQ(reading.packets.size(), 1U);
    EXPECT_EQ(reading.packets[0].link, Link::le_link_layer);
}

TEST(Pcap, RefusesWhatIsNotKnown) {
    EXPECT_EQ(wrong("D4C3B2A1 0300 0000 00000000 00000000 FFFF0000 BB000000"),
              "unsupported: pcap: not version 2");
    EXPECT_EQ(wrong("D4C3B2A1 0200"), "truncated: pcap: ends within its header or a packet");
    EXPECT_EQ(wrong("D4C3B2A1 0200 0400 00000000 00000000 FFFF0000 BB000000 00000000 00000000 01000400"
                    "01000400"),
              "malformed: pcap: a packet above 256 KiB");
    EXPECT_EQ(wrong("00"), "malformed: pcap: another first number");
}

const std::string section = "0A0D0D0A 1C000000 4D3C2B1A 0100 0000 FFFFFFFFFFFFFFFF 1C000000";
const std::string interface = "01000000 14000000 FB00 0000 00000000 14000000";

/// The time of a packet with these ticks, of an interface with these options.
std::optional<Timestamp> time_with(const std::string& options, const std::string& ticks) {
    const std::size_t size = 20 + from_hex(options).size();
    const std::string length = std::string(size < 16 ? "0" : "") + "0123456789ABCDEF"[size / 16] +
                               "0123456789ABCDEF"[size % 16] + "000000";
    const Reading reading = read(section + "01000000" + length + "FB00 0000 00000000" + options + length +
                                 "06000000 20000000 00000000" + ticks + "00000000 00000000 20000000");
    EXPECT_TRUE(reading.end) << reading.end.error().where;
    return reading.packets.empty() ? std::nullopt : reading.packets[0].at;
}

TEST(Pcapng, CountsTimeAsItsInterfaceSays) {
    EXPECT_EQ(time_with("", "240A0600 40222018"), sample_time) << "microseconds";
    EXPECT_EQ(time_with("09000100 03000000 00000000", "8B010000 7B68E5CF"), sample_time) << "milliseconds";
    EXPECT_EQ(time_with("09000100 00000000", "00000000 00F15365"), Timestamp{1'700'000'000'000}) << "seconds";
    EXPECT_EQ(time_with("09000100 8A000000", "95010000 7E00C44F"), sample_time) << "2^-10 s";
    EXPECT_EQ(time_with("0E000800 8041F4FF3A000000", "240A0600 40222018"), std::nullopt)
        << "behind the year 9999";
    EXPECT_EQ(time_with("09000100 00000000 0E000800 00F1536500000000", "00000000 01000000"),
              Timestamp{1'700'000'001'000})
        << "counted from another moment";
}

TEST(Pcapng, HasNoTimeOutsideOfTheYears1970To9999) {
    EXPECT_EQ(time_with("", "FFFFFFFF FFFFFFFF"), std::nullopt);
    EXPECT_EQ(time_with("09000100 00000000", "FFFFFFFF FFFFFFFF"), std::nullopt);
    EXPECT_EQ(time_with("09000100 FF000000", "FFFFFFFF FFFFFFFF"), std::nullopt);
    EXPECT_EQ(time_with("", "00000000 00000000"), std::nullopt);
}

TEST(Pcapng, ReadsSimpleAndObsoletePacketsToo) {
    const Reading reading =
        read(section + interface + "03000000 14000000 03000000 AABBCC00 14000000" +
             "02000000 24000000 0000 0000 240A0600 40222018 01000000 01000000 DD000000 24000000");

    EXPECT_TRUE(reading.end);
    ASSERT_EQ(reading.packets.size(), 2U);
    EXPECT_EQ(reading.packets[0].bytes, from_hex("AABBCC"));
    EXPECT_EQ(reading.packets[0].at, std::nullopt);
    EXPECT_EQ(reading.packets[1].bytes, from_hex("DD"));
    EXPECT_EQ(reading.packets[1].at, sample_time);
}

TEST(Pcapng, CutsSimplePacketsWhereTheInterfaceDoes) {
    const Reading reading = read(section + "01000000 14000000 FB00 0000 02000000 14000000" +
                                 "03000000 14000000 03000000 AABB0000 14000000");

    ASSERT_EQ(reading.packets.size(), 1U);
    EXPECT_EQ(reading.packets[0].bytes, from_hex("AABB"));
}

TEST(Pcapng, HasSectionsInEitherByteOrder) {
    const Reading reading =
        read(pcapng_h4 + "0A0D0D0A 0000001C 1A2B3C4D 0001 0000 FFFFFFFFFFFFFFFF 0000001C" +
             "00000001 00000014 00FB 0000 00000000 00000014" +
             "00000006 00000024 00000000 00060A24 18202240 00000001 00000001 EE000000 00000024");

    EXPECT_TRUE(reading.end);
    ASSERT_EQ(reading.packets.size(), 2U);
    EXPECT_EQ(reading.packets[1].number, 2U);
    EXPECT_EQ(reading.packets[1].link, Link::le_link_layer) << "the first section's interfaces are gone";
    EXPECT_EQ(reading.packets[1].at, sample_time);
}

TEST(Pcapng, GoesOnBehindABrokenBlock) {
    const std::string of_nobody = "06000000 20000000 07000000 00000000 00000000 00000000 00000000 20000000";
    const Reading reading =
        read(section + interface + of_nobody + "03000000 14000000 03000000 AABBCC00 14000000");

    EXPECT_EQ(reading.packets.size(), 1U);
    ASSERT_FALSE(reading.end);
    EXPECT_STREQ(reading.end.error().where, "pcapng: a packet of an interface that is not described");
}

TEST(Pcapng, RefusesWhatCannotBe) {
    EXPECT_EQ(wrong("0A0D0D0A 1C000000 00000000"), "malformed: pcapng: a section in no byte order");
    EXPECT_EQ(wrong("0A0D0D0A 1C00"), "truncated: pcapng: the file or a block ends early");
    EXPECT_EQ(wrong("0A0D0D0A 1C000000 4D3C2B1A 0200 0000 FFFFFFFFFFFFFFFF 1C000000"),
              "unsupported: pcapng: not version 1");
    EXPECT_EQ(wrong(section + "03000000 0B000000"), "malformed: pcapng: a block's length cannot be");
    EXPECT_EQ(wrong(section + "03000000 00000010"), "malformed: pcapng: a block's length cannot be");
    EXPECT_EQ(wrong(section + "05000000 0C000000 10000000"),
              "malformed: pcapng: a block's two lengths differ");
    EXPECT_EQ(wrong(section + interface +
                    "06000000 20000000 00000000 00000000 00000000 01000000 01000000"
                    "20000000"),
              "truncated: pcapng: the file or a block ends early");
}

TEST(Pcapng, RefusesInterfacesWithoutEnd) {
    std::string file = section;
    for (int i = 0; i < 4097; ++i) file += interface;

    EXPECT_EQ(wrong(file), "full: pcapng: more than 4096 interfaces in a section");
}

TEST(PacketFile, TellsEachTruncation) {
    for (const std::string& sample : {btsnoop_h4, pcap_h4, pcapng_h4}) {
        const std::vector<std::uint8_t> whole = from_hex(sample);
        std::size_t sound = 0;
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const Reading reading = read(Bytes(whole).first(size));
            EXPECT_TRUE(reading.packets.empty());
            if (reading.end) ++sound;
        }
        EXPECT_LE(sound, 2U) << "only between headers and blocks";
    }
}

}  // namespace
}  // namespace cairn::tool::test
