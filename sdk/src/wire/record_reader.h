// Records out of their Protobuf form; every place, number and text is checked.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "cairn/model/record.h"
#include "cairn/v1/records.pb.h"

namespace cairn::wire {

/// What all records of a block share. `texts` are views into the plain body.
struct Tables {
    std::int64_t base_unix_ms = 0;
    std::vector<TagId> tags;
    std::vector<GatewayId> gateways;
    std::vector<std::string_view> texts;
    std::uint32_t record_count = 0;
};

/// Reads everything but the records, and counts them. malformed, full: as read_block().
Result<Tables> read_tables(Bytes plain);

/// Reads one record; `correction_ms` is added to times by the edge's clock. `scratch` holds what views in the
/// record refer to.
Result<Record> read_record(const Tables& tables, Bytes encoded, std::int64_t correction_ms,
                           v1::Record& scratch);

}  // namespace cairn::wire
