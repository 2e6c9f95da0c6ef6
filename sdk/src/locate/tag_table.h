// The tags that are followed, and what each gateway heard of them lately.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cairn/core/time.h"
#include "cairn/locate/positioner.h"
#include "locate/hearings.h"
#include "locate/index_table.h"
#include "locate/zones.h"

namespace cairn::locate {

struct Tag {
    TagId id;
    Timestamp newest;
    Timestamp ticked_at;  // newest at the tick before
    std::int64_t newest_slice = 0;
    std::uint32_t older = UINT32_MAX;  // the tags in the order of their last hearing
    std::uint32_t newer = UINT32_MAX;
    ZoneChoice zone;
    std::uint8_t gateway_count = 0;
    bool heard = false;  // since the tick before
};

struct HeardLevel {
    std::uint32_t gateway = 0;
    Level level;
    double weight = 0;
};

// A tag heard by more gateways at once keeps the strongest of them; a weaker one would say next to nothing.
inline constexpr std::size_t gateways_per_tag_max = 16;
using HeardList = InlineVector<HeardLevel, gateways_per_tag_max>;

/// All memory is taken in the constructor. Beyond `tags_max`, the tag heard longest ago leaves.
class TagTable {
public:
    static constexpr std::uint32_t none = UINT32_MAX;

    TagTable(std::uint32_t tags_max, std::size_t gateways, Millis window);

    struct Admitted {
        std::uint32_t row = 0;
        bool is_new = false;
        bool evicted = false;  // another one left for it
    };
    Admitted admit(const TagId& id, Timestamp at) noexcept;

    /// The tag's row, or none.
    std::uint32_t find(const TagId& id) const noexcept;
    Tag& operator[](std::uint32_t row) noexcept { return tags_[row]; }
    std::uint32_t size() const noexcept { return count_; }
    /// The tag heard last; from there Tag::older leads to all.
    std::uint32_t newest() const noexcept { return newest_; }

    /// Adds a hearing. False: it is older than the window.
    bool add(std::uint32_t row, std::uint32_t gateway, std::int8_t rssi_dbm, Timestamp at) noexcept;
    /// Forgets what was heard, and goes on from there.
    void start_at(std::uint32_t row, Timestamp at) noexcept;

    /// Who heard the tag within the window: strongest first; equals in the order of the site, so that the
    /// order of arrival leaves no trace.
    HeardList levels(std::uint32_t row) noexcept;
    std::span<Hearings> hearings(std::uint32_t row) noexcept {
        return {hearings_.data() + row * gateways_per_tag_, tags_[row].gateway_count};
    }

private:
    void unlink(Tag& tag) noexcept;
    void link_newest(std::uint32_t row) noexcept;
    void advance(std::uint32_t row, Timestamp at) noexcept;
    Hearings* place_for(std::uint32_t row, std::uint32_t gateway, std::int8_t rssi_dbm) noexcept;

    SliceClock clock_;
    std::uint32_t tags_max_;
    std::size_t gateways_per_tag_;
    IndexTable<TagId> rows_;
    std::vector<Tag> tags_;
    std::vector<Hearings> hearings_;
    std::uint32_t count_ = 0;
    std::uint32_t oldest_ = none;
    std::uint32_t newest_ = none;
};

}  // namespace cairn::locate
