// Takes from the buffer what goes to the cloud.
#pragma once

#include <set>
#include <utility>

#include "cairn/buffer/buffer.h"
#include "sync/clock_keeper.h"
#include "sync/session.h"

namespace cairn::sync {

class BatchSource {
public:
    /// Both outlive it.
    BatchSource(Buffer& buffer, ClockKeeper& clocks) noexcept : buffer_(&buffer), clocks_(&clocks) {}

    /// Another connection begins.
    void begin() { given_with_chain_.clear(); }
    /// What was asked for. Errors: as Buffer::peek().
    Result<Backlog> take(const Want& want);
    /// What the buffer still has of numbers that the cloud has lost, because a waiting block is read with
    /// them, and a gap for the rest.
    Backlog in_place_of(const StreamRange& lost);
    /// A block that the cloud could not read, behind its chain. When that was in vain before, it goes to the
    /// quarantine, and this is the gap.
    Backlog with_chain(const StreamRange& unread);

private:
    void correct(Backlog& backlog);

    Buffer* buffer_;
    ClockKeeper* clocks_;
    std::set<std::pair<Stream, Sequence>> given_with_chain_;  // on this connection
};

}  // namespace cairn::sync
