#include "cairn/locate/positioner.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "locate/centroid.h"
#include "locate/fix_recorder.h"
#include "locate/map_positions.h"
#include "locate/tag_table.h"
#include "locate/zones.h"

namespace cairn {
namespace {

using locate::FixRecorder;
using locate::HeardList;
using locate::Spot;
using locate::Tag;

constexpr std::uint32_t none = UINT32_MAX;

// A clock that is further ahead than this is corrected; less is lost in the slices of the window.
constexpr Millis clock_ahead_max{2'000};

constexpr std::uint32_t tags_max_max = 1'000'000;
constexpr std::size_t gateways_max = 65'535;
// Louder than any radio hears: the value of a gateway that has none to give.
constexpr std::int8_t rssi_dbm_max = 20;

Result<void> check_options(const PositionerOptions& options) {
    const char* why = nullptr;
    if (options.tags_max == 0 || options.tags_max > tags_max_max) {
        why = "positioner: tags_max is not from 1 to 1000000";
    } else if (options.window <= Millis{0}) {
        why = "positioner: window is not positive";
    } else if (options.gateway_silence <= Millis{0}) {
        why = "positioner: gateway_silence is not positive";
    } else if (!(options.centroid_scale_db > 0)) {
        why = "positioner: centroid_scale_db is not positive";
    }
    if (why != nullptr) return fail(Errc::malformed, why);
    return {};
}

Result<void> check_all(const PositionerOptions& options, const Site& site) {
    CAIRN_CHECK(check_options(options));
    CAIRN_CHECK(check(site));
    if (site.gateways.size() > gateways_max) return fail(Errc::malformed, "positioner: over 65535 gateways");
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
    }

    // A gateway's clock.
    struct GatewayClock {
        Timestamp newest_claim;  // the latest time in its hearings since the tick before
        Millis ahead{0};         // how far its clock runs ahead, at least
    };

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
        if (admitted.is_new && map) map->admit(admitted.row, id);
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
        if (map) map->gateway_awake(gateway, at);
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
        const bool is_explained = recorder && recorder->waits_for(tag.id);
        if (is_explained) recorder->begin(position.at, tag.zone, list);
        if (!map || !locate_on_map(row, list, is_explained ? recorder.get() : nullptr, position))
            put_middle(list, position);
        zones.put(tag.zone, scores, position);
        if (is_explained) recorder->end(position, scores);
        tag.ticked_at = tag.newest;
        return position;
    }

    bool locate_on_map(std::uint32_t row, const HeardList& list, FixRecorder* of_this,
                       Position& position) noexcept {
        const Tag& tag = tags[row];
        double dt_s = 1;
        if (tag.ticked_at.unix_ms != 0)
            dt_s = std::max(0.05, static_cast<double>((tag.newest - tag.ticked_at).count()) / 1000);
        return map->locate({row, tag.newest, dt_s, tags.hearings(row), list, of_this}, position, scores);
    }

    void put_middle(HeardList& list, Position& position) noexcept {
        const Spot spot = centroid.locate(list);
        centroid.put(spot, list, position);
        std::ranges::copy(zones.score(spot), scores.begin());
    }

    // -- Silence -------------------------------------------------------------------------------------

    /// Where no gateway is awake that should hear a tag, nothing can be said of its zone any more.
    void tell_lost(Timestamp now, FunctionRef<void(const Position&)> sink) noexcept {
        for (std::uint32_t row = 0; row < tags.size(); ++row) {
            Position position;
            if (tags[row].heard || !map->lose(row, position)) continue;
            tags[row].zone = {};
            position.tag = tags[row].id;
            position.at = now;
            position.zone_since = now;
            sink(position);
        }
    }

    void tick(Timestamp now, FunctionRef<void(const Position&)> sink) noexcept {
        ticked = now.unix_ms != 0;
        last_tick = now;
        if (ticked) learn_clocks(now);
        // In a replay without a clock, the newest hearing is now.
        const Timestamp map_now = ticked || tags.newest() == none ? now : tags[tags.newest()].newest;
        if (map && map->begin_tick(map_now)) tell_lost(map_now, sink);
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
    std::vector<double> scores;  // of the zones, and elsewhere
    std::unique_ptr<locate::MapPositions> map;  // nullptr: none is learned
    std::unique_ptr<FixRecorder> recorder;  // nullptr: nothing is explained
    Timestamp last_tick;
    bool ticked = false;
    PositionerStats stats;
};

Result<Positioner> Positioner::create_simple(const PositionerOptions& options, const Site& site) {
    CAIRN_CHECK(check_all(options, site));
    if (has_rooms(site)) return fail(Errc::malformed, "positioner: rooms, which only a survey teaches");
    return Positioner(std::make_unique<Impl>(options, site));
}

Result<Positioner> Positioner::create(const PositionerOptions& options, const Site& site,
                                      const Survey& survey) {
    CAIRN_CHECK(check_all(options, site));
    auto impl = std::make_unique<Impl>(options, site);
    CAIRN_TRY(impl->map, locate::make_positions(options, impl->site, impl->zones, survey));
    impl->recorder = locate::make_fix_recorder(options, impl->site);
    return Positioner(std::move(impl));
}

void Positioner::observe(const Advertisement& advertisement) noexcept {
    impl_->observe(advertisement);
}

void Positioner::gateway_awake(const GatewayId& gateway, Timestamp at) noexcept {
    const std::uint32_t row = impl_->row_of(gateway);
    if (row != none && impl_->map) impl_->map->gateway_awake(row, at);
}

void Positioner::tick(Timestamp now, FunctionRef<void(const Position&)> sink) noexcept {
    impl_->tick(now, sink);
}

CalibrationLevel Positioner::calibration() const noexcept {
    return impl_->map ? impl_->map->level() : CalibrationLevel::none;
}

void Positioner::health(Timestamp now, FunctionRef<void(const GatewayHealth&)> sink) const noexcept {
    if (!impl_->map) return;
    for (std::size_t i = 0; i < impl_->site.gateways.size(); ++i) sink(impl_->map->gateway_health(i, now));
}

SiteHealth Positioner::site_health() const noexcept {
    return impl_->map ? impl_->map->site_health() : SiteHealth{};
}

bool Positioner::explain(const TagId& tag) {
    if (!impl_->recorder || impl_->tags.find(tag) == none) return false;
    impl_->recorder->wait_for(tag);
    return true;
}

std::optional<FixRecord> Positioner::take_explanation() {
    if (!impl_->recorder) return std::nullopt;
    return impl_->recorder->take();
}

std::vector<std::uint8_t> Positioner::save() const {
    std::vector<std::uint8_t> state;
    if (impl_->map) impl_->map->save(state);
    return state;
}

Result<void> Positioner::restore(Bytes state) {
    if (!impl_->map || state.empty()) return {};
    return impl_->map->restore(state);
}

const PositionerStats& Positioner::stats() const noexcept {
    return impl_->stats;
}

Positioner::Positioner(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Positioner::Positioner(Positioner&&) noexcept = default;
Positioner& Positioner::operator=(Positioner&&) noexcept = default;
Positioner::~Positioner() = default;

}  // namespace cairn
