// The edge's civil clock jumps, by hours and back, while the edge and the cloud are killed.
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>

#include "cairn/cloud/store.h"
#include "support/delivery.h"
#include "support/temporary_directory.h"

namespace cairn::test {
namespace {

using namespace std::chrono_literals;

Timestamp true_time() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<Millis>(now).count()};
}

/// The civil clock of one program.
struct JumpingClock {
    JumpingClock() { write(Millis{0}, std::ios::out); }
    void jump_to(Millis offset) const { write(offset, std::ios::in | std::ios::out); }
    std::vector<std::string> before_program() const {
        return {"/usr/bin/env", "LD_PRELOAD=" CAIRN_JUMPING_CLOCK, "CAIRN_JUMPING_CLOCK=" + file,
                "ASAN_OPTIONS=verify_asan_link_order=0"};
    }

    /// Never cut short: the program has it mapped.
    void write(Millis offset, std::ios::openmode mode) const {
        const std::int64_t ms = offset.count();
        std::ofstream(file, mode | std::ios::binary).write(reinterpret_cast<const char*>(&ms), sizeof ms);
    }

    TemporaryDirectory folder;
    std::string file = folder.file("offset");
};

/// How far the farthest record lies outside of the time in which all of them were told.
Millis farthest(const std::string& cloud_folder, Timestamp begin, Timestamp end) {
    Millis farthest{0};
    const auto store = cloud::Store::open(cloud_folder + "/cloud.db");
    if (!store) return Millis::max();
    const auto read = store->records(0, SIZE_MAX, {}, [&](const cloud::StoredRecord& stored) {
        const auto* const reading = std::get_if<Reading>(&stored.record);
        if (reading == nullptr) return;
        EXPECT_NE(stored.uncertainty_ms, UINT32_MAX) << reading->measurement.value;
        farthest = std::max({farthest, begin - reading->at, reading->at - end});
    });
    return read ? farthest : Millis::max();
}

TEST(ClockJumps, LoseNothingDoubleNothingAndAreSetRight) {
    const JumpingClock clock;
    const Timestamp begin = true_time();
    clock.jump_to(-5h);
    Installation site({.before_edge = clock.before_program()});
    NumberedPublisher publisher(site.mqtt_port(), 1'000us);
    constexpr std::array<Millis, 5> offsets{1h, -20min, 30h, 0h, -3h};
    for (const Millis offset : offsets) {
        std::this_thread::sleep_for(200ms);
        site.kill_cloud();
        clock.jump_to(offset);
        std::this_thread::sleep_for(200ms);
        if (offset > 0h) site.kill_edge();
        site.start_cloud();
        if (offset > 0h) site.start_edge();
    }
    publisher.stop();
    const Timestamp end = true_time();

    expect_each_once(site, publisher);
    // A message waits at the broker while there is no edge; nothing of this takes as long as the least jump.
    EXPECT_LT(farthest(site.cloud_folder(), begin, end), 5min);
}

}  // namespace
}  // namespace cairn::test
