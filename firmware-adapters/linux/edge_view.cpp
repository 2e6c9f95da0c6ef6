#include "linux/edge_view.h"

#include <algorithm>
#include <numeric>
#include <variant>

namespace cairn::edge {
namespace {

constexpr std::string_view further_reasons = "further reasons";
constexpr std::size_t topic_chars_max = 200;

std::int64_t second_of(Instant now) {
    return now.elapsed_ms / 1000;
}

// Puts `item` in the place of the one that it follows, or behind the others while there is room.
template <typename T, typename Same>
void replace_or_add(std::vector<T>& items, const T& item, std::size_t count_max, Same same) {
    const auto found = std::ranges::find_if(items, same);
    if (found != items.end()) {
        if (found->at <= item.at) *found = item;
    } else if (items.size() < count_max) {
        items.push_back(item);
    }
}

}  // namespace

void Rate::advance(std::int64_t second) noexcept {
    if (second <= newest_) return;
    const auto steps = std::min<std::int64_t>(second - newest_, slots);
    for (std::int64_t i = second - steps + 1; i <= second; ++i) {
        counts_[static_cast<std::size_t>(i) % slots] = 0;
    }
    newest_ = second;
}

void Rate::add(Instant now, std::uint64_t count) noexcept {
    advance(second_of(now));
    counts_[static_cast<std::size_t>(newest_) % slots] += count;
}

double Rate::per_second(Instant now) const noexcept {
    Rate current = *this;
    current.advance(second_of(now));
    // The second under way is not over, and would make the rate look lower than it is.
    current.counts_[static_cast<std::size_t>(current.newest_) % slots] = 0;
    const auto sum = std::accumulate(current.counts_.begin(), current.counts_.end(), std::uint64_t{0});
    return static_cast<double>(sum) / static_cast<double>(slots - 1);
}

void EdgeView::observe(const Record& record, Instant now) {
    records_.add(now);
    std::visit([this](const auto& one) { show(one); }, record);
}

bool EdgeView::refuse(const Error& error, std::string_view topic, Timestamp at) {
    const std::string_view reason = error.where;
    const auto same = [&](const RefusalView& known) {
        return known.code == error.code && known.reason == reason;
    };
    auto found = std::ranges::find_if(refusals_, same);
    const bool is_new = found == refusals_.end();
    if (is_new) {
        const bool is_room = refusals_.size() + 1 < options_.reasons_max;
        const RefusalView further{error.code, std::string(is_room ? reason : further_reasons), 0, at, {}};
        if (!is_room && !refusals_.empty() && refusals_.back().reason == further_reasons) {
            found = refusals_.end() - 1;
        } else {
            found = refusals_.insert(refusals_.end(), further);
        }
    }
    ++found->count;
    found->last_at = at;
    found->last_topic = topic.substr(0, topic_chars_max);
    return is_new && found->count == 1;
}

TagView& EdgeView::touch_tag(const TagId& tag, Timestamp at) {
    TagView& view = tags_.touch(tag, options_.tags_max);
    view.last_seen_at = std::max(view.last_seen_at, at);
    return view;
}

GatewayView& EdgeView::touch_gateway(const GatewayId& gateway, Timestamp at) {
    GatewayView& view = gateways_.touch(gateway, options_.gateways_max);
    view.last_seen_at = std::max(view.last_seen_at, at);
    ++view.record_count;
    return view;
}

void EdgeView::show(const Sighting& sighting) {
    GatewayView& gateway = touch_gateway(sighting.gateway, sighting.at);
    ++gateway.sighting_count;
    gateway.online = true;
    TagView& tag = touch_tag(sighting.tag, sighting.at);
    ++tag.sighting_count;
    const auto is_gateway = [&](const HeardBy& heard) { return heard.gateway == sighting.gateway; };
    const HeardBy heard{sighting.gateway, sighting.at, sighting.rssi_dbm};
    if (tag.heard_by.size() == options_.heard_by_max && std::ranges::none_of(tag.heard_by, is_gateway)) {
        const auto oldest = std::ranges::min_element(tag.heard_by, {}, &HeardBy::at);
        if (oldest->at <= sighting.at) *oldest = heard;
        return;
    }
    replace_or_add(tag.heard_by, heard, options_.heard_by_max, is_gateway);
}

void EdgeView::show(const Reading& reading) {
    touch_gateway(reading.gateway, reading.at);
    TagView& tag = touch_tag(reading.tag, reading.at);
    replace_or_add(tag.readings, reading, options_.readings_max, [&](const Reading& known) {
        return known.measurement.quantity == reading.measurement.quantity &&
               known.measurement.channel == reading.measurement.channel && known.label == reading.label;
    });
}

void EdgeView::show(const Attribute& attribute) {
    touch_gateway(attribute.gateway, attribute.at);
    if (attribute.tag.empty()) return;
    TagView& tag = touch_tag(attribute.tag, attribute.at);
    replace_or_add(tag.attributes, attribute, options_.readings_max,
                   [&](const Attribute& known) { return known.kind == attribute.kind; });
}

void EdgeView::show(const Position& position) {
    TagView& tag = touch_tag(position.tag, position.at);
    if (!tag.position || tag.position->at <= position.at) tag.position = position;
}

void EdgeView::show(const GeoFix& fix) {
    GatewayView& gateway = touch_gateway(fix.gateway, fix.at);
    if (fix.tag.empty()) {
        gateway.geo = fix;
    } else {
        touch_tag(fix.tag, fix.at).geo = fix;
    }
}

void EdgeView::show(const GatewayStatus& status) {
    GatewayView& gateway = touch_gateway(status.gateway, status.at);
    gateway.online = status.online;
    for (const Measurement& told : status.measurements) {
        const auto found = std::ranges::find_if(gateway.measurements, [&](const Measurement& known) {
            return known.quantity == told.quantity && known.channel == told.channel;
        });
        if (found != gateway.measurements.end()) {
            *found = told;
        } else if (gateway.measurements.size() < options_.readings_max) {
            gateway.measurements.push_back(told);
        }
    }
}

void EdgeView::show(const RawMessage& message) {
    if (!message.gateway.empty()) touch_gateway(message.gateway, message.at);
}

}  // namespace cairn::edge
