// What an MKGW4 decoded itself of the tag that it heard.
#pragma once

#include "dialect/frame_builder.h"
#include "dialect/tag_records.h"
#include "moko/mkgw4_record.h"

namespace cairn::adapters::moko {

void read_mkgw4_values(const ScanRecord& record, const TagRecords& tag, FrameBuilder& frames);

}  // namespace cairn::adapters::moko
