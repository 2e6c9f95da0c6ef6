#include "wire/row_reader.h"

#include <zstd.h>

#include <memory>

#include "cairn/core/limits.h"
#include "cairn/core/protobuf_reader.h"
#include "wire/record_reader.h"

namespace cairn::wire {
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

Result<void> read_rows(const Block& block, FunctionRef<void(const Record&)> sink) {
    CAIRN_TRY(const Plain plain, decompress(block.body));
    CAIRN_TRY(const Tables tables, read_tables(plain.bytes()));
    if (tables.record_count != block.record_count)
        return fail(Errc::malformed, "block: another number of records than stated");

    ProtobufReader fields(plain.bytes());
    v1::Record scratch;
    while (true) {
        CAIRN_TRY(const auto field, fields.next());
        if (!field) return {};
        if (field->number != records_number) continue;
        CAIRN_TRY(const Record record, read_record(tables, field->bytes, block.clock.correction_ms, scratch));
        sink(record);
    }
}

}  // namespace cairn::wire
