// Records into a block and back, and bodies that are not what they claim.
#include "cairn/wire/block_reader.h"
#include "cairn/wire/sealer.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include <array>
#include <cmath>
#include <functional>
#include <limits>

#include "cairn/core/crc32c.h"
#include "cairn/core/limits.h"
#include "cairn/v1/records.pb.h"
#include "support/records.h"

namespace cairn::test {
namespace {

constexpr std::array<std::uint8_t, 5> payload{0x00, 0xFF, 0x7B, 0x0A, 0x80};
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

Errc refusal_of(const Record& record) {
    Sealer sealer;
    const auto added = sealer.add(record);
    EXPECT_TRUE(sealer.empty());
    return added ? Errc{} : added.error().code;
}

Errc error_of(const Block& block) {
    const auto read = read_block(block, [](const Record&) {});
    return read ? Errc{} : read.error().code;
}

TEST(Sealer, KeepsEveryKindOfRecordInOrder) {
    Sealer sealer;
    std::vector<std::string> expected;
    for (const Record& record : every_kind()) {
        ASSERT_TRUE(sealer.add(record));
        expected.push_back(text_of(record));
    }

    const Block block = sealer.seal(7, noon);

    EXPECT_EQ(texts_of(block), expected);
    EXPECT_EQ(block.sequence, 7U);
    EXPECT_EQ(block.sealed_at, noon);
    EXPECT_EQ(block.record_count, expected.size());
    EXPECT_EQ(block.crc32c, crc32c(block.body));
}

TEST(Sealer, KeepsWhereAZonesTimeIsNotKnown) {
    Position unknown = position();
    unknown.zone_since = {};
    Position equal = position();  // to the block's first time, a difference of 0
    equal.zone_since = equal.at;
    Sealer sealer;
    ASSERT_TRUE(sealer.add(equal));
    ASSERT_TRUE(sealer.add(unknown));

    EXPECT_EQ(texts_of(sealer.seal(1, noon)), (std::vector{text_of(equal), text_of(unknown)}));
}

TEST(Sealer, TakesAPositionWithAllThatOneCanHold) {
    Position largest = position();
    largest.evidence.clear();
    Sealer sealer;
    for (int i = 0; i < 300; ++i) {  // places of two bytes in the table of gateways
        Sighting heard = sighting();
        heard.gateway = gateway(std::to_string(i));
        ASSERT_TRUE(sealer.add(heard));
        if (i >= 292) largest.evidence.push_back({heard.gateway, -61.7F, 65'535, -64.3F, 1e9F});
    }
    ASSERT_TRUE(largest.evidence.full());

    ASSERT_TRUE(sealer.add(largest));

    EXPECT_EQ(texts_of(sealer.seal(1, noon)).back(), text_of(largest));
}

TEST(Sealer, RefusesAZonesTimeOutOfRange) {
    Position record = position();
    record.zone_since = {-1};

    EXPECT_EQ(refusal_of(record), Errc::malformed);
}

TEST(Sealer, KeepsEveryMethodAndEveryLevel) {
    for (std::uint8_t number = 0; number < 4; ++number) {
        Position record = position();
        record.calibration = static_cast<CalibrationLevel>(number);
        if (number < 3) record.method = static_cast<PositionMethod>(number);
        Sealer sealer;
        ASSERT_TRUE(sealer.add(record));
        EXPECT_EQ(texts_of(sealer.seal(1, noon)), std::vector{text_of(record)}) << +number;
    }
}

TEST(Sealer, StartsAnewAfterASeal) {
    Sealer sealer;
    ASSERT_TRUE(sealer.add(position()));
    static_cast<void>(sealer.seal(1, noon));
    EXPECT_TRUE(sealer.empty());
    ASSERT_TRUE(sealer.add(sighting("112233445566")));

    EXPECT_EQ(texts_of(sealer.seal(2, noon)), std::vector{text_of(sighting("112233445566"))});
}

TEST(Sealer, KeepsTheWholeRangeOfTimes) {
    Sealer sealer;
    const std::vector<Record> records{sighting("A1", 0, {253'402'300'799'999}), sighting("A1", 0, {0})};
    for (const Record& record : records) ASSERT_TRUE(sealer.add(record));

    EXPECT_EQ(texts_of(sealer.seal(1, noon)), (std::vector{text_of(records[0]), text_of(records[1])}));
    EXPECT_EQ(refusal_of(sighting("A1", 0, {-1})), Errc::malformed);
    EXPECT_EQ(refusal_of(sighting("A1", 0, {253'402'300'800'000})), Errc::malformed);
}

TEST(Sealer, RefusesNumbersThatAreNotFinite) {
    const auto with = [](auto record, auto change) {
        change(record);
        return Record(record);
    };
    EXPECT_EQ(refusal_of(reading(not_a_number)), Errc::malformed);
    EXPECT_EQ(refusal_of(reading(std::numeric_limits<double>::infinity())), Errc::malformed);
    EXPECT_EQ(refusal_of(with(position(), [](Position& p) { p.x_m = not_a_number; })), Errc::malformed);
    EXPECT_EQ(refusal_of(with(position(), [](Position& p) { p.other_x_m = not_a_number; })), Errc::malformed);
    EXPECT_EQ(refusal_of(with(position(), [](Position& p) { p.other_y_m = not_a_number; })), Errc::malformed);
    EXPECT_EQ(refusal_of(with(position(), [](Position& p) { p.evidence[0].rssi_dbm = HUGE_VALF; })),
              Errc::malformed);
    EXPECT_EQ(refusal_of(with(position(), [](Position& p) { p.evidence[0].expected_dbm = HUGE_VALF; })),
              Errc::malformed);
    EXPECT_EQ(refusal_of(with(position(), [](Position& p) { p.evidence[0].distance_m = HUGE_VALF; })),
              Errc::malformed);
    EXPECT_EQ(refusal_of(with(geo_fix(), [](GeoFix& g) { g.position.accuracy_m = not_a_number; })),
              Errc::malformed);
    EXPECT_EQ(
        refusal_of(with(gateway_status(), [](GatewayStatus& s) { s.measurements[1].value = not_a_number; })),
        Errc::malformed);
}

TEST(Sealer, RefusesARecordWithoutItsIds) {
    Sighting no_tag = sighting();
    no_tag.tag = {};
    Sighting no_gateway = sighting();
    no_gateway.gateway = {};
    Sighting odd_tag = sighting();
    odd_tag.tag.text = "no namespace";

    EXPECT_EQ(refusal_of(no_tag), Errc::malformed);
    EXPECT_EQ(refusal_of(no_gateway), Errc::malformed);
    EXPECT_EQ(refusal_of(odd_tag), Errc::malformed);
}

TEST(Sealer, ForgetsTheNamesOfARefusedRecord) {
    Sealer with_refusal;
    Sealer without;
    Position refused = position();
    refused.evidence[1].rssi_dbm = HUGE_VALF;

    EXPECT_FALSE(with_refusal.add(refused));
    ASSERT_TRUE(with_refusal.add(sighting()));
    ASSERT_TRUE(without.add(sighting()));

    EXPECT_EQ(with_refusal.seal(1, noon).body, without.seal(1, noon).body);
}

TEST(Sealer, KeepsARawMessageWithoutAGateway) {
    Sealer sealer;
    RawMessage message = raw_message("t", payload);
    message.gateway = {};
    ASSERT_TRUE(sealer.add(message));

    EXPECT_EQ(texts_of(sealer.seal(1, noon)), std::vector{text_of(message)});
}

TEST(Sealer, ReplacesBytesThatAreNotUtf8) {
    // Text of a bounded length is cut between bytes: here in the middle of a euro sign.
    Sealer sealer;
    ASSERT_TRUE(sealer.add(attribute("caf\xC3\xA9 \xE2\x82")));

    EXPECT_EQ(texts_of(sealer.seal(1, noon)), std::vector{text_of(attribute("caf\xC3\xA9 ??"))});
}

TEST(Sealer, IsFullAtTheLimitOfRecords) {
    Sealer sealer;
    for (std::uint32_t i = 0; i < limits::block_rows_max; ++i) ASSERT_TRUE(sealer.add(sighting()));

    EXPECT_EQ(sealer.add(sighting("ABCDEF")).error().code, Errc::full);
    EXPECT_EQ(sealer.record_count(), limits::block_rows_max);
    EXPECT_EQ(texts_of(sealer.seal(1, noon)).size(), limits::block_rows_max);
}

/// Bytes that no compression makes smaller.
std::vector<std::uint8_t> noise(std::size_t size, std::uint64_t seed = 1) {
    std::vector<std::uint8_t> bytes(size);
    std::uint64_t state = seed;
    for (auto& byte : bytes) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        byte = static_cast<std::uint8_t>(state >> 56U);
    }
    return bytes;
}

TEST(Sealer, FillsABlockWithoutPassingTheLimitOfItsBody) {
    Sealer sealer;
    Result<void> added;
    for (std::uint64_t seed = 0; added; ++seed) added = sealer.add(raw_message("t", noise(40'000, seed)));
    EXPECT_EQ(added.error().code, Errc::full);
    const std::uint32_t count = sealer.record_count();

    const Block block = sealer.seal(1, noon);

    EXPECT_LE(block.body.size(), limits::block_body_bytes_max);
    EXPECT_GT(block.body.size(), limits::block_body_bytes_max - 80'000);
    EXPECT_EQ(texts_of(block).size(), count);
}

TEST(Sealer, HoldsTheLongestMessageAndRefusesWhatFitsIntoNoBlock) {
    const auto longest = noise(limits::message_bytes_max);
    const auto too_long = noise(limits::block_body_bytes_max);
    Sealer sealer;

    EXPECT_EQ(refusal_of(raw_message("t", too_long)), Errc::malformed);
    ASSERT_TRUE(sealer.add(raw_message("t", longest)));
    EXPECT_EQ(texts_of(sealer.seal(1, noon)), std::vector{text_of(raw_message("t", longest))});
}

TEST(SealerDeathTest, AssertsWhenThereIsNothingToSeal) {
    Sealer sealer;

    EXPECT_DEATH(static_cast<void>(sealer.seal(1, noon)), "");
}

// Bodies from outside.

Block whole_block() {
    Sealer sealer;
    for (const Record& record : every_kind()) static_cast<void>(sealer.add(record));
    return sealer.seal(1, noon);
}

Block packed(std::string_view plain, std::uint32_t record_count) {
    Block block;
    block.sequence = 1;
    block.record_count = record_count;
    block.body.resize(ZSTD_compressBound(plain.size()));
    block.body.resize(ZSTD_compress(block.body.data(), block.body.size(), plain.data(), plain.size(), 1));
    block.crc32c = crc32c(block.body);
    return block;
}

Block packed(const v1::Records& records) {
    return packed(records.SerializeAsString(), static_cast<std::uint32_t>(records.records_size()));
}

std::string plain_of(const Block& block) {
    std::string plain(limits::block_plain_bytes_max, '\0');
    plain.resize(ZSTD_decompress(plain.data(), plain.size(), block.body.data(), block.body.size()));
    return plain;
}

TEST(ReadBlock, SaysCorruptForEveryFlippedByte) {
    const Block whole = whole_block();
    for (std::size_t i = 0; i < whole.body.size(); ++i) {
        Block damaged = whole;
        damaged.body[i] ^= 0x01;
        EXPECT_EQ(error_of(damaged), Errc::corrupt) << i;
    }
}

TEST(ReadBlock, SurvivesEveryDamagedByteUnderAValidChecksum) {
    // Whoever writes the body also writes the checksum: it proves nothing about a peer.
    const Block whole = whole_block();
    for (std::size_t i = 0; i < whole.body.size(); ++i) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            Block damaged = whole;
            damaged.body[i] ^= static_cast<std::uint8_t>(1U << bit);
            damaged.crc32c = crc32c(damaged.body);
            static_cast<void>(error_of(damaged));
        }
    }
}

TEST(ReadBlock, RefusesEveryTruncationUnderAValidChecksum) {
    const Block whole = whole_block();
    for (std::size_t size = 0; size < whole.body.size(); ++size) {
        Block cut = whole;
        cut.body.resize(size);
        cut.crc32c = crc32c(cut.body);
        EXPECT_EQ(error_of(cut), Errc::malformed) << size;
    }
}

TEST(ReadBlock, RefusesOrSurvivesEveryDamageOfThePlainBytes) {
    const std::string plain = plain_of(whole_block());
    const auto count = static_cast<std::uint32_t>(every_kind().size());
    for (std::size_t size = 0; size < plain.size(); ++size)
        EXPECT_EQ(error_of(packed(plain.substr(0, size), count)), Errc::malformed) << size;
    for (std::size_t i = 0; i < plain.size(); ++i) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            std::string damaged = plain;
            damaged[i] = static_cast<char>(damaged[i] ^ static_cast<char>(1U << bit));
            static_cast<void>(error_of(packed(damaged, count)));
        }
    }
}

TEST(ReadBlock, DoesNotKnowOtherCodecs) {
    Block block = whole_block();
    block.codec = static_cast<BlockCodec>(77);

    EXPECT_EQ(error_of(block), Errc::unsupported);
}

TEST(ReadBlock, RefusesAnotherCountThanStated) {
    Block block = whole_block();
    ++block.record_count;

    EXPECT_EQ(error_of(block), Errc::malformed);
}

TEST(ReadBlock, RefusesMoreThanItsLimits) {
    Block body = whole_block();
    body.body.resize(limits::block_body_bytes_max + 1);
    const Block inside = packed(std::string(limits::block_plain_bytes_max + 1, '\0'), 1);
    v1::Records records;
    records.add_records();
    std::string crowd;
    for (std::uint32_t i = 0; i <= limits::block_rows_max; ++i) crowd += records.SerializeAsString();
    v1::Records name;
    name.add_tags("a:b");
    std::string names;
    for (std::uint32_t i = 0; i <= limits::block_rows_max; ++i) names += name.SerializeAsString();

    EXPECT_EQ(error_of(body), Errc::full);
    EXPECT_EQ(error_of(inside), Errc::full);
    EXPECT_EQ(error_of(packed(crowd, limits::block_rows_max + 1)), Errc::full);
    EXPECT_EQ(error_of(packed(names, 1)), Errc::full);
}

TEST(ReadBlock, DoesNotBelieveASizeThatTheBodyCannotHold) {
    // A frame header that claims 4 MiB (magic, descriptor with a 4-byte size, the size), then nothing.
    Block block;
    block.record_count = 1;
    block.body = {0x28, 0xB5, 0x2F, 0xFD, 0xA0, 0x00, 0x00, 0x40, 0x00};
    block.crc32c = crc32c(block.body);

    EXPECT_EQ(error_of(block), Errc::malformed);
}

TEST(ReadBlock, LeavesOutFieldsThatWereAddedLater) {
    Block block = whole_block();
    const std::string later("\x32\x01x\x3A\x00", 5);  // fields 6 and 7, both bytes

    EXPECT_EQ(texts_of(packed(plain_of(block) + later, block.record_count)), texts_of(block));
}

TEST(ReadBlock, TakesAPositionOfAnEdgeThatSaysNoMore) {
    v1::Records records;
    records.set_base_unix_ms(noon.unix_ms);
    records.add_tags("ble:AC233FA03208");
    records.add_gateways("moko:D48C49F7909C");
    v1::Evidence& evidence = *records.add_records()->mutable_position()->add_evidence();
    evidence.set_rssi_dbm(-60);
    evidence.set_heard_count(3);
    Position expected;
    expected.tag = tag("AC233FA03208");
    expected.at = noon;
    expected.evidence.push_back({gateway("D48C49F7909C"), -60, 3});

    EXPECT_EQ(texts_of(packed(records)), std::vector{text_of(expected)});
}

struct Defect {
    const char* what;
    std::function<void(v1::Records&)> make;
};

/// Places: tag 0 and 1, gateway 0 and 1, text 0 "ground".
v1::Records sound_records() {
    v1::Records records;
    records.set_base_unix_ms(noon.unix_ms);
    records.add_tags("ble:AC233FA03208");
    records.add_gateways("moko:D48C49F7909C");
    records.add_texts("ground");
    records.add_records()->mutable_sighting();
    records.add_records()->mutable_position();
    records.add_records()->mutable_geo_fix();
    records.add_records()->mutable_gateway_status();
    records.add_records()->mutable_reading()->mutable_measurement();
    records.add_records()->mutable_attribute()->set_kind(1);
    records.add_records()->mutable_raw_message();
    return records;
}

v1::Sighting& sighting_of(v1::Records& r) {
    return *r.mutable_records(0)->mutable_sighting();
}
v1::Position& position_of(v1::Records& r) {
    return *r.mutable_records(1)->mutable_position();
}
v1::GeoFix& geo_fix_of(v1::Records& r) {
    return *r.mutable_records(2)->mutable_geo_fix();
}
v1::GatewayStatus& status_of(v1::Records& r) {
    return *r.mutable_records(3)->mutable_gateway_status();
}
v1::Reading& reading_of(v1::Records& r) {
    return *r.mutable_records(4)->mutable_reading();
}
v1::Attribute& attribute_of(v1::Records& r) {
    return *r.mutable_records(5)->mutable_attribute();
}
v1::RawMessage& raw_message_of(v1::Records& r) {
    return *r.mutable_records(6)->mutable_raw_message();
}

TEST(ReadBlock, RefusesEveryFieldOutOfItsRange) {
    ASSERT_EQ(error_of(packed(sound_records())), Errc{});
    const std::vector<Defect> defects{
        {"base before 1970", [](auto& r) { r.set_base_unix_ms(-1); }},
        {"base after 9999", [](auto& r) { r.set_base_unix_ms(253'402'300'800'000); }},
        {"tag id", [](auto& r) { r.set_tags(0, "AC233FA03208"); }},
        {"gateway id", [](auto& r) { r.set_gateways(0, "moko:a b"); }},
        {"text too long", [](auto& r) { r.set_texts(0, std::string(32, 'x')); }},
        {"text empty", [](auto& r) { r.set_texts(0, ""); }},
        {"text not UTF-8", [](auto& r) { r.set_texts(0, "\xFF"); }},
        {"no kind", [](auto& r) { r.mutable_records(0)->clear_record(); }},
        {"tag", [](auto& r) { sighting_of(r).set_tag(1); }},
        {"gateway", [](auto& r) { sighting_of(r).set_gateway(1); }},
        {"time", [](auto& r) { sighting_of(r).set_at(-noon.unix_ms - 1); }},
        {"largest time", [](auto& r) { sighting_of(r).set_at(INT64_MAX); }},
        {"smallest time", [](auto& r) { sighting_of(r).set_at(INT64_MIN); }},
        {"time source", [](auto& r) { sighting_of(r).set_time_source(2); }},
        {"rssi", [](auto& r) { sighting_of(r).set_rssi_dbm(128); }},
        {"rssi low", [](auto& r) { sighting_of(r).set_rssi_dbm(-129); }},
        {"position tag", [](auto& r) { position_of(r).set_tag(1); }},
        {"floor", [](auto& r) { position_of(r).set_floor(2); }},
        {"zone", [](auto& r) { position_of(r).set_zone(2); }},
        {"next zone", [](auto& r) { position_of(r).set_next_zone(2); }},
        {"x", [](auto& r) { position_of(r).set_x_m(not_a_number); }},
        {"method", [](auto& r) { position_of(r).set_method(3); }},
        {"zone since", [](auto& r) { position_of(r).set_zone_since(-noon.unix_ms - 1); }},
        {"other x", [](auto& r) { position_of(r).set_other_x_m(not_a_number); }},
        {"other y", [](auto& r) { position_of(r).set_other_y_m(HUGE_VAL); }},
        {"calibration", [](auto& r) { position_of(r).set_calibration(4); }},
        {"expected", [](auto& r) { position_of(r).add_evidence()->set_expected_dbm(HUGE_VALF); }},
        {"distance", [](auto& r) { position_of(r).add_evidence()->set_distance_m(HUGE_VALF); }},
        {"evidence gateway", [](auto& r) { position_of(r).add_evidence()->set_gateway(1); }},
        {"heard", [](auto& r) { position_of(r).add_evidence()->set_heard_count(65'536); }},
        {"much evidence",
         [](auto& r) {
             for (int i = 0; i < 9; ++i) position_of(r).add_evidence();
         }},
        {"fix tag", [](auto& r) { geo_fix_of(r).set_tag(1); }},
        {"latitude", [](auto& r) { geo_fix_of(r).set_latitude_deg(HUGE_VAL); }},
        {"many measurements",
         [](auto& r) {
             for (int i = 0; i < 9; ++i) status_of(r).add_measurements();
         }},
        {"quantity", [](auto& r) { reading_of(r).mutable_measurement()->set_quantity(65'536); }},
        {"channel", [](auto& r) { reading_of(r).mutable_measurement()->set_channel(256); }},
        {"value", [](auto& r) { reading_of(r).mutable_measurement()->set_value(not_a_number); }},
        {"label", [](auto& r) { reading_of(r).set_label(std::string(48, 'x')); }},
        {"label not UTF-8", [](auto& r) { reading_of(r).set_label("\xC0\x80"); }},
        {"kind 0", [](auto& r) { attribute_of(r).set_kind(0); }},
        {"unknown kind",
         [](auto& r) { attribute_of(r).set_kind(static_cast<unsigned>(attribute_kind_last) + 1); }},
        {"attribute too long", [](auto& r) { attribute_of(r).set_text(std::string(96, 'x')); }},
        {"raw gateway", [](auto& r) { raw_message_of(r).set_gateway(1); }},
        {"topic not UTF-8", [](auto& r) { raw_message_of(r).set_topic("\xED\xA0\x80"); }},
    };
    for (const Defect& defect : defects) {
        v1::Records records = sound_records();
        defect.make(records);

        EXPECT_EQ(error_of(packed(records)), Errc::malformed) << defect.what;
    }
}

TEST(ReadBlock, PassesOnQuantitiesThatAreAddedLater) {
    v1::Records records = sound_records();
    reading_of(records).mutable_measurement()->set_quantity(999);
    Quantity quantity{};

    ASSERT_TRUE(read_block(packed(records), [&](const Record& record) {
        if (const auto* one = std::get_if<Reading>(&record)) quantity = one->measurement.quantity;
    }));

    EXPECT_EQ(static_cast<int>(quantity), 999);
}

TEST(ReadBlock, RefusesACrowdHiddenInOneRecord) {
    // Two bytes each on the wire, but an object each in memory.
    v1::Records records = sound_records();
    for (int i = 0; i < 1000; ++i) status_of(records).add_measurements();
    EXPECT_EQ(error_of(packed(records)), Errc::malformed);

    const std::string both = records.records(3).SerializeAsString() + records.records(6).SerializeAsString();
    const std::string plain = std::string("\x2A", 1) + static_cast<char>((both.size() & 0x7FU) | 0x80U) +
                              static_cast<char>(both.size() >> 7U) + both;
    EXPECT_EQ(error_of(packed(plain, 1)), Errc::malformed);
}

}  // namespace
}  // namespace cairn::test
