#include "cairn/decode/ad_structures.h"

#include "cairn/core/bytes.h"

namespace cairn {

std::optional<AdStructure> AdWalker::next() noexcept {
    // Core 5.4 Vol 3 Part C 11: a length of 0 means that only zeros follow.
    if (left_.empty() || left_.front() == 0) {
        left_ = {};
        return std::nullopt;
    }
    const std::size_t length = left_.front();  // counts the type and the value, not itself
    if (length > left_.size() - 1) {
        left_ = {};
        truncated_ = true;
        return std::nullopt;
    }
    const AdStructure structure{left_[1], left_.subspan(2, length - 1)};
    left_ = left_.subspan(1 + length);
    return structure;
}

}  // namespace cairn
