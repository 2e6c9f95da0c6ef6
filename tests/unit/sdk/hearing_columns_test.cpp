// Hearings through columns and back, block after block.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "support/edge_trace.h"
#include "support/records.h"
#include "wire/hearing_reader.h"
#include "wire/hearing_writer.h"
#include "wire/packed_columns.h"

namespace cairn::test {
namespace {

using namespace wire;

constexpr std::size_t plain_bytes_max = 4 * 1024 * 1024;

/// A writer, and a reader that takes what it writes.
class Columns {
public:
    template <typename Kind>
    void add(const Kind& record) {
        EXPECT_TRUE(writer_.rows.add(record));
        added_.push_back(text_of(Record(record)));
    }
    /// Everything that was added comes out, in another order.
    void expect_back() {
        const std::vector<std::uint8_t> packed = pack();
        std::vector<std::string> read;
        ColumnReader column(packed);
        const auto count = reader_.read(column, plain_bytes_max, static_cast<std::uint32_t>(added_.size()), 0,
                                        [&](const Record& record) { read.push_back(text_of(record)); });
        ASSERT_TRUE(count) << count.error().where;
        EXPECT_EQ(*count, added_.size());
        EXPECT_TRUE(column.is_done());
        std::ranges::sort(read);
        std::ranges::sort(added_);
        EXPECT_EQ(read, added_);
        added_.clear();
    }
    void start_chain() {
        writer_.start_chain();
        reader_.start_chain();
    }
    std::vector<std::uint8_t> pack() {
        ColumnWriter packed;
        ColumnPacker packer;
        for (const Bytes column : writer_.write()) packer.pack(column, packed);
        return {packed.bytes().begin(), packed.bytes().end()};
    }

private:
    HearingWriter writer_;
    HearingReader reader_;
    std::vector<std::string> added_;
};

Sighting heard(std::string_view tag_name, std::string_view gateway_name, std::int64_t at_ms, int rssi_dbm) {
    Sighting one = sighting(tag_name, rssi_dbm, noon + Millis{at_ms});
    one.gateway = gateway(gateway_name);
    return one;
}

TEST(HearingColumns, HoldOneHearing) {
    Columns columns;
    columns.add(sighting());
    columns.expect_back();
}

TEST(HearingColumns, HoldNothing) {
    Columns columns;
    columns.expect_back();
}

TEST(HearingColumns, HoldWhatATagSaidWithItsHearingOrWithout) {
    Columns columns;
    columns.add(sighting("AC233FA03208"));
    columns.add(reading());
    columns.add(attribute());
    columns.add(reading(-3.25));
    columns.expect_back();
}

TEST(HearingColumns, HoldATraceBlockAfterBlock) {
    const Trace trace = make_trace({.seconds = 6, .gateways = 20, .tags = 150});
    Columns columns;
    std::int64_t end_ms = trace.frames.front().sent_at.unix_ms + 1000;
    for (const TraceFrame& frame : trace.frames) {
        if (frame.sent_at.unix_ms >= end_ms) {
            columns.expect_back();
            end_ms += 1000;
        }
        for (const TraceHearing& hearing : frame.hearings) {
            const Advertisement one = trace.advertisement(hearing);
            columns.add(Sighting{one.tag, one.gateway, one.heard_at, one.time_source, *one.rssi_dbm});
        }
    }
    columns.expect_back();
}

TEST(HearingColumns, HoldAnyTimesAndLevels) {
    Columns columns;
    std::mt19937 random(3);
    const auto below = [&](int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); };
    for (int block = 0; block < 30; ++block) {
        for (int i = 0; i < 200; ++i) {
            const auto tag_name = "T" + std::to_string(below(20));
            Sighting one = heard(tag_name, "G" + std::to_string(below(70)), 0, below(256) - 128);
            const int kind = below(10);
            if (kind == 0) one.at = {0};
            if (kind == 1) one.at = {253'402'300'799'999};
            if (kind > 1) one.at = one.at + Millis{below(5000)};
            one.time_source = below(2) == 0 ? TimeSource::receipt : TimeSource::gateway;
            columns.add(one);
        }
        columns.expect_back();
        if (block == 15) columns.start_chain();
    }
}

TEST(HearingColumns, HoldEveryDouble) {
    Columns columns;
    std::mt19937_64 random(5);
    using Limits = std::numeric_limits<double>;
    std::vector<double> values{
        0, -0.0, 0.1 + 0.2, 24.265, -1e15, 1e15 + 1, Limits::max(), Limits::denorm_min(), 1.0 / 3};
    while (values.size() < 200) {
        const auto value = std::bit_cast<double>(random());
        if (std::isfinite(value)) values.push_back(value);
        values.push_back(static_cast<double>(random() % 100'000) / 200);
    }
    for (const double value : values) {
        columns.add(reading(value));
        columns.expect_back();
    }
}

TEST(HearingColumns, HoldReportsOfManyKindsOfOneTag) {
    Columns columns;
    for (int round = 0; round < 40; ++round) {
        const int kind = round * 7 % 13;
        Sighting one = sighting("AC233FA03208", -60, noon + Millis{1000 * round});
        columns.add(one);
        for (int i = 0; i <= kind; ++i) {
            Reading said = reading(20 + round / 5);
            said.at = one.at;
            said.measurement.channel = static_cast<std::uint8_t>(i);
            columns.add(said);
        }
        Attribute named = attribute("name " + std::to_string(round / 4));
        named.tag = one.tag;
        named.at = one.at;
        columns.add(named);
        if (round % 3 == 0) columns.expect_back();
    }
    columns.expect_back();
}

TEST(HearingColumns, TakeLessOnceTheTagsAreKnown) {
    const Trace trace = make_trace({.seconds = 5, .gateways = 20, .tags = 300});
    Columns columns;
    std::vector<double> bytes_per_hearing;
    std::int64_t end_ms = trace.frames.front().sent_at.unix_ms + 1000;
    double hearings = 0;
    for (const TraceFrame& frame : trace.frames) {
        if (frame.sent_at.unix_ms >= end_ms) {
            bytes_per_hearing.push_back(static_cast<double>(columns.pack().size()) / hearings);
            end_ms += 1000;
            hearings = 0;
        }
        for (const TraceHearing& hearing : frame.hearings) {
            const Advertisement one = trace.advertisement(hearing);
            columns.add(Sighting{one.tag, one.gateway, one.heard_at, one.time_source, *one.rssi_dbm});
            ++hearings;
        }
    }
    EXPECT_GT(bytes_per_hearing[0], 3);
    EXPECT_LT(bytes_per_hearing[3], 1.8);
}

TEST(HearingColumns, RefuseWhatIsNoRecord) {
    HearingWriter writer;
    Sighting late = sighting();
    late.at = {253'402'300'800'000};
    EXPECT_FALSE(writer.rows.add(late));
    EXPECT_FALSE(writer.rows.add(reading(std::numeric_limits<double>::infinity())));
    Sighting nameless = sighting();
    nameless.tag = {};
    EXPECT_FALSE(writer.rows.add(nameless));
    EXPECT_EQ(writer.rows.record_count(), 0U);
}

TEST(HearingColumns, AreReadWhateverBytesTheyAre) {
    Columns columns;
    const Trace trace = make_trace({.seconds = 2, .gateways = 5, .tags = 10});
    for (const TraceHearing& hearing : trace.hearings) {
        const Advertisement one = trace.advertisement(hearing);
        columns.add(Sighting{one.tag, one.gateway, one.heard_at, one.time_source, *one.rssi_dbm});
        Reading said = reading(21.5);
        said.tag = one.tag;
        said.gateway = one.gateway;
        said.at = one.heard_at;
        columns.add(said);
    }
    const std::vector<std::uint8_t> packed = columns.pack();
    std::mt19937 random(7);
    int refused = 0;
    for (int i = 0; i < 3000; ++i) {
        std::vector<std::uint8_t> bytes = packed;
        if (i % 3 == 0) bytes.resize(random() % bytes.size());
        for (unsigned change = 0; !bytes.empty() && change < 1 + random() % 3; ++change)
            bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
        HearingReader reader;
        ColumnReader column(bytes);
        std::uint32_t count = 0;
        const auto read = reader.read(column, plain_bytes_max, 500, 0, [&](const Record&) { ++count; });
        EXPECT_LE(count, 500U);
        refused += read ? 0 : 1;
    }
    EXPECT_GT(refused, 1000);
}

}  // namespace
}  // namespace cairn::test
