// Columns to bytes and back: each as it is, as one byte repeated, as a Zstandard frame (RFC 8878), or by the
// adaptive coder, whichever is shortest.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "wire/column.h"

typedef struct ZSTD_CCtx_s ZSTD_CCtx;
typedef struct ZSTD_DCtx_s ZSTD_DCtx;

namespace cairn::wire {

class ColumnPacker {
public:
    /// An archive takes more time and less room.
    explicit ColumnPacker(bool is_archive = false);
    /// Adds the column to `out`.
    void pack(Bytes column, ColumnWriter& out);

private:
    struct Free {
        void operator()(ZSTD_CCtx* context) const noexcept;
    };
    std::unique_ptr<ZSTD_CCtx, Free> zstd_;
    Bytes compress(Bytes column);

    std::vector<std::uint8_t> room_;
    std::vector<std::uint8_t> code_;
    bool is_archive_;
};

class ColumnUnpacker {
public:
    ColumnUnpacker();
    /// Of a block whose columns together may have `bytes_max`. What was unpacked before is gone.
    void begin(std::size_t bytes_max);
    /// Takes the next column off `packed`. A view until begin(), for as long as the packed bytes live.
    /// malformed: not a column. full: too large inside.
    Result<Bytes> unpack(ColumnReader& packed);

private:
    struct Free {
        void operator()(ZSTD_DCtx* context) const noexcept;
    };
    Result<MutableBytes> room(std::uint64_t size);
    Result<Bytes> repeat(std::uint8_t octet, std::uint64_t size);
    Result<Bytes> decompress(Bytes frame);

    std::unique_ptr<ZSTD_DCtx, Free> zstd_;
    std::vector<std::unique_ptr<std::uint8_t[]>> columns_;
    std::size_t bytes_left_ = 0;
};

}  // namespace cairn::wire
