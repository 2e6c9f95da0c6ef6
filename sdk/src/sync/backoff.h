// How long to wait before the next try.
#pragma once

#include <algorithm>
#include <cstdint>

#include "cairn/core/time.h"
#include "cairn/ports/entropy.h"

namespace cairn::sync {

/// Doubles from `from` to `to`; each wait is drawn from the upper half, so that edges that lost the
/// same cloud do not come back all at once.
class Backoff {
public:
    Backoff(Millis from, Millis to) noexcept
        : from_(std::max(from, Millis{1})),
          to_(std::max(to, from_)),
          next_(from_) {}

    Millis next(Entropy& entropy) {
        const Millis whole = next_;
        next_ = std::min(next_ * 2, to_);
        return jittered(whole, entropy);
    }
    /// The longest wait at once: for what only a person can mend.
    Millis longest(Entropy& entropy) {
        next_ = to_;
        return next(entropy);
    }
    void reset() noexcept { next_ = from_; }

private:
    static Millis jittered(Millis whole, Entropy& entropy) {
        const auto half = static_cast<std::uint64_t>(whole.count()) / 2;
        return whole - Millis{static_cast<std::int64_t>(entropy.next() % (half + 1))};
    }

    Millis from_;
    Millis to_;
    Millis next_;
};

}  // namespace cairn::sync
