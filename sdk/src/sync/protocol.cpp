#include "cairn/sync/protocol.h"

#include <algorithm>

namespace cairn::protocol {

const char* name(RefusalReason reason) noexcept {
    switch (reason) {
        case RefusalReason::unspecified: return "unspecified";
        case RefusalReason::credential: return "credential";
        case RefusalReason::version: return "version";
        case RefusalReason::protocol: return "protocol";
        case RefusalReason::unavailable: return "unavailable";
        case RefusalReason::busy: return "busy";
    }
    return "unspecified";
}

const char* name(CommandOutcome outcome) noexcept {
    switch (outcome) {
        case CommandOutcome::queued: return "queued";
        case CommandOutcome::sent: return "sent";
        case CommandOutcome::acknowledged: return "acknowledged";
        case CommandOutcome::done: return "done";
        case CommandOutcome::failed: return "failed";
        case CommandOutcome::expired: return "expired";
        case CommandOutcome::refused: return "refused";
    }
    return "unknown";
}

bool is_final(CommandOutcome outcome) noexcept {
    return outcome > CommandOutcome::acknowledged;
}

Held held(Stream stream, const SequenceSet& set) {
    const auto beyond = set.beyond().first(std::min(set.beyond().size(), ranges_max));
    return {stream, set.through(), {beyond.begin(), beyond.end()}};
}

SequenceSet set_of(const Held& held) {
    SequenceSet set(held.through);
    for (const SequenceRange& range : held.ranges) set.add(range);
    return set;
}

}  // namespace cairn::protocol
