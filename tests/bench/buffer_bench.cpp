// What the outbox costs: bytes that reach the device for a reading, beside one SQLite row a reading and rows
// in groups, and how long it takes to open with much in it. CAIRN_BENCH_BACKLOG_MB=10240 makes the backlog 10
// GB; CAIRN_BENCH_FOLDER says on which disk.
#include <benchmark/benchmark.h>

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "cairn/buffer/buffer.h"
#include "cairn/core/crc32c.h"
#include "sqlite/sqlite.h"
#include "support/fake_entropy.h"

namespace cairn::bench {
namespace {

/// As measured for columns in chains: a second of a site of 10,000 readings a second.
constexpr std::size_t readings_a_second = 10'000;
constexpr std::size_t second_body_bytes = 15'000;
constexpr std::size_t key_body_bytes = 56'000;  // the first of a chain says names
constexpr std::uint32_t chain_blocks = 60;
constexpr std::size_t messages_a_second = 50;

std::string folder() {
    const char* const chosen = std::getenv("CAIRN_BENCH_FOLDER");
    std::string made = chosen != nullptr ? chosen : std::filesystem::temp_directory_path().string();
    made += "/cairn-bench-XXXXXX";
    if (::mkdtemp(made.data()) == nullptr) std::abort();
    return made;
}

/// A folder on a real disk that goes when the run is over.
struct Folder {
    ~Folder() { std::filesystem::remove_all(path); }
    std::string file(const char* name) const { return path + "/" + name; }
    std::string path = folder();
};

/// Bytes that this process has sent to a device, of writes that were not taken back.
double device_bytes() {
    std::ifstream file("/proc/self/io");
    std::string name;
    double value = 0;
    while (file >> name >> value) {
        if (name == "write_bytes:") return value;
    }
    return 0;
}

double resident_bytes() {
    std::ifstream file("/proc/self/statm");
    double all = 0;
    double resident = 0;
    file >> all >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

Block noise_block(Stream stream, Sequence sequence, std::uint32_t place, std::size_t size) {
    Block block;
    block.stream = stream;
    block.sequence = sequence;
    block.chain_place = place;
    block.sealed_at = {1'700'000'000'000 + static_cast<std::int64_t>(sequence) * 1000};
    block.record_count = readings_a_second;
    block.codec = BlockCodec::columns;
    block.body.resize(size);
    std::uint64_t state = sequence;
    for (std::uint8_t& byte : block.body) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        byte = static_cast<std::uint8_t>(state >> 56U);
    }
    block.crc32c = crc32c(block.body);
    return block;
}

/// A life of so many seconds: one commit each second, acknowledged in the next, or never.
void live(Buffer& buffer, int seconds, bool is_online) {
    std::vector<Receipt> receipts(messages_a_second);
    for (int second = 0; second < seconds; ++second) {
        const Sequence next = buffer.next_sequence(Stream::hearings);
        const auto place = static_cast<std::uint32_t>((next - 1) % chain_blocks);
        const Block block =
            noise_block(Stream::hearings, next, place, place == 0 ? key_body_bytes : second_body_bytes);
        for (Receipt& receipt : receipts) receipt += 7919;
        if (!buffer.append(block, receipts)) std::abort();
        if (is_online && next > 1 && !buffer.acknowledge(Stream::hearings, 1, next - 1)) std::abort();
    }
}

void device_bytes_of_blocks(benchmark::State& state) {
    const bool is_online = state.range(0) != 0;
    constexpr int seconds = 600;
    for (auto _ : state) {
        const Folder folder;
        test::FakeEntropy entropy;
        BufferOptions options;
        options.path = folder.file("buffer.db");
        auto buffer = Buffer::open(options, entropy);
        if (!buffer) return state.SkipWithError("cannot open");
        const double before = device_bytes();
        live(*buffer, seconds, is_online);
        if (!is_online && !buffer->acknowledge(Stream::hearings, 1, seconds)) std::abort();
        state.counters["B/reading"] = (device_bytes() - before) / (seconds * double{readings_a_second});
    }
    state.SetLabel(is_online ? "acknowledged each second" : "acknowledged at the end");
}
BENCHMARK(device_bytes_of_blocks)->Arg(1)->Arg(0)->Iterations(1)->Unit(benchmark::kMillisecond);

/// The baseline: a row of 40 bytes for each reading, so many in a transaction.
void device_bytes_of_rows(benchmark::State& state) {
    const auto rows_a_commit = static_cast<int>(state.range(0));
    const int commits = rows_a_commit == 1 ? 200 : 20;
    for (auto _ : state) {
        const Folder folder;
        auto database = sqlite::Database::open(folder.file("rows.db"));
        if (!database) return state.SkipWithError("cannot open");
        const auto made = database->execute(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA locking_mode = EXCLUSIVE;"
            "CREATE TABLE reading (id INTEGER PRIMARY KEY, body BLOB NOT NULL)");
        auto insert = database->prepare("INSERT INTO reading VALUES (NULL, ?)");
        auto remove = database->prepare("DELETE FROM reading WHERE id <= ?");
        if (!made || !insert || !remove) return state.SkipWithError("cannot prepare");
        const std::array<std::uint8_t, 40> body{1, 2, 3};
        const double before = device_bytes();
        for (int commit = 1; commit <= commits; ++commit) {
            auto transaction = sqlite::Transaction::begin(*database);
            for (int i = 0; i < rows_a_commit; ++i) static_cast<void>(insert->run(Bytes(body)).has_value());
            static_cast<void>(remove->run((commit - 1) * rows_a_commit).has_value());
            if (!transaction->commit()) std::abort();
        }
        state.counters["B/reading"] = (device_bytes() - before) / (double(commits) * rows_a_commit);
    }
}
BENCHMARK(device_bytes_of_rows)->Arg(1)->Arg(10'000)->Iterations(1)->Unit(benchmark::kMillisecond);

std::uint64_t backlog_bytes() {
    const char* const chosen = std::getenv("CAIRN_BENCH_BACKLOG_MB");
    return (chosen != nullptr ? std::strtoull(chosen, nullptr, 10) : 32) * 1024 * 1024;
}

/// From a closed file to the first block that is accepted, with a backlog that waits.
void restart_with_a_backlog(benchmark::State& state) {
    const Folder folder;
    test::FakeEntropy entropy;
    BufferOptions options;
    options.path = folder.file("buffer.db");
    options.size_bytes_max = UINT64_MAX / 2;
    double resident_before = 0;
    {
        auto buffer = Buffer::open(options, entropy);
        if (!buffer) return state.SkipWithError("cannot open");
        resident_before = resident_bytes();
        constexpr std::size_t blocks_a_commit = 64;
        std::vector<Block> blocks;
        for (std::uint64_t written = 0; written < backlog_bytes();) {
            const Sequence next = buffer->next_sequence(Stream::hearings) + blocks.size();
            blocks.push_back(noise_block(Stream::hearings, next, 0, second_body_bytes));
            written += second_body_bytes;
            if (blocks.size() < blocks_a_commit) continue;
            if (!buffer->append(blocks)) return state.SkipWithError("cannot append");
            blocks.clear();
        }
        state.counters["RSS growth, B"] = resident_bytes() - resident_before;
    }
    for (auto _ : state) {
        auto buffer = Buffer::open(options, entropy);
        if (!buffer) return state.SkipWithError("cannot open");
        const Sequence next = buffer->next_sequence(Stream::status);
        if (!buffer->append(noise_block(Stream::status, next, 0, 1000)))
            return state.SkipWithError("refused");
        state.counters["blocks"] = static_cast<double>(buffer->stats().blocks);
    }
    state.counters["file, MB"] = static_cast<double>(std::filesystem::file_size(options.path) >> 20U);
}
BENCHMARK(restart_with_a_backlog)->Iterations(5)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cairn::bench

BENCHMARK_MAIN();
