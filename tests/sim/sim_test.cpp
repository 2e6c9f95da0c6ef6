// Lives out of seeds: those that once failed, and fresh ones that follow from the commit, for some seconds.
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "sim/luck.h"
#include "sim/simulation.h"

namespace cairn::sim {
namespace {

constexpr std::chrono::seconds fresh_for{12};
constexpr std::uint32_t turns = 600;

std::string advice(const Life& life) {
    return "sim_edge_cloud --seed " + std::to_string(life.seed) + " --steps " + std::to_string(life.turns);
}

/// Lines of a seed and its number of turns; "#" begins a remark.
std::vector<Life> kept_lives() {
    std::vector<Life> lives;
    std::ifstream file(CAIRN_SOURCE_DIR "/tests/sim/seeds.txt");
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line.substr(0, line.find('#')));
        Life life;
        if (words >> life.seed >> life.turns) lives.push_back(life);
    }
    return lives;
}

/// The commit's own, so that every commit tries others and a failure comes back when it is run again.
std::uint64_t seed_of_commit() {
    std::array<char, 17> hash{};
    FILE* const git = popen("git -C '" CAIRN_SOURCE_DIR "' rev-parse HEAD 2>/dev/null", "r");
    if (git == nullptr) return 0;
    const std::size_t count = std::fread(hash.data(), 1, hash.size() - 1, git);
    pclose(git);
    return count == 16 ? std::strtoull(hash.data(), nullptr, 16) : 0;
}

TEST(Simulation, IsTheSameForTheSameSeed) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        const Outcome first = live({seed, 300});
        const Outcome second = live({seed, 300});

        EXPECT_EQ(first.trace_hash, second.trace_hash) << seed;
        EXPECT_EQ(first.events, second.events);
        EXPECT_NE(first.trace_hash, live({seed + 100, 300}).trace_hash);
    }
}

TEST(Simulation, LosesNothingInLivesThatOnceFailed) {
    const auto lives = kept_lives();
    ASSERT_FALSE(lives.empty());

    for (const Life& life : lives) EXPECT_EQ(live(life).complaint, "") << advice(life);
}

TEST(Simulation, LosesNothingAndDoublesNothing) {
    Luck luck(seed_of_commit());
    const auto end = std::chrono::steady_clock::now() + fresh_for;
    std::uint64_t lives = 0;
    Outcome total;

    for (; std::chrono::steady_clock::now() < end; ++lives) {
        const Life life{luck.next(), turns};
        const Outcome outcome = live(life);
        ASSERT_EQ(outcome.complaint, "") << advice(life);
        total.records += outcome.records;
        total.declared += outcome.declared;
    }

    std::printf("%llu lives, %llu records, of which %llu were declared lost\n",
                static_cast<unsigned long long>(lives), static_cast<unsigned long long>(total.records),
                static_cast<unsigned long long>(total.declared));
    EXPECT_GT(lives, 0U);
}

}  // namespace
}  // namespace cairn::sim
