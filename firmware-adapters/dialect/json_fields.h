// Members of a JSON object, each with a type that is checked; a wrong one costs that member only.
#pragma once

#include <optional>
#include <string_view>

#include "cairn/ingest/adapter.h"
#include "dialect/json_value.h"
#include "dialect/raw_payload.h"

namespace cairn::adapters {

/// `valid` turns false for a number that is no signal strength at all.
std::optional<std::int8_t> rssi_dbm_of(double number, bool& valid) noexcept;

/// What reads a member that may be absent. `where` names it for the count of refusals: malformed on a
/// wrong type.
class FieldReader {
public:
    explicit FieldReader(IngestSink& sink) noexcept : sink_(&sink) {}

    std::optional<double> number(const JsonValue& value, const char* where) const;
    std::optional<std::string_view> text(const JsonValue& value, const char* where) const;
    std::optional<MacAddress> mac(const JsonValue& value, const char* where) const;
    std::optional<TagId> tag(const JsonValue& value, const char* where) const;
    std::optional<JsonObject> object(const JsonValue& value, const char* where) const;
    void raw_payload(const JsonValue& value, RawPayload& payload, const char* where) const;

    void refuse(Errc code, const char* where) const { sink_->rejected(Error{code, 0, where}); }
    IngestSink& sink() const noexcept { return *sink_; }

private:
    IngestSink* sink_;
};

/// A view of an object whose members are found by `Members::Key`: a name (Fields) or a place in a list of
/// names (Row, json_row.h).
template <typename Members>
class FieldsOf {
public:
    using Key = typename Members::Key;

    FieldsOf(const JsonObject& object, IngestSink& sink) noexcept : members_(object), reader_(sink) {}

    /// An optional value or a pointer to it. Absent and null are the same.
    auto find(Key key) const noexcept { return members_.find(key); }
    bool has(Key key) const noexcept { return static_cast<bool>(find(key)); }

    std::optional<double> number(Key key, const char* where) const {
        double number = 0;
        if (this->number(key, where, number)) return number;
        return std::nullopt;
    }
    /// The same into `number`; false without one. For what is read often: g++ 12 copies an optional number as
    /// a whole, and waits for its halves.
    bool number(Key key, const char* where, double& number) const {
        const auto value = find(key);
        if (!value) return false;
        if (is_number(*value, number)) return true;
        const auto otherwise = reader_.number(*value, where);
        number = otherwise.value_or(0);
        return otherwise.has_value();
    }
    std::optional<std::string_view> text(Key key, const char* where) const {
        return read<std::optional<std::string_view>>(key, &FieldReader::text, where);
    }
    std::optional<MacAddress> mac(Key key, const char* where) const {
        return read<std::optional<MacAddress>>(key, &FieldReader::mac, where);
    }
    /// The tag with this address.
    std::optional<TagId> tag(Key key, const char* where) const {
        return read<std::optional<TagId>>(key, &FieldReader::tag, where);
    }
    std::optional<JsonObject> object(Key key, const char* where) const {
        return read<std::optional<JsonObject>>(key, &FieldReader::object, where);
    }
    /// A signal strength; 0, 127 and -128 say that there is none.
    std::optional<std::int8_t> rssi_dbm(Key key, const char* where) const {
        double number = 0;
        bool valid = false;
        if (!this->number(key, where, number)) return std::nullopt;
        const auto rssi = rssi_dbm_of(number, valid);
        if (!valid) refuse(Errc::malformed, where);
        return rssi;
    }
    /// Appends AD structures that stand as hexadecimal text.
    void raw_payload(Key key, RawPayload& payload, const char* where) const {
        if (const auto value = find(key)) reader_.raw_payload(*value, payload, where);
    }

    /// For a member that must be there: a wrong type was refused already.
    void refuse_if_absent(Key key, const char* where) const {
        if (!has(key)) refuse(Errc::malformed, where);
    }
    void refuse(Errc code, const char* where) const { reader_.refuse(code, where); }
    IngestSink& sink() const noexcept { return reader_.sink(); }
    /// By name only.
    const JsonObject& whole() const noexcept { return members_.object; }

private:
    template <typename Found>
    Found read(Key key, Found (FieldReader::*as)(const JsonValue&, const char*) const,
               const char* where) const {
        if (const auto value = find(key)) return (reader_.*as)(*value, where);
        return std::nullopt;
    }

    Members members_;
    FieldReader reader_;
};

/// Members by name: for objects of which a few are wanted.
struct NamedMembers {
    using Key = std::string_view;
    explicit NamedMembers(const JsonObject& whole) noexcept : object(whole) {}
    std::optional<JsonValue> find(Key name) const noexcept { return member(object, name); }

    JsonObject object;
};

using Fields = FieldsOf<NamedMembers>;

}  // namespace cairn::adapters
