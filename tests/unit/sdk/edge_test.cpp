// The pipeline: what goes in as a message comes out as durable records, once.
#include "cairn/edge.h"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "cairn/core/hex.h"
#include "cairn/core/limits.h"
#include "cairn/wire/block_reader.h"
#include "support/fake_entropy.h"
#include "support/sim_disk.h"
#include "support/temporary_directory.h"

namespace cairn::test {
namespace {

// Ruuvi's published example of data format 5: eleven measurements, and the tag's own number.
constexpr auto ruuvi = "0201061BFF99040512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F";

class FakeClock final : public Clock {
public:
    Instant now() override { return instant; }
    Timestamp wall() override { return {wall_offset_ms + instant.elapsed_ms}; }
    Instant instant{1000};
    std::int64_t wall_offset_ms = 1'700'000'000'000;
};

/// A cloud that is never there.
class NoLink final : public Link {
public:
    Result<void> connect() override { return fail(Errc::closed, "no cloud"); }
    Result<void> send(Bytes) override { return fail(Errc::closed, "no cloud"); }
    Result<std::size_t> receive(MutableBytes) override { return fail(Errc::closed, "no cloud"); }
    void disconnect() override {}
};

/// "tags N": N tags heard once each, with the Ruuvi payload. Anything else is refused.
class FakeAdapter final : public Adapter {
public:
    std::string_view name() const noexcept override { return "fake"; }
    bool recognises(const Message&) const noexcept override { return true; }
    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        const std::string text(as_text(message.payload));
        if (!text.starts_with("tags ")) return sink.rejected({Errc::malformed, 0, "fake: not tags"});
        std::array<std::uint8_t, 31> payload{};
        const auto size = parse_hex(ruuvi, payload);
        const auto gateway = *GatewayId::make("fake", "one");
        for (int i = 0; i < std::stoi(text.substr(5)); ++i) {
            const auto tag = *TagId::make("fake", std::to_string(i));
            const Advertisement heard{
                tag, gateway, now, TimeSource::gateway, -60, Bytes(payload).first(*size)};
            sink.frame({gateway, now, {&heard, 1}, {}});
        }
    }
};

/// What is ingested is decoded, however often.
EdgeOptions without_repeats() {
    EdgeOptions options;
    options.deduplicator.window = Millis{0};
    return options;
}

struct Bench {
    Bench() { options.buffer.path = directory.file("edge.db"); }

    Edge open() {
        auto opened = Edge::open(options, adapter, {clock, link, entropy});
        EXPECT_TRUE(opened) << (opened ? "" : opened.error().where);
        return std::move(opened).value();
    }
    Result<void> try_ingest(Edge& edge, const std::string& payload, const Delivered& delivered = {}) {
        return edge.ingest(
            {"topic", as_bytes(payload)}, delivered, [this](const Record& r) { records.push_back(r); },
            [this](const Error& error) { errors.emplace_back(error.where); });
    }
    void ingest(Edge& edge, const std::string& payload, const Delivered& delivered = {}) {
        EXPECT_TRUE(try_ingest(edge, payload, delivered));
    }
    /// The records of every block that waits, read back from the closed edge's disk.
    std::size_t durable_records() {
        auto buffer = Buffer::open(options.buffer, entropy);
        EXPECT_TRUE(buffer);
        std::size_t count = 0;
        for (const Stream stream : streams) {
            BlockReader reader;
            const auto backlog = buffer->peek(stream, 0, 1U << 30U);
            for (const Block& block : backlog->blocks)
                EXPECT_TRUE(reader.read(block, [&](const Record&) { ++count; }));
        }
        return count;
    }

