// Everything that comes over the wire: bodies of blocks, packed and plain, chains of them, and messages both
// ways.
#include <zstd.h>

#include <cstdint>
#include <cstdlib>
#include <vector>

#include "cairn/core/crc32c.h"
#include "cairn/core/protobuf_reader.h"
#include "cairn/sync/protocol.h"
#include "cairn/wire/block_reader.h"
#include "cairn/wire/sealer.h"
#include "cairn/wire/stream_sealer.h"

namespace {

using namespace cairn;

void check(bool holds) {
    if (!holds) std::abort();
}

/// As many as the reader will count, so that it gets past comparing.
std::uint32_t record_count(Bytes plain) {
    ProtobufReader fields(plain);
    std::uint32_t count = 0;
    while (true) {
        const auto field = fields.next();
        if (!field || !*field) return count;
        if ((*field)->number == 5) ++count;
    }
}

/// What was read once can be sealed and read again: nothing sound to a reader is refused by a writer.
void seal_again(const Block& block) {
    Sealer sealer;
    std::uint32_t count = 0;
    const auto read = read_block(block, [&](const Record& record) {
        if (sealer.add(record)) ++count;
    });
    if (!read) return;
    check(count == block.record_count || block.body.size() > 64 * 1024);
    if (sealer.empty()) return;
    std::uint32_t again = 0;
    check(read_block(sealer.seal(1, Timestamp{}), [&](const Record&) { ++again; }).has_value());
    check(again == count);
}

void read_body(Bytes body) {
    Block block;
    block.record_count = 1;
    block.body.assign(body.begin(), body.end());
    block.crc32c = crc32c(block.body);
    static_cast<void>(read_block(block, [](const Record&) {}));
}

/// Two blocks of a chain, of any bytes. Nothing sound to a reader is refused by a writer.
void read_chain(BlockCodec codec, Bytes body) {
    Block first;
    first.codec = codec;
    first.record_count = body.empty() ? 0 : body.front();
    const std::size_t half = body.size() / 2;
    first.body.assign(4, 0);
    first.body.insert(first.body.end(), body.begin(), body.begin() + static_cast<std::ptrdiff_t>(half));
    first.crc32c = crc32c(first.body);
    Block second = first;
    second.sequence = 1;
    second.chain_place = 1;
    for (unsigned i = 0; i < 4; ++i) second.body[i] = static_cast<std::uint8_t>(first.crc32c >> 8 * i);
    second.body.insert(second.body.end(), body.begin() + static_cast<std::ptrdiff_t>(half), body.end());
    second.crc32c = crc32c(second.body);

    BlockReader reader;
    StreamSealer sealer;
    const auto seal = [&](const Record& record) { check(sealer.add(record).has_value()); };
    if (reader.read(first, seal)) static_cast<void>(reader.read(second, seal).has_value());
    if (sealer.empty()) return;
    const std::uint32_t count = sealer.record_count();
    std::uint32_t again = 0;
    for (const Block& block : sealer.seal({}, Timestamp{}, {}))
        check(read_block(block, [&](const Record&) { ++again; }).has_value());
    check(again == count);
}

void read_plain(Bytes plain) {
    Block block;
    block.record_count = record_count(plain);
    block.body.resize(ZSTD_compressBound(plain.size()));
    block.body.resize(ZSTD_compress(block.body.data(), block.body.size(), plain.data(), plain.size(), 1));
    block.crc32c = crc32c(block.body);
    seal_again(block);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const Bytes input(bytes, size);
    read_body(input);
    read_plain(input);
    read_chain(BlockCodec::columns, input);
    read_chain(BlockCodec::position_columns, input);
    if (const auto message = protocol::parse_to_cloud(input))
        check(protocol::parse_to_cloud(encode(*message)).has_value());
    if (const auto message = protocol::parse_to_edge(input))
        check(protocol::parse_to_edge(encode(*message)).has_value());
    return 0;
}
