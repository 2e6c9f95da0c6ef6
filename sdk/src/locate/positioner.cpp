#include "cairn/locate/positioner.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "cairn/locate/cell_zones.h"
#include "locate/centroid.h"
#include "locate/engine.h"
#include "locate/tag_table.h"
#include "locate/zones.h"

namespace cairn {
namespace {

using locate::Engine;
using locate::HeardLevel;
using locate::HeardList;
using locate::Hearings;
using locate::References;
using locate::Spot;
using locate::Tag;
using locate::TagFilter;
using locate::TickHearing;

constexpr std::uint32_t none = UINT32_MAX;

// A clock that is further ahead than this is corrected; less is lost in the slices of the window.
constexpr Millis clock_ahead_max{2'000};

// Fewer gateways tell no more than which of them is near.
constexpr std::size_t engine_gateways_min = 3;

constexpr std::uint32_t tags_max_max = 1'000'000;
constexpr std::size_t gateways_max = 65'535;
// Louder than any radio hears: the value of a gateway that has none to give.
constexpr std::int8_t rssi_dbm_max = 20;

// One that is awake and should have heard the tag, but did not, is named where this is likely.
constexpr double unheard_chance_min = 0.5;

using TickHearings = InlineVector<TickHearing, locate::gateways_per_tag_max>;

Result<void> check_options(const PositionerOptions& options) {
    if (options.tags_max == 0 || options.tags_max > tags_max_max) {
        return fail(Errc::malformed, "positioner: tags_max is not from 1 to 1000000");
    }
    if (options.window <= Millis{0}) return fail(Errc::malformed, "positioner: window is not positive");
    if (options.gateway_silence <= Millis{0}) {
        return fail(Errc::malformed, "positioner: gateway_silence is not positive");
    }
    if (!(options.centroid_scale_db > 0)) {
        return fail(Errc::malformed, "positioner: centroid_scale_db is not positive");
    }
    return {};
}

}  // namespace

struct Positioner::Impl {
    Impl(const PositionerOptions& positioner_options, const Site& positioner_site)
        : options(positioner_options),
          site(positioner_site),
          zones(site, options),
          centroid(site, options.centroid_scale_db),
          tags(site.gateways.empty() ? 0 : options.tags_max, site.gateways.size(), options.window),
          gateway_rows(site.gateways.size()),
          clocks(site.gateways.size()),
          scores(site.zones.size() + 1) {
        for (std::uint32_t row = 0; row < site.gateways.size(); ++row)
            gateway_rows.insert(site.gateways[row].gateway, row);
        if (!options.uses_radio_map || site.gateways.size() < engine_gateways_min) return;
        engine.emplace(options, site);
        const auto zone_of = [this](std::uint32_t floor, Point at) {
            return zones.zone_on(floor, on_floor(floor, at));
        };
        cell_zones.emplace(engine->building().grid, scores.size(), zone_of);
        filters.assign(options.tags_max, TagFilter(engine->building().grid));
    }

    // A gateway's clock.
    struct GatewayClock {
        Timestamp newest_claim;  // the latest time in its hearings since the tick before
        Millis ahead{0};         // how far its clock runs ahead, at least
    };

    Point on_floor(std::uint32_t floor, Point at) const noexcept {
        const Point origin = site.floors[floor].origin;
        return {at.x_m - origin.x_m, at.y_m - origin.y_m};
    }

    // -- Hearings ------------------------------------------------------------------------------------

    // A gateway whose clock runs ahead would make everything older that the others hear.
    void learn_clocks(Timestamp now) noexcept {
        for (GatewayClock& clock : clocks) {
            if (clock.newest_claim.unix_ms == 0) continue;
            const Millis ahead = clock.newest_claim - now;
            clock.ahead = ahead > clock_ahead_max ? ahead : Millis{0};
            clock.newest_claim = {};
        }
    }

    std::uint32_t row_of(const GatewayId& gateway) const noexcept {
        return gateway_rows.find(
            gateway, [this](std::uint32_t row) -> const GatewayId& { return site.gateways[row].gateway; });
    }

    std::uint32_t admit(const TagId& id, Timestamp at) noexcept {
        const auto admitted = tags.admit(id, at);
        if (admitted.evicted) ++stats.evicted_tags;
        if (admitted.is_new && engine) {
            filters[admitted.row].reset();
            tags[admitted.row].reference = engine->references().find(id);
        }
        return admitted.row;
    }

    void observe(const Advertisement& heard) noexcept {
        if (!heard.rssi_dbm || *heard.rssi_dbm > rssi_dbm_max || heard.tag.empty()) return;
        const std::uint32_t gateway = row_of(heard.gateway);
        if (gateway == none) {
            ++stats.unplaced_gateway;
            return;
        }
        GatewayClock& clock = clocks[gateway];
        clock.newest_claim = std::max(clock.newest_claim, heard.heard_at);
        const Timestamp at = heard.heard_at + -clock.ahead;
        if (engine) engine->gateway_awake(gateway, at);
        const std::uint32_t row = admit(heard.tag, at);
        // A clock that ran ahead, here or at a gateway, and was set right leaves the tag in the future.
        const Timestamp future = last_tick + options.window;
        if (ticked && tags[row].newest > future && at <= future) tags.start_at(row, at);
        if (tags.add(row, gateway, *heard.rssi_dbm, at))
            ++stats.observed;
        else
            ++stats.too_late;
    }

