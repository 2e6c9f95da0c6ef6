// One advertisement, heard by several gateways, is decoded once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "cairn/core/time.h"

namespace cairn {

struct DeduplicatorOptions {
    /// A tag's same bytes within this time are one advertisement; tags that repeat theirs for longer are
    /// decoded once in this time. It bridges how far the clocks of gateways lie apart. 0: nothing is a
    /// repeat.
    Millis window{5'000};
    /// Advertisements remembered, rounded up to a power of two; 16 bytes each. With too few, the oldest of
    /// those that share a place is forgotten, and decoded twice.
    std::size_t advertisements_max = 16'384;
};

/// Stands before the decoder and never before the positioner, which wants every hearing. Allocates only in
/// create(). Not thread-safe.
class Deduplicator {
public:
    /// full: advertisements_max above 2^24. malformed: a negative window.
    static Result<Deduplicator> create(const DeduplicatorOptions& options = {});

    /// Whether this tag sent these bytes at most the window before or after `heard_at` already. If not, they
    /// are remembered. Buffered advertisements that arrive late are told apart by their time.
    bool is_repeat(std::string_view tag, Bytes payload, Timestamp heard_at) noexcept;

private:
    struct Seen {
        std::uint64_t hash = 0;  // of tag and payload; 0: none
        Timestamp at{};
    };
    Deduplicator(Millis window, std::size_t count) : window_(window), seen_(count) {}

    Millis window_;
    std::vector<Seen> seen_;
};

}  // namespace cairn
