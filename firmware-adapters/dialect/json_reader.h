// JSON from outside: parsed into memory that was taken beforehand, to a bounded depth.
#pragma once

#include <memory>
#include <optional>

#include "cairn/core/bytes.h"
#include "dialect/json_value.h"

namespace cairn::adapters {

/// Whether the first character that is not white space begins an object or an array.
bool begins_json(Bytes text) noexcept;

/// One document at a time. A message is parsed once, by whichever dialect asks first.
class JsonReader {
public:
    JsonReader();

    /// The document of `text`, of limits::message_bytes_max bytes at most: an object or an array. Strings
    /// that are not well formed are repaired (json_repair.h) before the whole is given up. The same span
    /// again is the same document, until forget(). malformed: not one JSON document, or deeper than
    /// limits::json_depth_max.
    Result<JsonValue> parse(Bytes text) noexcept;
    /// The same of a document that must be an object, or a list. malformed, named `where`: it is the other.
    Result<JsonObject> parse_object(Bytes text, const char* where) noexcept;
    Result<JsonArray> parse_list(Bytes text, const char* where) noexcept;
    /// To be called for every message: another one can stand at the same place.
    void forget() noexcept { parsed_.reset(); }

private:
    Result<JsonValue> parse_anew(Bytes text) noexcept;

    simdjson::dom::parser parser_;
    std::unique_ptr<char[]> text_;  // the message, with the room behind it that the parser reads into
    Bytes source_;
    std::optional<Result<JsonValue>> parsed_;
};

}  // namespace cairn::adapters
