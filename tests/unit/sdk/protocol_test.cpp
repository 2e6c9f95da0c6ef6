// The messages between edge and cloud, and bytes that are none.
#include "cairn/sync/protocol.h"

#include <gtest/gtest.h>

#include <functional>

#include "cairn/core/limits.h"
#include "cairn/v1/sync.pb.h"
#include "support/records.h"

namespace cairn::test {
namespace {

using protocol::Batch;
using protocol::Hello;
using protocol::ToCloud;
using protocol::ToEdge;

template <typename Message>
Errc error_of(const Result<Message>& parsed) {
    return parsed ? Errc{} : parsed.error().code;
}

Bytes bytes(const std::string& text) {
    return as_bytes(text);
}

TEST(Protocol, CarriesAHello) {
    const Hello hello{1, "warehouse", std::string(64, 'f'), 0xFEDC'BA98'7654'3210U, "cairn-edge 0.1.0"};

    const auto parsed = protocol::parse_to_cloud(encode(ToCloud(hello)));

    ASSERT_TRUE(parsed);
    const auto& got = std::get<Hello>(*parsed);
    EXPECT_EQ(got.protocol_version, 1U);
    EXPECT_EQ(got.edge, hello.edge);
    EXPECT_EQ(got.secret, hello.secret);
    EXPECT_EQ(got.epoch, hello.epoch);
    EXPECT_EQ(got.software, hello.software);
}

TEST(Protocol, CarriesABatch) {
    const Batch batch{{block_of(3), block_of(6)}, {Gap{4, 5, GapReason::overflow, 77}}};

    const auto parsed = protocol::parse_to_cloud(encode(ToCloud(batch)));

    ASSERT_TRUE(parsed);
    const auto& got = std::get<Batch>(*parsed);
    ASSERT_EQ(got.blocks.size(), 2U);
    EXPECT_EQ(got.blocks[1].sequence, 6U);
    EXPECT_EQ(got.blocks[1].sealed_at, batch.blocks[1].sealed_at);
    EXPECT_EQ(got.blocks[1].record_count, batch.blocks[1].record_count);
    EXPECT_EQ(got.blocks[1].codec, batch.blocks[1].codec);
    EXPECT_EQ(got.blocks[1].crc32c, batch.blocks[1].crc32c);
    EXPECT_EQ(got.blocks[1].body, batch.blocks[1].body);
    ASSERT_EQ(got.gaps.size(), 1U);
    EXPECT_EQ(got.gaps[0].first, 4U);
    EXPECT_EQ(got.gaps[0].last, 5U);
    EXPECT_EQ(got.gaps[0].reason, GapReason::overflow);
    EXPECT_EQ(got.gaps[0].record_count, 77U);
}

TEST(Protocol, CarriesAPing) {
    const auto parsed = protocol::parse_to_cloud(encode(ToCloud(protocol::Ping{})));

    ASSERT_TRUE(parsed);
    EXPECT_TRUE(std::holds_alternative<protocol::Ping>(*parsed));
}

TEST(Protocol, CarriesEveryAnswer) {
    const auto there_and_back = [](const ToEdge& message) {
        return *protocol::parse_to_edge(encode(message));
    };

    const auto welcome = std::get<protocol::Welcome>(there_and_back(protocol::Welcome{42, 4096}));
    EXPECT_EQ(welcome.acknowledged_through, 42U);
    EXPECT_EQ(welcome.batch_bytes_max, 4096U);
    EXPECT_EQ(std::get<protocol::Acknowledge>(there_and_back(protocol::Acknowledge{43})).through, 43U);
    const auto refusal = std::get<protocol::Refusal>(
        there_and_back(protocol::Refusal{protocol::RefusalReason::busy, "connected already"}));
    EXPECT_EQ(refusal.reason, protocol::RefusalReason::busy);
    EXPECT_EQ(refusal.text, "connected already");
    EXPECT_TRUE(std::holds_alternative<protocol::Pong>(there_and_back(protocol::Pong{})));
}

TEST(Protocol, CutsTheTextOfARefusal) {
    const auto parsed = protocol::parse_to_edge(
        encode(ToEdge(protocol::Refusal{protocol::RefusalReason::unavailable,
                                        std::string(protocol::refusal_chars_max - 1, 'x') + "\xC3\xA9"})));

    EXPECT_EQ(std::get<protocol::Refusal>(*parsed).text,
              std::string(protocol::refusal_chars_max - 1, 'x') + "?");
}

TEST(Protocol, TakesARefusalForAReasonThatIsAddedLater) {
    v1::ToEdge later;
    later.mutable_refusal()->set_reason(static_cast<v1::Refusal::Reason>(99));

    const auto parsed = protocol::parse_to_edge(bytes(later.SerializeAsString()));

    EXPECT_EQ(std::get<protocol::Refusal>(*parsed).reason, protocol::RefusalReason::unspecified);
}

TEST(Protocol, PassesOnCodecsAndReasonsThatAreAddedLater) {
    Block block = block_of(1);
    block.codec = static_cast<BlockCodec>(9);
    const Batch batch{{block}, {Gap{2, 2, static_cast<GapReason>(9), 1}}};

    EXPECT_TRUE(protocol::parse_to_cloud(encode(ToCloud(batch))));
}

TEST(Protocol, RefusesAHelloWithTextsThatAreNone) {
    const Hello sound{1, "warehouse", "secret", 1, "software"};
    Hello long_edge = sound;
    long_edge.edge = std::string(protocol::edge_chars_max + 1, 'x');
    Hello long_secret = sound;
    long_secret.secret = std::string(protocol::secret_chars_max + 1, 'x');
    Hello long_software = sound;
    long_software.software = std::string(protocol::software_chars_max + 1, 'x');
    Hello odd = sound;
    odd.edge = "\xFF";

    for (const Hello& hello : {long_edge, long_secret, long_software, odd})
        EXPECT_EQ(error_of(protocol::parse_to_cloud(encode(ToCloud(hello)))), Errc::malformed);
}

TEST(Protocol, RefusesABatchThatIsOutOfOrder) {
    const std::vector<Batch> odd{
        {},
        {{block_of(1), block_of(3)}, {}},                                 // a hole
        {{block_of(2), block_of(1)}, {}},                                 // backwards
        {{block_of(1), block_of(1)}, {}},                                 // twice
        {{block_of(1), block_of(4)}, {Gap{2, 2, GapReason::corrupt, 1}}}, // a hole behind a gap
        {{block_of(2)}, {Gap{1, 2, GapReason::corrupt, 1}}},              // both
        {{}, {Gap{2, 1, GapReason::corrupt, 1}}},
        {{}, {Gap{0, 1, GapReason::corrupt, 1}}},
        {{}, {Gap{1, 1, static_cast<GapReason>(0), 1}}},
        {{}, {Gap{UINT64_MAX, UINT64_MAX, GapReason::corrupt, 1}, Gap{1, 1, GapReason::corrupt, 1}}},
    };
    for (std::size_t i = 0; i < odd.size(); ++i)
        EXPECT_EQ(error_of(protocol::parse_to_cloud(encode(ToCloud(odd[i])))), Errc::malformed) << i;
}

TEST(Protocol, RefusesABlockThatCannotBe) {
    const std::vector<std::function<void(Block&)>> defects{
        [](Block& b) { b.sequence = 0; },
        [](Block& b) { b.record_count = 0; },
        [](Block& b) { b.record_count = limits::block_records_max + 1; },
        [](Block& b) { b.codec = static_cast<BlockCodec>(0); },
        [](Block& b) { b.sealed_at = {-1}; },
        [](Block& b) { b.body.clear(); },
        [](Block& b) { b.body.resize(limits::block_body_bytes_max + 1); },
    };
    for (std::size_t i = 0; i < defects.size(); ++i) {
        Block block = block_of(1);
        defects[i](block);
        const Batch batch{{block}, {}};

        EXPECT_EQ(error_of(protocol::parse_to_cloud(encode(ToCloud(batch)))), Errc::malformed) << i;
    }
}

TEST(Protocol, RefusesMoreItemsAndBytesThanItsLimits) {
    Batch batch;
    for (Sequence i = 1; i <= protocol::batch_items_max + 1; ++i)
        batch.gaps.push_back({i, i, GapReason::overflow, 1});
    const std::vector<std::uint8_t> endless(limits::link_message_bytes_max + 1);

    EXPECT_EQ(error_of(protocol::parse_to_cloud(encode(ToCloud(batch)))), Errc::full);
    batch.gaps.pop_back();
    EXPECT_TRUE(protocol::parse_to_cloud(encode(ToCloud(batch))));
    EXPECT_EQ(error_of(protocol::parse_to_cloud(endless)), Errc::full);
    EXPECT_EQ(error_of(protocol::parse_to_edge(endless)), Errc::full);
}

TEST(Protocol, RefusesMessagesOfNoKindOrOfTwo) {
    const auto ping = encode(ToCloud(protocol::Ping{}));
    std::vector<std::uint8_t> twice = ping;
    twice.insert(twice.end(), ping.begin(), ping.end());
    const std::string later("\x7A\x00", 2);  // field 15

    EXPECT_EQ(error_of(protocol::parse_to_cloud({})), Errc::malformed);
    EXPECT_EQ(error_of(protocol::parse_to_cloud(twice)), Errc::malformed);
    EXPECT_EQ(error_of(protocol::parse_to_cloud(bytes(later))), Errc::malformed);
    EXPECT_EQ(error_of(protocol::parse_to_edge({})), Errc::malformed);
    EXPECT_EQ(error_of(protocol::parse_to_edge(bytes(later))), Errc::malformed);
}

TEST(Protocol, RefusesEveryTruncationAndSurvivesEveryDamage) {
    const std::vector<ToCloud> messages{
        Hello{1, "warehouse", "secret", 1, "x"},
        Batch{{block_of(1), block_of(2)}, {Gap{3, 4, GapReason::corrupt, 1}}}};
    for (const ToCloud& message : messages) {
        const auto whole = encode(message);
        for (std::size_t size = 0; size < whole.size(); ++size)
            EXPECT_EQ(error_of(protocol::parse_to_cloud(Bytes(whole).first(size))), Errc::malformed) << size;
        for (std::size_t i = 0; i < whole.size(); ++i) {
            for (unsigned bit = 0; bit < 8; ++bit) {
                auto damaged = whole;
                damaged[i] ^= static_cast<std::uint8_t>(1U << bit);
                static_cast<void>(protocol::parse_to_cloud(damaged));
                static_cast<void>(protocol::parse_to_edge(damaged));
            }
        }
    }
}

TEST(RefusalReason, HasANameForEveryReason) {
    EXPECT_STREQ(name(protocol::RefusalReason::credential), "credential");
    EXPECT_STREQ(name(protocol::RefusalReason::busy), "busy");
}

}  // namespace
}  // namespace cairn::test
