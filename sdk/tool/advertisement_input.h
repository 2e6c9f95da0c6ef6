// An advertisement as a line of JSON: whole, or in the parts that other programs show it in.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "cairn/core/result.h"
#include "cairn/model/mac_address.h"

namespace cairn::tool {

struct AdvertisementInput {
    std::string payload;  // AD structures; empty if the line has none
    std::optional<MacAddress> address;
    std::string key;  // as text, "" without: opens what is encrypted
    std::string irk;  // as text, "" without: tells whose private address it is
    /// The first part that could not be read, while the others could.
    std::optional<Error> error;
};

/// Whether an object is meant to be one: it has `adv_hex`, `service_data`, `manufacturer_data` or `irk`.
bool is_advertisement_input(const boost::json::object& line);

/// `adv_hex`: hexadecimal AD structures. Where it is absent, `service_data` and `manufacturer_data` are put
/// together to some: lists of [UUID or company, hexadecimal body]. `name` and `uuids`, a list, are added if
/// no structure says them. `mac`, `key` and `irk` are texts.
AdvertisementInput read_advertisement_input(const boost::json::object& line);

}  // namespace cairn::tool
