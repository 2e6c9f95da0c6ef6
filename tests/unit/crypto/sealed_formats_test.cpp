// Encrypted advertisements: BTHome, MiBeacon and pvvx with their keys. The bytes are published; see
// tests/golden/advertisements for where.
#include <gtest/gtest.h>

#include <optional>

#include "cairn/crypto/mbedtls_cipher.h"
#include "cairn/decode/key_ring.h"
#include "cairn/decode/replay_guard.h"
#include "support/decode.h"
#include "support/keys.h"

namespace cairn::test {
namespace {

/// A sender, its key as people write it, and what it sends.
struct Sender {
    const char* address;
    const char* key;
    std::uint16_t uuid;
    const char* body;
    Quantity quantity;
    double value;
};
constexpr Sender bthome_2{"54:48:E6:8F:80:A5",
                          "231d39c1d7cc1ab1aee224cd096db932",
                          0xFCD2,
                          "41A47266C95F730011223378237214",
                          Quantity::temperature_c,
                          25.06};
constexpr Sender bthome_1{"54:48:E6:8F:80:A5",
                          "231d39c1d7cc1ab1aee224cd096db932",
                          0x181E,
                          "FBA435E4D3C312FB0011223357D90A99",
                          Quantity::humidity_pct,
                          50.55};
constexpr Sender mibeacon_5{"58:2D:34:12:20:89",
                            "a3bfe9853dd85a620debe3620caaa351",
                            0xFE95,
                            "58586F0607892012342D585F176DD54F0200002FA453FA",
                            Quantity::temperature_c,
                            22.6};
constexpr Sender mibeacon_3{"F8:24:41:C5:98:8B",
                            "b853075158487ca39a5b5ea9",
                            0xFE95,
                            "5830B603368B98C54124F88BB8F2661351000000D6",
                            Quantity::dimmer_steps,
                            -1};
constexpr Sender pvvx{"A4:C1:38:8D:18:B2",
                      "b9ea895fac7eea6d30532432a516f3a3",
                      0x181A,
                      "11D603FBFA7B6DFB1E26FD",
                      Quantity::temperature_c,
                      23.45};
constexpr Sender senders[]{bthome_2, bthome_1, mibeacon_5, mibeacon_3, pvvx};

/// A decoder that has the keys of some devices.
class Receiver {
public:
    Receiver() : keys_(*KeyRing::create(4)) { make({}); }

    Receiver& with_key(std::string_view address, std::string_view key) {
        DeviceKeys device;
        device.address = address_of(address);
        device.bind_key = *parse_bind_key(key);
        EXPECT_TRUE(keys_.add(device));
        return *this;
    }
    Receiver& with_guard(const ReplayOptions& options = {}) {
        guard_.emplace(*ReplayGuard::create(options));
        make({});
        return *this;
    }
    Receiver& without_cipher() {
        make({.keys = &keys_});
        return *this;
    }

    DecodeReport hear(const std::optional<MacAddress>& address, std::uint16_t uuid,
                      const std::vector<std::uint8_t>& body) {
        DecodeReport report;
        decoder_->decode({service_data_of(uuid, body), address}, report);
        return report;
    }
    DecodeReport hear(const Sender& sender) {
        return hear(address_of(sender.address), sender.uuid, from_hex(sender.body));
    }

private:
    void make(DecoderOptions options) {
        if (options.keys == nullptr)
            options = {.keys = &keys_, .cipher = &cipher_, .replay_guard = guard_ ? &*guard_ : nullptr};
        decoder_.emplace(options);
    }