    // -- Positions -----------------------------------------------------------------------------------

    Position position_of(std::uint32_t row, Timestamp now) noexcept {
        Tag& tag = tags[row];
        HeardList list = tags.levels(row);
        Position position;
        position.tag = tag.id;
        position.at = now.unix_ms != 0 ? std::min(tag.newest, now) : tag.newest;
        locate::Fix fix;
        if (engine) locate_in_cells(row, fix);
        if (engine && engine->is_ready()) {
            fill_from_cells(position, fix, list, row);
        } else {
            fill_from_centroid(position, list);
        }
        add_zone(position, tag.zone);
        tag.ticked_at = tag.newest;
        return position;
    }

    void locate_in_cells(std::uint32_t row, locate::Fix& fix) noexcept {
        Tag& tag = tags[row];
        TickHearings news;
        for (Hearings& of_gateway : tags.hearings(row)) {
            const locate::News heard = of_gateway.take_news();
            if (heard.count > 0)
                static_cast<void>(news.push_back({of_gateway.gateway(), heard.rssi_dbm, heard.count}));
        }
        std::ranges::sort(news, {}, &TickHearing::gateway);
        const double dt_s =
            tag.ticked_at.unix_ms == 0
                ? 1
                : std::max(0.05, static_cast<double>((tag.newest - tag.ticked_at).count()) / 1000);
        engine->locate(row, tag.reference, tag.newest, dt_s, {news.begin(), news.end()}, filters[row], fix);
    }

    void fill_from_cells(Position& position, const locate::Fix& fix, const HeardList& list,
                         std::uint32_t row) noexcept {
        Tag& tag = tags[row];
        tag.floor = fix.floor;
        tag.at = fix.at;
        tag.has_fix = true;
        const Point at = on_floor(fix.floor, fix.at);
        const Point other = on_floor(fix.floor, fix.other);
        position.floor = site.floors[fix.floor].name;
        position.x_m = at.x_m;
        position.y_m = at.y_m;
        position.variance_x_m2 = fix.variance_x_m2;
        position.variance_y_m2 = fix.variance_y_m2;
        position.covariance_xy_m2 = fix.covariance_xy_m2;
        position.radius68_m = fix.radius68_m;
        position.ambiguous = fix.is_ambiguous;
        if (fix.is_ambiguous) {
            position.other_x_m = other.x_m;
            position.other_y_m = other.y_m;
        }
        position.method = PositionMethod::grid_filter;
        position.calibration = engine->level();
        cell_zones->score(filters[row], scores);
        add_evidence(position, fix, list, filters[row].offset_db());
    }

    void add_evidence(Position& position, const locate::Fix& fix, const HeardList& list,
                      double offset_db) noexcept {
        for (const HeardLevel& heard : list) {
            const Engine::Expected expected = engine->expected(heard.gateway, fix.floor, fix.at);
            position.evidence.push_back({site.gateways[heard.gateway].gateway,
                                         static_cast<float>(heard.level.rssi_dbm), heard.level.heard_count,
                                         static_cast<float>(expected.rssi_dbm + offset_db),
                                         static_cast<float>(expected.distance_m)});
        }
        for (std::uint32_t gateway = 0; gateway < site.gateways.size(); ++gateway) {
            if (!engine->is_awake(gateway)) continue;
            const bool is_heard = std::ranges::find(list, gateway, &HeardLevel::gateway) != list.end();
            const Engine::Expected expected = engine->expected(gateway, fix.floor, fix.at);
            if (is_heard || expected.chance < unheard_chance_min) continue;
            position.evidence.push_back({site.gateways[gateway].gateway, 0, 0,
                                         static_cast<float>(expected.rssi_dbm + offset_db),
                                         static_cast<float>(expected.distance_m)});
        }
    }

    void fill_from_centroid(Position& position, HeardList& list) noexcept {
        const Spot spot = centroid.locate(list);
        position.floor = site.floors[spot.floor].name;
        position.x_m = spot.at.x_m;
        position.y_m = spot.at.y_m;
        position.variance_x_m2 = position.variance_y_m2 = spot.sigma_m * spot.sigma_m;
        position.radius68_m = centroid.radius68_m(spot.floor);
        for (const HeardLevel& heard : list) {
            position.evidence.push_back({site.gateways[heard.gateway].gateway,
                                         static_cast<float>(heard.level.rssi_dbm), heard.level.heard_count});
        }
        std::ranges::copy(zones.score(spot), scores.begin());
    }

