// Plays seeds: sim_edge_cloud --seed N [--steps TURNS] [--trace], or --from N with --seeds COUNT or --minutes
// M.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "sim/luck.h"
#include "sim/simulation.h"

namespace {

using cairn::sim::Life;
using cairn::sim::Outcome;

struct CommandLine {
    Life life;
    std::uint64_t seeds = 1;
    double minutes = 0;
    bool is_valid = true;
};

CommandLine parse(int argc, char** argv) {
    CommandLine line;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--trace") {
            line.life.is_told = true;
            continue;
        }
        if (++i >= argc) line.is_valid = false;
        const char* const value = i < argc ? argv[i] : "0";
        if (word == "--seed" || word == "--from") {
            line.life.seed = std::strtoull(value, nullptr, 0);
        } else if (word == "--steps") {
            line.life.turns = static_cast<std::uint32_t>(std::strtoul(value, nullptr, 0));
        } else if (word == "--seeds") {
            line.seeds = std::strtoull(value, nullptr, 0);
        } else if (word == "--minutes") {
            line.minutes = std::strtod(value, nullptr);
        } else {
            line.is_valid = false;
        }
    }
    return line;
}

}  // namespace

int main(int argc, char** argv) {
    CommandLine line = parse(argc, argv);
    if (!line.is_valid) {
        std::puts("sim_edge_cloud [--seed N] [--steps TURNS] [--trace] [--seeds COUNT] [--minutes M]");
        return 2;
    }
    const auto begin = std::chrono::steady_clock::now();
    const auto seconds = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    };
    Outcome total;
    std::uint64_t lives = 0;
    int failures = 0;
    while (lives < line.seeds || seconds() < line.minutes * 60) {
        const Outcome outcome = cairn::sim::live(line.life);
        total.events += outcome.events;
        total.records += outcome.records;
        total.declared += outcome.declared;
        ++lives;
        if (!outcome.complaint.empty()) {
            std::printf("seed %llu fails: sim_edge_cloud --seed %llu --steps %u\n%s\n",
                        static_cast<unsigned long long>(line.life.seed),
                        static_cast<unsigned long long>(line.life.seed), line.life.turns,
                        outcome.complaint.c_str());
            std::fflush(stdout);
            if (++failures == 20) break;
        }
        ++line.life.seed;
    }
    std::printf("%llu lives, %d failed; %llu events, %llu records, %llu of them declared lost; %.1f s, %.0f "
                "events/s\n",
                static_cast<unsigned long long>(lives), failures,
                static_cast<unsigned long long>(total.events), static_cast<unsigned long long>(total.records),
                static_cast<unsigned long long>(total.declared), seconds(),
                static_cast<double>(total.events) / seconds());
    return failures == 0 ? 0 : 1;
}
