// A buffer's file with bytes of it changed: four bytes of the input say where, in three of them, and to what.
// Whatever is in the file, the buffer refuses it, or hands out blocks and gaps in order, with bodies as they
// were appended.
#include <cstdint>
#include <cstdlib>

#include "cairn/buffer/buffer.h"
#include "cairn/core/crc32c.h"
#include "support/fake_entropy.h"
#include "support/sim_disk.h"

namespace {

using namespace cairn;

constexpr auto file_name = "buffer.db";

void check(bool holds) {
    if (!holds) std::abort();
}

Block block_of(Stream stream, Sequence sequence, std::uint32_t chain_place) {
    Block block;
    block.stream = stream;
    block.sequence = sequence;
    block.chain_place = chain_place;
    block.sealed_at = {1'769'860'800'000 + static_cast<std::int64_t>(sequence)};
    block.clock = {.boot = 7, .sealed = {static_cast<std::int64_t>(sequence)}};
    block.record_count = 10;
    block.body.assign(300, static_cast<std::uint8_t>(sequence));
    block.crc32c = crc32c(block.body);
    return block;
}

Result<Buffer> open(test::SimDisk& disk, test::FakeEntropy& entropy) {
    BufferOptions options;
    options.path = file_name;
    options.vfs = disk.name();
    options.damaged = Damaged::refuse;
    return Buffer::open(options, entropy);
}

/// Chains, a merged block, a gap, ranges that are acknowledged, receipts and a state.
test::SimDisk::Image sound_file() {
    test::SimDisk disk("fuzz_sound");
    test::FakeEntropy entropy;
    {
        auto buffer = open(disk, entropy);
        check(buffer.has_value());
        for (Sequence one = 1; one <= 12; ++one) {
            const Receipt receipt = one;
            for (const Stream stream : streams)
                check(buffer->append(block_of(stream, one, (one - 1) % 4), {&receipt, 1}).has_value());
        }
        Block merged = block_of(Stream::hearings, 8, 0);
        merged.merged_count = 4;
        merged.record_count = 40;
        check(buffer->replace(merged).has_value());
        check(buffer->quarantine(Stream::positions, 6).has_value());
        check(buffer->acknowledge(Stream::status, 1, 5).has_value());
        check(buffer->acknowledge(Stream::hearings, 9, 10).has_value());
        check(buffer->save_state("calibration", merged.body).has_value());
        check(buffer->save_boot({7, 1'000, 3}).has_value());
    }
    return disk.image();
}

/// What waits is in order, and bodies are whole.
void take_all(Buffer& buffer, Stream stream) {
    Sequence after = 0;
    for (int rounds = 0; rounds < 200; ++rounds) {
        const auto backlog = buffer.peek(stream, after, 1'000);
        if (!backlog || (backlog->blocks.empty() && backlog->gaps.empty())) return;
        Sequence last = after;
        for (const Block& block : backlog->blocks) {
            check(block.first() > after && block.sequence < buffer.next_sequence(stream));
            check(crc32c(block.body) == block.crc32c);
            static_cast<void>(buffer.chain_of(stream, block.sequence, [](const Block&) {}).has_value());
            last = std::max(last, block.sequence);
        }
        for (const Gap& gap : backlog->gaps) {
            check(gap.first <= gap.last && gap.last < buffer.next_sequence(stream));
            last = std::max(last, gap.last);
        }
        check(last > after);
        after = last;
    }
    std::abort();  // it does not end
}

void use(Buffer& buffer) {
    for (const Stream stream : streams) take_all(buffer, stream);
    for (const Stream stream : streams) {
        const Sequence next = buffer.next_sequence(stream);
        const bool is_appended = buffer.append(block_of(stream, next, 0)).has_value();
        check(!is_appended || buffer.next_sequence(stream) == next + 1);
        static_cast<void>(buffer.acknowledge(stream, 1, next - 1).has_value());
    }
    static_cast<void>(buffer.load_state("calibration").has_value());
    static_cast<void>(buffer.stats());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const test::SimDisk::Image sound = sound_file();
    test::SimDisk::Image image = sound;
    std::vector<std::uint8_t>& file = image.at(file_name);
    for (; size >= 4; data += 4, size -= 4)
        file[(data[0] | data[1] << 8U | data[2] << 16U) % file.size()] = data[3];
    test::SimDisk disk("fuzz_damaged");
    test::FakeEntropy entropy;
    disk.become(image);
    for (int openings = 0; openings < 2; ++openings) {
        if (auto buffer = open(disk, entropy)) use(*buffer);
    }
    return 0;
}
