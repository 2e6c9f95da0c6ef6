#include "sync/lanes.h"

#include <algorithm>

namespace cairn::sync {
namespace {

/// What a lane may be behind or ahead, so that a quiet hour does not give it the link for a minute.
constexpr double ahead_bytes_max = 256.0 * 1024;
/// A lane is asked for so much at a time while another one waits, so that both get into a batch.
constexpr std::size_t turn_bytes = 64 * 1024;

}  // namespace

Lanes::Lanes(double live_share) noexcept : live_share_(std::clamp(live_share, 0.0, 1.0)) {}

void Lanes::open(Stream stream, Sequence after) noexcept {
    OfStream& lane = at(stream);
    lane = {};
    lane.live_after = after;
    lane.live_first = after + 1;
}

void Lanes::open_backlog(Stream stream, Sequence after, Sequence newest, bool may_split) noexcept {
    OfStream& lane = at(stream);
    lane = {};
    lane.backlog_after = after;
    lane.has_backlog = true;
    lane.searched = newest;
    lane.may_split = may_split;
}

void Lanes::begin_round(bool scarce) noexcept {
    is_scarce_ = scarce;
    for (OfStream& lane : streams_) {
        lane.is_live_dry = !lane.live_first.has_value();
        lane.is_backlog_dry = !lane.has_backlog;
        lane.is_search_dry = !(lane.has_backlog && lane.may_split && !lane.live_first);
    }
}

bool Lanes::is_asked(Stream stream) const noexcept {
    return !is_scarce_ || stream != Stream::hearings;
}

std::optional<Want> Lanes::next_search(std::size_t size_bytes_max) const noexcept {
    for (const Stream stream : streams) {
        const OfStream& lane = at(stream);
        if (is_asked(stream) && !lane.is_search_dry)
            return Want{LaneKind::search, stream, lane.searched, size_bytes_max};
    }
    return std::nullopt;
}

std::optional<Want> Lanes::next_live(std::size_t size_bytes_max) const noexcept {
    for (const Stream stream : streams) {
        const OfStream& lane = at(stream);
        if (is_asked(stream) && !lane.is_live_dry)
            return Want{LaneKind::live, stream, lane.live_after, size_bytes_max};
    }
    return std::nullopt;
}

std::optional<Want> Lanes::next_backlog(std::size_t size_bytes_max) const noexcept {
    for (const Stream stream : streams) {
        const OfStream& lane = at(stream);
        if (is_asked(stream) && !lane.is_backlog_dry)
            return Want{LaneKind::backlog, stream, lane.backlog_after, size_bytes_max};
    }
    return std::nullopt;
}

std::optional<Want> Lanes::next(std::size_t size_bytes_max) const noexcept {
    if (const auto search = next_search(size_bytes_max)) return search;
    const std::size_t turn = std::min(size_bytes_max, turn_bytes);
    const auto live = next_live(turn);
    const auto backlog = next_backlog(turn);
    if (live && backlog) return live_ahead_bytes_ <= 0 ? live : backlog;
    return live ? next_live(size_bytes_max) : next_backlog(size_bytes_max);
}

bool Lanes::takes(const Want& want, Sequence first) const noexcept {
    const OfStream& lane = at(want.stream);
    return want.lane != LaneKind::backlog || !lane.live_first || first < *lane.live_first;
}

void Lanes::sent(const Want& want, Sequence last, std::size_t size_bytes) noexcept {
    OfStream& lane = at(want.stream);
    const auto bytes = static_cast<double>(size_bytes);
    if (want.lane == LaneKind::live) {
        lane.live_after = last;
        live_ahead_bytes_ += bytes * (1 - live_share_);
    } else {
        lane.backlog_after = last;
        live_ahead_bytes_ -= bytes * live_share_;
        // Once the lanes meet there is no backlog any more.
        if (lane.live_first && last + 1 >= *lane.live_first) lane.has_backlog = false;
        if (!lane.live_first) lane.searched = std::max(lane.searched, last);
    }
    live_ahead_bytes_ = std::clamp(live_ahead_bytes_, -ahead_bytes_max, ahead_bytes_max);
}

void Lanes::dry(const Want& want) noexcept {
    OfStream& lane = at(want.stream);
    switch (want.lane) {
        case LaneKind::live: lane.is_live_dry = true; return;
        case LaneKind::search: lane.is_search_dry = true; return;
        case LaneKind::backlog: break;
    }
    lane.is_backlog_dry = true;
    // It has caught up, without any chain that could have gone ahead of it: one lane is enough from now on.
    if (!lane.live_first) return open(want.stream, lane.backlog_after);
    lane.has_backlog = false;
}

void Lanes::searched(Stream stream, Sequence through) noexcept {
    at(stream).searched = std::max(at(stream).searched, through);
}

void Lanes::found_live(Stream stream, Sequence first) noexcept {
    OfStream& lane = at(stream);
    lane.live_first = first;
    lane.live_after = first - 1;
    lane.is_search_dry = true;
    lane.is_live_dry = false;
    if (lane.backlog_after + 1 >= first) {
        lane.has_backlog = false;
        lane.is_backlog_dry = true;
    }
}

bool Lanes::is_searching(Stream stream) const noexcept {
    const OfStream& lane = at(stream);
    return lane.has_backlog && lane.may_split && !lane.live_first;
}

}  // namespace cairn::sync
