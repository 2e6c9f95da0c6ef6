// Positions through columns and back, block after block.
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "support/records.h"
#include "wire/packed_columns.h"
#include "wire/position_reader.h"
#include "wire/position_writer.h"

namespace cairn::test {
namespace {

using namespace wire;

constexpr std::size_t plain_bytes_max = 4 * 1024 * 1024;

/// A writer, and a reader that takes what it writes.
class Columns {
public:
    void add(const Position& position) {
        EXPECT_TRUE(writer_.add(position));
        added_.push_back(text_of(Record(position)));
    }
    void expect_back() {
        const std::vector<std::uint8_t> packed = pack();
        std::vector<std::string> read;
        ColumnReader column(packed);
        const auto count = reader_.read(column, plain_bytes_max, static_cast<std::uint32_t>(added_.size()), 0,
                                        [&](const Record& record) { read.push_back(text_of(record)); });
        ASSERT_TRUE(count) << count.error().where;
        EXPECT_TRUE(column.is_done());
        EXPECT_EQ(read, added_);
        added_.clear();
    }
    std::vector<std::uint8_t> pack() {
        ColumnWriter packed;
        ColumnPacker packer;
        for (const Bytes column : writer_.write()) packer.pack(column, packed);
        return {packed.bytes().begin(), packed.bytes().end()};
    }
    void start_chain() {
        writer_.start_chain();
        reader_.start_chain();
    }

private:
    PositionWriter writer_;
    PositionReader reader_;
    std::vector<std::string> added_;
};

double rounded(double number, double unit) {
    return std::round(number / unit) * unit;
}

TEST(PositionColumns, HoldOnePosition) {
    Columns columns;
    columns.add(position());
    columns.expect_back();
}

TEST(PositionColumns, HoldNothing) {
    Columns columns;
    columns.expect_back();
}

TEST(PositionColumns, HoldAnyPositionsBlockAfterBlock) {
    Columns columns;
    std::mt19937 random(7);
    std::normal_distribution<double> number(0, 30);
    const auto below = [&](unsigned limit) { return static_cast<unsigned>(random() % limit); };
    const auto name = [&](unsigned one_in, const char* kind) {
        return below(one_in) == 0 ? std::string() : kind + std::to_string(below(4));
    };
    for (int block = 0; block < 40; ++block) {
        for (int i = 0; i < 60; ++i) {
            Position one = position();
            one.tag = tag("T" + std::to_string(below(30)));
            one.at = noon + Millis{1000 * block + static_cast<int>(below(3))};
            if (below(20) == 0) one.at = {below(2) == 0 ? 0 : 253'402'300'799'999};
            one.floor = std::string_view(name(9, "floor "));
            one.zone = std::string_view(name(9, "zone "));
            one.next_zone = std::string_view(name(2, "zone "));
            one.zone_since = below(3) == 0 ? Timestamp{} : noon;
            one.zone_unknown = below(2) == 0;
            one.ambiguous = below(2) == 0;
            one.method = static_cast<PositionMethod>(below(3));
            one.calibration = static_cast<CalibrationLevel>(below(4));
            one.x_m = below(2) == 0 ? number(random) : rounded(number(random), 0.001);
            one.variance_x_m2 = rounded(std::abs(number(random)), 0.01);
            one.evidence.clear();
            for (unsigned e = below(9); e > 0; --e) {
                Evidence part;
                part.gateway = gateway("G" + std::to_string(below(90)));
                part.rssi_dbm = static_cast<float>(rounded(number(random), 0.1));
                part.heard_count = static_cast<std::uint16_t>(below(65'536));
                part.expected_dbm = static_cast<float>(number(random));
                part.distance_m = static_cast<float>(rounded(number(random), 0.01));
                one.evidence.push_back(part);
            }
            columns.add(one);
        }
        columns.expect_back();
        if (block == 20) columns.start_chain();
    }
}

TEST(PositionColumns, TakeFewBytesOfATagThatStands) {
    Columns columns;
    for (int i = 0; i < 100; ++i) {
        Position one = position();
        one.tag = tag("T" + std::to_string(i));
        columns.add(one);
    }
    columns.expect_back();
    for (int i = 0; i < 100; ++i) {
        Position one = position();
        one.tag = tag("T" + std::to_string(i));
        one.at = one.at + Millis{1000};
        columns.add(one);
    }
    EXPECT_LT(columns.pack().size(), 300U);
}

TEST(PositionWriter, RefusesWhatIsNoPosition) {
    const auto code_of = [](const Position& position) { return PositionWriter().add(position).error().code; };
    Position one = position();
    one.tag = {};
    EXPECT_EQ(code_of(one), Errc::malformed);
    one = position();
    one.at = {-1};
    EXPECT_EQ(code_of(one), Errc::malformed);
    one = position();
    one.zone_since = {253'402'300'800'000};
    EXPECT_EQ(code_of(one), Errc::malformed);
    one = position();
    one.other_y_m = std::nan("");
    EXPECT_EQ(code_of(one), Errc::malformed);
    one = position();
    one.evidence[0].distance_m = HUGE_VALF;
    EXPECT_EQ(code_of(one), Errc::malformed);
    one = position();
    one.evidence[0].gateway = {};
    EXPECT_EQ(code_of(one), Errc::malformed);
}

TEST(PositionReader, RefusesOrSurvivesEveryDamageOfEveryColumn) {
    PositionWriter writer;
    for (int i = 0; i < 3; ++i) {
        Position one = position();
        one.tag = tag("T" + std::to_string(i % 2));
        ASSERT_TRUE(writer.add(one));
    }
    std::vector<std::vector<std::uint8_t>> columns;
    for (const Bytes column : writer.write()) columns.emplace_back(column.begin(), column.end());
    for (auto& column : columns) {
        for (std::uint8_t& octet : column) {
            for (const unsigned change : {1U, 0x80U, 0xFFU}) {
                octet = static_cast<std::uint8_t>(octet ^ change);
                ColumnWriter packed;
                ColumnPacker packer;
                for (const auto& one : columns) packer.pack(one, packed);
                ColumnReader reader(packed.bytes());
                static_cast<void>(
                    PositionReader().read(reader, plain_bytes_max, 3, 0, [](const Record&) {}).has_value());
                octet = static_cast<std::uint8_t>(octet ^ change);
            }
        }
    }
}

}  // namespace
}  // namespace cairn::test
