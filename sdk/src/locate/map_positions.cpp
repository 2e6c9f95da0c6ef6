#include "locate/map_positions.h"

#include <algorithm>
#include <cmath>

#include "cairn/locate/cell_zones.h"
#include "locate/engine.h"
#include "locate/room_positions.h"
#include "locate/sort_few.h"

namespace cairn::locate {
namespace {

constexpr std::size_t gateways_min = 3;

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
        places_[row].is_named = has_own_name(tag);
    }
    void gateway_awake(std::size_t gateway, Timestamp at) noexcept override {
        engine_.gateway_awake(gateway, at);
    }
    bool begin_tick(Timestamp now) noexcept override { return engine_.begin_tick(now); }

    bool locate(const TagTick& tick, Position& position, std::span<double> scores) noexcept override {
        Place& place = places_[tick.row];
        TagFilter& filter = filters_[tick.row];
        const TickHearings news = take_news(tick.hearings);
        const Heard heard{news, tick.levels};
        FixRecorder* const recorder = engine_.is_ready() ? tick.recorder : nullptr;
        if (recorder != nullptr) recorder->before_tick(tick.dt_s, heard.hearings, filter);
        Fix fix;
        engine_.locate({tick.row, place.reference, place.is_named}, tick.at, tick.dt_s, news, filter, fix);
        if (!engine_.is_ready()) return false;
        place = {place.reference, place.is_named, fix.floor, fix.at, true};
        put(view(place), fix, heard, filter.offset_db(), position);
        cell_zones_.score(filter, scores);
        if (recorder != nullptr)
            recorder->after_tick(view(place), engine_.calibrator(), engine_.scale(), fix, filter.offset_db());
        return true;
    }

    bool lose(std::uint32_t row, Position& position) noexcept override {
        Place& place = places_[row];
        if (!place.has_fix || engine_.is_covered(place.floor, place.at, place.is_named)) return false;
        place.has_fix = false;
        put(view(place), place.floor, place.at, position);
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
        bool is_named = false;
        std::uint32_t floor = 0;
        Point at;
        bool has_fix = false;
    };

    MapView view(const Place& place) const noexcept {
        return {site_, engine_.map(), engine_.awake(place.is_named), engine_.level()};
    }

    const Site& site_;
    Engine engine_;
    CellZones cell_zones_;
    std::vector<TagFilter> filters_;  // of the tags
    std::vector<Place> places_;
};

}  // namespace

TickHearings take_news(std::span<Hearings> hearings) noexcept {
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

Result<std::unique_ptr<MapPositions>> make_positions(const PositionerOptions& options, const Site& site,
                                                     const Zones& zones, const Survey& survey) {
    CAIRN_CHECK(check(survey, site));
    if (has_rooms(site)) return make_room_positions(options, site, survey);
    if (site.gateways.size() < gateways_min) return std::unique_ptr<MapPositions>();
    return std::unique_ptr<MapPositions>(std::make_unique<EnginePositions>(options, site, zones, survey));
}

}  // namespace cairn::locate
