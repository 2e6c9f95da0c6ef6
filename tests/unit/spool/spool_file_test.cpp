#include "mosquitto/spool_file.h"

#include <gtest/gtest.h>

#include "cairn/core/crc32c.h"
#include "support/temporary_directory.h"

#include <fstream>

namespace cairn::test {
namespace {

using namespace spool;

TEST(SpoolFile, HasAHeaderThatTellsSegmentsApart) {
    const auto header = segment_header(0x0102030405060708);

    EXPECT_EQ(as_text(header), std::string_view("CRNSPL\0\1\1\2\3\4\5\6\7\x08", 16));
    EXPECT_EQ(*read_segment_header(header), 0x0102030405060708U);
}

TEST(SpoolFile, RefusesOtherHeaders) {
    auto header = segment_header(1);
    for (std::size_t size = 0; size < header.size(); ++size)
        EXPECT_EQ(read_segment_header(Bytes(header).first(size)).error().code, Errc::malformed);
    header[7] = 2;
    EXPECT_EQ(read_segment_header(header).error().code, Errc::unsupported);
    header[0] = 'D';
    EXPECT_EQ(read_segment_header(header).error().code, Errc::malformed);
}

TEST(SpoolFile, ReadsTheRecordThatItWrote) {
    std::vector<std::uint8_t> record;
    write_record("gw/1", as_bytes("hello"), record);
    ASSERT_EQ(record.size(), record_head_bytes + 2 + 4 + 5);

    const auto head = read_record_head(record);
    const auto message = read_record(head, Bytes(record).subspan(record_head_bytes));

    ASSERT_TRUE(message);
    EXPECT_EQ(message->topic, "gw/1");
    EXPECT_EQ(as_text(message->payload), "hello");
}

TEST(SpoolFile, RefusesARecordWithAnyOtherByte) {
    std::vector<std::uint8_t> record;
    write_record("gw/1", as_bytes("hello"), record);
    for (std::size_t i = 4; i < record.size(); ++i) {
        auto other = record;
        other[i] ^= 1U;
        const auto message = read_record(read_record_head(other), Bytes(other).subspan(record_head_bytes));
        ASSERT_FALSE(message) << i;
        EXPECT_EQ(message.error().code, Errc::corrupt);
    }
}

TEST(SpoolFile, RefusesATopicThatIsLongerThanItsRecord) {
    const std::vector<std::uint8_t> body{0, 9, 'a'};
    EXPECT_EQ(read_record({3, crc32c(body)}, body).error().code, Errc::corrupt);
    EXPECT_EQ(read_record({0, crc32c({})}, {}).error().code, Errc::corrupt);
}

TEST(SpoolFile, ListsSegmentsAloneAndInTheirOrder) {
    const TemporaryDirectory folder;
    for (const std::uint64_t number : {16U, 2U, 9U}) std::ofstream(segment_path(folder.path(), number));
    std::ofstream(segment_path(folder.path(), 7) + ".damaged");
    std::ofstream(folder.file("writer.lock"));
    std::ofstream(folder.file("000000000000000g.spool"));

    EXPECT_EQ(*segments_in(folder.path()), (std::vector<std::uint64_t>{2, 9, 16}));
    EXPECT_EQ(segments_in(folder.file("none")).error().code, Errc::io);
}

}  // namespace
}  // namespace cairn::test
