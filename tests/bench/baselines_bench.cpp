// What a reading takes on the wire and on the disk: Cairn's blocks, and what else one might do, of the same
// made-up readings (edge_trace.h) in one run. With any argument: a few seconds of each, to keep it alive.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "cairn/buffer/buffer.h"
#include "cairn/sync/protocol.h"
#include "cairn/wire/block_merger.h"
#include "rival_bytes.h"
#include "support/fake_entropy.h"
#include "support/recorded_trace.h"
#include "support/temporary_directory.h"

namespace cairn::test {
namespace {

constexpr std::size_t length_bytes = 4;  // before each message of the link

/// A batch for each block, and its acknowledgement.
WireBytes synced(const std::vector<Block>& blocks) {
    WireBytes bytes;
    for (const Block& block : blocks) {
        const protocol::Acknowledge answer{{{block.stream, block.sequence, {}}}, 8'388'608};
        bytes += in_tls(protocol::encode(protocol::Batch{{block}, {}}).size() + length_bytes,
                        protocol::encode(answer).size() + length_bytes);
    }
    return bytes;
}

std::vector<Block> merged(const std::vector<Block>& blocks, bool is_archive) {
    BlockMerger merger(is_archive);
    for (const Block& block : blocks)
        if (!merger.add(block)) std::abort();
    return {*merger.merge()};
}

/// Device bytes over the blocks' whole life, `rounds` times one behind the other: they are committed one by
/// one, and acknowledged with the next one.
double buffer_bytes(std::vector<Block> blocks, int rounds) {
    constexpr std::size_t messages_a_second = 50;
    const TemporaryDirectory folder;
    FakeEntropy entropy;
    BufferOptions options;
    options.path = folder.file("buffer.db");
    auto buffer = *Buffer::open(options, entropy);
    std::vector<Receipt> receipts(messages_a_second);
    const double before = process_bytes("self");
    for (int round = 0; round < rounds; ++round) {
        for (Block& block : blocks) {
            for (Receipt& receipt : receipts) receipt += 7919;
            if (!buffer.append({&block, 1}, receipts)) std::abort();
            if (block.sequence > 1 && !buffer.acknowledge(block.stream, 1, block.sequence - 1)) std::abort();
            block.sequence += blocks.size();
        }
    }
    return process_bytes("self") - before;
}

struct Case {
    const char* name;
    TraceOptions options;
};

/// Of one case, for each hearing.
class Table {
public:
    Table(const Recorded& recorded, int rounds)
        : recorded_(recorded),
          rounds_(rounds),
          json_(json_messages(recorded.trace)) {}

    void print(const char* name) {
        std::printf("\n%s: %.0f hearings, %.2f records each\n", name, recorded_.hearings,
                    recorded_.records / recorded_.hearings);
        std::printf("  %-44s %8s %8s %9s %9s\n", "bytes a hearing", "up", "down", "JSON /", "rows /");
        const WireBytes rows_1s = protobuf_batches(recorded_, 1);
        const WireBytes rows_10s = protobuf_batches(recorded_, 10);
        row("JSON, a message each (MQTT QoS 1, TLS)", json_, nullptr);
        row("rows of Protobuf, Zstandard 3, 1 s", rows_1s, nullptr);
        row("the same, 10 s", rows_10s, nullptr);
        const auto seconds = seal_all(recorded_, options_of(chained), 1);
        const auto tens = seal_all(recorded_, options_of(chained), 10);
        row("Cairn, 1 s", synced(seconds), &rows_1s);
        row("Cairn, 10 s", synced(tens), &rows_10s);
        row("Cairn, 1 s, as an archive", synced(seal_all(recorded_, options_of(archived), 1)), &rows_1s);
        row("Cairn, 10 s, as an archive", synced(seal_all(recorded_, options_of(archived), 10)), &rows_10s);
        row("Cairn, all seconds merged", synced(merged(seconds, false)), nullptr);
        row("Cairn, all seconds merged, as an archive", synced(merged(seconds, true)), nullptr);
        std::printf(
            "  device bytes: Cairn's buffer, a commit a second %.1f; SQLite rows, 10,000 a commit %.0f, "
            "a commit each %.0f\n",
            buffer_bytes(seconds, rounds_) / (rounds_ * recorded_.hearings),
            sqlite_row_bytes(recorded_.trace, 10'000, 100'000), sqlite_row_bytes(recorded_.trace, 1, 200));
    }

private:
    /// How many times less it is than JSON, and than `rows`, both ways together.
    void row(const char* name, const WireBytes& bytes, const WireBytes* rows) const {
        const auto times_less = [&](const WireBytes& than) {
            return (than.up + than.down) / (bytes.up + bytes.down);
        };
        std::printf("  %-44s %8.3f %8.3f %8.1fx", name, bytes.up / recorded_.hearings,
                    bytes.down / recorded_.hearings, times_less(json_));
        if (rows != nullptr) std::printf(" %8.1fx", times_less(*rows));
        std::printf("\n");
    }

    const Recorded& recorded_;
    int rounds_;  // of the buffer's life
    WireBytes json_;
};

void print_bridge(const Trace& trace, int seconds, int autosave_s) {
    const auto bytes = mosquitto_bridge(trace, seconds, autosave_s);
    if (!bytes) {
        std::printf("  mosquitto: left out, for it is not installed or does not do it\n");
        return;
    }
    const auto messages = static_cast<double>(bytes->messages);
    std::printf(
        "  %2d s away, written every %4d s: %llu messages, %.0f device bytes each; drained with %.0f up and "
        "%.1f down (MQTT alone)\n",
        seconds, autosave_s, static_cast<unsigned long long>(bytes->messages), bytes->disk / messages,
        bytes->wire.up / messages, bytes->wire.down / messages);
}

void run(bool is_short) {
    const int seconds = is_short ? 3 : 60;
    const Case cases[] = {
        {"a hall with 2,000 tags", {.seconds = seconds}},
        {"tags that take a new address every 15 s", {.seconds = seconds, .address_lifetime_s = 15}},
        {"fading of 6 dB", {.seconds = seconds, .fading_sd_db = 6}},
        {"50 tags", {.seconds = seconds, .tags = 50}},
    };
    for (const Case& one : cases) Table(record(one.options), is_short ? 1 : 10).print(one.name);
    std::printf("\nmosquitto's bridge, JSON, a message each\n");
    const Trace trace = make_trace({.seconds = 12});
    const int away_s = is_short ? 1 : 10;
    print_bridge(trace, away_s, 1800);
    if (!is_short) print_bridge(trace, away_s, 1);
}

}  // namespace
}  // namespace cairn::test

int main(int argc, char** /*argv*/) {
    cairn::test::run(argc > 1);
}
