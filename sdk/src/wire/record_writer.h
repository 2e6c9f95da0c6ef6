// Records to their Protobuf form: names into tables, times to differences.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cairn/core/result.h"
#include "cairn/model/record.h"
#include "cairn/v1/records.pb.h"
#include "wire/names.h"

namespace cairn::wire {

/// Names in the order of their first use; a record refers to them by place.
class NameTable {
public:
    /// Where the name stands, if it does.
    std::optional<std::uint32_t> find(std::string_view name) const;
    /// A name that is not there yet.
    std::uint32_t add(std::string_view name);
    std::size_t size() const noexcept { return names_.size(); }
    /// Of the names as fields of a message.
    std::size_t encoded_bytes() const noexcept { return encoded_bytes_; }
    const std::vector<std::string>& names() const noexcept { return names_; }
    /// Forgets the names from place `size` on.
    void cut(std::size_t size);

private:
    std::vector<std::string> names_;
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view name) const noexcept {
            return std::hash<std::string_view>{}(name);
        }
    };

    std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> places_;
    std::size_t encoded_bytes_ = 0;
};

class RecordWriter {
public:
    /// Fills `out`. malformed: an id that is none, a number that is not finite, a time out of range.
    Result<void> write(const Record& record, v1::Record& out);

    /// Undoes what write() calls since mark() put into the tables.
    struct Mark {
        std::size_t tags = 0, gateways = 0, texts = 0;
        bool has_base = false;
    };
    Mark mark() const noexcept;
    void cut(const Mark& mark);

    std::int64_t base_unix_ms() const noexcept { return base_.value_or(0); }
    const NameTable& tags() const noexcept { return tags_; }
    const NameTable& gateways() const noexcept { return gateways_; }
    const NameTable& texts() const noexcept { return texts_; }

private:
    Result<void> fill(const Sighting& from, v1::Record& out);
    Result<void> fill(const Reading& from, v1::Record& out);
    Result<void> fill(const Attribute& from, v1::Record& out);
    Result<void> fill(const Position& from, v1::Record& out);
    Result<void> fill_alternatives(const Position& from, v1::Position& out);
    Result<void> fill(const GeoFix& from, v1::Record& out);
    Result<void> fill(const GatewayStatus& from, v1::Record& out);
    Result<void> fill(const RawMessage& from, v1::Record& out);
    std::uint32_t text(std::string_view text);
    Result<std::uint32_t> place_of(const TagId& tag);
    Result<std::uint32_t> place_of(const GatewayId& gateway);
    Result<std::int64_t> since_base(Timestamp at);

    NameTable tags_;
    NameTable gateways_;
    NameTable texts_;
    std::optional<std::int64_t> base_;  // the time of the first record
};

}  // namespace cairn::wire
