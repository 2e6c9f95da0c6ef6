// What the two generations of Aruba's messages have in common: fields, addresses, hearings.
#pragma once

#include <optional>
#include <utility>

#include "cairn/core/protobuf_reader.h"
#include "dialect/gateway_frames.h"
#include "dialect/gateway_time.h"

namespace cairn::adapters::aruba {

/// Hands every field of `message` to `take`. malformed: it is no Protobuf message; what came before was
/// handed over.
template <typename Take>
Result<void> each_field(Bytes message, Take&& take) {
    ProtobufReader reader(message);
    while (true) {
        CAIRN_TRY(const auto field, reader.next());
        if (!field) return {};
        take(*field);
    }
}

/// Field `number` of a known type; every other field is skipped, so that newer firmware is read too.
inline bool is(const ProtobufField& field, std::uint32_t number, ProtobufType type) noexcept {
    return field.number == number && field.type == type;
}

/// Nothing for what is not six bytes long.
inline std::optional<MacAddress> address_of(Bytes bytes) noexcept {
    const auto address = MacAddress::from_bytes(bytes);
    if (!address || bytes.size() != address->octets.size()) return std::nullopt;
    return *address;
}

/// One hearing, as both generations tell it.
struct Hearing {
    std::optional<MacAddress> tag;
    std::optional<MacAddress> gateway;
    AddressType address_type = AddressType::unknown;
    std::optional<std::int64_t> rssi_dbm;
    Bytes payload;
    HeardAt heard;
};

/// The frames that the hearing went to; nothing when it was refused: without a tag, without a gateway,
/// or with a payload that is too long.
FrameBuilder* add_hearing(const Hearing& hearing, GatewayFrames& frames);

}  // namespace cairn::adapters::aruba
