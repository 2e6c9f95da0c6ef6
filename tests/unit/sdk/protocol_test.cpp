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

ToCloud there_and_back(const ToCloud& message) {
    return *protocol::parse_to_cloud(encode(message));
}

ToEdge there_and_back(const ToEdge& message) {
    return *protocol::parse_to_edge(encode(message));
}

TEST(Protocol, CarriesAHello) {
    const Hello hello{2,
                      "warehouse",
                      std::string(64, 'f'),
                      {{0xFEDC'BA98'7654'3210U, {5, 1, 9}}, {2, {5, 7, 9'000'000}}},
                      "cairn-edge 0.1.0",
                      77,
                      Instant{1'234'567}};

    const auto got = std::get<Hello>(there_and_back(ToCloud(hello)));

    EXPECT_EQ(got.protocol_version, 2U);
    EXPECT_EQ(got.edge, hello.edge);
    EXPECT_EQ(got.secret, hello.secret);
    EXPECT_EQ(got.epochs, hello.epochs);
    EXPECT_EQ(got.software, hello.software);
    EXPECT_EQ(got.boot, 77U);
    EXPECT_EQ(got.sent, hello.sent);
}

Block stream_block(Stream stream, Sequence sequence) {
    Block block = block_of(sequence);
    block.stream = stream;
    return block;
}

TEST(Protocol, CarriesABlockWithItsChainAndItsClock) {
    Block block = stream_block(Stream::hearings, 70);
    block.chain_place = 6;
    block.clock = {0xFEDC'BA98'7654'3210U, Instant{5'000}, -120'000, 35};

    const auto got = std::get<Batch>(there_and_back(ToCloud(Batch{{block}, {}})));

    ASSERT_EQ(got.blocks.size(), 1U);
    const Block& arrived = got.blocks[0];
    EXPECT_EQ(arrived.stream, Stream::hearings);
    EXPECT_EQ(arrived.sequence, 70U);
    EXPECT_EQ(arrived.merged_count, 1U);
    EXPECT_EQ(arrived.chain_place, 6U);
    EXPECT_EQ(arrived.sealed_at, block.sealed_at);
    EXPECT_EQ(arrived.clock.boot, block.clock.boot);
    EXPECT_EQ(arrived.clock.sealed, block.clock.sealed);
    EXPECT_EQ(arrived.clock.correction_ms, -120'000);
    EXPECT_EQ(arrived.clock.uncertainty_ms, 35U);
    EXPECT_EQ(arrived.record_count, block.record_count);
    EXPECT_EQ(arrived.codec, block.codec);
    EXPECT_EQ(arrived.crc32c, block.crc32c);
    EXPECT_EQ(arrived.body, block.body);
}

TEST(Protocol, CarriesAMergedBlockOfAClockThatNobodyKnows) {
    Block block = stream_block(Stream::positions, 60);
    block.merged_count = 60;

    const auto got = std::get<Batch>(there_and_back(ToCloud(Batch{{block}, {}})));

    EXPECT_EQ(got.blocks[0].merged_count, 60U);
    EXPECT_EQ(got.blocks[0].first(), 1U);
    EXPECT_EQ(got.blocks[0].clock.uncertainty_ms, UINT32_MAX);
}

TEST(Protocol, CarriesBlocksAndGapsOfSeveralStreamsWithNumbersLeftOut) {
    const Batch batch{{stream_block(Stream::hearings, 3), stream_block(Stream::status, 9),
                       stream_block(Stream::hearings, 6)},
                      {Gap{4, 5, GapReason::overflow, 77, Stream::hearings},
                       Gap{2, 3, GapReason::expired, 1, Stream::status}}};

    const auto got = std::get<Batch>(there_and_back(ToCloud(batch)));

    ASSERT_EQ(got.blocks.size(), 3U);
    EXPECT_EQ(got.blocks[1].stream, Stream::status);
    EXPECT_EQ(got.blocks[2].sequence, 6U);
    ASSERT_EQ(got.gaps.size(), 2U);
    EXPECT_EQ(got.gaps[0].stream, Stream::hearings);
    EXPECT_EQ(got.gaps[0].first, 4U);
    EXPECT_EQ(got.gaps[0].last, 5U);
    EXPECT_EQ(got.gaps[0].reason, GapReason::overflow);
    EXPECT_EQ(got.gaps[0].record_count, 77U);
}

TEST(Protocol, CarriesWhatElseAnEdgeSays) {
    using protocol::CommandOutcome;
    using protocol::CommandState;
    using protocol::ConfigState;

    EXPECT_EQ(std::get<protocol::Ping>(there_and_back(ToCloud(protocol::Ping{Instant{9}}))).sent, Instant{9});
    const auto command = std::get<CommandState>(
        there_and_back(ToCloud(CommandState{"c-1", CommandOutcome::refused, "no such gateway"})));
    EXPECT_EQ(command.id, "c-1");
    EXPECT_EQ(command.outcome, CommandOutcome::refused);
    EXPECT_EQ(command.text, "no such gateway");
    const auto config = std::get<ConfigState>(there_and_back(ToCloud(ConfigState{3, true, "fine"})));
    EXPECT_EQ(config.version, 3U);
    EXPECT_TRUE(config.is_applied);
    EXPECT_EQ(config.text, "fine");
    EXPECT_TRUE(
        std::holds_alternative<protocol::SecretKept>(there_and_back(ToCloud(protocol::SecretKept{}))));
}

TEST(Protocol, CarriesWhatTheCloudHas) {
    SequenceSet set(42);
    set.add({50, 60});
    set.add({70, 70});
    const protocol::Welcome welcome{
        {protocol::held(Stream::hearings, set), {Stream::status, 7, {}}}, 4096, noon};

    const auto got = std::get<protocol::Welcome>(there_and_back(ToEdge(welcome)));

    ASSERT_EQ(got.held.size(), 2U);
    EXPECT_EQ(got.held[0].stream, Stream::hearings);
    EXPECT_EQ(protocol::set_of(got.held[0]), set);
    EXPECT_EQ(got.held[1].through, 7U);
    EXPECT_EQ(got.credit_bytes, 4096U);
    EXPECT_EQ(got.cloud_at, noon);
    const auto acknowledge = std::get<protocol::Acknowledge>(
        there_and_back(ToEdge(protocol::Acknowledge{{protocol::held(Stream::hearings, set)}, 1})));
    EXPECT_EQ(protocol::set_of(acknowledge.held.at(0)), set);
    EXPECT_EQ(acknowledge.credit_bytes, 1U);
}

TEST(Protocol, CarriesACommand) {
    const protocol::Command command{"c-1",
                                    noon,
                                    "moko:D48C49F7909C",
                                    "moko.json",
                                    "/MKGW3/d48c49f7909c/receive",
                                    "/MKGW3/d48c49f7909c/send",
                                    "MKGW3-09C",
                                    "usual",
                                    "report",
                                    {"kind=status", "interval=60s"}};

    const auto got = std::get<protocol::Command>(there_and_back(ToEdge(command)));

    EXPECT_EQ(got.id, command.id);
    EXPECT_EQ(got.expires_at, noon);
    EXPECT_EQ(got.gateway, command.gateway);
    EXPECT_EQ(got.dialect, command.dialect);
    EXPECT_EQ(got.topic, command.topic);
    EXPECT_EQ(got.reply_topic, command.reply_topic);
    EXPECT_EQ(got.device_id, command.device_id);
    EXPECT_EQ(got.model, command.model);
    EXPECT_EQ(got.name, command.name);
    EXPECT_EQ(got.settings, command.settings);
}

TEST(Protocol, CarriesWhatElseTheCloudSays) {
    const auto refusal = std::get<protocol::Refusal>(
        there_and_back(ToEdge(protocol::Refusal{protocol::RefusalReason::busy, "connected already"})));
    EXPECT_EQ(refusal.reason, protocol::RefusalReason::busy);
    EXPECT_EQ(refusal.text, "connected already");
    const auto pong = std::get<protocol::Pong>(there_and_back(ToEdge(protocol::Pong{Instant{5}, noon})));
    EXPECT_EQ(pong.asked, Instant{5});
    EXPECT_EQ(pong.cloud_at, noon);
    const auto request = std::get<protocol::KeyFrameRequest>(
        there_and_back(ToEdge(protocol::KeyFrameRequest{Stream::positions, 12})));
    EXPECT_EQ(request.stream, Stream::positions);
    EXPECT_EQ(request.sequence, 12U);
    const auto config =
        std::get<protocol::Config>(there_and_back(ToEdge(protocol::Config{3, "[position]\n"})));
    EXPECT_EQ(config.version, 3U);
    EXPECT_EQ(config.toml, "[position]\n");
    EXPECT_EQ(std::get<protocol::NewSecret>(there_and_back(ToEdge(protocol::NewSecret{"secret"}))).secret,
              "secret");
}

TEST(Protocol, CutsTheTextOfARefusal) {
    const auto parsed = protocol::parse_to_edge(
        encode(ToEdge(protocol::Refusal{protocol::RefusalReason::unavailable,
                                        std::string(protocol::remark_chars_max - 1, 'x') + "\xC3\xA9"})));

    EXPECT_EQ(std::get<protocol::Refusal>(*parsed).text,
              std::string(protocol::remark_chars_max - 1, 'x') + "?");
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

template <typename Message>
void expect_refused(const std::vector<Message>& odd) {
    for (std::size_t i = 0; i < odd.size(); ++i) {
        if constexpr (std::is_constructible_v<ToCloud, Message>) {
            EXPECT_EQ(error_of(protocol::parse_to_cloud(encode(ToCloud(odd[i])))), Errc::malformed) << i;
        } else {
            EXPECT_EQ(error_of(protocol::parse_to_edge(encode(ToEdge(odd[i])))), Errc::malformed) << i;
        }
    }
}

TEST(Protocol, RefusesAHelloWithTextsThatAreNone) {
    const Hello sound{2, "warehouse", "secret", {{1}}, "software", 0, {}};
    Hello long_edge = sound;
    long_edge.edge = std::string(protocol::edge_chars_max + 1, 'x');
    Hello long_secret = sound;
    long_secret.secret = std::string(protocol::secret_chars_max + 1, 'x');
    Hello long_software = sound;
    long_software.software = std::string(protocol::software_chars_max + 1, 'x');
    Hello odd = sound;
    odd.edge = "\xFF";
    Hello early = sound;
    early.sent = {-1};

    EXPECT_TRUE(protocol::parse_to_cloud(encode(ToCloud(sound))));
    expect_refused<Hello>({long_edge, long_secret, long_software, odd, early});
}

TEST(Protocol, RefusesAHelloWithEpochsThatAreNone) {
    const Hello sound{2, "warehouse", "secret", {{1}, {2, {9, 1, 1}}}, "software", 0, {}};
    Hello none = sound;
    none.epochs.clear();
    Hello zero = sound;
    zero.epochs[1].epoch = 0;
    Hello twice = sound;
    twice.epochs[1].epoch = 1;
    Hello beyond = sound;
    beyond.epochs[1].first[2] = protocol::sequence_max + 1;
    Hello falling = sound;
    falling.epochs.push_back({3, {8, 1, 1}});
    Hello crowded = sound;
    while (crowded.epochs.size() <= limits::epochs_max)
        crowded.epochs.push_back({crowded.epochs.size() + 1, {9, 1, 1}});

    expect_refused<Hello>({none, zero, twice, beyond, falling, crowded});
    crowded.epochs.pop_back();
    for (EpochStart& start : crowded.epochs) start.first.fill(start.epoch == 1 ? 1 : protocol::sequence_max);
    EXPECT_TRUE(protocol::parse_to_cloud(encode(ToCloud(crowded))));
}

TEST(Protocol, RefusesABatchThatIsOutOfOrder) {
    const auto merged = [](Sequence last, std::uint32_t count) {
        Block block = block_of(last);
        block.merged_count = count;
        return block;
    };
    expect_refused<Batch>({
        {},
        {{block_of(2), block_of(1)}, {}},                     // backwards
        {{block_of(1), block_of(1)}, {}},                     // twice
        {{block_of(2), merged(4, 3)}, {}},                    // a merged block over another
        {{block_of(2)}, {Gap{1, 2, GapReason::corrupt, 1}}},  // block and gap
        {{}, {Gap{3, 4, GapReason::corrupt, 1}, Gap{1, 2, GapReason::corrupt, 1}}},
        {{}, {Gap{1, 2, GapReason::corrupt, 1}, Gap{2, 3, GapReason::corrupt, 1}}},
        {{}, {Gap{2, 1, GapReason::corrupt, 1}}},
        {{}, {Gap{0, 1, GapReason::corrupt, 1}}},
        {{}, {Gap{1, 1, static_cast<GapReason>(0), 1}}},
        {{}, {Gap{1, 1, GapReason::corrupt, 1, static_cast<Stream>(0)}}},
        {{}, {Gap{1, 1, GapReason::corrupt, 1, static_cast<Stream>(4)}}},
    });
}

TEST(Protocol, RefusesNumbersThatNoEdgeReaches) {
    constexpr Sequence future = (Sequence{1} << 62U) + 1;

    expect_refused<Batch>({{{block_of(future)}, {}}, {{}, {Gap{1, future, GapReason::corrupt, 1}}}});
    expect_refused<protocol::Acknowledge>(
        {{{{Stream::status, future, {}}}, 0}, {{{Stream::status, 1, {{3, future}}}}, 0}});
    expect_refused<protocol::KeyFrameRequest>({{Stream::status, future}});
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
        [](Block& b) { b.stream = static_cast<Stream>(0); },
        [](Block& b) { b.stream = static_cast<Stream>(4); },
        [](Block& b) { b.merged_count = 0; },
        [](Block& b) { b.merged_count = 101; },  // begins before 1
        [](Block& b) { b.chain_place = 100; },   // begins before 1
        [](Block& b) {
            b.merged_count = limits::merged_blocks_max + 1;
            b.sequence = 1'000'000;
        },
        [](Block& b) {
            b.chain_place = limits::chain_blocks_max;
            b.sequence = 1'000'000;
        },
        [](Block& b) {
            b.merged_count = 2;
            b.chain_place = 1;
        },
        [](Block& b) { b.clock.sealed = {-1}; },
        [](Block& b) { b.clock.correction_ms = INT64_MIN; },
    };
    ASSERT_TRUE(protocol::parse_to_cloud(encode(ToCloud(Batch{{block_of(100)}, {}}))));
    for (std::size_t i = 0; i < defects.size(); ++i) {
        Block block = block_of(100);
        defects[i](block);
        const Batch batch{{block}, {}};

        EXPECT_EQ(error_of(protocol::parse_to_cloud(encode(ToCloud(batch)))), Errc::malformed) << i;
    }
}

TEST(Protocol, RefusesStatesThatCannotBe) {
    using protocol::CommandOutcome;
    expect_refused<protocol::CommandState>(
        {{"", CommandOutcome::done, ""},
         {std::string(protocol::command_id_chars_max + 1, 'x'), CommandOutcome::done, ""},
         {"c", static_cast<CommandOutcome>(0), ""},
         {"c", static_cast<CommandOutcome>(8), ""}});
    expect_refused<protocol::Ping>({{Instant{-1}}});
}

TEST(Protocol, RefusesToHaveWhatIsOutOfOrder) {
    std::vector<SequenceRange> many;
    for (Sequence i = 0; i <= protocol::ranges_max; ++i) many.push_back({10 + 2 * i, 10 + 2 * i});

    expect_refused<protocol::Acknowledge>({
        {{{Stream::status, 5, {{6, 7}}}}, 0},  // touches what comes before it
        {{{Stream::status, 5, {{9, 8}}}}, 0},
        {{{Stream::status, 5, {{9, 12}, {13, 14}}}}, 0},
        {{{Stream::status, 5, {{9, 12}, {7, 7}}}}, 0},
        {{{Stream::status, 5, {}}, {Stream::status, 5, {}}}, 0},
        {{{static_cast<Stream>(4), 5, {}}}, 0},
        {{{Stream::status, 5, many}}, 0},
    });
    many.pop_back();
    EXPECT_TRUE(
        protocol::parse_to_edge(encode(ToEdge(protocol::Acknowledge{{{Stream::status, 5, many}}, 0}))));
}

TEST(Protocol, RefusesCommandsAndTheLikeThatCannotBe) {
    protocol::Command sound;
    sound.id = "c-1";
    sound.name = "reboot";
    ASSERT_TRUE(protocol::parse_to_edge(encode(ToEdge(sound))));
    const std::vector<std::function<void(protocol::Command&)>> defects{
        [](protocol::Command& c) { c.id.clear(); },
        [](protocol::Command& c) { c.id.assign(protocol::command_id_chars_max + 1, 'x'); },
        [](protocol::Command& c) { c.expires_at = {-1}; },
        [](protocol::Command& c) { c.gateway.assign(protocol::command_word_chars_max + 1, 'x'); },
        [](protocol::Command& c) { c.topic.assign(protocol::command_text_chars_max + 1, 'x'); },
        [](protocol::Command& c) { c.name = "\xFF"; },
        [](protocol::Command& c) { c.settings.assign(protocol::command_settings_max + 1, "a=b"); },
        [](protocol::Command& c) { c.settings.emplace_back(protocol::command_setting_chars_max + 1, 'x'); },
    };
    for (std::size_t i = 0; i < defects.size(); ++i) {
        protocol::Command command = sound;
        defects[i](command);
        EXPECT_EQ(error_of(protocol::parse_to_edge(encode(ToEdge(command)))), Errc::malformed) << i;
    }
    expect_refused<protocol::Config>({{1, std::string(protocol::config_chars_max + 1, '#')}, {1, "\xFF"}});
    expect_refused<protocol::NewSecret>({{""}, {std::string(protocol::secret_chars_max + 1, 'x')}});
    expect_refused<protocol::Pong>({{Instant{-1}, noon}, {Instant{0}, Timestamp{-1}}});
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

TEST(Protocol, SurvivesEveryTruncationAndEveryDamage) {
    const auto try_all = [](const std::vector<std::uint8_t>& whole) {
        for (std::size_t size = 0; size < whole.size(); ++size) {
            static_cast<void>(protocol::parse_to_cloud(Bytes(whole).first(size)));
            static_cast<void>(protocol::parse_to_edge(Bytes(whole).first(size)));
        }
        for (std::size_t i = 0; i < whole.size() * 8; ++i) {
            auto damaged = whole;
            damaged[i / 8] ^= static_cast<std::uint8_t>(1U << (i % 8));
            static_cast<void>(protocol::parse_to_cloud(damaged));
            static_cast<void>(protocol::parse_to_edge(damaged));
        }
    };
    try_all(encode(ToCloud(Hello{2, "warehouse", "secret", {{1}, {2}}, "x", 3, Instant{4}})));
    try_all(encode(ToCloud(Batch{{block_of(1), block_of(2)}, {Gap{3, 4, GapReason::corrupt, 1}}})));
    try_all(encode(ToEdge(protocol::Welcome{{{Stream::status, 5, {{9, 12}, {14, 15}}}}, 1, noon})));
}

TEST(Protocol, RefusesHalfABatch) {
    const auto whole = encode(ToCloud(Batch{{block_of(1), block_of(2)}, {Gap{3, 4, GapReason::corrupt, 1}}}));
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_EQ(error_of(protocol::parse_to_cloud(Bytes(whole).first(size))), Errc::malformed) << size;
}

TEST(CommandOutcome, HasANameAndAnEnd) {
    using protocol::CommandOutcome;

    EXPECT_STREQ(name(CommandOutcome::queued), "queued");
    EXPECT_STREQ(name(CommandOutcome::refused), "refused");
    EXPECT_FALSE(is_final(CommandOutcome::acknowledged));
    EXPECT_TRUE(is_final(CommandOutcome::done));
    EXPECT_TRUE(is_final(CommandOutcome::refused));
}

TEST(RefusalReason, HasANameForEveryReason) {
    EXPECT_STREQ(name(protocol::RefusalReason::credential), "credential");
    EXPECT_STREQ(name(protocol::RefusalReason::busy), "busy");
}

}  // namespace
}  // namespace cairn::test