    TemporaryDirectory directory;
    EdgeOptions options = without_repeats();
    FakeClock clock;
    NoLink link;
    FakeEntropy entropy;
    FakeAdapter adapter;
    std::vector<Record> records;
    std::vector<std::string> errors;
};

TEST(Edge, DecodesAnAdvertisementOnceHoweverOftenItIsHeard) {
    Bench bench;
    bench.options.deduplicator.window = Millis{5'000};
    Edge edge = bench.open();
    bench.ingest(edge, "tags 3");
    const auto once = bench.records.size();

    bench.ingest(edge, "tags 3");

    EXPECT_EQ(edge.stats().repeats, 3U);
    EXPECT_EQ(bench.records.size(), once + 3) << "the sightings";
}

TEST(Edge, MakesDurableWhatTheTapSaw) {
    Bench bench;
    {
        Edge edge = bench.open();
        bench.ingest(edge, "tags 3");
        ASSERT_TRUE(edge.commit());
    }

    EXPECT_GT(bench.records.size(), 3U * 8U);
    EXPECT_EQ(bench.durable_records(), bench.records.size());
}

/// The places in their chains of the hearings that wait.
std::vector<std::uint32_t> places_of(Bench& bench) {
    auto buffer = Buffer::open(bench.options.buffer, bench.entropy);
    std::vector<std::uint32_t> places;
    const auto backlog = buffer->peek(Stream::hearings, 0, 1U << 30U);
    for (const Block& block : backlog->blocks) places.push_back(block.chain_place);
    return places;
}

TEST(Edge, ChainsTheBlocksOfItsCommits) {
    Bench bench;
    {
        Edge edge = bench.open();
        for (int i = 0; i < 3; ++i) {
            bench.ingest(edge, "tags 3");
            ASSERT_TRUE(edge.commit());
        }
    }

    EXPECT_EQ(places_of(bench), (std::vector<std::uint32_t>{0, 1, 2}));
    EXPECT_EQ(bench.durable_records(), bench.records.size());
}

TEST(Edge, BeginsAChainAtEveryStart) {
    Bench bench;
    for (int i = 0; i < 2; ++i) {
        Edge edge = bench.open();
        bench.ingest(edge, "tags 3");
        ASSERT_TRUE(edge.commit());
    }

    EXPECT_EQ(places_of(bench), (std::vector<std::uint32_t>{0, 0}));
}

TEST(Edge, BeginsAChainWhenTheClockWasSet) {
    Bench bench;
    {
        Edge edge = bench.open();
        bench.ingest(edge, "tags 3");
        bench.clock.wall_offset_ms += 10'000;
        bench.ingest(edge, "tags 3");
        ASSERT_TRUE(edge.commit());
    }

    EXPECT_EQ(places_of(bench), (std::vector<std::uint32_t>{0, 0}));
    EXPECT_EQ(bench.durable_records(), bench.records.size());
}

TEST(Edge, MergesChainsWhileThereIsNoCloud) {
    Bench bench;
    {
        Edge edge = bench.open();
        for (int i = 0; i < 70; ++i) {
            bench.ingest(edge, "tags 3");
            ASSERT_TRUE(edge.commit());
            bench.clock.instant = bench.clock.instant + Millis{1000};
            edge.step([](const Record&) {});
        }
        EXPECT_EQ(edge.buffer_stats().of(Stream::hearings).blocks, 11U);
    }

    EXPECT_EQ(bench.durable_records(), bench.records.size());
}

TEST(Edge, KeepsNothingBeforeCommit) {
    Bench bench;
    {
        Edge edge = bench.open();
        bench.ingest(edge, "tags 1");
    }

    EXPECT_EQ(bench.durable_records(), 0U);
}

TEST(Edge, LeavesOutARedeliveryOfWhatIsDurable) {
    Bench bench;
    {
        Edge edge = bench.open();
        bench.ingest(edge, "tags 1", {77, false});
        ASSERT_TRUE(edge.commit());
    }
    const std::size_t once = bench.records.size();
    {
        Edge edge = bench.open();  // the process died before it could acknowledge
        bench.ingest(edge, "tags 1", {77, true});
        ASSERT_TRUE(edge.commit());
        EXPECT_EQ(edge.stats().redelivered, 1U);
    }

    EXPECT_EQ(bench.durable_records(), once);
}

TEST(Edge, TakesARedeliveryOfWhatIsNotDurable) {
    Bench bench;
    {
        Edge edge = bench.open();
        bench.ingest(edge, "tags 1", {77, false});
    }
    bench.records.clear();
    {
        Edge edge = bench.open();
        bench.ingest(edge, "tags 1", {77, true});
        ASSERT_TRUE(edge.commit());
    }

    EXPECT_EQ(bench.durable_records(), bench.records.size());
    EXPECT_GT(bench.records.size(), 0U);
}

TEST(Edge, TakesTheSameMessageAgainWhenItIsNoRedelivery) {
    Bench bench;
    Edge edge = bench.open();

    bench.ingest(edge, "tags 1", {77, false});
    ASSERT_TRUE(edge.commit());
    const std::size_t once = bench.records.size();
    bench.ingest(edge, "tags 1", {77, false});

    EXPECT_EQ(bench.records.size(), 2 * once);
}

TEST(Edge, RemembersAMessageThatGaveNothing) {
    Bench bench;
    Edge edge = bench.open();

    bench.ingest(edge, "nonsense", {78, false});
    ASSERT_TRUE(edge.commit());
    bench.ingest(edge, "nonsense", {78, true});

    EXPECT_EQ(edge.stats().redelivered, 1U);
    EXPECT_EQ(bench.errors, std::vector<std::string>{"fake: not tags"});
}

TEST(Edge, WritesAMessageOfManyBlocksWhole) {
    Bench bench;
    {
        Edge edge = bench.open();
        bench.ingest(edge, "tags 5000");
        ASSERT_TRUE(edge.commit());
        EXPECT_GT(edge.buffer_stats().blocks, 1U);
    }

    EXPECT_GT(bench.records.size(), limits::block_rows_max);
    EXPECT_EQ(bench.durable_records(), bench.records.size());
}

/// A disk that is full, from now on or until it is given room.
struct FullDisk {
    FullDisk() {
        bench.options.buffer.vfs = disk.name();
        edge.emplace(bench.open());
        disk.size_bytes_max = disk.used_bytes();
    }
    Bench bench;
    SimDisk disk{"edge-full-disk"};
    std::optional<Edge> edge;
};

TEST(Edge, KeepsWhatCouldNotBeCommittedForTheNextTry) {
    FullDisk full;
    full.bench.ingest(*full.edge, "tags 200", {77, false});

    const auto committed = full.edge->commit();
    ASSERT_FALSE(committed);
    EXPECT_EQ(committed.error().code, Errc::full);
    EXPECT_FALSE(full.edge->commit()) << "still there, still refused";
    full.disk.size_bytes_max = UINT64_MAX;
    EXPECT_TRUE(full.edge->commit());
    EXPECT_EQ(full.edge->buffer_stats().records, full.bench.records.size());
}

TEST(Edge, LeavesOutARedeliveryOfWhatWaitsForItsCommit) {
    FullDisk full;
    full.bench.ingest(*full.edge, "tags 1", {77, false});
    EXPECT_FALSE(full.edge->commit());
    const std::size_t once = full.bench.records.size();
    full.bench.ingest(*full.edge, "tags 1", {78, false});
    full.bench.ingest(*full.edge, "tags 1", {77, true});

    EXPECT_EQ(full.bench.records.size(), 2 * once);
    EXPECT_EQ(full.edge->stats().redelivered, 1U);
}

TEST(Edge, TakesNoMoreWhenTooMuchWaitsForItsCommit) {
    FullDisk full;
    Result<void> taken;
    int messages = 0;
    for (; taken && messages < 1000; ++messages) {
        taken = full.bench.try_ingest(*full.edge, "tags 1", {77, false});
        EXPECT_FALSE(full.edge->commit());
    }

    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().code, Errc::full);
    full.disk.size_bytes_max = UINT64_MAX;
    ASSERT_TRUE(full.edge->commit());
    EXPECT_EQ(full.edge->buffer_stats().records, full.bench.records.size()) << "all that was taken is there";
    EXPECT_TRUE(full.bench.try_ingest(*full.edge, "tags 1"));
}

TEST(Edge, WantsABufferThatHoldsAnyBlock) {
    Bench bench;
    bench.options.buffer.size_bytes_max = limits::block_body_bytes_max - 1;
    const auto opened = Edge::open(bench.options, bench.adapter, {bench.clock, bench.link, bench.entropy});

    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::malformed);
}

