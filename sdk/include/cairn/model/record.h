// What Cairn keeps, sends and stores: the facts that come out of frames. Positions and raw messages have the
// edge's time; the others say whose time theirs is.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

#include "cairn/core/inline_string.h"
#include "cairn/core/inline_vector.h"
#include "cairn/core/time.h"
#include "cairn/model/advertisement.h"
#include "cairn/model/ids.h"
#include "cairn/model/position.h"
#include "cairn/model/quantity.h"

namespace cairn {

/// A gateway heard a tag.
struct Sighting {
    TagId tag;
    GatewayId gateway;
    Timestamp at;
    TimeSource time_source = TimeSource::receipt;
    std::int8_t rssi_dbm = 0;
};

/// A tag measured something.
struct Reading {
    TagId tag;
    GatewayId gateway;  // which gateway passed it on
    Timestamp at;
    Measurement measurement;
    InlineString<47> label;  // only with Quantity::custom: the sender's own name and unit, "noise dBA"
    TimeSource time_source = TimeSource::receipt;
};

/// What an attribute says. Numbers are stored and sent: they are only ever appended.
enum class AttributeKind : std::uint8_t {
    name = 1,
    ibeacon = 2,        // "uuid/major/minor", the UUID in 32 lower-case digits
    altbeacon = 3,      // 40 lower-case digits
    eddystone_uid = 4,  // "namespace/instance", 20 and 12 lower-case digits
    url = 5,
    device = 6,    // the tag's own number inside its payload
    firmware = 7,
    model = 8,
    serial = 9,
    text = 10,          // free text that the sender put in
    raw = 11,           // bytes that have no published meaning, in lower-case digits
    ephemeral_id = 12,  // of an Eddystone-EID or a tracker, in lower-case digits: it changes with time
    service = 13,       // a service UUID that is listed, in lower-case digits
    property = 14,  // "name=value": what a gateway says of itself beside its measurements, "apn=internet"
    solicited_service = 15,  // the UUID of a service that is looked for, as above
    target_address = 16,     // whom the advertisement is meant for
};
inline constexpr AttributeKind attribute_kind_last = AttributeKind::target_address;
std::string_view name(AttributeKind kind) noexcept;

/// A tag or a gateway said who or what it is. Text that is longer than fits is cut.
struct Attribute {
    TagId tag;  // empty: the gateway itself
    GatewayId gateway;
    Timestamp at;
    AttributeKind kind = AttributeKind::name;
    InlineString<95> text;
    TimeSource time_source = TimeSource::receipt;
};

/// A tag or gateway knows its place on Earth.
struct GeoFix {
    TagId tag;  // empty: the gateway itself
    GatewayId gateway;
    Timestamp at;
    GeoPosition position;
    TimeSource time_source = TimeSource::receipt;
};

/// A gateway told about itself.
struct GatewayStatus {
    GatewayId gateway;
    Timestamp at;
    bool online = true;
    InlineVector<Measurement, 8> measurements;
    TimeSource time_source = TimeSource::receipt;
};

/// A message that no dialect understands but that is wanted all the same. `payload` and `topic` are
/// views that live as long as the Frame or block they came with.
struct RawMessage {
    GatewayId gateway;
    Timestamp at;
    std::string_view topic;
    Bytes payload;
};

using Record = std::variant<Sighting, Reading, Attribute, Position, GeoFix, GatewayStatus, RawMessage>;

}  // namespace cairn
