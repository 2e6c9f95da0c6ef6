#include "moko/json_notification.h"

#include <algorithm>
#include <array>

#include "dialect/gateway_records.h"
#include "dialect/gateway_time.h"
#include "dialect/tag_records.h"
#include "moko/json_scan.h"

namespace cairn::adapters::moko {
namespace {

constexpr const char* content_refused = "moko.json: notification field";

struct Context {
    const Fields& envelope;
    const Message& message;
    FrameBuilder& frames;
    const char* property;  // what a result is about
};

using Reader = void (*)(const Context& context);

std::optional<JsonObject> content_of(const Fields& envelope) {
    return envelope.object("data", "moko.json: notification");
}

HeardAt time_in(const Fields& fields, FrameBuilder& frames, Delivery delivery) {
    const auto time = fields.number("timestamp", "moko.json: timestamp");
    return heard_at(time ? unix_ms_of(*time) : std::nullopt, frames.received_at(), delivery);
}

struct GatewayField {
    const char* name;
    Quantity quantity;
};

// A status of the gateway with those of `wanted` that its content has.
void add_status(const Fields& fields, std::span<const GatewayField> wanted, FrameBuilder& frames) {
    GatewayStatus status{frames.gateway(), time_in(fields, frames, Delivery::live).at, true, {}};
    for (const GatewayField& field : wanted) {
        const auto number = fields.number(field.name, content_refused);
        if (!number) continue;
        if (plausible(field.quantity, *number)) {
            static_cast<void>(status.measurements.push_back({field.quantity, 0, *number}));
        } else {
            fields.refuse(Errc::malformed, content_refused);
        }
    }
    frames.record(status);
}

void read_status(const Context& context) {
    GatewayStatus status{context.frames.gateway(), context.frames.received_at(), true, {}};
    if (const auto content = context.envelope.object("data", "moko.json: status")) {
        const Fields fields(*content, context.envelope.sink());
        status.at = time_in(fields, context.frames, Delivery::live).at;
        if (const auto dbm = fields.rssi_dbm("wifi_rssi", "moko.json: wifi_rssi")) {
            static_cast<void>(status.measurements.push_back({Quantity::uplink_rssi_dbm, 0, double(*dbm)}));
        }
    }
    context.frames.record(status);
}

// The broker sends this for the gateway, which wrote it when it connected: any time in it is that of the
// connection.
void read_offline(const Context& context) {
    context.frames.record(GatewayStatus{context.frames.gateway(), context.frames.received_at(), false, {}});
}

// The code 0 is success, in the first generation too.
void read_result(const Context& context) {
    auto code = context.envelope.number("result_code", content_refused);
    const auto content = context.envelope.find("data");
    if (const auto object = content ? object_of(*content) : std::nullopt; object && !code) {
        code = Fields(*object, context.envelope.sink()).number("result_code", content_refused);
    }
    if (!code) return context.envelope.refuse(Errc::malformed, "moko.json: result_code");
    GatewayRecords(context.frames, context.frames.received_at())
        .property(context.property, *code == 0 ? "done" : "failed");
}

void read_button_reset(const Context& context) {
    GatewayRecords(context.frames, context.frames.received_at()).property(context.property, "button");
}

void read_metering(const Context& context) {
    constexpr std::array wanted{
        GatewayField{"voltage", Quantity::voltage_v},  GatewayField{"current", Quantity::current_a},
        GatewayField{"power", Quantity::power_w},      GatewayField{"energy", Quantity::energy_kwh},
        GatewayField{"load_state", Quantity::plug_on},
    };
    if (const auto content = content_of(context.envelope))
        add_status(Fields(*content, context.envelope.sink()), wanted, context.frames);
}

// One set of values of a connected tag; false: there were none that Cairn keeps.
bool read_values(const JsonObject& object, const TagId& tag, Delivery delivery, FrameBuilder& frames) {
    const Fields fields(object, frames.sink());
    const std::size_t before = frames.found();
    read_json_values(object, tag, time_in(fields, frames, delivery).at, frames);
    return frames.found() > before;
}

void read_tag(const Context& context) {
    const auto content = content_of(context.envelope);
    if (!content) return;
    const Fields fields(*content, context.envelope.sink());
    const auto tag = fields.tag("mac", "moko.json: tag address");
    if (!tag) return fields.refuse_if_absent("mac", "moko.json: tag address");
    bool found = read_values(*content, *tag, Delivery::live, context.frames);
    if (const auto history = fields.find("history")) {
        const auto items = array_of(*history);
        if (!items) return fields.refuse(Errc::malformed, content_refused);
        for (const JsonValue item : *items) {
            const auto object = object_of(item);
            if (!object) fields.refuse(Errc::malformed, content_refused);
            found = (object && read_values(*object, *tag, Delivery::buffered, context.frames)) || found;
        }
    }
    if (!found) fields.refuse(Errc::unsupported, "moko.json: a tag's notification without values");
}

// A value of somebody's own GATT service: only who configured the notification knows what it means.
void read_unread(const Context& context) {
    context.frames.record(RawMessage{context.frames.gateway(), context.frames.received_at(),
                                     context.message.topic, context.message.payload});
}

void read_link_lost(const Context& context) {
    const auto content = content_of(context.envelope);
    if (!content) return;
    const Fields fields(*content, context.envelope.sink());
    const auto tag = fields.tag("mac", "moko.json: tag address");
    if (!tag) return fields.refuse_if_absent("mac", "moko.json: tag address");
    context.frames.record(Attribute{*tag, context.frames.gateway(), context.frames.received_at(),
                                    AttributeKind::property, context.property});
}

struct Notification {
    int id;
    Reader read;
    const char* property = "";
};

constexpr std::array notifications{
    Notification{3001, read_result, "ota"},  // first generation: update
    Notification{3002, read_result, "reset"},  // first generation: reset
    Notification{3004, read_status},
    Notification{3005, read_result, "mqtt_settings"},  // first generation: change of the MQTT settings
    Notification{3007, read_result, "ota"},
    Notification{3014, read_button_reset, "reset"},
    Notification{3016, read_result, "ble_ota"},    // update of the BLE chip, MKGW3
    Notification{3018, read_result, "ble_ota"},
    Notification{3022, read_result, "wifi_certificates"},
    Notification{3032, read_result, "mqtt_certificates"},
    Notification{3082, read_metering},  // power
    Notification{3084, read_metering},  // energy
    Notification{3086, read_metering},  // load switched
    Notification{3108, read_link_lost, "connection=lost"},  // BXP-Button
    Notification{3117, read_tag},       // BXP-Button: acceleration
    Notification{3166, read_tag},       // BXP-Button-CR: acceleration
    Notification{3173, read_tag},       // BXP-Button-CR: alarm
    Notification{3302, read_link_lost, "connection=lost"},  // any tag
    Notification{3311, read_unread},    // any GATT service
    Notification{3358, read_tag},       // BXP-C: temperature and humidity
    Notification{3361, read_tag},       // BXP-C: acceleration
    Notification{3364, read_tag},       // BXP-C: history
    Notification{3416, read_tag},       // BXP-D: acceleration
    Notification{3461, read_tag},       // BXP-T: motion count
    Notification{3468, read_tag},       // BXP-T: acceleration
    Notification{3508, read_tag},       // BXP-S: temperature and humidity
    Notification{3511, read_tag},       // BXP-S: acceleration
    Notification{3514, read_tag},       // BXP-S: history
    Notification{3522, read_tag},       // BXP-S: hall count
    Notification{3558, read_tag},       // PIR
    Notification{3608, read_tag},       // ToF: acceleration
    Notification{3625, read_tag},       // ToF: distance
    Notification{3999, read_offline},
};

// For the count of what is left out.
const char* family_of(int id) noexcept {
    struct Family {
        int last;
        const char* name;
    };
    constexpr std::array families{
        Family{2999, "moko.json: answer to a command"},
        Family{3099, "moko.json: notification 30xx, the gateway"},
        Family{3199, "moko.json: notification 31xx, a BXP-Button"},
        Family{3299, "moko.json: notification 32xx, an update of tags"},
        Family{3349, "moko.json: notification 33xx, any tag"},
        Family{3399, "moko.json: notification 33xx, a BXP-C"},
        Family{3449, "moko.json: notification 34xx, a BXP-D"},
        Family{3499, "moko.json: notification 34xx, a BXP-T"},
        Family{3549, "moko.json: notification 35xx, a BXP-S"},
        Family{3599, "moko.json: notification 35xx, a PIR sensor"},
        Family{3699, "moko.json: notification 36xx, a ToF sensor"},
    };
    const auto* found =
        std::ranges::find_if(families, [id](const Family& family) { return id <= family.last; });
    return found != families.end() && id >= 1000 ? found->name : "moko.json: message id";
}

}  // namespace

void read_notification(int id, const Fields& envelope, const Message& message, FrameBuilder& frames) {
    const auto* found = std::ranges::find(notifications, id, &Notification::id);
    if (found == notifications.end()) return envelope.refuse(Errc::unsupported, family_of(id));
    found->read({envelope, message, frames, found->property});
}

}  // namespace cairn::adapters::moko
