// What a format's own reader sees, and how it adds what it finds: for layouts that no table can say.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "cairn/core/bytes.h"
#include "cairn/decode/ad_structures.h"
#include "cairn/decode/decoder.h"
#include "cairn/model/mac_address.h"
#include "decode/packed_format.h"

namespace cairn {

/// An advertisement, taken apart. Views that live for the call.
struct WalkedAdvertisement {
    Bytes payload;
    std::span<const SeenStructure> structures;
    std::string_view name;  // the complete name, or else the shortened one; "" without
    const DecodeInput* input = nullptr;

    bool lists_service(std::uint16_t uuid) const noexcept;
    /// The body of the first service data of this UUID, or of the manufacturer data of this company.
    std::optional<Bytes> service_data(std::uint16_t uuid) const noexcept;
    std::optional<Bytes> manufacturer_data(std::uint16_t company) const noexcept;
};

/// Bytes that a reader makes, such as plain text out of cipher text; they live for the call.
using Scratch = std::array<std::uint8_t, 256>;

struct ReadContext {
    // Not an aggregate: g++ 12 would fill one with zeros first, by an instruction that takes longer than most
    // readers.
    ReadContext(std::string_view format_name, const Carrier& found_in, const PackedValues& said,
                const WalkedAdvertisement& walked, const DecoderOptions& given, Bytes found, Scratch& room,
                std::optional<Error>& first) noexcept
        : name(format_name),
          carrier(found_in),
          values(said),
          advertisement(walked),
          options(given),
          body(found),
          scratch(room),
          error(&first) {}

    std::string_view name;  // of the format
    Carrier carrier;
    const PackedValues& values;  // what the interpreter will read
    const WalkedAdvertisement& advertisement;
    const DecoderOptions& options;
    Bytes body;  // behind the company id or UUID, unless Format::from_id
    Scratch& scratch;
    Bytes rest;  // of the body: see Reader. Its formats are tried as those of the whole body

    std::optional<Error>* error;  // of the report

    /// Notes a defect of the advertisement under the format's name; the first one stays.
    void note(Errc code) const noexcept;
    /// The same, as a reader's answer: it is of the format, with a defect.
    bool broken(Errc code) const noexcept {
        note(code);
        return true;
    }

    const std::optional<MacAddress>& address() const noexcept { return advertisement.input->address; }
    Timestamp heard_at() const noexcept { return advertisement.input->heard_at; }
};

// What adds to `out` notes it if that holds no more (full), and if the bytes cannot be (malformed).

/// Adds a number that was made of `from`, a view of the body or of the scratch.
void add_value(const ReadContext& context, Decoded& out, Quantity quantity, double value, Bytes from,
               std::uint8_t channel = 0) noexcept;

/// The next channel of `quantity` in `out`: how many of it are there already.
std::uint8_t next_channel(const Decoded& out, Quantity quantity) noexcept;

/// Adds what one row says of `body`, as the interpreter does for the rows of a format; for objects that have
/// a layout of their own. Behind the end of `body` there is nothing.
void add_field(const ReadContext& context, Decoded& out, const Field& field, Bytes body) noexcept;
void add_fields(const ReadContext& context, Decoded& out, const PackedValues& fields, Bytes body) noexcept;
void add_text(const ReadContext& context, Decoded& out, const Text& text, Bytes body) noexcept;

/// Adds a text that the reader made of `from`, in printable UTF-8.
void add_text(const ReadContext& context, Decoded& out, AttributeKind kind, std::string_view text,
              Bytes from) noexcept;

}  // namespace cairn
