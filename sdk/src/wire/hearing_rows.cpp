#include "wire/hearing_rows.h"

#include <cmath>
#include <tuple>
#include <utility>

#include "cairn/core/assert.h"
#include "wire/names.h"
#include "wire/utf8.h"

namespace cairn::wire {
namespace {

// What a hearing, a slot and a name take at most, unpacked.
constexpr std::size_t hearing_bytes_max = 48;
constexpr std::size_t item_bytes_max = 24;
constexpr std::size_t name_bytes_max = 56;

}  // namespace

Result<std::uint32_t> HearingRows::tag_of(const TagId& id) {
    const auto known =
        tag_places_.find(id.view(), [&](std::uint32_t place) { return memory_.tags[place].id.view(); });
    if (known != PlaceTable::none) return known;
    CAIRN_CHECK(TagId::parse(id.view()));
    if (memory_.tags.size() == tags_max) return fail(Errc::full, "block: too many tags");
    const auto place = static_cast<std::uint32_t>(memory_.tags.size());
    memory_.tags.emplace_back().id = id;
    tag_places_.add(id.view(), place);
    plain_bytes_max_ += name_bytes_max;
    return place;
}

Result<std::uint16_t> HearingRows::ear_of(const GatewayId& gateway, TimeSource source) {
    const auto is_it = [&](const Ear& ear) { return ear.source == source && ear.gateway == gateway; };
    if (last_ear_ < memory_.ears.size() && is_it(memory_.ears[last_ear_])) return last_ear_;
    constexpr std::uint16_t no_ear = UINT16_MAX;
    const auto known = ear_places_.find(gateway);
    if (known != ear_places_.end()) {
        const std::uint16_t place = known->second[static_cast<std::size_t>(source)];
        if (place != no_ear) return last_ear_ = place;
    }
    CAIRN_CHECK(GatewayId::parse(gateway.view()));
    if (memory_.ears.size() == ears_max) return fail(Errc::full, "block: too many gateways");
    const auto place = static_cast<std::uint16_t>(memory_.ears.size());
    memory_.ears.push_back({gateway, source, 0});
    auto& places = ear_places_.try_emplace(gateway, std::array{no_ear, no_ear}).first->second;
    places[static_cast<std::size_t>(source)] = place;
    plain_bytes_max_ += name_bytes_max;
    return last_ear_ = place;
}

Result<void> HearingRows::add(const Sighting& sighting) {
    CAIRN_CHECK(check_time(sighting.at));
    CAIRN_TRY(const auto ear, ear_of(sighting.gateway, sighting.time_source));
    CAIRN_TRY(const auto tag, tag_of(sighting.tag));
    hearings_.push_back(
        {sighting.at.unix_ms, tag, ear, sighting.rssi_dbm, static_cast<std::uint32_t>(items_.size()), 0});
    ++record_count_;
    plain_bytes_max_ += hearing_bytes_max;
    return {};
}

/// The hearing that brought a report: the one added last, or else one whose level is not told.
template <typename Kind>
Result<HearingRows::Hearing*> HearingRows::report_of(const Kind& record) {
    const auto& [tag, gateway, at] = std::tie(record.tag, record.gateway, record.at);
    CAIRN_CHECK(check_time(at));
    if (!hearings_.empty()) {
        Hearing& last = hearings_.back();
        const bool is_this = last.at_ms == at.unix_ms && last.item_count < slots_max &&
                             memory_.tags[last.tag].id == tag && memory_.ears[last.ear].gateway == gateway;
        if (is_this) return &last;
    }
    CAIRN_TRY(const auto ear, ear_of(gateway, record.time_source));
    CAIRN_TRY(const auto place, tag_of(tag));
    if (report_count_ == reports_per_block_max) return fail(Errc::full, "block: too many reports");
    hearings_.push_back({at.unix_ms, place, ear, no_rssi, static_cast<std::uint32_t>(items_.size()), 0});
    plain_bytes_max_ += hearing_bytes_max;
    return &hearings_.back();
}

Result<void> HearingRows::add_item(Hearing& hearing, const Item& item) {
    if (hearing.item_count == 0 && report_count_ == reports_per_block_max)
        return fail(Errc::full, "block: too many reports");
    if (hearing.item_count == 0) ++report_count_;
    items_.push_back(item);
    ++hearing.item_count;
    ++record_count_;
    plain_bytes_max_ += item_bytes_max;
    return {};
}

Result<void> HearingRows::add(const Reading& reading) {
    const Measurement& measurement = reading.measurement;
    if (!std::isfinite(measurement.value))
        return fail(Errc::malformed, "record: a number that is not finite");
    CAIRN_TRY(Hearing* const hearing, report_of(reading));
    const Slot slot{false, measurement.channel, static_cast<std::uint16_t>(measurement.quantity)};
    return add_item(*hearing, {slot, measurement.value, no_text});
}

Result<void> HearingRows::add(const Attribute& attribute) {
    CAIRN_TRY(Hearing* const hearing, report_of(attribute));
    const Slot slot{true, 0, static_cast<std::uint16_t>(attribute.kind)};
    CAIRN_CHECK(add_item(*hearing, {slot, 0, static_cast<std::uint32_t>(texts_.size())}));
    texts_.push_back(attribute.text);
    if (!is_utf8(attribute.text)) texts_.back() = std::string_view(to_utf8(attribute.text));
    plain_bytes_max_ += texts_.back().size();
    return {};
}

void HearingRows::clear() noexcept {
    hearings_.clear();
    items_.clear();
    texts_.clear();
    record_count_ = 0;
    report_count_ = 0;
    plain_bytes_max_ = 0;
}

void HearingRows::start_chain() {
    const Memory before = std::exchange(memory_, {});
    tag_places_.clear();
    ear_places_.clear();
    for (Hearing& hearing : hearings_) {
        const Ear& ear = before.ears[hearing.ear];
        const auto tag = tag_of(before.tags[hearing.tag].id);
        const auto place = ear_of(ear.gateway, ear.source);
        CAIRN_ASSERT(tag && place);  // fewer than there were
        hearing.tag = *tag;
        hearing.ear = *place;
    }
}

}  // namespace cairn::wire
