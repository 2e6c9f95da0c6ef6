#include "edge/backlog_merger.h"

#include <algorithm>

namespace cairn {
namespace {

constexpr std::array merged_streams{Stream::positions, Stream::hearings};

}  // namespace

BacklogMerger::BacklogMerger(Buffer& buffer, bool is_archive) : buffer_(buffer), is_archive_(is_archive) {
    static_assert(merged_streams.size() == std::tuple_size_v<decltype(lines_)>);
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        lines_[i].stream = merged_streams[i];
        lines_[i].merger = new_merger();
        lines_[i].chain = lines_[i].next = buffer.next_sequence(merged_streams[i]);
    }
}

bool BacklogMerger::step() {
    return std::ranges::any_of(lines_, [this](Line& line) { return step(line); });
}

void BacklogMerger::pause() {
    for (Line& line : lines_) {
        line.merger = new_merger();
        line.next = line.chain;
    }
}

/// What cannot be merged, for whatever reason, stays as it is.
bool BacklogMerger::step(Line& line) {
    if (line.next >= buffer_.next_sequence(line.stream)) return false;
    const auto block = buffer_.block(line.stream, line.next);
    if (block && block->chain_place == 0 && !line.merger.empty()) merge(line);
    if (block && line.merger.add(*block)) {
        ++line.next;
    } else {
        line.merger = new_merger();
        line.chain = ++line.next;
    }
    return true;
}

/// The chain that ends before `next`.
void BacklogMerger::merge(Line& line) {
    const bool is_one_block = line.next - line.chain == 1;
    line.chain = line.next;
    if (is_one_block) {
        line.merger = new_merger();
        return;
    }
    // Refused where the chain was sent or dropped meanwhile.
    if (const auto merged = line.merger.merge()) static_cast<void>(buffer_.replace(*merged).has_value());
}

}  // namespace cairn
