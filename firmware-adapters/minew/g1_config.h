// The configuration message of a Minew G1, which must name every setting.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "dialect/written_json.h"

namespace cairn::adapters::minew {

struct ChangedSetting {
    std::string_view member;  // "common.rssi"
    std::string value;
};

/// A message that leaves everything but `changes` as it is. `action` and `requestId` stand in it.
WrittenObject g1_config(std::initializer_list<ChangedSetting> changes, std::string_view request_id);

}  // namespace cairn::adapters::minew
