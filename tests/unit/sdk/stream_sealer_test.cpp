// Records to blocks of three streams, and chains of them back.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cairn/core/crc32c.h"
#include "cairn/wire/block_reader.h"
#include "cairn/wire/stream_sealer.h"
#include "support/edge_trace.h"
#include "support/records.h"

namespace cairn::test {
namespace {

/// A sealer that numbers on.
struct Line {
    StreamSealer sealer;
    NextSequences next;
    std::int64_t elapsed_ms = 0;

    explicit Line(const StreamSealerOptions& options = {}) : sealer(options) {}

    void add(const Record& record) { ASSERT_TRUE(sealer.add(record)); }
    std::vector<Block> seal() {
        elapsed_ms += 1000;
        auto blocks = sealer.seal(next, noon + Millis{elapsed_ms}, {.boot = 7, .sealed = {elapsed_ms}});
        for (const Block& block : blocks) ++next[block.stream];
        return blocks;
    }
    Block seal_one(const Record& record) {
        add(record);
        auto blocks = seal();
        EXPECT_EQ(blocks.size(), 1U);
        return blocks.at(0);
    }
};

std::vector<std::string> texts_of(BlockReader& reader, const Block& block) {
    std::vector<std::string> texts;
    const auto read = reader.read(block, [&](const Record& record) { texts.push_back(text_of(record)); });
    EXPECT_TRUE(read) << read.error().where;
    return texts;
}

Errc error_of(BlockReader& reader, const Block& block) {
    const auto read = reader.read(block, [](const Record&) {});
    return read ? Errc{} : read.error().code;
}

TEST(StreamSealer, SealsABlockForEachStreamThatHasSomething) {
    Line line;
    for (const Record& record : every_kind()) line.add(record);
    EXPECT_EQ(line.sealer.record_count(), every_kind().size());
    const auto blocks = line.seal();
    ASSERT_EQ(blocks.size(), 3U);
    EXPECT_TRUE(line.sealer.empty());
    std::vector<std::string> read;
    std::uint32_t counted = 0;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        EXPECT_EQ(blocks[i].stream, static_cast<Stream>(i + 1));
        EXPECT_EQ(blocks[i].sequence, 1U);
        EXPECT_EQ(blocks[i].chain_place, 0U);
        EXPECT_EQ(blocks[i].clock.boot, 7U);
        EXPECT_EQ(blocks[i].crc32c, crc32c(blocks[i].body));
        counted += blocks[i].record_count;
        BlockReader reader;
        for (std::string& text : texts_of(reader, blocks[i])) read.push_back(std::move(text));
    }
    std::vector<std::string> added;
    for (const Record& record : every_kind()) added.push_back(text_of(record));
    EXPECT_EQ(counted, added.size());
    std::ranges::sort(added);
    std::ranges::sort(read);
    EXPECT_EQ(read, added);
}

TEST(StreamSealer, SealsOneStreamAlone) {
    Line line;
    const Block block = line.seal_one(sighting());
    EXPECT_EQ(block.stream, Stream::hearings);
    EXPECT_EQ(block.codec, BlockCodec::columns);
    EXPECT_EQ(block.record_count, 1U);
}

TEST(StreamSealer, ChainsBlocksAndReadsThemInTurn) {
    Line line;
    BlockReader reader;
    for (std::uint32_t i = 0; i < 5; ++i) {
        const Sighting one = sighting("AC233FA03208", -60 - static_cast<int>(i), noon + Millis{1000 * i});
        const Block block = line.seal_one(one);
        EXPECT_EQ(block.chain_place, i);
        EXPECT_TRUE(reader.is_next(block));
        EXPECT_EQ(texts_of(reader, block), std::vector{text_of(Record(one))});
    }
}

TEST(StreamSealer, ChainsPositionsToo) {
    Line line;
    BlockReader reader;
    std::size_t first_bytes = 0;
    for (int i = 0; i < 3; ++i) {
        const Block block = line.seal_one(position());
        EXPECT_EQ(block.codec, BlockCodec::position_columns);
        EXPECT_EQ(texts_of(reader, block), std::vector{text_of(Record(position()))});
        if (i == 0)
            first_bytes = block.body.size();
        else
            EXPECT_LT(block.body.size(), first_bytes / 2);
    }
}

TEST(StreamSealer, BeginsAChainWhenItIsLongHeavyOrOld) {
    Line three({.chain_blocks_max = 3});
    Line heavy({.chain_bytes_max = 1});
    Line old({.chain_age_max = Millis{2'000}});
    const auto places = [](Line& line) {
        std::vector<std::uint32_t> seen;
        for (int i = 0; i < 5; ++i) seen.push_back(line.seal_one(sighting()).chain_place);
        return seen;
    };
    EXPECT_EQ(places(three), (std::vector<std::uint32_t>{0, 1, 2, 0, 1}));
    EXPECT_EQ(places(heavy), (std::vector<std::uint32_t>{0, 0, 0, 0, 0}));
    EXPECT_EQ(places(old), (std::vector<std::uint32_t>{0, 1, 0, 1, 0}));
}

TEST(StreamSealer, BeginsAChainWhenAsked) {
    Line line;
    line.seal_one(sighting());
    line.add(sighting("AC233FA03209"));
    line.sealer.start_chain(Stream::hearings);
    line.add(sighting());
    const auto blocks = line.seal();
    ASSERT_EQ(blocks.size(), 1U);
    EXPECT_EQ(blocks[0].chain_place, 0U);
    BlockReader reader;
    EXPECT_EQ(texts_of(reader, blocks[0]).size(), 2U);
}

TEST(StreamSealer, BeginsAChainWhereNumbersLeap) {
    Line line;
    line.seal_one(sighting());
    line.next[Stream::hearings] = 9;
    EXPECT_EQ(line.seal_one(sighting()).chain_place, 0U);
}

TEST(StreamSealer, IsFullBeforeItsColumnsPassTheLimit) {
    Line line({.plain_bytes_max = 10'000});
    int count = 0;
    while (line.sealer.add(Record(sighting("T" + std::to_string(count), -60)))) ++count;
    EXPECT_EQ(line.sealer.add(Record(sighting())).error().code, Errc::full);
    EXPECT_GT(count, 50);
    EXPECT_LT(line.seal().at(0).body.size(), 10'000U);
    EXPECT_TRUE(line.sealer.add(Record(sighting())));
}

TEST(StreamSealer, GoesOnBeyondTheTagsOfAChain) {
    Line line({.chain_bytes_max = 100'000'000, .chain_age_max = Millis{1'000'000}});
    BlockReader reader;
    int number = 0;
    std::size_t read = 0;
    while (number < 70'000) {
        const auto added = line.sealer.add(Record(sighting("T" + std::to_string(number), -60)));
        if (added) {
            ++number;
            continue;
        }
        ASSERT_EQ(added.error().code, Errc::full);
        for (const Block& block : line.seal()) read += texts_of(reader, block).size();
    }
    for (const Block& block : line.seal()) read += texts_of(reader, block).size();
    EXPECT_EQ(read, 70'000U);
}

TEST(StreamSealer, RefusesWhatIsNoRecord) {
    StreamSealer sealer;
    Sighting one = sighting();
    one.tag = {};
    EXPECT_EQ(sealer.add(Record(one)).error().code, Errc::malformed);
    one = sighting();
    one.at = {-1};
    EXPECT_EQ(sealer.add(Record(one)).error().code, Errc::malformed);
    EXPECT_TRUE(sealer.empty());
}

TEST(StreamSealer, WritesTheWorkedExampleOfTheDocs) {
    StreamSealer sealer;
    NextSequences next;
    std::vector<Block> chain;
    for (int i = 0; i < 2; ++i) {
        const auto gateway = *GatewayId::parse("minew:AC233FC001EA");
        Sighting one = sighting("AC233FA018E3", -54 - i, {1'764'000'000'000 + 1000 * i});
        one.gateway = gateway;
        Reading said = reading(26.5);
        said.tag = one.tag;
        said.gateway = gateway;
        said.at = one.at;
        said.measurement.channel = 0;
        ASSERT_TRUE(sealer.add(one));
        ASSERT_TRUE(sealer.add(Record(said)));
        chain.push_back(sealer.seal(next, noon, {}).at(0));
        ++next[Stream::hearings];
    }

    EXPECT_EQ(chain[0].body.size(), 76U);
    EXPECT_EQ(chain[0].crc32c, 0x0b769b9dU);
    EXPECT_EQ(chain[1].body.size(), 40U);
    EXPECT_EQ(chain[1].crc32c, 0x8ce36164U);
}

TEST(BlockReader, SaysWhenTheChainIsNotRead) {
    Line line;
    const Block first = line.seal_one(sighting());
    const Block second = line.seal_one(sighting());
    const Block third = line.seal_one(sighting());
    BlockReader reader;
    EXPECT_FALSE(reader.is_next(second));
    EXPECT_EQ(error_of(reader, second), Errc::truncated);
    EXPECT_EQ(error_of(reader, first), Errc{});
    EXPECT_EQ(error_of(reader, third), Errc::truncated);
    EXPECT_EQ(error_of(reader, second), Errc{});
    EXPECT_EQ(error_of(reader, second), Errc::truncated);
    EXPECT_EQ(error_of(reader, third), Errc{});
    EXPECT_EQ(error_of(reader, first), Errc{});
}

TEST(BlockReader, FindsABlockThatWasSealedBehindAnother) {
    Line line;
    Line other;
    const Block first = line.seal_one(sighting());
    const Block first_of_other = other.seal_one(sighting("AC233FA03209"));
    const Block second = line.seal_one(sighting());
    BlockReader reader;
    EXPECT_EQ(error_of(reader, first_of_other), Errc{});
    EXPECT_EQ(error_of(reader, second), Errc::corrupt);
    EXPECT_EQ(error_of(reader, first), Errc{});
    EXPECT_EQ(error_of(reader, second), Errc{});
}

TEST(BlockReader, ReadsNoMoreOfAChainBehindADefect) {
    Line line;
    const Block first = line.seal_one(sighting());
    Block second = line.seal_one(sighting());
    const Block third = line.seal_one(sighting());
    BlockReader reader;
    EXPECT_EQ(error_of(reader, first), Errc{});
    second.body.push_back(0);
    EXPECT_EQ(error_of(reader, second), Errc::corrupt);
    second.crc32c = crc32c(second.body);
    EXPECT_EQ(error_of(reader, second), Errc::truncated);
    EXPECT_EQ(error_of(reader, third), Errc::truncated);
}

TEST(BlockReader, RefusesAnotherCountThanStated) {
    Line line;
    for (const Record& record : {Record(sighting()), Record(position())}) {
        Block block = line.seal_one(record);
        BlockReader reader;
        block.record_count = 2;
        EXPECT_EQ(error_of(reader, block), Errc::malformed);
        block.record_count = 0;
        EXPECT_EQ(error_of(reader, block), Errc::malformed);
    }
}

TEST(BlockReader, DoesNotKnowOtherCodecs) {
    Line line;
    Block block = line.seal_one(sighting());
    block.codec = static_cast<BlockCodec>(77);
    BlockReader reader;
    EXPECT_EQ(error_of(reader, block), Errc::unsupported);
}

/// The times at which the block says a tag was heard.
std::vector<Timestamp> times_in(const Block& block) {
    std::vector<Timestamp> times;
    EXPECT_TRUE(BlockReader().read(
        block, [&](const Record& record) { times.push_back(std::get<Sighting>(record).at); }));
    return times;
}

TEST(StreamSealer, SortsWhatComesBackwards) {
    constexpr int count = 300;
    Line line;
    for (int i = count; i > 0; --i) line.add(sighting("AC233FA03208", -60, noon + Millis{1000 * i}));
    const auto times = times_in(line.seal().at(0));
    ASSERT_EQ(times.size(), std::size_t{count});
    for (int i = 0; i < count; ++i)
        EXPECT_EQ(times[static_cast<std::size_t>(i)], noon + Millis{1000 * (i + 1)});
}

TEST(StreamSealer, SortsWhatOneGatewayHearsTwiceInAnEvent) {
    Line line;
    line.add(sighting("AC233FA03208", -60, noon + Millis{200}));
    line.add(sighting("AC233FA03208", -61, noon));
    EXPECT_EQ(times_in(line.seal().at(0)), (std::vector{noon, noon + Millis{200}}));
}

TEST(BlockReader, SetsTheEdgesOwnTimesRight) {
    Line line;
    Sighting by_edge = sighting("AC233FA03208", -60, noon);
    by_edge.time_source = TimeSource::receipt;
    Sighting by_gateway = sighting("AC233FA03209", -60, noon);
    line.add(by_edge);
    line.add(by_gateway);
    line.add(position());
    std::vector<std::string> read;
    for (Block& block : line.seal()) {
        block.clock.correction_ms = 5'000;
        BlockReader reader;
        for (std::string& text : texts_of(reader, block)) read.push_back(std::move(text));
    }
    by_edge.at = by_edge.at + Millis{5'000};
    Position placed = position();
    placed.at = placed.at + Millis{5'000};
    placed.zone_since = placed.zone_since + Millis{5'000};
    std::vector<std::string> expected{text_of(Record(by_edge)), text_of(Record(by_gateway)),
                                      text_of(Record(placed))};
    std::ranges::sort(read);
    std::ranges::sort(expected);
    EXPECT_EQ(read, expected);
}

template <typename Kind>
void expect_told_by(TimeSource source, const Kind& record) {
    if constexpr (requires { record.time_source; }) {
        EXPECT_EQ(record.time_source, source);
    }
}

/// Of records without a hearing, in columns and in rows, as the edge's clock or the gateway's has told them.
TEST(BlockReader, LeavesTheGatewaysTimesAlone) {
    for (const TimeSource source : {TimeSource::receipt, TimeSource::gateway}) {
        const auto told = [&](auto record) {
            record.time_source = source;
            return record;
        };
        const std::vector<Record> records{told(reading()), told(attribute()), told(gateway_property()),
                                          told(geo_fix()), told(gateway_status())};
        for (const Record& record : records) {
            Line line;
            Block block = line.seal_one(record);
            block.clock.correction_ms = 5'000;
            BlockReader reader;
            std::vector<std::string> expected{text_of(record)};
            if (source == TimeSource::receipt) {
                Record right = record;
                std::visit([](auto& one) { one.at = one.at + Millis{5'000}; }, right);
                expected = {text_of(right)};
            }
            EXPECT_EQ(texts_of(reader, block), expected);
            EXPECT_TRUE(BlockReader().read(block, [&](const Record& read) {
                std::visit([&](const auto& one) { expect_told_by(source, one); }, read);
            }));
        }
    }
}

TEST(BlockReader, BoundsACorrectionThatCannotBe) {
    Line line;
    Block block = line.seal_one(position());
    for (const std::int64_t correction_ms : {INT64_MIN, INT64_MAX}) {
        block.clock.correction_ms = correction_ms;
        BlockReader reader;
        EXPECT_EQ(error_of(reader, block), Errc{});
    }
}

/// Seals a trace a second a block, and answers what that took.
std::size_t expect_trace_back(const StreamSealerOptions& options) {
    const Trace trace = make_trace({.seconds = 20, .gateways = 20, .tags = 150});
    Line line(options);
    std::size_t bytes = 0;
    BlockReader reader;
    std::vector<std::string> added;
    std::vector<std::string> read;
    const auto seal = [&] {
        for (const Block& block : line.seal()) {
            bytes += block.body.size();
            for (std::string& text : texts_of(reader, block)) read.push_back(std::move(text));
        }
    };
    std::int64_t end_ms = trace.frames.front().sent_at.unix_ms + 1000;
    for (const TraceFrame& frame : trace.frames) {
        if (frame.sent_at.unix_ms >= end_ms) {
            seal();
            end_ms += 1000;
        }
        for (const TraceHearing& hearing : frame.hearings) {
            const Advertisement one = trace.advertisement(hearing);
            const Sighting seen{one.tag, one.gateway, one.heard_at, one.time_source, *one.rssi_dbm};
            line.add(seen);
            added.push_back(text_of(Record(seen)));
        }
    }
    seal();
    std::ranges::sort(added);
    std::ranges::sort(read);
    EXPECT_EQ(read, added);
    return bytes;
}

TEST(BlockReader, ReadsChainsOfATrace) {
    expect_trace_back({.chain_blocks_max = 7});
}

TEST(BlockReader, ReadsArchivesWhichTakeLess) {
    EXPECT_LT(expect_trace_back({.is_archive = true}), expect_trace_back({}));
}

}  // namespace
}  // namespace cairn::test
