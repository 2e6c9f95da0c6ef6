#include "gatherer.h"

#include <algorithm>
#include <variant>

namespace cairn::tool {

void Gatherer::frame(const Frame& frame) {
    for (const Advertisement& advertisement : frame.advertisements) add(frame.gateway, advertisement);
    for (const Record& record : frame.records) {
        std::visit([&](const auto& what) { add(frame.gateway, what); }, record);
    }
}

DecodedGateway& Gatherer::gateway(const GatewayId& id) {
    const auto found = std::ranges::find(out_.gateways, id.view(), &DecodedGateway::id);
    if (found != out_.gateways.end()) return *found;
    DecodedGateway fresh;
    fresh.id = id.view();
    return out_.gateways.emplace_back(std::move(fresh));
}

DecodedTag& Gatherer::tag(const GatewayId& gateway_id, const TagId& id) {
    std::vector<DecodedTag>& tags = gateway(gateway_id).tags;
    const auto found = std::find_if(tags.rbegin(), tags.rend(),
                                    [&](const DecodedTag& known) { return known.id == id.view(); });
    if (found != tags.rend()) return *found;
    DecodedTag fresh;
    fresh.id = id.view();
    return tags.emplace_back(std::move(fresh));
}

void Gatherer::add(const GatewayId& gateway_id, const Advertisement& advertisement) {
    DecodedTag heard;
    heard.id = advertisement.tag.view();
    if (advertisement.rssi_dbm) heard.rssi_dbm = *advertisement.rssi_dbm;
    if (advertisement.time_source == TimeSource::gateway) heard.at = advertisement.heard_at;
    heard.payload.bytes.assign(advertisement.payload.begin(), advertisement.payload.end());
    if (identities_ != nullptr) heard.identity = identities_->owner_of(advertisement);
    const auto address = heard.identity ? heard.identity : address_of(advertisement.tag);
    decoder_.decode({heard.payload.bytes, address, advertisement.heard_at}, heard.payload.report);
    gateway(gateway_id).tags.push_back(std::move(heard));
}

void Gatherer::add(const GatewayId& gateway_id, const Reading& reading) {
    tag(gateway_id, reading.tag)
        .own_values.push_back({reading.measurement, std::string(reading.label.view())});
}

void Gatherer::add(const GatewayId& gateway_id, const Attribute& attribute) {
    std::vector<DecodedText>& texts =
        attribute.tag.empty() ? gateway(gateway_id).texts : tag(gateway_id, attribute.tag).own_texts;
    texts.push_back({attribute.kind, attribute.text});
}

void Gatherer::add(const GatewayId& gateway_id, const GeoFix& fix) {
    (fix.tag.empty() ? gateway(gateway_id).geo : tag(gateway_id, fix.tag).geo) = fix.position;
}

void Gatherer::add(const GatewayId& gateway_id, const GatewayStatus& status) {
    DecodedGateway& known = gateway(gateway_id);
    known.has_status = true;
    known.is_online = status.online;
    for (const Measurement& measurement : status.measurements) known.values.push_back({measurement, ""});
}

void Gatherer::add(const GatewayId& gateway_id, const Sighting& sighting) {
    DecodedTag heard;
    heard.id = sighting.tag.view();
    heard.rssi_dbm = sighting.rssi_dbm;
    if (sighting.time_source == TimeSource::gateway) heard.at = sighting.at;
    gateway(gateway_id).tags.push_back(std::move(heard));
}

}  // namespace cairn::tool
