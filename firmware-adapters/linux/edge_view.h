// What the local page shows of the last messages: a value, fed by the pipeline, of bounded size.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/model/record.h"

namespace cairn::edge {

struct EdgeViewOptions {
    std::size_t tags_max = 5000;     // beyond that, the tag heard longest ago leaves the view
    std::size_t gateways_max = 500;  // as above
    std::size_t readings_max = 32;   // of one tag; further ones are not shown
    std::size_t heard_by_max = 8;    // gateways of one tag; the one heard longest ago leaves
    std::size_t reasons_max = 200;   // of refusals; further ones are counted together
};

struct HeardBy {
    GatewayId gateway;
    Timestamp at;
    std::int8_t rssi_dbm = 0;
};

struct TagView {
    TagId id;
    Timestamp last_seen_at;
    std::uint64_t sighting_count = 0;
    std::vector<HeardBy> heard_by;      // in no order
    std::vector<Reading> readings;      // the latest of each quantity, channel and label
    std::vector<Attribute> attributes;  // the latest of each kind
    std::optional<Position> position;
    std::optional<GeoFix> geo;
};

struct GatewayView {
    GatewayId id;
    Timestamp last_seen_at;
    std::uint64_t sighting_count = 0;
    std::uint64_t record_count = 0;
    bool online = true;
    std::vector<Measurement> measurements;  // the latest it told about itself
    std::optional<GeoFix> geo;
};

struct RefusalView {
    Errc code = Errc::malformed;
    std::string reason;
    std::uint64_t count = 0;
    Timestamp last_at;
    std::string last_topic;
};

/// Events of the last ten seconds, in slots of one.
class Rate {
public:
    void add(Instant now, std::uint64_t count = 1) noexcept;
    double per_second(Instant now) const noexcept;

private:
    static constexpr std::size_t slots = 10;
    void advance(std::int64_t second) noexcept;

    std::array<std::uint64_t, slots> counts_{};
    std::int64_t newest_ = 0;
};

/// Things in the order of their last hearing, found by id.
template <typename Id, typename View>
class Recent {
public:
    /// The view of `id`, made if need be, and now the newest. Where that is one too many, the oldest leaves.
    View& touch(const Id& id, std::size_t count_max) {
        const auto found = places_.find(id);
        if (found != places_.end()) {
            views_.splice(views_.begin(), views_, found->second);
            return views_.front();
        }
        views_.emplace_front().id = id;
        places_.emplace(id, views_.begin());
        if (views_.size() > count_max) {
            places_.erase(views_.back().id);
            views_.pop_back();
        }
        return views_.front();
    }
    /// Newest first.
    const std::list<View>& all() const noexcept { return views_; }

private:
    std::list<View> views_;
    std::unordered_map<Id, typename std::list<View>::iterator> places_;
};

class EdgeView {
public:
    explicit EdgeView(const EdgeViewOptions& options = {}) : options_(options) {}

    /// Every record that the pipeline keeps goes through here.
    void observe(const Record& record, Instant now);
    /// Every refused part of a message. True: this reason is new.
    bool refuse(const Error& error, std::string_view topic, Timestamp at);
    void count_message(Instant now) { messages_.add(now); }

    const std::list<TagView>& tags() const noexcept { return tags_.all(); }
    const std::list<GatewayView>& gateways() const noexcept { return gateways_.all(); }
    const std::vector<RefusalView>& refusals() const noexcept { return refusals_; }
    double messages_per_second(Instant now) const noexcept { return messages_.per_second(now); }
    double records_per_second(Instant now) const noexcept { return records_.per_second(now); }

private:
    void show(const Sighting& sighting);
    void show(const Reading& reading);
    void show(const Attribute& attribute);
    void show(const Position& position);
    void show(const GeoFix& fix);
    void show(const GatewayStatus& status);
    void show(const RawMessage& message);
    TagView& touch_tag(const TagId& tag, Timestamp at);
    GatewayView& touch_gateway(const GatewayId& gateway, Timestamp at);

    EdgeViewOptions options_;
    Recent<TagId, TagView> tags_;
    Recent<GatewayId, GatewayView> gateways_;
    std::vector<RefusalView> refusals_;
    Rate messages_;
    Rate records_;
};

}  // namespace cairn::edge
