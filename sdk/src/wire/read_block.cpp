#include <zstd.h>

#include <memory>

#include "cairn/core/crc32c.h"
#include "cairn/core/limits.h"
#include "cairn/core/protobuf_reader.h"
#include "cairn/wire/block_codec.h"
#include "wire/record_reader.h"

namespace cairn {
namespace {

/// RFC 8878, 3.1.1.2: a Zstandard block has a header of 3 bytes and gives at most 128 KiB.
constexpr std::size_t zstd_block_bytes_min = 3;
constexpr std::size_t zstd_block_plain_bytes_max = 128 * 1024;
constexpr std::uint32_t records_number = 5;

struct Plain {
    std::unique_ptr<std::uint8_t[]> memory;
    std::size_t size = 0;

    Bytes bytes() const noexcept { return {memory.get(), size}; }
};

/// The claim is believed only as far as a body of this size could keep it. The memory is not cleared,
/// so a lie costs address space and no more.
Result<Plain> decompress(Bytes body) {
    const unsigned long long claim = ZSTD_getFrameContentSize(body.data(), body.size());
    if (claim == ZSTD_CONTENTSIZE_ERROR || claim == ZSTD_CONTENTSIZE_UNKNOWN)
        return fail(Errc::malformed, "block: not a Zstandard frame with its size");
    if (claim > limits::block_plain_bytes_max) return fail(Errc::full, "block: too large inside");
    if (claim > (body.size() / zstd_block_bytes_min) * zstd_block_plain_bytes_max)
        return fail(Errc::malformed, "block: claims more than it can hold");

    Plain plain;
    plain.size = static_cast<std::size_t>(claim);
    plain.memory = std::make_unique_for_overwrite<std::uint8_t[]>(plain.size);
    const std::size_t size = ZSTD_decompress(plain.memory.get(), plain.size, body.data(), body.size());
    if (ZSTD_isError(size) != 0 || size != plain.size)
        return fail(Errc::malformed, "block: broken Zstandard frame");
    return plain;
}

}  // namespace

Result<void> read_block(const Block& block, FunctionRef<void(const Record&)> sink) {
    if (block.body.size() > limits::block_body_bytes_max) return fail(Errc::full, "block: body too large");
    if (crc32c(block.body) != block.crc32c) return fail(Errc::corrupt, "block: checksum");
    if (block.codec != BlockCodec::protobuf_zstd) return fail(Errc::unsupported, "block: codec");
    CAIRN_TRY(const Plain plain, decompress(block.body));
    CAIRN_TRY(const wire::Tables tables, wire::read_tables(plain.bytes()));
    if (tables.record_count != block.record_count)
        return fail(Errc::malformed, "block: another number of records than stated");

    ProtobufReader fields(plain.bytes());
    v1::Record scratch;
    while (true) {
        CAIRN_TRY(const auto field, fields.next());
        if (!field) return {};
        if (field->number != records_number) continue;
        CAIRN_TRY(const Record record, wire::read_record(tables, field->bytes, scratch));
        sink(record);
    }
}

}  // namespace cairn
