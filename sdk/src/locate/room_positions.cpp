#include "locate/room_positions.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "cairn/locate/room_filter.h"
#include "locate/gateway_watch.h"
#include "locate/named_tags.h"

namespace cairn::locate {
namespace {

// One that is awake and heard the tag so often in this room, but not now, is named.
constexpr double unheard_share_min = 0.5;
// A room in which a gateway hears tags so often is covered by it.
constexpr double covering_share_min = 0.5;
// Of a tag that was silent, in seconds: motion is reckoned in steps, and what is older than this is gone.
constexpr double step_s_max = 10;
constexpr double silence_s_max = 120;
// So long a time is behind a tick at most: the hearings of a longer one are of its last second.
constexpr double tick_s_max = 1.5;

/// What gateways heard in each room during the walk test.
class RoomLevels {
public:
    RoomLevels(std::size_t rooms, std::size_t gateways)
        : gateways_(gateways),
          ticks_(rooms),
          levels_(rooms * gateways) {}

    void add(const RoomTick& tick) {
        ++ticks_[tick.room];
        for (const TickHearing& heard : tick.hearings) {
            Heard& level = levels_[tick.room * gateways_ + heard.gateway];
            ++level.ticks;
            level.mean_dbm += (heard.rssi_dbm - level.mean_dbm) / level.ticks;
        }
    }
    /// How often the gateway heard the tag, of the seconds in which any did; 0 where nobody walked.
    double share(std::size_t room, std::size_t gateway) const noexcept {
        return levels_[room * gateways_ + gateway].ticks / std::max(ticks_[room], 1.0);
    }
    /// 0: never.
    double mean_dbm(std::size_t room, std::size_t gateway) const noexcept {
        return levels_[room * gateways_ + gateway].mean_dbm;
    }

private:
    struct Heard {
        double mean_dbm = 0;
        double ticks = 0;
    };
    std::size_t gateways_;
    std::vector<double> ticks_;  // of the rooms
    std::vector<Heard> levels_;
};

/// `survey` is checked: what it names is there.
std::vector<RoomTick> room_ticks(const Survey& survey, const Site& site) {
    const auto row_of = [](const auto& rows, const auto& name, auto key) {
        return static_cast<std::uint32_t>(std::ranges::find(rows, name, key) - rows.begin());
    };
    std::vector<RoomTick> ticks;
    ticks.reserve(survey.rooms.size());
    for (const SurveyedRoom& surveyed : survey.rooms) {
        RoomTick& tick = ticks.emplace_back();
        tick.room = row_of(site.zones, surveyed.room, &Zone::name);
        tick.follows = surveyed.follows;
        for (const SurveyedRoom::Hearing& heard : surveyed.heard_by)
            tick.hearings.push_back(
                {row_of(site.gateways, heard.gateway, &GatewayPlacement::gateway), heard.rssi_dbm, 1});
    }
    return ticks;
}

class RoomPositions final : public MapPositions {
public:
    RoomPositions(const PositionerOptions& options, const Site& site, RoomModel model, RoomLevels levels)
        : options_(options),
          site_(site),
          model_(std::move(model)),
          levels_(std::move(levels)),
          watch_(site.gateways.size()),
          awake_(site.gateways.size(), 0),
          named_tags_(site.gateways.size()),
          tags_(options.tags_max) {}

    void admit(std::uint32_t row, const TagId& tag) noexcept override {
        tags_[row].filter.reset();
        tags_[row].has_room = false;
        tags_[row].is_named = has_own_name(tag);
    }
    void gateway_awake(std::size_t gateway, Timestamp at) noexcept override { watch_.heard(gateway, at); }
    bool begin_tick(Timestamp now) noexcept override {
        const GatewayWatch::Wakes wakes = watch_.learn_who_is_awake(now, options_.gateway_silence, awake_);
        if (wakes.changed || named_tags_.is_behind()) named_tags_.fill(awake_);
        return wakes.fell_silent;
    }

    bool locate(const TagTick& tick, Position& position, std::span<double> scores) noexcept override {
        InRoom& tag = tags_[tick.row];
        // Who falls silent for long may have gone anywhere, but not surely away from where it was.
        for (double left_s = std::min(tick.dt_s, silence_s_max); left_s > 0; left_s -= step_s_max)
            tag.filter.predict(model_, std::min(left_s, step_s_max));
        const TickHearings news = take_news(tick.hearings);
        const std::span<const TickHearing> hearings(news.begin(), news.end());
        named_tags_.heard(tag.is_named, hearings);
        tag.filter.update(model_, std::min(tick.dt_s, tick_s_max), hearings, awake(tag));
        std::array<float, RoomModel::rooms_max> chances{};
        tag.filter.chances(model_, chances);
        std::ranges::fill(scores, 0.0);
        for (std::size_t room = 0; room < model_.rooms(); ++room)
            scores[room] = static_cast<double>(chances[room]);
        tag.room = static_cast<std::uint32_t>(std::ranges::max_element(chances) - chances.begin());
        tag.has_room = true;
        put(position, tag.room);
        add_evidence(position, tag, tick.levels);
        return true;
    }

