// Trackers of finder networks, recognised so that they can be dropped or counted:
// docs/formats/adv-trackers.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

/// A service that nobody else should use, but somebody may: no more than a hint.
constexpr Format tracker_hint(std::string_view name, std::uint16_t service, Magic magic = {}) noexcept {
    return {.name = name,
            .carrier = service_data(service),
            .magic = magic,
            .lengths = at_least(2),
            .confidence = Confidence::identifier,
            .device_class = DeviceClass::tracker};
}
constexpr Format tracker_named(std::string_view name, Carrier carrier, Lengths lengths,
                               std::span<const Condition> conditions) noexcept {
    return {.name = name,
            .carrier = carrier,
            .lengths = lengths,
            .confidence = Confidence::identifier,
            .conditions = conditions,
            .device_class = DeviceClass::tracker};
}

// draft-ietf-dult-accessory-protocol, section 3.
inline constexpr auto dult_fields = std::array{
    Field{Quantity::network_id, 0, Wire::u8},
    Field{.quantity = Quantity::near_owner, .offset = 1, .wire = Wire::u8, .bits = {0, 1}},
};

// Google's Find Hub Network: developers.google.com/nearby/fast-pair/specifications/extensions/fmdn.
inline constexpr auto find_hub_160_texts =
    std::array{Text{AttributeKind::ephemeral_id, {TextPart{Part::hex, 1, 20}}}};
inline constexpr auto find_hub_256_texts =
    std::array{Text{AttributeKind::ephemeral_id, {TextPart{Part::hex, 1, 32}}}};
constexpr Format find_hub(std::string_view name, std::uint8_t frame, Lengths lengths,
                          std::span<const Text> texts) noexcept {
    return {.name = name,
            .carrier = service_data(0xFEAA),
            .magic = begins_with(frame),
            .lengths = lengths,
            .texts = texts,
            .device_class = DeviceClass::tracker};
}

// github.com/seemoo-lab/AirGuard; Yu and others, "Privacy Analysis of Samsung's Crowd-Sourced Bluetooth
// Location Tracking System". The battery is 0 for very low to 3 for full.
inline constexpr auto smart_tag_conditions = std::array{byte_is(0, 0x10, 0xF0)};
inline constexpr auto smart_tag_fields = std::array{
    Field{.quantity = Quantity::state_code, .offset = 0, .wire = Wire::u8, .bits = {0, 3}},
    Field{.quantity = Quantity::battery_state,
          .offset = 12,
          .wire = Wire::u8,
          .scale = -1,
          .bias = 3,
          .bits = {0, 2}},
};
inline constexpr auto smart_tag_texts =
    std::array{Text{AttributeKind::ephemeral_id, {TextPart{Part::hex, 4, 8}}}};

inline constexpr auto nut_conditions = std::array{name_is("nut"), lists_service(0x180A)};
inline constexpr auto nutale_conditions = std::array{name_begins("nutale")};
inline constexpr auto itag_conditions = std::array{name_begins("iTAG")};
inline constexpr auto tag_it_conditions = std::array{name_begins("Tag-It")};
inline constexpr auto gigaset_conditions = std::array{name_begins("Gigaset G-tag")};
inline constexpr auto gigaset_body = std::array{bytes_are(0, "\x02\x15\x12\x34\x80")};
inline constexpr auto ticwatch_conditions = std::array{name_begins("TicWatch")};

inline constexpr auto trackers = std::array{
    Format{.name = "dult",
           .carrier = service_data(0xFCB2),
           .lengths = {2, 24},
           .fields = dult_fields,
           .device_class = DeviceClass::tracker},
    find_hub("google.find_hub", 0x40, {21, 22}, find_hub_160_texts),
    find_hub("google.find_hub", 0x40, {33, 34}, find_hub_256_texts),
    // The mode that protects people from being followed.
    find_hub("google.find_hub_separated", 0x41, {21, 22}, find_hub_160_texts),
    find_hub("google.find_hub_separated", 0x41, {33, 34}, find_hub_256_texts),
    Format{.name = "samsung.smart_tag",
           .carrier = service_data(0xFD5A),
           .lengths = exactly(20),
           .fields = smart_tag_fields,
           .texts = smart_tag_texts,
           .conditions = smart_tag_conditions,
           .device_class = DeviceClass::tracker},
    tracker_hint("tile", 0xFEED, begins_with(0x02)),
    tracker_hint("tile", 0xFEEC, begins_with(0x02)),
    tracker_hint("tile", 0xFD84, begins_with(0x02)),
    tracker_hint("chipolo", 0xFE33),
    tracker_hint("chipolo", 0xFE65),
    tracker_hint("pebblebee", 0xFA25),
    tracker_named("nut", manufacturer_data_of_name(), exactly(2), nut_conditions),
    tracker_named("nut", service_data(0x0900), exactly(12), nutale_conditions),
    tracker_named("itag", manufacturer_data_of_name(), at_least(2), itag_conditions),
    tracker_named("tag_it", device_name(), at_least(6), tag_it_conditions),
    tracker_named("gigaset.g_tag", device_name(), at_least(13), gigaset_conditions),
    tracker_named("gigaset.g_tag", manufacturer_data(0x0180), exactly(10), gigaset_body),
    tracker_named("mobvoi.ticwatch", device_name(), at_least(8), ticwatch_conditions),
};

}  // namespace cairn::formats