    crypto::MbedtlsCipher cipher_;
    KeyRing keys_;
    std::optional<ReplayGuard> guard_;
    std::optional<Decoder> decoder_;
};

Protection protection_of(const DecodeReport& report) {
    return report.formats.empty() ? Protection::none : report.formats[0].protection;
}

TEST(SealedFormats, OpenWithTheirKey) {
    for (const Sender& sender : senders) {
        const auto report = Receiver().with_key(sender.address, sender.key).hear(sender);

        EXPECT_EQ(protection_of(report), Protection::decrypted) << sender.body;
        EXPECT_EQ(report.formats[0].confidence, Confidence::verified) << sender.body;
        ASSERT_TRUE(has(report, sender.quantity)) << sender.body;
        EXPECT_DOUBLE_EQ(*value_of(report, sender.quantity), sender.value) << sender.body;
    }
}

TEST(SealedFormats, HaveNoBytesToShowForWhatWasEncrypted) {
    for (const Sender& sender : senders) {
        const auto report = Receiver().with_key(sender.address, sender.key).hear(sender);
        for (const DecodedValue& value : report.formats[0].measurements) {
            EXPECT_EQ(value.size_bytes, value.quantity == Quantity::packet_id ? 1 : 0)
                << sender.body << " " << name(value.quantity);
        }
    }
}

TEST(SealedFormats, StayClosedWithAnotherKey) {
    for (const Sender& sender : senders) {
        const auto report =
            Receiver().with_key(sender.address, "00112233445566778899aabbccddeeff").hear(sender);

        EXPECT_EQ(protection_of(report), Protection::wrong_key) << sender.body;
        EXPECT_FALSE(has(report, sender.quantity)) << sender.body;
    }
}

TEST(SealedFormats, StayClosedWithoutACipher) {
    for (const Sender& sender : {bthome_2, mibeacon_5, mibeacon_3}) {
        const auto report = Receiver().with_key(sender.address, sender.key).without_cipher().hear(sender);

        EXPECT_EQ(protection_of(report), Protection::no_key) << sender.body;
    }
}

TEST(SealedFormats, StayClosedWithoutAnAddress) {
    Receiver receiver;
    receiver.with_key(bthome_2.address, bthome_2.key);

    EXPECT_EQ(protection_of(receiver.hear(std::nullopt, bthome_2.uuid, from_hex(bthome_2.body))),
              Protection::no_key);
}

TEST(SealedFormats, AreNotKnownByTheUuidOfAnotherService) {
    Receiver receiver;
    EXPECT_TRUE(receiver.hear(bthome_1).formats.empty()) << "no key";
    receiver.with_key(bthome_1.address, bthome_1.key);
    EXPECT_TRUE(receiver.hear(std::nullopt, bthome_1.uuid, from_hex(bthome_1.body)).formats.empty())
        << "no address";
}

TEST(SealedFormats, FindTheKeyByTheAddressInsideToo) {
    Receiver receiver;
    receiver.with_key(mibeacon_5.address, mibeacon_5.key);

    EXPECT_EQ(protection_of(receiver.hear(std::nullopt, mibeacon_5.uuid, from_hex(mibeacon_5.body))),
              Protection::decrypted);
}

/// Some flags of MiBeacon are not signed; they change nothing.
TEST(SealedFormats, NeverSayAnythingElseWithOneWrongBit) {
    for (const Sender& sender : senders) {
        const auto whole = from_hex(sender.body);
        Receiver receiver;
        receiver.with_key(sender.address, sender.key);
        for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
            auto body = whole;
            body[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
            const auto report = receiver.hear(address_of(sender.address), sender.uuid, body);
            EXPECT_EQ(value_of(report, sender.quantity).value_or(sender.value), sender.value)
                << sender.body << " bit " << bit;
            EXPECT_EQ(protection_of(report) == Protection::decrypted, has(report, sender.quantity))
                << sender.body << " bit " << bit;
        }
    }
}

TEST(SealedFormats, AreCheckedForReplays) {
    for (const Sender& sender : senders) {
        Receiver receiver;
        receiver.with_key(sender.address, sender.key).with_guard({.restart_counter_max = 0});

        EXPECT_TRUE(has(receiver.hear(sender), sender.quantity)) << sender.body;
        EXPECT_TRUE(has(receiver.hear(sender), sender.quantity)) << "several gateways hear one packet";
    }
}

// Older packets of the same devices, made with Python's cryptography.AESCCM and the published keys.
constexpr Sender older[]{
    {bthome_2.address, bthome_2.key, 0xFCD2, "416BB58705000000FBADDF28", Quantity::temperature_c, 25.06},
    {mibeacon_5.address, mibeacon_5.key, 0xFE95, "58586F06C8892012342D58D2FFD30C95010000D0CA3300",
     Quantity::temperature_c, 22.6},
    {pvvx.address, pvvx.key, 0x181A, "109A54F0076D567D401EF9", Quantity::temperature_c, 23.45},
};

TEST(SealedFormats, AreRefusedWhenTheyAreOld) {
    for (const Sender& old : older) {
        Receiver receiver;
        receiver.with_key(old.address, old.key).with_guard({.restart_counter_max = 0});
        EXPECT_TRUE(has(receiver.hear(old), old.quantity)) << "the first that is heard";
        for (const Sender& sender : senders) {
            if (sender.uuid == old.uuid) receiver.hear(sender);
        }
        const auto report = receiver.hear(old);

        EXPECT_EQ(protection_of(report), Protection::replayed) << old.body;
        EXPECT_TRUE(report.formats[0].measurements.empty()) << old.body;
        EXPECT_TRUE(report.formats[0].attributes.empty()) << old.body;
    }
}

TEST(SealedFormats, CountBehindTheExtendedCounter) {
    Receiver receiver;
    receiver.with_key(mibeacon_5.address, mibeacon_5.key).with_guard({.restart_counter_max = 0});

    EXPECT_EQ(protection_of(receiver.hear(older[1])), Protection::decrypted) << "1, 200";
    EXPECT_EQ(protection_of(receiver.hear(mibeacon_5)), Protection::decrypted) << "2, 7: later";
    const auto between = from_hex("58586F0606892012342D58C49B6C1C74020000B72A4FDD");  // 2, 6
    EXPECT_EQ(protection_of(receiver.hear(address_of(mibeacon_5.address), 0xFE95, between)),
              Protection::replayed);
}

TEST(SealedFormats, AreNoWayToPushDevicesOutOfTheGuard) {
    Receiver receiver;
    receiver.with_key(bthome_2.address, bthome_2.key)
        .with_key(mibeacon_5.address, mibeacon_5.key)
        .with_key(mibeacon_3.address, mibeacon_3.key)
        .with_guard({.rows_max = 1});
    EXPECT_TRUE(has(receiver.hear(bthome_2), bthome_2.quantity));

    for (const Sender& sender : {mibeacon_5, mibeacon_3}) {
        const auto report = receiver.hear(sender);
        EXPECT_EQ(error_of(report), Errc::full) << sender.body;
        EXPECT_FALSE(has(report, sender.quantity)) << sender.body;
    }
}

/// The same devices in plain text.
constexpr Sender plain[]{
    {bthome_2.address, bthome_2.key, 0xFCD2, "4002CA0903BF13", Quantity::temperature_c, 25.06},
    {bthome_1.address, bthome_1.key, 0x181C, "2302CA090303BF13", Quantity::temperature_c, 25.06},
    {mibeacon_5.address, mibeacon_5.key, 0xFE95, "50586F0607892012342D58041002E200", Quantity::temperature_c,
     22.6},
    {pvvx.address, pvvx.key, 0x181A, "B2188D38C1A42B089011F70A43200F", Quantity::temperature_c, 20.91},
    {pvvx.address, pvvx.key, 0x181A, "A4C1388D18B200A22F5F0BF819", Quantity::temperature_c, 16.2},
};

TEST(PlainFormats, AreNotBelievedOfADeviceThatHasAKey) {
    for (const Sender& sender : plain) {
        EXPECT_EQ(value_of(Receiver().hear(sender), sender.quantity), sender.value) << sender.body;

        const auto report = Receiver().with_key(sender.address, sender.key).hear(sender);
        EXPECT_EQ(protection_of(report), Protection::downgraded) << sender.body;
        EXPECT_TRUE(report.formats[0].measurements.empty()) << sender.body;
    }
}

TEST(PlainFormats, AreNotBelievedOfADeviceThatPretendsToBeAnother) {
    Receiver receiver;
    receiver.with_key(mibeacon_5.address, mibeacon_5.key);
    const auto stranger = address_of("02:00:00:00:00:01");

    EXPECT_EQ(protection_of(receiver.hear(stranger, 0xFE95, from_hex(plain[2].body))),
              Protection::downgraded);
}

TEST(MiBeacon, SaysWhoSendsWithoutObjectsAlsoOfADeviceThatHasAKey) {
    Receiver receiver;
    receiver.with_key("A4:C1:38:02:F8:F4", mibeacon_5.key);
    const auto report =
        receiver.hear(address_of("A4:C1:38:02:F8:F4"), 0xFE95, from_hex("1059DB780DF4F80238C1A4"));

    EXPECT_EQ(protection_of(report), Protection::none);
    EXPECT_EQ(text_of(report, AttributeKind::model), "ESM787");
}

TEST(BtHome, MakesTheNonceOfTheAddressInside) {
    const auto body = from_hex("43A5808FE64854D216EC050000006DA45977");
    Receiver receiver;
    receiver.with_key(bthome_2.address, bthome_2.key);
    const auto report = receiver.hear(address_of("02:00:00:00:00:01"), 0xFCD2, body);

    EXPECT_EQ(protection_of(report), Protection::decrypted);
    EXPECT_EQ(value_of(report, Quantity::temperature_c), 25.06);
    EXPECT_EQ(text_of(report, AttributeKind::device), "5448E68F80A5");
}

TEST(Pvvx, OpensItsShortFormInStepsOfAHalf) {
    Receiver receiver;
    receiver.with_key(pvvx.address, pvvx.key);
    const auto report = receiver.hear(address_of(pvvx.address), 0x181A, from_hex("129FA72DAEC225AF"));

    EXPECT_EQ(protection_of(report), Protection::decrypted);
    EXPECT_EQ(value_of(report, Quantity::temperature_c), 23.5);
    EXPECT_EQ(value_of(report, Quantity::humidity_pct), 50);
    EXPECT_EQ(value_of(report, Quantity::battery_pct), 80);
    EXPECT_EQ(value_of(report, Quantity::power_on), 1);
    EXPECT_EQ(value_of(report, Quantity::packet_id), 18);
}

}  // namespace
}  // namespace cairn::test
