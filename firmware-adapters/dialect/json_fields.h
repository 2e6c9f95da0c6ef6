// Members of a JSON object, each with a type that is checked; a wrong one costs that member only.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string_view>

#include "cairn/ingest/adapter.h"
#include "dialect/raw_payload.h"

namespace cairn::adapters {

using JsonValue = boost::json::value;
using JsonObject = boost::json::object;

/// Absent and null are the same.
const JsonValue* member(const JsonObject& object, std::string_view name) noexcept;

/// A finite number; also a text that is one, and false and true as 0 and 1: gateways write all of these.
std::optional<double> number_of(const JsonValue& value) noexcept;
std::optional<std::string_view> text_of(const JsonValue& value) noexcept;

/// A view of an object. `where` names the member for the count of refusals: malformed on a wrong type.
class Fields {
public:
    Fields(const JsonObject& object, IngestSink& sink) noexcept : object_(&object), sink_(&sink) {}

    bool has(std::string_view name) const noexcept { return member(*object_, name) != nullptr; }
    std::optional<double> number(std::string_view name, const char* where) const;
    std::optional<std::string_view> text(std::string_view name, const char* where) const;
    std::optional<MacAddress> mac(std::string_view name, const char* where) const;
    const JsonObject* object(std::string_view name, const char* where) const;
    /// A signal strength; 0, 127 and -128 say that there is none.
    std::optional<std::int8_t> rssi_dbm(std::string_view name, const char* where) const;
    /// Appends AD structures that stand as hexadecimal text.
    void raw_payload(std::string_view name, RawPayload& payload, const char* where) const;

    /// For a member that must be there: a wrong type was refused already.
    void refuse_if_absent(std::string_view name, const char* where) const;
    void refuse(Errc code, const char* where) const { sink_->rejected(Error{code, 0, where}); }
    const JsonObject& whole() const noexcept { return *object_; }
    IngestSink& sink() const noexcept { return *sink_; }

private:
    const JsonObject* object_;
    IngestSink* sink_;
};

/// As Fields::rssi_dbm(); `valid` turns false for a number that is no signal strength at all.
std::optional<std::int8_t> rssi_dbm_of(double number, bool& valid) noexcept;

}  // namespace cairn::adapters
