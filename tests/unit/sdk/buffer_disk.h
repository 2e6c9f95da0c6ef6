// A buffer on a real disk, blocks to fill it with, and what waits in it in short.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "cairn/buffer/buffer.h"
#include "cairn/core/crc32c.h"
#include "sqlite/sqlite.h"
#include "support/fake_entropy.h"
#include "support/records.h"
#include "support/temporary_directory.h"

namespace cairn::test {

inline constexpr std::size_t everything = 1U << 30U;
inline constexpr std::uint64_t smallest_buffer_bytes = 64 * 1024;

/// A disk with one buffer on it that can be closed and opened again.
struct Disk {
    Disk() { options.path = directory.file("buffer.db"); }

    Buffer open() {
        auto opened = Buffer::open(options, entropy);
        EXPECT_TRUE(opened) << (opened ? "" : opened.error().where) << (opened ? 0 : opened.error().detail);
        return std::move(opened).value();
    }
    Errc open_error() {
        const auto opened = Buffer::open(options, entropy);
        return opened ? Errc{} : opened.error().code;
    }
    /// Changes the file behind the buffer's back, while it is closed.
    void execute(const char* sql) {
        auto database = sqlite::Database::open(options.path);
        ASSERT_TRUE(database);
        ASSERT_TRUE(database->execute(sql)) << sql;
    }

    TemporaryDirectory directory;
    FakeEntropy entropy;
    BufferOptions options;
};

/// A block whose body is `size` bytes of nothing in particular: the buffer does not look inside.
inline Block opaque_block(Sequence sequence, std::size_t size, std::uint32_t record_count = 10) {
    Block block;
    block.sequence = sequence;
    block.sealed_at = noon + Millis{static_cast<std::int64_t>(sequence)};
    block.record_count = record_count;
    block.body.assign(size, static_cast<std::uint8_t>(sequence));
    block.crc32c = crc32c(block.body);
    return block;
}

inline void append(Buffer& buffer, std::size_t count, std::size_t size = 1000) {
    for (std::size_t i = 0; i < count; ++i) {
        const auto appended = buffer.append(opaque_block(buffer.next_sequence(Stream::status), size));
        ASSERT_TRUE(appended) << appended.error().where;
    }
}

/// One of a chain, or with place 0 the first.
inline Block chained_block(Stream stream, Sequence sequence, std::uint32_t place, std::size_t size = 1000,
                           std::uint32_t record_count = 10) {
    Block block = opaque_block(sequence, size, record_count);
    block.stream = stream;
    block.chain_place = place;
    block.codec = BlockCodec::columns;
    return block;
}

inline std::string mark_of(GapReason reason) {
    if (reason == GapReason::expired) return "e";
    return reason == GapReason::corrupt ? "c" : "x";
}

/// What waits, in short: "1 2 3-5x30 6" is two blocks, a gap with 30 records, a block.
inline std::string waiting_of(Buffer& buffer, Stream stream, Sequence after = 0,
                              std::size_t size_bytes_max = everything) {
    const auto backlog = buffer.peek(stream, after, size_bytes_max);
    if (!backlog) return backlog.error().where;
    std::map<Sequence, std::string> items;
    for (const Block& block : backlog->blocks) items[block.sequence] = std::to_string(block.sequence);
    for (const Gap& gap : backlog->gaps) {
        EXPECT_EQ(gap.stream, stream);
        items[gap.first] = std::to_string(gap.first) + "-" + std::to_string(gap.last) + mark_of(gap.reason) +
                           std::to_string(gap.record_count);
    }
    std::string text;
    for (const auto& [first, item] : items) text += (text.empty() ? "" : " ") + item;
    return text;
}

/// The same of the stream that append() above appends to.
inline std::string waiting(Buffer& buffer, Sequence after = 0, std::size_t size_bytes_max = everything) {
    return waiting_of(buffer, Stream::status, after, size_bytes_max);
}

}  // namespace cairn::test
