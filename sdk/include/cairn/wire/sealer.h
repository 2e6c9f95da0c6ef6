// Records to a block, whatever their kinds.
#pragma once

#include <cstdint>
#include <memory>

#include "cairn/core/result.h"
#include "cairn/model/block.h"
#include "cairn/model/record.h"

namespace cairn {

/// Collects records of any kind and seals them into blocks of Stream::status, each read by itself. Not
/// thread-safe.
class Sealer {
public:
    Sealer();

    /// Takes a record; views in it are copied.
    /// full: seal() first. malformed: larger than a block can hold, or with an id that is none, a number
    /// that is not finite or a time outside of 1970 to 9999; the record is refused for good. Bytes of
    /// texts that are not UTF-8 become '?'.
    Result<void> add(const Record& record);
    std::uint32_t record_count() const noexcept;
    bool empty() const noexcept { return record_count() == 0; }

    /// Encodes what was added since the last seal() and starts anew. There must be something.
    Block seal(Sequence sequence, Timestamp now);

    Sealer(Sealer&&) noexcept;
    Sealer& operator=(Sealer&&) noexcept;
    ~Sealer();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace cairn
