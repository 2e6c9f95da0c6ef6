// JSON from outside: parsed into memory that was taken beforehand, to a bounded depth.
#pragma once

#include <boost/json/static_resource.hpp>
#include <boost/json/value.hpp>
#include <memory>
#include <optional>

#include "cairn/core/bytes.h"

namespace cairn::adapters {

/// One document at a time. Malformed UTF-8 inside strings passes: a tag's name must not cost the
/// whole message; what is kept goes through clean_text().
class JsonReader {
public:
    JsonReader();

    /// The document lives until the next parse().
    /// malformed: not one JSON document, or deeper than limits::json_depth_max.
    /// full: more values than the memory holds.
    Result<const boost::json::value*> parse(Bytes text);

private:
    std::unique_ptr<unsigned char[]> memory_;
    std::optional<boost::json::static_resource> resource_;
    std::optional<boost::json::value> document_;
};

}  // namespace cairn::adapters
