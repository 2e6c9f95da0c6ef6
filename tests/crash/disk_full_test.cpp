// The edge's buffer on a small disk of its own that something else fills, while the edge is killed.
#include <gtest/gtest.h>

#include <sched.h>
#include <sys/mount.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "support/delivery.h"
#include "support/temporary_directory.h"

namespace cairn::test {
namespace {

using namespace std::chrono_literals;

/// A file system in memory that only this process and its children see; gone with them.
bool mount_small(const std::string& path) {
    return ::unshare(CLONE_NEWNS) == 0 && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
           ::mount("tmpfs", path.c_str(), "tmpfs", 0, "size=16m") == 0;
}

/// Takes all room that is left.
void fill(const std::string& path) {
    std::ofstream file(path, std::ios::binary);
    const std::string zeros(4'096, '\0');
    while (file.write(zeros.data(), static_cast<std::streamsize>(zeros.size())).flush()) {
    }
}

TEST(FullDisk, KeepsMessagesAtTheBrokerUntilThereIsRoom) {
    const TemporaryDirectory disk;
    if (!mount_small(disk.path())) GTEST_SKIP() << "no file system may be mounted here";
    {
        Installation site({.buffer_folder = disk.path()});
        NumberedPublisher publisher(site.mqtt_port(), 1'000us);
        for (int round = 0; round < 3; ++round) {
            std::this_thread::sleep_for(150ms);
            fill(disk.file("filler"));
            std::this_thread::sleep_for(200ms);
            site.kill_edge();
            std::filesystem::remove(disk.file("filler"));
            if (round == 1) fill(disk.file("filler"));  // now it has to start on a full disk
            site.start_edge();
            std::this_thread::sleep_for(200ms);
            std::filesystem::remove(disk.file("filler"));
            if (!site.is_edge_running()) site.start_edge();
        }
        publisher.stop();

        expect_each_once(site, publisher);
    }
    ::umount(disk.path().c_str());
}

}  // namespace
}  // namespace cairn::test
