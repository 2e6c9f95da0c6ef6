#include "locate/map_positions.h"

#include <algorithm>
#include <cmath>

#include "cairn/locate/cell_zones.h"
#include "locate/engine.h"
#include "locate/sort_few.h"

namespace cairn::locate {
namespace {

constexpr std::size_t gateways_min = 3;

// One that is awake and should have heard the tag, but did not, is named where this is likely.
constexpr double unheard_chance_min = 0.5;

using TickHearings = InlineVector<TickHearing, gateways_per_tag_max>;

/// In the order of the site, so that the order of arrival leaves no trace.
TickHearings news_of(std::span<Hearings> hearings) noexcept {
    TickHearings news;
    for (Hearings& of_gateway : hearings) {
        const News heard = of_gateway.take_news();
        if (heard.count > 0)
            static_cast<void>(news.push_back({of_gateway.gateway(), heard.rssi_dbm, heard.count}));
    }
    sort_few(std::span(news.begin(), news.end()),
             [](const TickHearing& a, const TickHearing& b) { return a.gateway < b.gateway; });
    return news;
}

class EnginePositions final : public MapPositions {
public:
    EnginePositions(const PositionerOptions& options, const Site& site, const Zones& zones,
                    const Survey& survey)
        : site_(site),
          engine_(options, site, survey),
          cell_zones_(engine_.building().grid, site.zones.size() + 1,
                      [&](std::uint32_t floor, Point at) {
                          return zones.zone_on(floor, on_floor(site.floors[floor], at));
                      }),
          filters_(options.tags_max, TagFilter(engine_.building().grid)),
          places_(options.tags_max) {}

    void admit(std::uint32_t row, const TagId& tag) noexcept override {
        filters_[row].reset();
        places_[row] = {};
        places_[row].reference = engine_.references().find(tag);
    }
    void gateway_awake(std::size_t gateway, Timestamp at) noexcept override {
        engine_.gateway_awake(gateway, at);
    }
    bool begin_tick(Timestamp now) noexcept override { return engine_.begin_tick(now); }

    bool locate(const TagTick& tick, Position& position, std::span<double> scores) noexcept override {
        Place& place = places_[tick.row];
        TagFilter& filter = filters_[tick.row];
        Fix fix;
        engine_.locate(tick.row, place.reference, tick.at, tick.dt_s, news_of(tick.hearings), filter, fix);
        if (!engine_.is_ready()) return false;
        place = {place.reference, fix.floor, fix.at, true};
        put(position, fix.floor, fix.at);
        position.variance_x_m2 = fix.variance_x_m2;
        position.variance_y_m2 = fix.variance_y_m2;
        position.covariance_xy_m2 = fix.covariance_xy_m2;
        position.radius68_m = fix.radius68_m;
        position.ambiguous = fix.is_ambiguous;
        if (fix.is_ambiguous) {
            const Point other = on_floor(site_.floors[fix.floor], fix.other);
            position.other_x_m = other.x_m;
            position.other_y_m = other.y_m;
        }
        add_evidence(position, fix, tick.levels, filter.offset_db());
        cell_zones_.score(filter, scores);
        return true;
    }

    bool lose(std::uint32_t row, Position& position) noexcept override {
        Place& place = places_[row];
        if (!place.has_fix || engine_.is_covered(place.floor, place.at)) return false;
        place.has_fix = false;
        put(position, place.floor, place.at);
        const Floor& floor = site_.floors[place.floor];
        position.variance_x_m2 = floor.width_m * floor.width_m / 12;
        position.variance_y_m2 = floor.height_m * floor.height_m / 12;
        position.radius68_m = std::sqrt(position.variance_x_m2 + position.variance_y_m2);
        position.zone_unknown = true;
        return true;
    }

    CalibrationLevel level() const noexcept override { return engine_.level(); }
    GatewayHealth gateway_health(std::size_t gateway, Timestamp now) const noexcept override {
        GatewayHealth health = engine_.gateway_health(gateway, now);
        health.gateway = site_.gateways[gateway].gateway;
        return health;
    }
    SiteHealth site_health() const noexcept override { return engine_.site_health(); }
    void save(std::vector<std::uint8_t>& state) const override { engine_.save(state); }
    Result<void> restore(Bytes state) override { return engine_.restore(state); }

private:
    struct Place {
        std::uint32_t reference = References::none;
        std::uint32_t floor = 0;
        Point at;
        bool has_fix = false;
    };

    void put(Position& position, std::uint32_t floor, Point in_building) const noexcept {
        const Point at = on_floor(site_.floors[floor], in_building);
        position.floor = site_.floors[floor].name;
        position.x_m = at.x_m;
        position.y_m = at.y_m;
        position.method = PositionMethod::grid_filter;
        position.calibration = engine_.level();
    }

    void add_evidence(Position& position, const Fix& fix, std::span<const HeardLevel> levels,
                      double offset_db) const noexcept {
        const auto add = [&](std::size_t gateway, const Level& level, const Engine::Expected& expected) {
            static_cast<void>(position.evidence.push_back(
                {site_.gateways[gateway].gateway, static_cast<float>(level.rssi_dbm), level.heard_count,
                 static_cast<float>(expected.rssi_dbm + offset_db),
                 static_cast<float>(expected.distance_m)}));
        };
        for (const HeardLevel& heard : levels)
            add(heard.gateway, heard.level, engine_.expected(heard.gateway, fix.floor, fix.at));
        for (std::size_t gateway = 0; gateway < site_.gateways.size(); ++gateway) {
            if (position.evidence.size() == limits::evidence_gateways_max) return;
            if (!engine_.is_awake(gateway)) continue;
            if (std::ranges::find(levels, gateway, &HeardLevel::gateway) != levels.end()) continue;
            const Engine::Expected expected = engine_.expected(gateway, fix.floor, fix.at);
            if (expected.chance >= unheard_chance_min) add(gateway, {}, expected);
        }
    }

    const Site& site_;
    Engine engine_;
    CellZones cell_zones_;
    std::vector<TagFilter> filters_;  // of the tags
    std::vector<Place> places_;
};

}  // namespace

std::unique_ptr<MapPositions> make_map_positions(const PositionerOptions& options, const Site& site,
                                                 const Zones& zones, const Survey& survey) {
    if (site.gateways.size() < gateways_min) return nullptr;
    return std::make_unique<EnginePositions>(options, site, zones, survey);
}

}  // namespace cairn::locate
