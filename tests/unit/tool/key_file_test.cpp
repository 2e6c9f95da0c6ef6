// The key file: what it reads, the line of every defect, and that no key shows up in an error.
#include "cairn/net/key_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "support/keys.h"
#include "support/temporary_directory.h"

namespace cairn::test {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr auto key_text = "231d39c1d7cc1ab1aee224cd096db932";

constexpr auto whole = R"(
[[device]]
address = "54:48:E6:8F:80:A5"
bindkey = "231d39c1d7cc1ab1aee224cd096db932"

[[device]]
address = "A4C1388D18B2"
irk = "7AI0o1fIrQU0EBCmCjl9mw=="
irk_order = "reversed"

[[device]]
address = "AC:23:3F:A0:32:08"
bindkey = "b853075158487ca39a5b5ea9"
[device.eid]
key = "0102030405060708090A111213141516"
exponent = 10
clock = 65280
clock_at = "2026-01-31T12:00:00Z"
)";

struct Reading {
    std::optional<KeyRing> ring;
    std::vector<std::string> errors;
};

Reading read(const std::string& text) {
    Reading reading;
    reading.ring = net::parse_key_file(text, "keys.toml", reading.errors);
    return reading;
}

/// A device whose lines after the address, in line 2, are these.
Reading read_device(const std::string& lines) {
    return read("[[device]]\naddress = \"A4:C1:38:8D:18:B2\"\n" + lines);
}

TEST(KeyFile, GivesTheKeysOfEachDevice) {
    const Reading reading = read(whole);

    EXPECT_THAT(reading.errors, IsEmpty());
    ASSERT_TRUE(reading.ring);
    EXPECT_EQ(reading.ring->devices().size(), 3U);
    const DeviceKeys* const sensor = reading.ring->find(address_of("5448E68F80A5"));
    ASSERT_NE(sensor, nullptr);
    EXPECT_EQ(sensor->bind_key, key_of(key_text));
    EXPECT_FALSE(sensor->irk);
}

TEST(KeyFile, ReadsAResolvingKeyInBase64AndItsOrder) {
    const Reading reading = read(whole);

    ASSERT_TRUE(reading.ring);
    const auto& irk = reading.ring->find(address_of("A4C1388D18B2"))->irk;
    ASSERT_TRUE(irk);
    EXPECT_EQ(irk->key, key_of("ec0234a357c8ad05341010a60a397d9b"));
    EXPECT_EQ(irk->order, IrkOrder::reversed);
}

