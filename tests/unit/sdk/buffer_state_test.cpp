// What survives a restart and is no record.
#include <gtest/gtest.h>

#include <span>
#include <string>
#include <vector>

#include "cairn/core/limits.h"
#include "unit/sdk/buffer_disk.h"

namespace cairn::test {
namespace {

std::string state_of(Buffer& buffer, std::string_view name) {
    const auto state = buffer.load_state(name);
    if (!state) return state.error().where;
    return *state ? std::string(as_text(**state)) : "none";
}

TEST(BufferState, IsKeptUnderItsNameAcrossAReopening) {
    Disk disk;
    {
        Buffer buffer = disk.open();
        EXPECT_EQ(state_of(buffer, "map"), "none");
        ASSERT_TRUE(buffer.save_state("map", as_bytes("north")));
        ASSERT_TRUE(buffer.save_state("zones", as_bytes("")));
        ASSERT_TRUE(buffer.save_state("map", as_bytes("south, further")));
    }
    Buffer buffer = disk.open();

    EXPECT_EQ(state_of(buffer, "map"), "south, further");
    EXPECT_EQ(state_of(buffer, "zones"), "");
    EXPECT_EQ(state_of(buffer, "Map"), "none");
    EXPECT_EQ(buffer.stats().state_bytes, 14U);
}

TEST(BufferState, HasABoundedNameAndABoundedSize) {
    Disk disk;
    Buffer buffer = disk.open();
    const std::vector<std::uint8_t> largest(limits::state_bytes_max, 0x5A);
    const std::vector<std::uint8_t> too_large(limits::state_bytes_max + 1, 0x5A);
    const std::string longest(limits::state_name_chars_max, 'n');

    EXPECT_TRUE(buffer.save_state(longest, largest));
    EXPECT_EQ(buffer.save_state(longest, too_large).error().code, Errc::malformed);
    EXPECT_EQ(buffer.save_state(longest + "n", largest).error().code, Errc::malformed);
    EXPECT_EQ(buffer.save_state("", largest).error().code, Errc::malformed);
    EXPECT_EQ(state_of(buffer, longest), std::string(as_text(largest)));
}

TEST(BufferState, SurvivesTheDroppingOfBlocksAndTakesTheirRoom) {
    Disk disk;
    disk.options.size_bytes_max = smallest_buffer_bytes;
    Buffer buffer = disk.open();
    append(buffer, 6, 10'000);
    const std::vector<std::uint8_t> state(20'000, 0x5A);

    ASSERT_TRUE(buffer.save_state("map", state));
    EXPECT_EQ(waiting(buffer), "1-2x20 3 4 5 6");
    append(buffer, 20, 10'000);

    EXPECT_EQ(buffer.stats().blocks, 4U);
    EXPECT_EQ(state_of(buffer, "map"), std::string(as_text(state)));
}

TEST(BufferState, TakesAtMostHalfOfTheBuffer) {
    Disk disk;
    disk.options.size_bytes_max = smallest_buffer_bytes;
    Buffer buffer = disk.open();
    const std::vector<std::uint8_t> half(smallest_buffer_bytes / 2, 0x5A);
    ASSERT_TRUE(buffer.save_state("map", half));

    EXPECT_EQ(buffer.save_state("zones", as_bytes("x")).error().code, Errc::full);

    EXPECT_EQ(state_of(buffer, "zones"), "none");
    EXPECT_EQ(buffer.stats().state_bytes, half.size());
    EXPECT_TRUE(buffer.save_state("map", std::span(half).first(100)));
    EXPECT_TRUE(buffer.save_state("zones", as_bytes("x")));
}

TEST(BufferState, LeavesHalfToBlocksWhenTheBufferIsMadeSmaller) {
    Disk disk;
    const std::vector<std::uint8_t> state(smallest_buffer_bytes * 2, 0x5A);
    ASSERT_TRUE(disk.open().save_state("map", state));
    disk.options.size_bytes_max = smallest_buffer_bytes;

    Buffer buffer = disk.open();
    append(buffer, 5, 10'000);

    EXPECT_EQ(waiting(buffer), "1-2x20 3 4 5");
    EXPECT_EQ(state_of(buffer, "map").size(), state.size());
}

TEST(BufferState, IsRefusedWhereNoBlockMayBeDroppedForIt) {
    Disk disk;
    disk.options.size_bytes_max = smallest_buffer_bytes;
    disk.options.overflow = Overflow::refuse_new;
    Buffer buffer = disk.open();
    append(buffer, 6, 10'000);
    const std::vector<std::uint8_t> state(6'000, 0x5A);

    EXPECT_EQ(buffer.save_state("map", state).error().code, Errc::full);
    EXPECT_EQ(waiting(buffer), "1 2 3 4 5 6");
    ASSERT_TRUE(buffer.save_state("map", std::span(state).first(5'000)));
    EXPECT_EQ(buffer.append(opaque_block(7, 1'000)).error().code, Errc::full);
}

TEST(BufferState, SaysCorruptWhenItIsDamagedUntilTheNextOne) {
    Disk disk;
    ASSERT_TRUE(disk.open().save_state("map", as_bytes("north")));
    disk.execute("UPDATE state SET blob = x'6E6F727478'");
    Buffer buffer = disk.open();

    EXPECT_EQ(buffer.load_state("map").error().code, Errc::corrupt);
    ASSERT_TRUE(buffer.save_state("map", as_bytes("south")));
    EXPECT_EQ(state_of(buffer, "map"), "south");
}

}  // namespace
}  // namespace cairn::test
