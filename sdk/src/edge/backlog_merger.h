// While nothing is sent, the blocks of each ended chain become one, which takes less of the disk and later of
// the link.
#pragma once

#include <array>

#include "cairn/buffer/buffer.h"
#include "cairn/wire/block_merger.h"

namespace cairn {

/// Merges chains that were begun since it was made: older ones may have been sent. Not thread-safe.
class BacklogMerger {
public:
    /// `buffer` outlives it. An archive takes more time and less room.
    explicit BacklogMerger(Buffer& buffer, bool is_archive = false);

    /// A block's worth of work, so that nothing else waits long. Whether there is more to do now.
    bool step();
    /// Forgets a chain that is half read: it may be sent now.
    void pause();

private:
    struct Line {
        Stream stream = Stream::hearings;
        Sequence chain = 1;  // the first number of the chain that is read
        Sequence next = 1;  // the number that is read next
        BlockMerger merger;
    };
    BlockMerger new_merger() const { return BlockMerger(is_archive_); }
    bool step(Line& line);
    void merge(Line& line);

    Buffer& buffer_;
    bool is_archive_;
    std::array<Line, 2> lines_;
};

}  // namespace cairn
