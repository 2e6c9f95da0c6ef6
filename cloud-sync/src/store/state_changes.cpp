#include "store/state_changes.h"

#include <algorithm>

namespace cairn::cloud {
Timestamp ordered_at(Timestamp at, Timestamp now) noexcept {
    return std::min(at, now);
}

const TagId& tag_of(const Record& record) noexcept {
    static const TagId none;
    if (const auto* sighting = std::get_if<Sighting>(&record)) return sighting->tag;
    if (const auto* reading = std::get_if<Reading>(&record)) return reading->tag;
    if (const auto* attribute = std::get_if<Attribute>(&record)) return attribute->tag;
    if (const auto* position = std::get_if<Position>(&record)) return position->tag;
    if (const auto* fix = std::get_if<GeoFix>(&record)) return fix->tag;
    return none;
}

void StateChanges::observe(const Record& record, Timestamp now) {
    std::visit([&](const auto& kind) { add(kind, now); }, record);
}

void StateChanges::clear() noexcept {
    tags_.clear();
    last_tag_ = nullptr;
    gateways_.clear();
    details_ = 0;
}

TagChanges& StateChanges::seen_tag(const TagId& tag, Timestamp at) {
    if (last_tag_ == nullptr || last_tag_->first != tag) last_tag_ = &*tags_.try_emplace(tag).first;
    TagChanges& changes = last_tag_->second;
    changes.last_seen_at = std::max(changes.last_seen_at, at);
    return changes;
}

void StateChanges::seen_gateway(const GatewayId& gateway, Timestamp at, std::uint64_t sighting_count) {
    if (gateway.empty()) return;  // a raw message need not say whose it is
    GatewayChanges& changes = gateways_[gateway];
    changes.last_seen_at = std::max(changes.last_seen_at, at);
    changes.sighting_count += sighting_count;
    changes.online.offer(true, at);
}

void StateChanges::add(const Sighting& sighting, Timestamp now) {
    const Timestamp at = ordered_at(sighting.at, now);
    seen_gateway(sighting.gateway, at, 1);
    TagChanges& changes = seen_tag(sighting.tag, at);
    ++changes.sighting_count;
    changes.sighting.offer(sighting, at);
}

void StateChanges::add(const Reading& reading, Timestamp now) {
    const Timestamp at = ordered_at(reading.at, now);
    seen_gateway(reading.gateway, at);
    const ReadingKey key{reading.measurement.quantity, reading.measurement.channel, reading.label};
    const auto [place, is_new] = seen_tag(reading.tag, at).readings.try_emplace(key);
    place->second.offer(reading, at);
    if (is_new) ++details_;
}

void StateChanges::add(const Attribute& attribute, Timestamp now) {
    const Timestamp at = ordered_at(attribute.at, now);
    seen_gateway(attribute.gateway, at);
    if (attribute.tag.empty()) return;  // of the gateway: in the stream of records only
    const auto [place, is_new] = seen_tag(attribute.tag, at).attributes.try_emplace(attribute.kind);
    place->second.offer(attribute, at);
    if (is_new) ++details_;
}

void StateChanges::add(const Position& position, Timestamp now) {
    const Timestamp at = ordered_at(position.at, now);
    seen_tag(position.tag, at).position.offer(position, at);
}

void StateChanges::add(const GeoFix& fix, Timestamp now) {
    const Timestamp at = ordered_at(fix.at, now);
    seen_gateway(fix.gateway, at);
    if (!fix.tag.empty()) {
        seen_tag(fix.tag, at).geo.offer(fix, at);
    } else {
        gateways_[fix.gateway].geo.offer(fix, at);
    }
}

void StateChanges::add(const GatewayStatus& status, Timestamp now) {
    const Timestamp at = ordered_at(status.at, now);
    if (status.online) {
        seen_gateway(status.gateway, at);
    } else {
        gateways_[status.gateway].online.offer(false, at);  // what a broker says of it: nobody saw it
    }
    if (!status.measurements.empty()) gateways_[status.gateway].measured.offer(status, at);
}

void StateChanges::add(const RawMessage& message, Timestamp now) {
    seen_gateway(message.gateway, ordered_at(message.at, now));
}

}  // namespace cairn::cloud
