#include "sync/batch_source.h"

namespace cairn::sync {

void BatchSource::correct(Backlog& backlog) {
    for (Block& block : backlog.blocks) clocks_->correct(block);
}

Result<Backlog> BatchSource::take(const Want& want) {
    // Asked after every append, and mostly there is nothing new: no reason to ask the file.
    if (want.after + 1 >= buffer_->next_sequence(want.stream)) return Backlog{};
    CAIRN_TRY(Backlog backlog, buffer_->peek(want.stream, want.after, want.size_bytes_max));
    correct(backlog);
    return backlog;
}

Backlog BatchSource::in_place_of(const StreamRange& lost) {
    const auto& [stream, range] = lost;
    Backlog backlog;
    SequenceRange gone = range;
    const auto next = buffer_->peek(stream, range.last, 1);
    if (next && !next->blocks.empty() && next->blocks.front().first() == range.last + 1 &&
        next->blocks.front().chain_place > 0) {
        const auto found = buffer_->chain_of(stream, next->blocks.front().sequence, [&](const Block& block) {
            if (block.first() >= range.first) backlog.blocks.push_back(block);
        });
        if (!found) backlog.blocks.clear();
        if (!backlog.blocks.empty()) gone.last = backlog.blocks.front().first() - 1;
    }
    if (gone.first <= gone.last)
        backlog.gaps.push_back({gone.first, gone.last, GapReason::forgotten, 0, stream});
    correct(backlog);
    return backlog;
}

Backlog BatchSource::with_chain(const StreamRange& unread) {
    const auto& [stream, range] = unread;
    Backlog backlog;
    if (given_with_chain_.insert({stream, range.last}).second) {
        const auto chain = buffer_->chain_of(stream, range.last,
                                             [&](const Block& block) { backlog.blocks.push_back(block); });
        auto block = buffer_->block(stream, range.last);
        if (chain && block) {
            backlog.blocks.push_back(*std::move(block));
            correct(backlog);
            return backlog;
        }
    }
    // A block that does not wait any more is not set aside again; its gap may still have to be told.
    static_cast<void>(buffer_->quarantine(stream, range.last).has_value());
    auto next = buffer_->peek(stream, range.first - 1, 1);
    if (!next) return {};
    std::erase_if(next->gaps, [&](const Gap& gap) { return gap.first > range.last; });
    return {{}, std::move(next->gaps)};
}

}  // namespace cairn::sync