    bool lose(std::uint32_t row, Position& position) noexcept override {
        InRoom& tag = tags_[row];
        if (!tag.has_room || is_covered(tag)) return false;
        tag.has_room = false;
        put(position, tag.room);
        position.zone_unknown = true;
        return true;
    }

    CalibrationLevel level() const noexcept override { return CalibrationLevel::survey; }
    GatewayHealth gateway_health(std::size_t gateway, Timestamp now) const noexcept override {
        GatewayHealth health = watch_.health(gateway, now);
        health.gateway = site_.gateways[gateway].gateway;
        health.awake = awake_[gateway] != 0;
        return health;
    }
    SiteHealth site_health() const noexcept override { return {}; }
    /// All is in the walk test, which is there after a restart.
    void save(std::vector<std::uint8_t>& /*state*/) const override {}
    Result<void> restore(Bytes /*state*/) override { return {}; }

private:
    struct InRoom {
        RoomFilter filter;
        std::uint32_t room = 0;
        bool has_room = false;
        bool is_named = false;
    };

    /// Those whose silence about this tag counts.
    std::span<const std::uint8_t> awake(const InRoom& tag) const noexcept {
        return tag.is_named ? named_tags_.awake() : awake_;
    }

    bool is_covered(const InRoom& tag) const noexcept {
        for (std::size_t gateway = 0; gateway < awake_.size(); ++gateway) {
            if (awake(tag)[gateway] != 0 && levels_.share(tag.room, gateway) >= covering_share_min)
                return true;
        }
        return false;
    }

    void put(Position& position, std::size_t room) const noexcept {
        position.floor = site_.zones[room].floor;
        position.method = PositionMethod::zone_filter;
        position.calibration = CalibrationLevel::survey;
    }

    void add_evidence(Position& position, const InRoom& tag,
                      std::span<const HeardLevel> levels) const noexcept {
        const double louder_db = tag.filter.power_db(model_);
        const auto add = [&](std::size_t gateway, const Level& level) {
            const double walked_dbm = levels_.mean_dbm(tag.room, gateway);
            const double expected_dbm = walked_dbm == 0 ? 0 : walked_dbm + louder_db;
            static_cast<void>(position.evidence.push_back(
                {site_.gateways[gateway].gateway, static_cast<float>(level.rssi_dbm), level.heard_count,
                 static_cast<float>(expected_dbm)}));
        };
        for (const HeardLevel& heard : levels) add(heard.gateway, heard.level);
        for (std::size_t gateway = 0; gateway < awake_.size(); ++gateway) {
            if (awake(tag)[gateway] == 0 || levels_.share(tag.room, gateway) < unheard_share_min) continue;
            if (std::ranges::find(levels, gateway, &HeardLevel::gateway) == levels.end()) add(gateway, {});
        }
    }

    PositionerOptions options_;
    const Site& site_;
    RoomModel model_;
    RoomLevels levels_;
    GatewayWatch watch_;
    std::vector<std::uint8_t> awake_;
    NamedTags named_tags_;
    std::vector<InRoom> tags_;
};

}  // namespace

Result<std::unique_ptr<MapPositions>> make_room_positions(const PositionerOptions& options, const Site& site,
                                                          const Survey& survey) {
    const std::vector<RoomTick> ticks = room_ticks(survey, site);
    if (ticks.empty()) return fail(Errc::malformed, "positioner: rooms, and no survey that names them");
    std::vector<std::int32_t> floors;
    floors.reserve(site.zones.size());
    for (const Zone& room : site.zones)
        floors.push_back(static_cast<std::int32_t>(floor_row(site, room.floor)));
    CAIRN_TRY(RoomModel model, RoomModel::learn(floors, site.gateways.size(), ticks));
    RoomLevels levels(floors.size(), site.gateways.size());
    for (const RoomTick& tick : ticks) levels.add(tick);
    return std::unique_ptr<MapPositions>(
        std::make_unique<RoomPositions>(options, site, std::move(model), std::move(levels)));
}

}  // namespace cairn::locate
