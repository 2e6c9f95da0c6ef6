// What phones and computers send, recognised so that it can be dropped or counted:
// docs/formats/adv-phones.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

/// One of Apple's objects: its type, its length, so many bytes; another may follow. "Continuity" has no
/// published specification; the types and their lengths are those of github.com/furiousMAC/continuity.
bool read_apple_object(ReadContext& context, Decoded& out) noexcept;
/// HomeKit Accessory Protocol, section 7.4.2: three bits of subtype and five of length stand behind the type.
bool read_homekit(ReadContext& context, Decoded& out) noexcept;
/// Earphones: the batteries of both and of their case.
bool read_apple_pairing(ReadContext& context, Decoded& out) noexcept;
/// What its owner does is read only with DecoderOptions::every_structure.
bool read_apple_nearby_info(ReadContext& context, Decoded& out) noexcept;
/// The status that tells of the battery, and the key that changes; with 2 bytes it is near its owner.
bool read_apple_find_my(ReadContext& context, Decoded& out) noexcept;
/// Account keys: fields of four bits of length and four of type, up to the end.
bool read_fast_pair_keys(ReadContext& context, Decoded& out) noexcept;
/// The device's kind is part of the frame.
bool read_microsoft_cdp(ReadContext& context, Decoded& out) noexcept;

constexpr Format apple_object(std::string_view name, std::uint8_t type, DeviceClass device_class,
                              Reader read = read_apple_object) noexcept {
    return {.name = name,
            .carrier = manufacturer_data(0x004C),
            .magic = begins_with(type),
            .lengths = at_least(2),
            .confidence = Confidence::identifier,
            .read = read,
            .device_class = device_class};
}

/// 128 bits for the services of apps in the background; no length stands before them.
inline constexpr Format apple_overflow_area{.name = "apple.overflow_area",
                                            .carrier = manufacturer_data(0x004C),
                                            .magic = begins_with(0x01),
                                            .lengths = exactly(17),
                                            .confidence = Confidence::identifier,
                                            .device_class = DeviceClass::phone};

inline constexpr auto microsoft_cdp_fields = std::array{
    Field{.quantity = Quantity::device_type, .offset = 1, .wire = Wire::u8, .bits = {0, 5}},
};
inline constexpr auto microsoft_swift_conditions = std::array{byte_is(2, 0x80)};

inline constexpr auto exposure_texts = std::array{
    Text{AttributeKind::ephemeral_id, {TextPart{Part::hex, 0, 16}}},
};

inline constexpr auto homekit_conditions = std::array{byte_is(1, 0x20, 0xE0)};
inline constexpr auto homekit_fields = std::array{Field{Quantity::device_type, 9, Wire::u16_le}};
inline constexpr auto homekit_texts = std::array{Text{AttributeKind::device, {TextPart{Part::mac, 3, 6}}}};
inline constexpr auto homekit_notification_texts = std::array{
    Text{AttributeKind::device, {TextPart{Part::mac, 2, 6}}},
};

inline constexpr auto fast_pair_texts = std::array{Text{AttributeKind::model, {TextPart{Part::hex, 0, 3}}}};

inline constexpr auto phones = std::array{
    apple_overflow_area,
    apple_object("apple.airprint", 0x03, DeviceClass::computer),
    apple_object("apple.airdrop", 0x05, DeviceClass::phone),
    Format{.name = "apple.homekit",
           .carrier = manufacturer_data(0x004C),
           .magic = begins_with(0x06),
           .lengths = at_least(15),
           .fields = homekit_fields,
           .texts = homekit_texts,
           .conditions = homekit_conditions,
           .read = read_homekit},
    apple_object("apple.proximity_pairing", 0x07, DeviceClass::phone, read_apple_pairing),
    apple_object("apple.hey_siri", 0x08, DeviceClass::phone),
    apple_object("apple.airplay_target", 0x09, DeviceClass::computer),
    apple_object("apple.airplay_source", 0x0A, DeviceClass::phone),
    apple_object("apple.magic_switch", 0x0B, DeviceClass::phone),
    apple_object("apple.handoff", 0x0C, DeviceClass::phone),
    apple_object("apple.tethering_target", 0x0D, DeviceClass::phone),
    apple_object("apple.tethering_source", 0x0E, DeviceClass::phone),
    apple_object("apple.nearby_action", 0x0F, DeviceClass::phone),
    apple_object("apple.nearby_info", 0x10, DeviceClass::phone, read_apple_nearby_info),
    Format{.name = "apple.homekit_notification",
           .carrier = manufacturer_data(0x004C),
           .magic = begins_with(0x11),
           .lengths = at_least(8),
           .texts = homekit_notification_texts,
           .conditions = homekit_conditions,
           .read = read_homekit},
    apple_object("apple.find_my", 0x12, DeviceClass::tracker, read_apple_find_my),
    // What it is for is not known.
    apple_object("apple.type_13", 0x13, DeviceClass::phone),
    Format{.name = "microsoft.cdp",
           .carrier = manufacturer_data(0x0006),
           .magic = begins_with(0x01),
           .lengths = exactly(27),
           .fields = microsoft_cdp_fields,
           .read = read_microsoft_cdp,
           .device_class = DeviceClass::computer},
    // A keyboard or a mouse that wants to be paired.
    Format{.name = "microsoft.swift_pair",
           .carrier = manufacturer_data(0x0006),
           .magic = begins_with(0x03),
           .lengths = at_least(3),
           .confidence = Confidence::identifier,
           .conditions = microsoft_swift_conditions,
           .device_class = DeviceClass::computer},
    // A rolling identifier and four bytes of encrypted metadata.
    Format{.name = "exposure_notification",
           .carrier = service_data(0xFD6F),
           .lengths = exactly(20),
           .texts = exposure_texts,
           .device_class = DeviceClass::exposure},
    // Three bytes are a model that wants to be paired, more are a filter of account keys.
    Format{.name = "google.fast_pair",
           .carrier = service_data(0xFE2C),
           .lengths = exactly(3),
           .confidence = Confidence::identifier,
           .texts = fast_pair_texts,
           .device_class = DeviceClass::phone},
    Format{.name = "google.fast_pair",
           .carrier = service_data(0xFE2C),
           .lengths = at_least(4),
           .confidence = Confidence::identifier,
           .read = read_fast_pair_keys,
           .device_class = DeviceClass::phone},
    // The version of its protocol, and what it does.
    Format{.name = "google.nearby",
           .carrier = service_data(0xFEF3),
           .magic = begins_with(0x4A, 0x17),
           .lengths = at_least(8),
           .confidence = Confidence::identifier,
           .device_class = DeviceClass::phone},
    Format{.name = "samsung.phone",
           .carrier = service_data(0xFD69),
           .lengths = at_least(2),
           .confidence = Confidence::identifier,
           .device_class = DeviceClass::phone},
};

}  // namespace cairn::formats
