// Breaks the n-th call of the disk, for n = 0, 1, 2 and so on until a run meets no break. Whatever the
// buffer said was durable is there afterwards, whole and in order; what it refused can be tried again.
#include <gtest/gtest.h>

#include <array>
#include <map>

#include "cairn/buffer/buffer.h"
#include "cairn/core/crc32c.h"
#include "support/fake_entropy.h"
#include "support/records.h"
#include "support/sim_disk.h"

namespace cairn::test {
namespace {

constexpr std::size_t everything = 1U << 30U;
constexpr int appends = 14;
constexpr std::size_t body_bytes = 9'000;  // a few pages a block; 7 blocks fit

/// What the buffer has promised, and what must therefore be true of it.
struct Promises {
    Sequence durable = 0;       // appended and answered
    Sequence acknowledged = 0;  // asked for, whatever the answer
    std::uint64_t records = 0;  // in blocks that were durable
    int state = 0;              // saved and answered; 0: none
};

constexpr auto state_name = "map";

/// Of several pages, so that a cut can fall in its midst; another size every time.
std::vector<std::uint8_t> numbered_state(int number) {
    return std::vector<std::uint8_t>(static_cast<std::size_t>(9'000 + number),
                                     static_cast<std::uint8_t>(number));
}

Block numbered_block(Sequence sequence) {
    Block block;
    block.sequence = sequence;
    block.sealed_at = noon;
    block.record_count = 10;
    block.body.assign(body_bytes, static_cast<std::uint8_t>(sequence));
    block.crc32c = crc32c(block.body);
    return block;
}

struct Edge {
    explicit Edge(SimDisk& disk) {
        options.path = "buffer.db";
        options.size_bytes_max = 64 * 1024;
        options.vfs = disk.name();
        options.receipts_max = 8;
    }
    Result<Buffer> open() { return Buffer::open(options, entropy); }

    BufferOptions options;
    FakeEntropy entropy;
};

/// Appends, with an acknowledgement now and then, until the disk refuses for good.
void live(Buffer& buffer, Promises& promises) {
    for (int i = 0; i < appends; ++i) {
        const Sequence next = buffer.next_sequence(Stream::status);
        const std::array<Receipt, 1> receipt{next};
        if (!buffer.append(numbered_block(next), receipt) && !buffer.append(numbered_block(next), receipt))
            return;
        promises.durable = next;
        if (i % 3 == 2) {
            const int number = promises.state + 1;
            const auto state = numbered_state(number);
            if (!buffer.save_state(state_name, state) && !buffer.save_state(state_name, state)) return;
            promises.state = number;
        }
        if (i % 5 == 4) {
            promises.acknowledged = next - 3;
            static_cast<void>(buffer.acknowledge(Stream::status, 1, next - 3));
        }
    }
}

/// The last state that was promised is there, or the one in doubt that followed it: whole.
void audit_state(Buffer& buffer, const Promises& promises) {
    const auto state = buffer.load_state(state_name);
    ASSERT_TRUE(state) << state.error().where;
    const auto is_state = [&](int number) {
        return number == 0 ? !state->has_value() : *state == numbered_state(number);
    };
    EXPECT_TRUE(is_state(promises.state) || is_state(promises.state + 1));
    EXPECT_EQ(buffer.stats().state_bytes, state->has_value() ? (*state)->size() : 0);
}

/// Everything that was promised is there: blocks whole, gaps with their count, nothing twice, no hole.
void audit(Buffer& buffer, const Promises& promises) {
    const auto backlog = buffer.peek(Stream::status, 0, everything);
    ASSERT_TRUE(backlog) << backlog.error().where;
    EXPECT_GE(buffer.next_sequence(Stream::status), promises.durable + 1);
    EXPECT_LE(buffer.next_sequence(Stream::status),
              promises.durable + 2);  // the one in doubt may have made it
    EXPECT_LE(buffer.acknowledged(Stream::status).through(), promises.acknowledged);
    std::map<Sequence, Sequence> items;
    for (const Block& block : backlog->blocks) {
        EXPECT_EQ(block.body, numbered_block(block.sequence).body);
        items[block.sequence] = block.sequence;
    }
    for (const Gap& gap : backlog->gaps) {
        EXPECT_EQ(gap.reason, GapReason::overflow);
        EXPECT_EQ(gap.record_count, 10 * (gap.last - gap.first + 1));
        items[gap.first] = gap.last;
    }
    Sequence next = buffer.acknowledged(Stream::status).through() + 1;
    for (const auto& [first, last] : items) {
        EXPECT_EQ(first, next);
        next = last + 1;
    }
    EXPECT_EQ(next, buffer.next_sequence(Stream::status));
    EXPECT_EQ(buffer.stats().blocks, backlog->blocks.size());
    EXPECT_EQ(buffer.stats().quarantined_blocks, 0U);
    EXPECT_TRUE(promises.durable == 0 || buffer.seen(promises.durable));
    audit_state(buffer, promises);
}

TEST(BufferFault, KeepsItsPromisesWhenThePowerGoesAtAnyCall) {
    int cuts = 0;
    bool was_cut = true;
    for (int call = 0; was_cut; ++call) {
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
            SimDisk disk("sim_power");
            Edge edge(disk);
            Promises promises;
            disk.cut_at = call;
            if (auto buffer = edge.open()) live(*buffer, promises);
            was_cut = disk.is_dead();
            cuts += was_cut ? 1 : 0;

            disk.restart(seed);
            auto buffer = edge.open();

            ASSERT_TRUE(buffer) << "cut " << call << " seed " << seed << ": " << buffer.error().where;
            audit(*buffer, promises);
            ASSERT_FALSE(::testing::Test::HasFailure()) << "cut " << call << " seed " << seed;
            EXPECT_TRUE(buffer->append(numbered_block(buffer->next_sequence(Stream::status))));
        }
    }
    EXPECT_GT(cuts, 300);
}

/// What the process that comes after a kill believes, and acknowledges, no loss of power takes back.
TEST(BufferFault, MakesDurableWhatAKilledProcessHasLeft) {
    int call = 0;
    for (bool was_killed = true; was_killed; ++call) {
        SimDisk disk("sim_kill");
        Edge edge(disk);
        Promises promises;
        disk.cut_at = call;
        if (auto buffer = edge.open()) live(*buffer, promises);
        was_killed = disk.is_dead();
        disk.restart_process();
        {
            auto buffer = edge.open();
            ASSERT_TRUE(buffer) << "kill " << call << ": " << buffer.error().where;
            audit(*buffer, promises);
            promises.durable = buffer->next_sequence(Stream::status) - 1;
            promises.acknowledged = buffer->acknowledged(Stream::status).through();
            disk.die();
        }

        disk.restart(static_cast<std::uint64_t>(call));
        auto buffer = edge.open();

        ASSERT_TRUE(buffer) << "kill " << call << ": " << buffer.error().where;
        audit(*buffer, promises);
        ASSERT_FALSE(::testing::Test::HasFailure()) << "kill " << call;
    }
    EXPECT_GT(call, 100);
}

TEST(BufferFault, GoesOnAfterAnErrorOfAnyCall) {
    bool was_broken = true;
    int call = 0;
    for (; was_broken; ++call) {
        SimDisk disk("sim_error");
        Edge edge(disk);
        Promises promises;
        disk.fail_at = call;
        auto buffer = edge.open();
        if (!buffer) buffer = edge.open();
        ASSERT_TRUE(buffer) << "call " << call << ": " << buffer.error().where;
        live(*buffer, promises);
        was_broken = disk.calls > call;

        EXPECT_EQ(promises.durable, static_cast<Sequence>(appends)) << "call " << call;
        audit(*buffer, promises);
        ASSERT_FALSE(::testing::Test::HasFailure()) << "call " << call;
    }
    EXPECT_GT(call, 100);
}

TEST(BufferFault, KeepsItsPromisesWhenTheDiskFailsForGoodFromAnyCallOn) {
    bool was_broken = true;
    int call = 0;
    for (; was_broken; ++call) {
        SimDisk disk("sim_broken");
        Edge edge(disk);
        Promises promises;
        disk.fail_at = call;
        disk.fail_for_good = true;
        if (auto buffer = edge.open()) live(*buffer, promises);
        was_broken = disk.calls > call;

        disk.restart(7);
        auto buffer = edge.open();

        ASSERT_TRUE(buffer) << "call " << call << ": " << buffer.error().where;
        audit(*buffer, promises);
        ASSERT_FALSE(::testing::Test::HasFailure()) << "call " << call;
    }
    EXPECT_GT(call, 100);
}

TEST(BufferFault, KeepsTheStateBeforeWhenTheDiskHasNoRoom) {
    SimDisk disk("sim_state");
    Edge edge(disk);
    auto buffer = edge.open();
    ASSERT_TRUE(buffer->save_state(state_name, numbered_state(1)));
    disk.size_bytes_max = disk.used_bytes();

    EXPECT_EQ(buffer->save_state(state_name, numbered_state(2)).error().code, Errc::full);

    EXPECT_EQ(*buffer->load_state(state_name), numbered_state(1));
}

// A disk without room.

struct FullDisk {
    FullDisk() { edge.options.size_bytes_max = UINT64_MAX; }

