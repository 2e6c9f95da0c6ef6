// Hearings and what tags said in them, gathered for a block, and what the chain's blocks before taught.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cairn/core/result.h"
#include "wire/hearing_columns.h"
#include "wire/place_table.h"

namespace cairn::wire {

/// Not thread-safe.
class HearingRows {
public:
    static constexpr std::int16_t no_rssi = std::numeric_limits<std::int16_t>::min();
    static constexpr std::uint32_t no_text = std::numeric_limits<std::uint32_t>::max();

    struct Item {
        Slot slot;
        double value = 0;
        std::uint32_t text = no_text;
    };
    struct Hearing {
        std::int64_t at_ms = 0;
        std::uint32_t tag = 0;
        std::uint16_t ear = 0;
        std::int16_t rssi_dbm = no_rssi;
        std::uint32_t first_item = 0;
        std::uint32_t item_count = 0;
    };

    // malformed: an id that is none, a number that is not finite, a time out of range. full: more tags or
    // gateways than a chain holds.
    Result<void> add(const Sighting& sighting);
    Result<void> add(const Reading& reading);
    Result<void> add(const Attribute& attribute);

    std::uint32_t record_count() const noexcept { return record_count_; }
    /// No less than the columns will take before they are packed.
    std::size_t plain_bytes_max() const noexcept { return plain_bytes_max_; }

    const std::vector<Hearing>& hearings() const noexcept { return hearings_; }
    std::span<const Item> items(const Hearing& hearing) const noexcept {
        return std::span(items_).subspan(hearing.first_item, hearing.item_count);
    }
    std::string_view text(const Item& item) const noexcept { return texts_[item.text]; }

    Memory& memory() noexcept { return memory_; }
    const Memory& memory() const noexcept { return memory_; }

    /// Forgets what was gathered.
    void clear() noexcept;
    /// Forgets what the blocks before taught, and keeps what was gathered.
    void start_chain();

private:
    Result<std::uint32_t> tag_of(const TagId& id);
    Result<std::uint16_t> ear_of(const GatewayId& gateway, TimeSource source);
    template <typename Kind>
    Result<Hearing*> report_of(const Kind& record);
    Result<void> add_item(Hearing& hearing, const Item& item);

    Memory memory_;
    PlaceTable tag_places_;
    std::unordered_map<GatewayId, std::array<std::uint16_t, 2>> ear_places_;  // by time source
    std::uint16_t last_ear_ = 0;  // frames tell of one gateway
    std::vector<Hearing> hearings_;
    std::vector<Item> items_;
    std::vector<decltype(Attribute::text)> texts_;
    std::uint32_t record_count_ = 0;
    std::uint32_t report_count_ = 0;
    std::size_t plain_bytes_max_ = 0;
};

}  // namespace cairn::wire
