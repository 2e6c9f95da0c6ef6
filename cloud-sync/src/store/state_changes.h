// What a run of records changes in the current state, gathered in memory before it is written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "cairn/model/record.h"

namespace cairn::cloud {

/// When a record counts as having happened, for the question which of two is the later one: its own
/// time, but the time of its arrival where it lies in the future. A gateway whose clock runs ahead would
/// otherwise freeze the state until that future has come, and outdo what its broker says of it.
Timestamp ordered_at(Timestamp at, Timestamp now) noexcept;

/// The tag that a record speaks of; empty where it speaks of none.
const TagId& tag_of(const Record& record) noexcept;

/// A value and when it counts as having happened. The later one stays; of two equals the one that
/// arrived last.
template <typename T>
struct Latest {
    std::optional<T> value;
    Timestamp ordered_at;

    void offer(const T& other, Timestamp other_ordered_at) {
        if (value && other_ordered_at < ordered_at) return;
        value = other;
        ordered_at = other_ordered_at;
    }
};

/// Readings of a sender's own quantity are told apart by their labels.
using ReadingKey = std::tuple<Quantity, std::uint8_t, InlineString<47>>;

struct TagChanges {
    Timestamp last_seen_at;
    std::uint64_t sighting_count = 0;
    Latest<Sighting> sighting;
    Latest<Position> position;
    Latest<GeoFix> geo;
    std::map<ReadingKey, Latest<Reading>> readings;
    std::map<AttributeKind, Latest<Attribute>> attributes;
};

struct GatewayChanges {
    Timestamp last_seen_at;
    std::uint64_t sighting_count = 0;
    Latest<bool> online;
    Latest<GatewayStatus> measured;  // the status that had measurements
    Latest<GeoFix> geo;
};

/// Takes records in the order of their arrival.
class StateChanges {
public:
    void observe(const Record& record, Timestamp now);

    /// How much is gathered, in entries of the maps.
    std::size_t size() const noexcept { return tags_.size() + gateways_.size() + details_; }
    void clear() noexcept;

    const std::unordered_map<TagId, TagChanges>& tags() const noexcept { return tags_; }
    const std::unordered_map<GatewayId, GatewayChanges>& gateways() const noexcept { return gateways_; }

private:
    TagChanges& seen_tag(const TagId& tag, Timestamp at);
    void seen_gateway(const GatewayId& gateway, Timestamp at, std::uint64_t sighting_count = 0);

    void add(const Sighting& sighting, Timestamp now);
    void add(const Reading& reading, Timestamp now);
    void add(const Attribute& attribute, Timestamp now);
    void add(const Position& position, Timestamp now);
    void add(const GeoFix& fix, Timestamp now);
    void add(const GatewayStatus& status, Timestamp now);
    void add(const RawMessage& message, Timestamp now);

    std::unordered_map<TagId, TagChanges> tags_;
    std::pair<const TagId, TagChanges>* last_tag_ = nullptr;  // hearings of a tag stand together
    std::unordered_map<GatewayId, GatewayChanges> gateways_;
    std::size_t details_ = 0;  // readings and attributes
};

}  // namespace cairn::cloud
