// The edge's card is copied while records wait on it, and the box then runs with one and with the other.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include "support/installation.h"
#include "support/numbered_publisher.h"
#include "support/stored_numbers.h"
#include "support/temporary_directory.h"

namespace cairn::test {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

/// The box's card, and the one that is not in it.
struct Cards {
    std::string in_use() const { return folder.file("in use"); }
    std::string aside() const { return folder.file("aside"); }
    void copy() const { fs::copy(in_use(), aside()); }
    void exchange() const {
        fs::rename(in_use(), folder.file("hand"));
        fs::rename(aside(), in_use());
        fs::rename(folder.file("hand"), aside());
    }

    TemporaryDirectory folder;
};

bool nothing_waits(const Installation& site) {
    return site.edge_state().find("\"blocks\":0,") != std::string::npos;
}

TEST(CopiedCard, LosesNothingAndDoublesNothing) {
    const Cards cards;
    fs::create_directory(cards.in_use());
    Installation site({.buffer_folder = cards.in_use()});
    NumberedPublisher publisher(site.mqtt_port(), 1'000us);
    std::this_thread::sleep_for(300ms);
    site.kill_cloud();
    std::this_thread::sleep_for(300ms);
    site.stop_edge();
    cards.copy();

    for (int round = 0; round < 6; ++round) {
        site.start_edge();
        std::this_thread::sleep_for(300ms);
        if (round % 3 == 1) site.start_cloud();
        std::this_thread::sleep_for(300ms);
        if (round % 3 == 2) site.kill_cloud();
        site.stop_edge();
        cards.exchange();
    }
    publisher.stop();
    site.start_cloud();
    for (int card = 0; card < 2; ++card) {
        site.start_edge();
        EXPECT_TRUE(eventually([&] { return site.is_edge_subscribed(); }));
        std::this_thread::sleep_for(1s);  // the broker gives what it still has
        EXPECT_TRUE(eventually([&] { return nothing_waits(site); }, 30s)) << site.edge_state();
        site.stop_edge();
        cards.exchange();
    }
    site.stop();
    const StoredNumbers stored = stored_numbers(site.cloud_folder());

    EXPECT_GT(publisher.acknowledged(), 500U);
    EXPECT_EQ(wrong_in(stored, publisher.said()), Wrong{}) << site.logs();
    EXPECT_EQ(stored.gaps, 0U);
}

}  // namespace
}  // namespace cairn::test
