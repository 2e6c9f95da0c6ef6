// The memory that all dialects of one adapter share; one message is read at a time.
#pragma once

#include <vector>

#include "dialect/frame_builder.h"
#include "dialect/json_reader.h"

namespace cairn::adapters {

struct Scratch {
    FrameBuilder frames;
    JsonReader json;
    std::vector<std::uint8_t> bytes;  // a message that came as hexadecimal text
};

}  // namespace cairn::adapters
