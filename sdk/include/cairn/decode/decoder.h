// From an advertisement to what it says: every known format in it, by table.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "cairn/core/bytes.h"
#include "cairn/core/inline_string.h"
#include "cairn/core/inline_vector.h"
#include "cairn/core/limits.h"
#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/decode/ad_structures.h"
#include "cairn/model/mac_address.h"
#include "cairn/model/quantity.h"
#include "cairn/model/record.h"

namespace cairn {

/// A measurement and the bytes that it was made of.
struct DecodedValue : Measurement {
    /// Where the bytes stand in the payload; a size of 0: nowhere, they were encrypted.
    std::uint16_t offset = 0;
    std::uint8_t size_bytes = 0;
};

/// A text that a format carries: an identity, a URL, a name.
struct DecodedText {
    AttributeKind kind = AttributeKind::name;
    InlineString<95> text;
    std::uint16_t offset = 0;  // as above
    std::uint8_t size_bytes = 0;
};

/// How sure it is that the bytes are what the format's name says.
enum class Confidence : std::uint8_t {
    identifier = 1,  // a company or service alone, which others use, too
    layout = 2,      // identifier, length and leading bytes fit
    verified = 3,    // a checksum, a signature or an embedded address fits
};

/// What became of encrypted content.
enum class Protection : std::uint8_t {
    none = 0,        // it was plain
    decrypted = 1,   // the key fits
    no_key = 2,      // it stays closed
    wrong_key = 3,   // there is a key, and it does not fit
    replayed = 4,    // the counter did not grow: an old advertisement, sent again
    downgraded = 5,  // it is plain although the device has a key: nobody knows who sent it
};

/// What carries the radio, as far as a format tells: most of what is on the air is nobody's asset.
enum class DeviceClass : std::uint8_t {
    thing = 0,     // a tag, a beacon, a sensor, or nobody knows
    phone = 1,     // a phone, or what its owner wears: a watch, earphones
    tracker = 2,   // of a finder network: it finds keys and bags
    computer = 3,  // a computer, a printer, a television
    exposure = 4,  // a phone's exposure notification
};

inline constexpr std::size_t device_classes_count = 5;

std::string_view name(Confidence confidence) noexcept;
std::string_view name(Protection protection) noexcept;
std::string_view name(DeviceClass device_class) noexcept;

/// One format found in an advertisement.
struct Decoded {
    std::string_view format;  // "ruuvi.5", "ibeacon"; documented in docs/formats; lives as long as its table
    Confidence confidence = Confidence::layout;
    Protection protection = Protection::none;
    DeviceClass device_class = DeviceClass::thing;
    std::uint16_t offset = 0;  // of the AD structure in the payload
    InlineVector<DecodedValue, limits::decoded_measurements_max> measurements;
    InlineVector<DecodedText, limits::decoded_attributes_max> attributes;
};

/// A structure of the advertisement: a view, it lives as long as the payload.
struct SeenStructure : AdStructure {
    std::uint16_t offset = 0;  // of its length byte
    bool is_known = false;  // a format has read it
};

struct DecodeReport {
    /// All structures in order; those that no format knows keep their bytes here.
    InlineVector<SeenStructure, limits::ad_structures_max> structures;
    InlineVector<Decoded, limits::decoded_formats_max> formats;
    /// The first defect: a structure past the end (truncated), a known format with a wrong length or
    /// value (malformed; `where` is its name), or more than fits (full). What is sound is in `formats`
    /// all the same.
    std::optional<Error> error;
};

/// What the advertiser is, so that phones and trackers can be dropped or counted. A thing that says more than
/// an identifier (layout, verified) is a thing, whatever else it carries; GAP's own structures are nobody's.
DeviceClass device_class_of(const DecodeReport& report) noexcept;

class Cipher;
class KeyRing;
class ReplayGuard;
struct FormatTable;  // formats that were made at run time

/// What helps to decode. All of it may be left out; what is given outlives the Decoder.
struct DecoderOptions {
    const KeyRing* keys = nullptr;
    Cipher* cipher = nullptr;  // without it nothing is decrypted
    ReplayGuard* replay_guard = nullptr;
    /// They go before the built-in formats: net::FormatDefinitions.
    const FormatTable* definitions = nullptr;
    bool every_structure = false;  // also what GAP's own structures say: flags, services, intervals
};

/// What is known of an advertisement beside its structures.
struct DecodeInput {
    Bytes payload;  // AD structures
    std::optional<MacAddress>
        address;  // the advertiser's, or its identity if that is known: it finds the keys
    Timestamp heard_at{};  // 0: not known; encrypted telemetry of Eddystone stays closed then
};

/// Decodes advertisements. Its answers depend on the bytes, the address, and the options alone; only the
/// replay guard remembers. No heap after creation; any bytes are safe. One thread at a time.
class Decoder {
public:
    explicit Decoder(const DecoderOptions& options = {});
    ~Decoder();
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;

    /// Decodes every AD structure. `DecodeReport` is some kilobytes: keep one and reuse it.
    void decode(const DecodeInput& input, DecodeReport& report) const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// The built-in formats, without keys.
void decode(Bytes payload, DecodeReport& report) noexcept;

}  // namespace cairn
