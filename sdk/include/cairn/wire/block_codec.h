// Records to the body of a block and back. The cloud reads with the same code.
#pragma once

#include <cstdint>
#include <memory>

#include "cairn/core/function_ref.h"
#include "cairn/core/result.h"
#include "cairn/model/block.h"
#include "cairn/model/record.h"

namespace cairn {

/// Collects records and seals them into blocks. Not thread-safe.
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

/// Delivers the block's records in the order they were added. Views in them live for the call.
/// Ids, kinds, numbers, times and texts (UTF-8) in them are checked; a Quantity may be one that is not
/// known here. corrupt: the checksum fails. unsupported: a codec that is not known here. malformed, full:
/// the body breaks its format or a limit; records before the defect may have been delivered.
Result<void> read_block(const Block& block, FunctionRef<void(const Record&)> sink);

}  // namespace cairn