    /// Appends until the disk is full.
    void fill(Buffer& buffer, std::size_t size) {
        while (true) {
            Block block = numbered_block(buffer.next_sequence(Stream::status));
            block.body.resize(size);
            block.crc32c = crc32c(block.body);
            const auto appended = buffer.append(block);
            if (appended) continue;
            ASSERT_EQ(appended.error().code, Errc::full);
            return;
        }
    }

    SimDisk disk{"sim_full"};
    Edge edge{disk};
};

TEST(BufferFault, SaysFullWhenTheDiskIsAndKeepsWhatItHas) {
    FullDisk full;
    auto buffer = full.edge.open();
    full.disk.size_bytes_max = full.disk.used_bytes() + 500'000;

    full.fill(*buffer, body_bytes);

    Promises promises;
    promises.durable = buffer->next_sequence(Stream::status) - 1;
    EXPECT_GT(promises.durable, 15U);
    const auto backlog = buffer->peek(Stream::status, 0, everything);
    ASSERT_TRUE(backlog);
    EXPECT_EQ(backlog->blocks.size(), promises.durable);
}

TEST(BufferFault, AcknowledgesOnAFullDiskAndHasRoomAgain) {
    for (const std::size_t room : {100'000U, 1'000'000U, 3'000'000U, 9'000'000U}) {
        for (const std::size_t size : {room / 300, room / 40, room / 5}) {
            FullDisk full;
            auto buffer = full.edge.open();
            full.disk.size_bytes_max = full.disk.used_bytes() + room;
            full.fill(*buffer, size);
            if (buffer->next_sequence(Stream::status) == 1) continue;

            for (Sequence through = 1; through < buffer->next_sequence(Stream::status); ++through)
                ASSERT_TRUE(buffer->acknowledge(Stream::status, 1, through))
                    << room << " " << size << " " << through;

            Block block = numbered_block(buffer->next_sequence(Stream::status));
            EXPECT_TRUE(buffer->append(block)) << room << " " << size;
        }
    }
}

TEST(BufferFault, HoldsAReserveAndGivesItUpWhenTheDiskIsFull) {
    FullDisk full;
    auto buffer = full.edge.open();
    EXPECT_TRUE(full.disk.has_file("buffer.db-reserve"));
    full.disk.size_bytes_max = full.disk.used_bytes() + 500'000;
    full.fill(*buffer, 300);
    full.disk.size_bytes_max = full.disk.used_bytes();

    for (Sequence through = 1; through <= 5; ++through)
        ASSERT_TRUE(buffer->acknowledge(Stream::status, 1, through));

    EXPECT_FALSE(full.disk.has_file("buffer.db-reserve"));
    full.disk.size_bytes_max = UINT64_MAX;
    ASSERT_TRUE(buffer->acknowledge(Stream::status, 1, buffer->next_sequence(Stream::status) - 1));
    EXPECT_TRUE(full.disk.has_file("buffer.db-reserve"));
}

TEST(BufferFault, OpensOnADiskWithoutRoomForAReserve) {
    FullDisk full;
    full.disk.size_bytes_max = 1'000'000;

    auto buffer = full.edge.open();

    ASSERT_TRUE(buffer);
    EXPECT_FALSE(full.disk.has_file("buffer.db-reserve"));
    EXPECT_TRUE(buffer->append(numbered_block(1)));
}

}  // namespace
}  // namespace cairn::test
