// Short lists inside of a column, as text that a person can read in the database: one part a line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cairn/model/position.h"
#include "cairn/model/record.h"

namespace cairn::cloud {

using EvidenceList = InlineVector<Evidence, limits::evidence_gateways_max>;
using MeasurementList = InlineVector<Measurement, 8>;

/// "moko:D48C49F7909C -60.5 7 -63.25 4.5": gateway, strength in dBm, hearings, expected strength in dBm,
/// distance in m.
std::string encode_evidence(const EvidenceList& evidence);
/// Lines that are none are left out. The last two numbers may be missing: once there were three words a line.
EvidenceList parse_evidence(std::string_view text);

/// "13 0 12.5": quantity, channel, value.
std::string encode_measurements(const MeasurementList& measurements);
/// Lines that are none are left out.
std::vector<Measurement> parse_measurements(std::string_view text);

}  // namespace cairn::cloud
