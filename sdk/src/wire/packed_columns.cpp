#include "wire/packed_columns.h"

#include <zstd.h>

#include <algorithm>

#include "cairn/core/assert.h"
#include "wire/adaptive_coder.h"

namespace cairn::wire {
namespace {

// Behind the size of what follows.
constexpr unsigned kind_bits = 2;
constexpr unsigned kind_plain = 0;
constexpr unsigned kind_zstd = 1;
constexpr unsigned kind_repeated = 2;  // one byte, so often
constexpr unsigned kind_adaptive = 3;  // the size unpacked stands behind that of the code

// A frame has some ten bytes of its own.
constexpr std::size_t packed_bytes_min = 24;
/// RFC 8878, 3.1.1.2: a Zstandard block has a header of 3 bytes and gives at most 128 KiB.
constexpr std::size_t zstd_block_bytes_min = 3;
constexpr std::size_t zstd_block_plain_bytes_max = 128 * 1024;

}  // namespace

void ColumnPacker::Free::operator()(ZSTD_CCtx* context) const noexcept {
    ZSTD_freeCCtx(context);
}

ColumnPacker::ColumnPacker(bool is_archive) : zstd_(ZSTD_createCCtx()), is_archive_(is_archive) {
    // Most columns are noise around what was expected: in it, matches that are short or lie far back are
    // chance, and cost more than their bytes would (measured: 5 % of a block, and a third of the time).
    ZSTD_CCtx_setParameter(zstd_.get(), ZSTD_c_compressionLevel, 1);
    ZSTD_CCtx_setParameter(zstd_.get(), ZSTD_c_strategy, ZSTD_fast);
    ZSTD_CCtx_setParameter(zstd_.get(), ZSTD_c_minMatch, 7);
    ZSTD_CCtx_setParameter(zstd_.get(), ZSTD_c_hashLog, 7);
}

void ColumnPacker::pack(Bytes column, ColumnWriter& out) {
    if (column.size() > 1 && std::ranges::count(column, column.front()) == std::ssize(column)) {
        out.number(std::uint64_t{column.size()} << kind_bits | kind_repeated);
        out.byte(column.front());
        return;
    }
    Bytes best = column;
    unsigned kind = kind_plain;
    if (column.size() >= packed_bytes_min) {
        if (const Bytes frame = compress(column); frame.size() < best.size()) {
            best = frame;
            kind = kind_zstd;
        }
        if (is_archive_) {
            adaptive_encode(column, code_);
            constexpr std::size_t size_bytes_max = 4;
            if (code_.size() + size_bytes_max < best.size() &&
                column.size() <= code_.size() * adaptive_ratio_max) {
                best = code_;
                kind = kind_adaptive;
            }
        }
    }
    out.number(std::uint64_t{best.size()} << kind_bits | kind);
    if (kind == kind_adaptive) out.number(column.size());
    out.raw(best);
}

Bytes ColumnPacker::compress(Bytes column) {
    room_.resize(ZSTD_compressBound(column.size()));
    const std::size_t size =
        ZSTD_compress2(zstd_.get(), room_.data(), room_.size(), column.data(), column.size());
    CAIRN_ASSERT(ZSTD_isError(size) == 0);
    return Bytes(room_).first(size);
}

void ColumnUnpacker::Free::operator()(ZSTD_DCtx* context) const noexcept {
    ZSTD_freeDCtx(context);
}

ColumnUnpacker::ColumnUnpacker() : zstd_(ZSTD_createDCtx()) {}

void ColumnUnpacker::begin(std::size_t bytes_max) {
    bytes_left_ = bytes_max;
    columns_.clear();
}

Result<Bytes> ColumnUnpacker::unpack(ColumnReader& packed) {
    const std::uint64_t size_and_kind = packed.number();
    const std::uint64_t size = size_and_kind >> kind_bits;
    const unsigned kind = size_and_kind & 3U;
    if (kind == kind_repeated) return repeat(packed.byte(), size);
    const std::uint64_t plain_size = kind == kind_adaptive ? packed.number() : 0;
    const Bytes bytes = packed.raw(size);
    if (packed.is_short()) return fail(Errc::malformed, "block: a column that ends early");
    if (kind == kind_plain) return bytes;
    if (kind == kind_zstd) return decompress(bytes);
    if (plain_size / adaptive_ratio_max > bytes.size())
        return fail(Errc::malformed, "block: claims more than it can hold");
    CAIRN_TRY(const MutableBytes column, room(plain_size));
    if (!adaptive_decode(bytes, column)) return fail(Errc::malformed, "block: broken code");
    return Bytes(column);
}

Result<MutableBytes> ColumnUnpacker::room(std::uint64_t size) {
    if (size > bytes_left_) return fail(Errc::full, "block: too large inside");
    const auto plain_size = static_cast<std::size_t>(size);
    bytes_left_ -= plain_size;
    auto& column = columns_.emplace_back(std::make_unique_for_overwrite<std::uint8_t[]>(plain_size));
    return MutableBytes(column.get(), plain_size);
}

Result<Bytes> ColumnUnpacker::repeat(std::uint8_t octet, std::uint64_t size) {
    CAIRN_TRY(const MutableBytes column, room(size));
    std::ranges::fill(column, octet);
    return Bytes(column);
}

/// The claim is believed only as far as a frame of this size could keep it. The memory is not cleared, so a
/// lie costs address space and no more.
Result<Bytes> ColumnUnpacker::decompress(Bytes frame) {
    const unsigned long long claim = ZSTD_getFrameContentSize(frame.data(), frame.size());
    if (claim == ZSTD_CONTENTSIZE_ERROR || claim == ZSTD_CONTENTSIZE_UNKNOWN)
        return fail(Errc::malformed, "block: not a Zstandard frame with its size");
    if (claim > (frame.size() / zstd_block_bytes_min) * zstd_block_plain_bytes_max)
        return fail(Errc::malformed, "block: claims more than it can hold");
    CAIRN_TRY(const MutableBytes column, room(claim));
    const std::size_t size =
        ZSTD_decompressDCtx(zstd_.get(), column.data(), column.size(), frame.data(), frame.size());
    if (ZSTD_isError(size) != 0 || size != column.size())
        return fail(Errc::malformed, "block: broken Zstandard frame");
    return Bytes(column);
}

}  // namespace cairn::wire
