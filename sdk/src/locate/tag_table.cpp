#include "locate/tag_table.h"

#include <algorithm>
#include <limits>

#include "locate/sort_few.h"

namespace cairn::locate {

TagTable::TagTable(std::uint32_t tags_max, std::size_t gateways, Millis window)
    : clock_(window.count()),
      tags_max_(tags_max),
      gateways_per_tag_(std::min(gateways_per_tag_max, gateways)),
      rows_(tags_max),
      tags_(tags_max),
      hearings_(tags_max * gateways_per_tag_) {}

void TagTable::unlink(Tag& tag) noexcept {
    (tag.older == none ? oldest_ : tags_[tag.older].newer) = tag.newer;
    (tag.newer == none ? newest_ : tags_[tag.newer].older) = tag.older;
}

void TagTable::link_newest(std::uint32_t row) noexcept {
    tags_[row].older = newest_;
    tags_[row].newer = none;
    (newest_ == none ? oldest_ : tags_[newest_].newer) = row;
    newest_ = row;
}

std::uint32_t TagTable::find(const TagId& id) const noexcept {
    return rows_.find(id, [this](std::uint32_t row) -> const TagId& { return tags_[row].id; });
}

TagTable::Admitted TagTable::admit(const TagId& id, Timestamp at) noexcept {
    const auto id_of = [this](std::uint32_t row) -> const TagId& { return tags_[row].id; };
    Admitted admitted{find(id), false, false};
    if (admitted.row != none) return admitted;
    admitted.is_new = true;
    if (count_ < tags_max_) {
        admitted.row = count_++;
    } else {
        admitted.row = oldest_;
        admitted.evicted = true;
        rows_.erase(tags_[admitted.row].id, id_of);
        unlink(tags_[admitted.row]);
    }
    tags_[admitted.row] = Tag{};
    tags_[admitted.row].id = id;
    start_at(admitted.row, at);
    rows_.insert(id, admitted.row);
    link_newest(admitted.row);
    return admitted;
}

void TagTable::start_at(std::uint32_t row, Timestamp at) noexcept {
    Tag& tag = tags_[row];
    tag.newest = at;
    tag.ticked_at = {};
    tag.newest_slice = clock_.slice_of(at.unix_ms);
    tag.gateway_count = 0;
}

void TagTable::advance(std::uint32_t row, Timestamp at) noexcept {
    Tag& tag = tags_[row];
    if (at <= tag.newest) return;
    const std::int64_t slice = clock_.slice_of(at.unix_ms);
    for (Hearings& of_gateway : hearings(row)) of_gateway.advance(tag.newest_slice, slice);
    tag.newest = at;
    tag.newest_slice = slice;
}

/// The place for this gateway's hearings: its own, a free one, or that of one which is silent by now or
/// weaker. nullptr when all are taken by stronger ones.
Hearings* TagTable::place_for(std::uint32_t row, std::uint32_t gateway, std::int8_t rssi_dbm) noexcept {
    Tag& tag = tags_[row];
    Hearings* place = nullptr;
    double weakest_dbm = rssi_dbm;
    for (Hearings& of_gateway : hearings(row)) {
        if (of_gateway.gateway() == gateway) return &of_gateway;
        if (tag.gateway_count < gateways_per_tag_) continue;
        const Level level = of_gateway.level(clock_, tag.newest_slice);
        const double level_dbm =
            level.heard_count == 0 ? -std::numeric_limits<double>::infinity() : level.rssi_dbm;
        if (level_dbm >= weakest_dbm) continue;
        weakest_dbm = level_dbm;
        place = &of_gateway;
    }
    if (tag.gateway_count < gateways_per_tag_)
        place = &hearings_[row * gateways_per_tag_ + tag.gateway_count++];
    if (place != nullptr) *place = Hearings(static_cast<std::uint16_t>(gateway));
    return place;
}

bool TagTable::add(std::uint32_t row, std::uint32_t gateway, std::int8_t rssi_dbm, Timestamp at) noexcept {
    Tag& tag = tags_[row];
    advance(row, at);
    const std::int64_t slice = clock_.slice_of(at.unix_ms);
    if (slice + static_cast<std::int64_t>(slices) <= tag.newest_slice) return false;
    unlink(tag);
    link_newest(row);
    tag.heard = true;
    if (Hearings* place = place_for(row, gateway, rssi_dbm)) place->add(slice, rssi_dbm);
    return true;
}

HeardList TagTable::levels(std::uint32_t row) noexcept {
    HeardList list;
    for (const Hearings& one : hearings(row)) {
        const Level level = one.level(clock_, tags_[row].newest_slice);
        if (level.heard_count > 0) list.push_back({one.gateway(), level, 0});
    }
    sort_few(std::span(list.begin(), list.end()), [](const HeardLevel& a, const HeardLevel& b) {
        if (a.level.rssi_dbm != b.level.rssi_dbm) return a.level.rssi_dbm > b.level.rssi_dbm;
        return a.gateway < b.gateway;
    });
    return list;
}

}  // namespace cairn::locate