TEST(Edge, PositionsTagsThatPlacedGatewaysHear) {
    Bench bench;
    bench.options.site.floors = {{"ground", 20, 10}};
    bench.options.site.gateways = {{*GatewayId::make("fake", "one"), "ground", {4, 5}, 2.5}};
    Edge edge = bench.open();
    bench.ingest(edge, "tags 1");

    std::vector<Position> positions;
    bench.clock.instant = bench.clock.instant + Millis{1000};
    edge.step([&](const Record& record) {
        if (const auto* position = std::get_if<Position>(&record)) positions.push_back(*position);
    });

    ASSERT_EQ(positions.size(), 1U);
    EXPECT_NEAR(positions[0].x_m, 4, 1e-6);
    EXPECT_NEAR(positions[0].y_m, 5, 1e-6);
    EXPECT_EQ(positions[0].evidence.size(), 1U);
}

TEST(Edge, AsksToBeCalledAgainForTheNextPositions) {
    Bench bench;
    Edge edge = bench.open();

    const Instant wake = edge.step([](const Record&) {});

    EXPECT_LE(wake, bench.clock.instant + bench.options.position_interval);
}

TEST(Edge, SaysWhyItCannotOpen) {
    Bench bench;
    Edge first = bench.open();

    const auto second = Edge::open(bench.options, bench.adapter, {bench.clock, bench.link, bench.entropy});

    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::would_block);
}

}  // namespace
}  // namespace cairn::test
