// Records to blocks, one a stream.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "cairn/core/result.h"
#include "cairn/model/block.h"
#include "cairn/model/record.h"

namespace cairn {

struct StreamSealerOptions {
    /// A chain ends with the block that passes one of these: what is lost with a damaged block, and what a
    /// reader reads again after a restart, is at most so much.
    std::uint32_t chain_blocks_max = 64;  // at least 1: every block is read by itself
    std::size_t chain_bytes_max = 1024 * 1024;
    Millis chain_age_max{60'000};
    bool is_archive = false;  // takes more time and less room, for links that are paid by the byte
    /// A block is full before its columns take so much, which is some 20,000 hearings.
    std::size_t plain_bytes_max = 1024 * 1024;  // at most limits::block_plain_bytes_max
};

/// The number that the next block of each stream gets.
struct NextSequences {
    std::array<Sequence, streams_count> of{1, 1, 1};

    Sequence& operator[](Stream stream) noexcept { return of[static_cast<std::size_t>(stream) - 1]; }
    Sequence operator[](Stream stream) const noexcept { return of[static_cast<std::size_t>(stream) - 1]; }
};

/// Collects records and seals them. Blocks of a chain say only what is new since the block before. Not
/// thread-safe.
class StreamSealer {
public:
    explicit StreamSealer(const StreamSealerOptions& options = {});

    /// Takes a record; views in it are copied.
    /// full: seal() first. malformed: larger than a block can hold, or with an id that is none, a number
    /// that is not finite or a time outside of 1970 to 9999; the record is refused for good. Bytes of
    /// texts that are not UTF-8 become '?'.
    Result<void> add(const Record& record);
    Result<void> add(const Sighting& sighting);
    std::uint32_t record_count() const noexcept;
    bool empty() const noexcept { return record_count() == 0; }

    /// Encodes what was added since the last seal() and starts anew. One block for each stream that has
    /// something; a block whose number does not follow the stream's last one begins a chain.
    std::vector<Block> seal(const NextSequences& next, Timestamp wall, const BlockClock& clock);

    /// The stream's next block can be read by itself: a reader may not have those before.
    void start_chain(Stream stream) noexcept;
    void start_chains() noexcept;

    StreamSealer(StreamSealer&&) noexcept;
    StreamSealer& operator=(StreamSealer&&) noexcept;
    ~StreamSealer();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace cairn