    void add_zone(Position& position, locate::ZoneChoice& choice) noexcept {
        zones.decide(choice, scores, position.at);
        position.zone_since = choice.since;
        position.zone_unknown = !choice.is_known;
        position.zone_score = scores[choice.current];
        if (choice.is_known && choice.current != zones.elsewhere())
            position.zone = site.zones[choice.current].name;
        const std::uint32_t next = zones.runner_up(choice.current, scores);
        if (next == zones.elsewhere()) return;
        position.next_zone = site.zones[next].name;
        position.next_zone_score = scores[next];
    }

    // -- Silence -------------------------------------------------------------------------------------

    /// Where no gateway is awake that should hear a tag, nothing can be said of its zone any more.
    void tell_uncovered(Timestamp now, FunctionRef<void(const Position&)> sink) noexcept {
        for (std::uint32_t row = 0; row < tags.size(); ++row) {
            Tag& tag = tags[row];
            if (!tag.has_fix || tag.heard || engine->is_covered(tag.floor, tag.at)) continue;
            tag.has_fix = false;
            tag.zone = {};
            Position position;
            position.tag = tag.id;
            position.at = now;
            position.floor = site.floors[tag.floor].name;
            const Point at = on_floor(tag.floor, tag.at);
            position.x_m = at.x_m;
            position.y_m = at.y_m;
            // It may be anywhere on the floor.
            const Floor& floor = site.floors[tag.floor];
            position.variance_x_m2 = floor.width_m * floor.width_m / 12;
            position.variance_y_m2 = floor.height_m * floor.height_m / 12;
            position.radius68_m = std::sqrt(position.variance_x_m2 + position.variance_y_m2);
            position.zone_unknown = true;
            position.zone_since = now;
            position.method = PositionMethod::grid_filter;
            position.calibration = engine->level();
            sink(position);
        }
    }

    void tick(Timestamp now, FunctionRef<void(const Position&)> sink) noexcept {
        ticked = now.unix_ms != 0;
        last_tick = now;
        if (ticked) learn_clocks(now);
        const Timestamp engine_now = ticked || tags.newest() == none ? now : tags[tags.newest()].newest;
        const bool fell_silent = engine && engine->begin_tick(engine_now);
        if (fell_silent && engine->is_ready()) tell_uncovered(engine_now, sink);
        // The tags that were heard stand together at the new end.
        for (std::uint32_t row = tags.newest(); row != none && tags[row].heard; row = tags[row].older) {
            tags[row].heard = false;
            sink(position_of(row, now));
        }
    }

    PositionerOptions options;
    Site site;
    locate::Zones zones;
    locate::Centroid centroid;
    locate::TagTable tags;
    locate::IndexTable<GatewayId> gateway_rows;
    std::vector<GatewayClock> clocks;  // in the order of the site
    std::optional<Engine> engine;
    std::optional<locate::CellZones> cell_zones;
    std::vector<TagFilter> filters;  // of the tags
    std::vector<double> scores;  // of the zones, and elsewhere
    Timestamp last_tick;
    bool ticked = false;
    PositionerStats stats;
};

Result<Positioner> Positioner::create(const PositionerOptions& options, const Site& site) {
    CAIRN_CHECK(check_options(options));
    CAIRN_CHECK(check(site));
    if (site.gateways.size() > gateways_max) return fail(Errc::malformed, "positioner: over 65535 gateways");
    return Positioner(std::make_unique<Impl>(options, site));
}

void Positioner::observe(const Advertisement& advertisement) noexcept {
    impl_->observe(advertisement);
}

void Positioner::gateway_awake(const GatewayId& gateway, Timestamp at) noexcept {
    const std::uint32_t row = impl_->row_of(gateway);
    if (row != none && impl_->engine) impl_->engine->gateway_awake(row, at);
}

void Positioner::tick(Timestamp now, FunctionRef<void(const Position&)> sink) noexcept {
    impl_->tick(now, sink);
}

CalibrationLevel Positioner::calibration() const noexcept {
    return impl_->engine ? impl_->engine->level() : CalibrationLevel::none;
}

void Positioner::health(Timestamp now, FunctionRef<void(const GatewayHealth&)> sink) const noexcept {
    if (!impl_->engine) return;
    for (std::size_t i = 0; i < impl_->site.gateways.size(); ++i) {
        GatewayHealth health = impl_->engine->gateway_health(i, now);
        health.gateway = impl_->site.gateways[i].gateway;
        sink(health);
    }
}

SiteHealth Positioner::site_health() const noexcept {
    return impl_->engine ? impl_->engine->site_health() : SiteHealth{};
}

std::vector<std::uint8_t> Positioner::save() const {
    std::vector<std::uint8_t> state;
    if (impl_->engine) impl_->engine->save(state);
    return state;
}

Result<void> Positioner::restore(Bytes state) {
    if (!impl_->engine || state.empty()) return {};
    return impl_->engine->restore(state);
}

const PositionerStats& Positioner::stats() const noexcept {
    return impl_->stats;
}

Positioner::Positioner(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Positioner::Positioner(Positioner&&) noexcept = default;
Positioner& Positioner::operator=(Positioner&&) noexcept = default;
Positioner::~Positioner() = default;

}  // namespace cairn
