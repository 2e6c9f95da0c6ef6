// Breaks the n-th call of the disk under chains of several streams that are appended, merged, acknowledged
// out of order, dropped, expired and set aside, encrypted: every number stays accounted for, and every block
// readable.
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <vector>

#include "cairn/buffer/buffer.h"
#include "cairn/core/crc32c.h"
#include "cairn/crypto/storage_keys.h"
#include "support/fake_entropy.h"
#include "support/records.h"
#include "support/sim_disk.h"

namespace cairn::test {
namespace {

constexpr std::size_t everything = 1U << 30U;
constexpr std::uint64_t records_a_number = 10;
constexpr Millis age_max{60'000};
constexpr std::uint64_t boot = 7;

Block chain_block(Stream stream, Sequence sequence, std::uint32_t place, Millis elapsed) {
    Block block;
    block.stream = stream;
    block.sequence = sequence;
    block.chain_place = place;
    block.sealed_at = noon;
    block.clock = {boot, Instant{} + elapsed};
    block.record_count = records_a_number;
    block.codec = BlockCodec::columns;
    block.body.assign(3'000, static_cast<std::uint8_t>(sequence));
    block.crc32c = crc32c(block.body);
    return block;
}

Block merged_of(Buffer& buffer, Sequence last, std::uint32_t count) {
    Block block = chain_block(Stream::hearings, last, 0, {});
    if (const auto newest = buffer.block(Stream::hearings, last)) block.clock = newest->clock;
    block.merged_count = count;
    block.record_count = static_cast<std::uint32_t>(records_a_number) * count;
    return block;
}

struct World {
    explicit World(const char* name) : disk(name) {
        options.path = "buffer.db";
        options.size_bytes_max = 64 * 1024;
        options.vfs = disk.name();
        options.receipts_max = 8;
        options.age_max = {age_max, age_max, age_max};
        options.cipher = &cipher;
        options.keys = {crypto::storage_key(as_bytes("secret"), {})};
    }
    Result<Buffer> open() { return Buffer::open(options, entropy); }

    SimDisk disk;
    crypto::MbedtlsStorageCipher cipher;
    BufferOptions options;
    FakeEntropy entropy;
    std::array<Sequence, streams_count> durable{};
    std::array<std::vector<SequenceRange>, streams_count> asked;
    std::array<std::uint32_t, streams_count> place{};
};

std::size_t index(Stream stream) {
    return static_cast<std::size_t>(stream) - 1;
}

/// Once more where the disk refused; a chain that had to go is begun anew.
bool append(World& world, Buffer& buffer, Stream stream, Millis elapsed) {
    std::uint32_t& place = world.place[index(stream)];
    for (int attempt = 0; attempt < 3; ++attempt) {
        const Sequence next = buffer.next_sequence(stream);
        const auto appended =
            buffer.append(chain_block(stream, next, place, elapsed), std::array<Receipt, 1>{next});
        if (appended) {
            world.durable[index(stream)] = next;
            place = (place + 1) % 4;
            return true;
        }
        if (appended.error().code == Errc::malformed) place = 0;
    }
    return false;
}

void acknowledge(World& world, Buffer& buffer, Stream stream, Sequence first, Sequence last) {
    // What is asked for may be a part of a merged block: then it is refused.
    world.asked[index(stream)].push_back({first, last});
    if (!buffer.acknowledge(stream, first, last)) static_cast<void>(buffer.acknowledge(stream, first, last));
}

void live(World& world, Buffer& buffer) {
    for (int i = 0; i < 28; ++i) {
        const Millis elapsed = Millis{1'000} * i + (i >= 22 ? age_max : Millis{0});
        if (!append(world, buffer, Stream::hearings, elapsed)) return;
        if (i % 3 == 0 && !append(world, buffer, Stream::positions, elapsed)) return;
        if (i % 9 == 0 && !append(world, buffer, Stream::status, elapsed)) return;
        const Sequence newest = buffer.next_sequence(Stream::hearings) - 1;
        if (i == 7) static_cast<void>(buffer.replace(merged_of(buffer, 4, 4)).has_value());
        if (i == 12) acknowledge(world, buffer, Stream::hearings, newest - 2, newest - 1);
        if (i == 13) acknowledge(world, buffer, Stream::positions, 2, 3);
        if (i == 14) acknowledge(world, buffer, Stream::hearings, 5, 8);
        if (i == 15) acknowledge(world, buffer, Stream::hearings, 1, 4);
        if (i == 17) static_cast<void>(buffer.quarantine(Stream::hearings, newest).has_value());
        if (i == 18) static_cast<void>(buffer.save_boot({boot, 5, 5}).has_value());
    }
}

bool was_asked(const World& world, Stream stream, Sequence sequence) {
    for (const auto& [first, last] : world.asked[index(stream)]) {
        if (sequence >= first && sequence <= last) return true;
    }
    return false;
}

void audit(const World& world, Buffer& buffer, Stream stream) {
    const auto backlog = buffer.peek(stream, 0, everything);
    ASSERT_TRUE(backlog) << backlog.error().where;
    std::map<Sequence, Sequence> items;
    std::uint64_t waiting = 0;
    std::uint64_t lost = 0;
    for (const Block& block : backlog->blocks) {
        items[block.sequence - block.merged_count + 1] = block.sequence;
        waiting += block.record_count;
        std::uint32_t before = 0;
        EXPECT_TRUE(buffer.chain_of(stream, block.sequence, [&](const Block&) { ++before; }));
        EXPECT_EQ(before, block.chain_place);
    }
    for (const Gap& gap : backlog->gaps) {
        items[gap.first] = gap.last;
        lost += gap.record_count;
    }
    std::uint64_t delivered = 0;
    for (const SequenceRange& range : buffer.acknowledged(stream).ranges()) {
        items[range.first] = range.last;
        delivered += range.last - range.first + 1;
    }
    Sequence next = 1;
    for (const auto& [first, last] : items) {
        EXPECT_EQ(first, next);
        next = last + 1;
    }
    EXPECT_EQ(next, buffer.next_sequence(stream));
    EXPECT_GE(next, world.durable[index(stream)] + 1);
    EXPECT_EQ(waiting + lost + records_a_number * delivered, records_a_number * (next - 1));
    EXPECT_EQ(buffer.stats().of(stream).records, waiting);
    EXPECT_EQ(buffer.stats().of(stream).blocks, backlog->blocks.size());
    for (Sequence one = 1; one <= buffer.acknowledged(stream).through(); ++one)
        EXPECT_TRUE(was_asked(world, stream, one)) << one;
}

void audit(const World& world, Buffer& buffer) {
    for (const Stream stream : streams) audit(world, buffer, stream);
}

TEST(BufferStreamsFault, LosesNoNumberWhenThePowerGoesAtAnyCall) {
    bool was_cut = true;
    int call = 0;
    for (; was_cut; ++call) {
        World world("streams_power");
        world.disk.cut_at = call;
        if (auto buffer = world.open()) live(world, *buffer);
        was_cut = world.disk.is_dead();

        world.disk.restart(static_cast<std::uint64_t>(call) * 3 + 1);
        auto buffer = world.open();

        ASSERT_TRUE(buffer) << "cut " << call << ": " << buffer.error().where;
        audit(world, *buffer);
        ASSERT_FALSE(::testing::Test::HasFailure()) << "cut " << call;
    }
    EXPECT_GT(call, 300);
}

TEST(BufferStreamsFault, GoesOnAfterAnErrorOfAnyCall) {
    bool was_broken = true;
    int call = 0;
    for (; was_broken; ++call) {
        World world("streams_error");
        world.disk.fail_at = call;
        auto buffer = world.open();
        if (!buffer) buffer = world.open();
        ASSERT_TRUE(buffer) << "call " << call << ": " << buffer.error().where;
        live(world, *buffer);
        was_broken = world.disk.calls > call;

        EXPECT_GE(world.durable[index(Stream::hearings)], 28U) << "call " << call;
        audit(world, *buffer);
        ASSERT_FALSE(::testing::Test::HasFailure()) << "call " << call;
    }
    EXPECT_GT(call, 100);
}

}  // namespace
}  // namespace cairn::test
