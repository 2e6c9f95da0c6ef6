// The filters that the factory settings of the known gateways need, and those seen in the field.
#pragma once

#include <array>
#include <string_view>

namespace cairn::adapters {

inline constexpr std::array<std::string_view, 16> default_topics{
    "/+/+/send",              // Moko MKGW3, MK107 Pro, MK110 Plus and MKGW4: /<model>/<mac>/send
    "+/+/device_to_app",      // Moko MK107 and MK110: <name>/<id>/device_to_app
    "gw/+/publish",           // Moko, as installers often set it
    "+/+/+/gw/+/raw",         // the same, below a site's own levels
    "/+/+/status",            // Minew G1 (/gw/<mac>/status), MG3 (/mg3/<mac>/status), G2
    "home/+/BTtoMQTT/+",      // OpenMQTTGateway and Theengs: home/<gateway>/BTtoMQTT/<mac>
    "home/+/presence",        // the same: trackers
    "home/+/SYStoMQTT",       // the same: the gateway itself
    "home/+/LWT",             // the same: its last will
    "espresense/devices/+/+", // ESPresense: a device in a room
    "espresense/rooms/+/+",   // ESPresense: a room itself
    "ruuvi/+/+",              // Ruuvi Gateway: ruuvi/<gateway>/<tag>, ruuvi/<gateway>/gw_status
    "up/+/#",                 // Cassia: up/<gateway>/...
    "telemetry/+",            // Kontakt.io: telemetry/<company>
    "+/events/rpc",           // Shelly: <device>/events/rpc
    "civic/+/+",              // Civic: civic/<gateway>/<kind>
};

}  // namespace cairn::adapters
