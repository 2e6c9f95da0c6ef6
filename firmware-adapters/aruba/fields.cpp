#include "aruba/fields.h"

#include "dialect/rssi.h"

namespace cairn::adapters::aruba {

FrameBuilder* add_hearing(const Hearing& hearing, GatewayFrames& frames) {
    if (!hearing.tag || !hearing.gateway) {
        frames.refuse(Errc::malformed, "aruba: address");
        return nullptr;
    }
    if (hearing.payload.size() > limits::advertisement_bytes_max) {
        frames.refuse(Errc::full, "advertisement: longer than allowed");
        return nullptr;
    }
    std::optional<std::int8_t> rssi_dbm;
    if (hearing.rssi_dbm && *hearing.rssi_dbm >= INT8_MIN && *hearing.rssi_dbm <= INT8_MAX) {
        rssi_dbm = known_rssi_dbm(static_cast<std::int8_t>(*hearing.rssi_dbm));
    }
    FrameBuilder& of_gateway = frames.of("aruba", *hearing.gateway);
    of_gateway.hearing(Advertisement{TagId::of("ble", *hearing.tag),
                                     {},
                                     hearing.heard.at,
                                     hearing.heard.source,
                                     rssi_dbm,
                                     {},
                                     hearing.address_type},
                       hearing.payload);
    return &of_gateway;
}

}  // namespace cairn::adapters::aruba
