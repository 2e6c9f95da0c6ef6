// Which blocks go next: new ones beside those that have waited, and of both the first streams first.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "cairn/model/block.h"

namespace cairn::sync {

enum class LaneKind : std::uint8_t {
    live,     // blocks that were made since the connection is there, or right before
    backlog,  // what waited before
    search,   // nothing is sent: where the first chain begins that can go ahead of the backlog
};

/// The next blocks to take from the buffer.
struct Want {
    LaneKind lane = LaneKind::live;
    Stream stream = Stream::status;
    Sequence after = 0;
    std::size_t size_bytes_max = 0;
};

/// Each stream has a backlog lane up to where its live lane begins. The live lanes of all streams together
/// get their share of the bytes, the backlog lanes the rest, and either gets what the other leaves.
class Lanes {
public:
    /// `live_share`: from 0 to 1.
    explicit Lanes(double live_share) noexcept;

    /// Everything of the stream behind `after` goes in order, as live.
    void open(Stream stream, Sequence after) noexcept;
    /// What lies behind `after` up to `newest` is backlog. `may_split`: later chains may go ahead of it.
    void open_backlog(Stream stream, Sequence after, Sequence newest, bool may_split) noexcept;

    /// All lanes are asked again. `scarce`: only those of the first streams.
    void begin_round(bool scarce) noexcept;
    /// Nothing: every lane was asked.
    std::optional<Want> next(std::size_t size_bytes_max) const noexcept;
    /// Whether a block or gap from `first` on that was found for `want` goes into its lane. The first that
    /// does not ends it.
    bool takes(const Want& want, Sequence first) const noexcept;
    /// It was sent, with so many bytes.
    void sent(const Want& want, Sequence last, std::size_t size_bytes) noexcept;
    /// Nothing more was found for `want`.
    void dry(const Want& want) noexcept;
    /// A search has come this far without finding a chain's beginning; or has found it.
    void searched(Stream stream, Sequence through) noexcept;
    void found_live(Stream stream, Sequence first) noexcept;
    bool is_searching(Stream stream) const noexcept;

private:
    struct OfStream {
        Sequence live_after = 0;
        Sequence backlog_after = 0;
        std::optional<Sequence> live_first;  // nothing: not found yet
        Sequence searched = 0;
        bool has_backlog = false;
        bool may_split = false;
        bool is_live_dry = true;
        bool is_backlog_dry = true;
        bool is_search_dry = true;
    };
    OfStream& at(Stream stream) noexcept { return streams_[static_cast<std::size_t>(stream) - 1]; }
    const OfStream& at(Stream stream) const noexcept {
        return streams_[static_cast<std::size_t>(stream) - 1];
    }
    bool is_asked(Stream stream) const noexcept;
    std::optional<Want> next_search(std::size_t size_bytes_max) const noexcept;
    std::optional<Want> next_live(std::size_t size_bytes_max) const noexcept;
    std::optional<Want> next_backlog(std::size_t size_bytes_max) const noexcept;

    double live_share_;
    double live_ahead_bytes_ = 0;  // what live lanes were sent beyond their share; below 0: what they lack
    bool is_scarce_ = false;
    std::array<OfStream, streams_count> streams_{};
};

}  // namespace cairn::sync
