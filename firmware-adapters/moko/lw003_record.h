// One heard tag in a scan of the LW003-B.
#pragma once

#include <optional>

#include "cairn/model/mac_address.h"
#include "dialect/frame_builder.h"
#include "dialect/raw_payload.h"
#include "dialect/tag_records.h"

namespace cairn::adapters::moko {

/// A view. What every configuration that Cairn reads has in front.
struct Lw003Record {
    std::uint8_t type = 0;
    bool has_response = false;  // a scan response came, which some fields are of
    MacAddress address;
    std::int8_t rssi_dbm = 0;
    std::uint32_t at_s = 0;  // since 1970
    Bytes rest;              // the fields of the type, then raw bytes
};

/// The numbers of the types are others in firmware V3 than in the Pro and the Plus.
enum class Lw003Types : std::uint8_t { of_v3, of_pro };

/// Whether the fields of the type, as configured in the factory, and whole AD structures behind them are all
/// that there is.
bool fits(const Lw003Record& record, Lw003Types types) noexcept;

/// Whether no fields but the raw advertisement are sent: it then begins with its flags.
bool is_raw_alone(const Lw003Record& record) noexcept;

/// The raw bytes of a record that fits, or is raw alone; where there are none, what an Eddystone-URL was
/// made of; else nothing.
void add_payload(const Lw003Record& record, Lw003Types types, RawPayload& payload, FrameBuilder& frames);

/// The values of a record that fits.
void read_values(const Lw003Record& record, Lw003Types types, const TagRecords& tag, FrameBuilder& frames);

}  // namespace cairn::adapters::moko
