// Numbers that look random and are the same in every run.
#pragma once

#include <deque>

#include "cairn/ports/entropy.h"

namespace cairn::test {

/// First what it is given, then SplitMix64.
class FakeEntropy final : public Entropy {
public:
    FakeEntropy() = default;
    explicit FakeEntropy(std::deque<std::uint64_t> first) : first_(std::move(first)) {}

    std::uint64_t next() override {
        if (!first_.empty()) {
            const std::uint64_t number = first_.front();
            first_.pop_front();
            return number;
        }
        std::uint64_t z = state_ += 0x9E3779B97F4A7C15U;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31U);
    }

private:
    std::deque<std::uint64_t> first_;
    std::uint64_t state_ = 1;
};

}  // namespace cairn::test