TEST(KeyFile, ReadsWhenTheClockOfABeaconWasZero) {
    const Reading reading = read(whole);

    ASSERT_TRUE(reading.ring);
    const auto& beacon = reading.ring->find(address_of("AC233FA03208"))->eddystone;
    ASSERT_TRUE(beacon);
    EXPECT_EQ(beacon->rotation_exponent, 10);
    EXPECT_EQ(beacon->clock_at({1'769'860'800'000}), 65'280U);
}

TEST(KeyFile, LengthensTheKeysOfOldMiBeacon) {
    const Reading reading = read(whole);

    ASSERT_TRUE(reading.ring);
    EXPECT_EQ(reading.ring->find(address_of("AC233FA03208"))->bind_key,
              key_of("b853075158488d3d3c977ca39a5b5ea9"));
}

TEST(KeyFile, MayBeEmpty) {
    const Reading reading = read("");

    ASSERT_TRUE(reading.ring);
    EXPECT_TRUE(reading.ring->devices().empty());
}

TEST(KeyFile, TriesBothOrdersUnlessItSaysOne) {
    const Reading reading = read_device("irk = \"ec0234a357c8ad05341010a60a397d9b\"\n");

    ASSERT_TRUE(reading.ring);
    EXPECT_EQ(reading.ring->devices()[0].irk->order, IrkOrder::either);
}

TEST(KeyFile, SaysWhereAKeyIsNone) {
    EXPECT_THAT(
        read_device("bindkey = \"231d39\"\n").errors,
        ElementsAre("keys.toml:3: device.bindkey: expected a key of 16 bytes: 32 hexadecimal digits (24 "
                    "before MiBeacon 4), or base64, found a text of 6 characters"));
    EXPECT_THAT(read_device("irk = \"231d39\"\n").errors, ElementsAre(HasSubstr("keys.toml:3: device.irk")));
}

TEST(KeyFile, NeverShowsAKey) {
    const std::string secret = key_text;
    for (const std::string& lines : std::vector<std::string>{
             "bindkey = \"" + secret + "00\"\n",
             "irk = \"" + secret + "g\"\n",
             "irk = [\"" + secret + "\"]\n",
             "eid = \"" + secret + "\"\n",
             "bindkeys = \"" + secret + "\"\n",
             "eid.key = \"" + secret +
                 "0\"\neid.exponent = 1\neid.clock = 1\neid.clock_at = \"2026-01-31T12:00:00Z\"\n",
             "bindkey = \"" + secret + "\n",
         }) {
        const Reading reading = read_device(lines);

        EXPECT_FALSE(reading.ring);
        EXPECT_THAT(reading.errors, Not(IsEmpty()));
        for (const auto& error : reading.errors)
            EXPECT_THAT(error, Not(HasSubstr(secret.substr(0, 8)))) << lines;
    }
}

TEST(KeyFile, WantsAnAddressForEachDevice) {
    EXPECT_THAT(
        read("[[device]]\nbindkey = \"231d39c1d7cc1ab1aee224cd096db932\"\n").errors,
        ElementsAre("keys.toml:1: device.address: expected an address such as \"A4:C1:38:8D:18:B2\", found "
                    "nothing"));
}

TEST(KeyFile, WantsEachDeviceOnce) {
    const std::string device =
        "[[device]]\naddress = \"A4:C1:38:8D:18:B2\"\nbindkey = \"" + std::string(key_text) + "\"\n";

    EXPECT_THAT(read(device + device).errors, ElementsAre(HasSubstr("no device before it has")));
}

TEST(KeyFile, WantsAKeyForEachDevice) {
    EXPECT_THAT(read_device("").errors, ElementsAre(HasSubstr("a bindkey, an irk or an eid table")));
}

TEST(KeyFile, WantsAllThatABeaconWasRegisteredWith) {
    const auto errors =
        read_device("eid.key = \"0102030405060708090A111213141516\"\neid.exponent = 16\n").errors;

    EXPECT_THAT(errors, testing::Contains(HasSubstr("eid.exponent: expected a whole number from 0 to 15")));
    EXPECT_THAT(errors,
                testing::Contains(HasSubstr("eid.clock: expected what the beacon was registered with")));
    EXPECT_THAT(errors, testing::Contains(HasSubstr("eid.clock_at: expected what")));
}

TEST(KeyFile, WantsATimeWithAnOffset) {
    EXPECT_THAT(
        read_device("eid.key = \"0102030405060708090A111213141516\"\neid.exponent = 1\neid.clock = 0\n"
                    "eid.clock_at = \"2026-01-31\"\n")
            .errors,
        ElementsAre(HasSubstr("eid.clock_at: expected a time such as \"2026-01-31T12:00:00Z\"")));
}

TEST(KeyFile, WantsAnOrderThatItKnows) {
    EXPECT_THAT(read_device("irk = \"ec0234a357c8ad05341010a60a397d9b\"\nirk_order = \"up\"\n").errors,
                ElementsAre(EndsWith("expected \"printed\", \"reversed\" or \"either\", found \"up\"")));
}

TEST(KeyFile, WantsAResolvingKeyBesideItsOrder) {
    EXPECT_THAT(read_device("bindkey = \"" + std::string(key_text) + "\"\nirk_order = \"printed\"\n").errors,
                ElementsAre("keys.toml:4: device.irk_order: expected an irk beside it, found \"printed\""));
}

TEST(KeyFile, KnowsTheOrderOfAKeyThatIsNone) {
    EXPECT_THAT(read_device("irk = \"231d39\"\nirk_order = \"printed\"\n").errors,
                ElementsAre(HasSubstr("keys.toml:3: device.irk: ")));
}

TEST(KeyFile, IsRefusedWhenOthersMayReadIt) {
    const TemporaryDirectory folder;
    const std::string path = folder.file("keys.toml");
    std::ofstream(path) << whole;
    std::vector<std::string> errors;

    ASSERT_EQ(::chmod(path.c_str(), 0644), 0);
    EXPECT_FALSE(net::read_key_file(path, errors));
    EXPECT_THAT(errors,
                ElementsAre(path + ": others may read this secret; close it with: chmod 600 '" + path + "'"));

    errors.clear();
    ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
    EXPECT_TRUE(net::read_key_file(path, errors));
    EXPECT_THAT(errors, IsEmpty());
}

TEST(KeyFile, IsRefusedWhenItIsNotThere) {
    std::vector<std::string> errors;

    EXPECT_FALSE(net::read_key_file("/nowhere/keys.toml", errors));
    EXPECT_THAT(errors, ElementsAre("/nowhere/keys.toml: No such file or directory"));
}

}  // namespace
}  // namespace cairn::test
