#include "cairn/locate/positioner.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>
#include <vector>

#include "locate/hearings.h"
#include "locate/index_table.h"
#include "locate/zones.h"

namespace cairn {
namespace {

using locate::Hearings;
using locate::IndexTable;
using locate::Level;
using locate::SliceClock;
using locate::Spot;
using locate::ZoneChoice;
using locate::Zones;

constexpr std::uint32_t none = UINT32_MAX;

// A tag heard by more gateways at once keeps the strongest of them; a weaker one would move the
// centroid by millimetres.
constexpr std::size_t gateways_per_tag_max = 16;

// Measured on sites from 60 to 360 m2: about two thirds of the truths lie that close (docs/positioning.md).
constexpr double radius68_spacings = 0.7;

// Gateways nearer to each other than this tell nothing about the spacing: they hang on one pole.
constexpr double spacing_m_min = 0.5;

// A clock that is further ahead than this is corrected; less is lost in the slices of the window.
constexpr Millis clock_ahead_max{2'000};

constexpr std::uint32_t tags_max_max = 1'000'000;

struct Tag {
    TagId id;
    Timestamp newest;
    std::int64_t newest_slice = 0;
    std::uint32_t older = none;  // the tags in the order of their last hearing
    std::uint32_t newer = none;
    std::uint32_t gateway_count = 0;
    bool heard = false;  // since the tick before
    ZoneChoice zone;
};

// A gateway's place in the floor list, and its clock.
struct Gateway {
    std::uint32_t floor = 0;
    Timestamp newest_claim;  // the latest time in its hearings since the tick before
    Millis ahead{0};         // how far its clock runs ahead, at least
};

struct Heard {
    std::uint32_t gateway = 0;
    Level level;
    double weight = 0;
};
using HeardList = InlineVector<Heard, gateways_per_tag_max>;

double length_m(double x_m, double y_m) {
    return std::sqrt(x_m * x_m + y_m * y_m);
}

double distance_m(Point a, Point b) {
    return length_m(a.x_m - b.x_m, a.y_m - b.y_m);
}

// The mean distance from a gateway to its nearest neighbour on the floor. Where there is no neighbour,
// half the floor's diagonal stands in: the tag may be anywhere around.
double spacing_m(const Site& site, const Floor& floor) {
    double sum_m = 0;
    std::size_t count = 0;
    for (const auto& one : site.gateways) {
        double nearest_m = std::numeric_limits<double>::infinity();
        for (const auto& other : site.gateways) {
            if (one.floor != floor.name || other.floor != floor.name) continue;
            const double apart_m = distance_m(one.at, other.at);
            if (apart_m >= spacing_m_min) nearest_m = std::min(nearest_m, apart_m);
        }
        if (!std::isfinite(nearest_m)) continue;
        sum_m += nearest_m;
        ++count;
    }
    if (count == 0) return length_m(floor.width_m, floor.height_m) / 2;
    return sum_m / static_cast<double>(count);
}

Result<void> check_options(const PositionerOptions& options) {
    if (options.tags_max == 0 || options.tags_max > tags_max_max) {
        return fail(Errc::malformed, "positioner: tags_max is not from 1 to 1000000");
    }
    if (options.window <= Millis{0}) return fail(Errc::malformed, "positioner: window is not positive");
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
          clock(options.window.count()),
          tags_max(site.gateways.empty() ? 0 : options.tags_max),
          gateways_per_tag(std::min(gateways_per_tag_max, site.gateways.size())),
          gateway_rows(site.gateways.size()),
          tag_rows(tags_max),
          tags(tags_max),
          hearings(tags_max * gateways_per_tag),
          floor_weights(site.floors.size()) {
        for (std::uint32_t row = 0; row < site.gateways.size(); ++row) {
            gateway_rows.insert(site.gateways[row].gateway, row);
            std::uint32_t floor = 0;
            while (site.floors[floor].name != site.gateways[row].floor) ++floor;
            gateways.push_back({floor, {}, Millis{0}});
        }
        for (const Floor& floor : site.floors)
            radii68_m.push_back(radius68_spacings * spacing_m(site, floor));
    }

    Hearings* hearings_of(std::uint32_t row) noexcept { return hearings.data() + row * gateways_per_tag; }

    // -- The tags in the order of their last hearing -------------------------------------------------

    void unlink(Tag& tag) noexcept {
        (tag.older == none ? oldest : tags[tag.older].newer) = tag.newer;
        (tag.newer == none ? newest : tags[tag.newer].older) = tag.older;
    }
    void link_newest(std::uint32_t row) noexcept {
        tags[row].older = newest;
        tags[row].newer = none;
        (newest == none ? oldest : tags[newest].newer) = row;
        newest = row;
    }

    std::uint32_t admit(const TagId& id, Timestamp at) noexcept {
        const auto id_of = [this](std::uint32_t row) -> const TagId& { return tags[row].id; };
        std::uint32_t row = tag_rows.find(id, id_of);
        if (row != none) return row;
        if (tag_count < tags_max) {
            row = tag_count++;
        } else {
            row = oldest;
            tag_rows.erase(tags[row].id, id_of);
            unlink(tags[row]);
            ++stats.evicted_tags;
        }
        tags[row] = Tag{};
        tags[row].id = id;
        start_at(tags[row], at);
        tag_rows.insert(id, row);
        link_newest(row);
        return row;
    }

    // -- Hearings ------------------------------------------------------------------------------------

    void start_at(Tag& tag, Timestamp at) noexcept {
        tag.newest = at;
        tag.newest_slice = clock.slice_of(at.unix_ms);
        tag.gateway_count = 0;
    }

    // A gateway whose clock runs ahead would make everything older that the others hear.
    void learn_clocks(Timestamp now) noexcept {
        for (Gateway& gateway : gateways) {
            if (gateway.newest_claim.unix_ms == 0) continue;
            const Millis ahead = gateway.newest_claim - now;
            gateway.ahead = ahead > clock_ahead_max ? ahead : Millis{0};
            gateway.newest_claim = {};
        }
    }

    void advance(std::uint32_t row, Timestamp at) noexcept {
        Tag& tag = tags[row];
        if (at <= tag.newest) return;
        const std::int64_t slice = clock.slice_of(at.unix_ms);
        Hearings* of_tag = hearings_of(row);
        for (std::uint32_t i = 0; i < tag.gateway_count; ++i) of_tag[i].advance(tag.newest_slice, slice);
        tag.newest = at;
        tag.newest_slice = slice;
    }

    // The place for this gateway's hearings: its own, a free one, or that of one which is silent by now
    // or weaker. nullptr when all are taken by stronger ones.
    Hearings* place_for(std::uint32_t row, std::uint32_t gateway, std::int8_t rssi_dbm) noexcept {
        Tag& tag = tags[row];
        Hearings* of_tag = hearings_of(row);
        for (std::uint32_t i = 0; i < tag.gateway_count; ++i) {
            if (of_tag[i].gateway() == gateway) return &of_tag[i];
        }
        Hearings* place = nullptr;
        if (tag.gateway_count < gateways_per_tag) {
            place = &of_tag[tag.gateway_count++];
        } else {
            double weakest_dbm = rssi_dbm;
            for (std::uint32_t i = 0; i < tag.gateway_count; ++i) {
                const Level level = of_tag[i].level(clock, tag.newest_slice);
                const double level_dbm =
                    level.heard_count == 0 ? -std::numeric_limits<double>::infinity() : level.rssi_dbm;
                if (level_dbm >= weakest_dbm) continue;
                weakest_dbm = level_dbm;
                place = &of_tag[i];
            }
        }
        if (place != nullptr) *place = Hearings(gateway);
        return place;
    }

    void observe(const Advertisement& heard) noexcept {
        if (!heard.rssi_dbm || heard.tag.empty()) return;
        const std::uint32_t gateway =
            gateway_rows.find(heard.gateway, [this](std::uint32_t row) -> const GatewayId& {
                return site.gateways[row].gateway;
            });
        if (gateway == none) {
            ++stats.unplaced_gateway;
            return;
        }
        gateways[gateway].newest_claim = std::max(gateways[gateway].newest_claim, heard.heard_at);
        const Timestamp at = heard.heard_at + -gateways[gateway].ahead;
        const std::uint32_t row = admit(heard.tag, at);
        Tag& tag = tags[row];
        // A clock that ran ahead, here or at a gateway, and was set right leaves the tag in the future.
        const Timestamp future = last_tick + options.window;
        if (ticked && tag.newest > future && at <= future) start_at(tag, at);
        advance(row, at);
        const std::int64_t slice = clock.slice_of(at.unix_ms);
        if (slice + static_cast<std::int64_t>(locate::slices) <= tag.newest_slice) {
            ++stats.too_late;
            return;
        }
        unlink(tag);
        link_newest(row);
        tag.heard = true;
        ++stats.observed;
        if (Hearings* place = place_for(row, gateway, *heard.rssi_dbm)) place->add(slice, *heard.rssi_dbm);
    }

    // -- Positions -----------------------------------------------------------------------------------

    // Strongest first; equals in the order of the site, so that the order of arrival leaves no trace.
    HeardList heard_by(std::uint32_t row) noexcept {
        const Tag& tag = tags[row];
        HeardList list;
        for (std::uint32_t i = 0; i < tag.gateway_count; ++i) {
            const Hearings& one = hearings_of(row)[i];
            const Level level = one.level(clock, tag.newest_slice);
            if (level.heard_count > 0) list.push_back({one.gateway(), level, 0});
        }
        std::sort(list.begin(), list.end(), [](const Heard& a, const Heard& b) {
            if (a.level.rssi_dbm != b.level.rssi_dbm) return a.level.rssi_dbm > b.level.rssi_dbm;
            return a.gateway < b.gateway;
        });
        for (Heard& heard : list) {
            const double weaker_db = heard.level.rssi_dbm - list[0].level.rssi_dbm;
            heard.weight = std::exp(std::numbers::ln10 * weaker_db / options.centroid_scale_db);
        }
        return list;
    }

    std::uint32_t heaviest_floor(const HeardList& list) noexcept {
        std::ranges::fill(floor_weights, 0.0);
        for (const Heard& heard : list) floor_weights[gateways[heard.gateway].floor] += heard.weight;
        return static_cast<std::uint32_t>(std::ranges::max_element(floor_weights) - floor_weights.begin());
    }

    Spot spot_of(const HeardList& list) noexcept {
        Spot spot;
        spot.floor = heaviest_floor(list);
        // Offsets from the strongest gateway, not coordinates, are averaged: far from the origin that
        // keeps the digits, and a single gateway gives exactly its own place.
        Point origin;
        double weight_sum = 0;
        for (const Heard& heard : list) {
            if (gateways[heard.gateway].floor != spot.floor) continue;
            const Point at = site.gateways[heard.gateway].at;
            if (weight_sum == 0) origin = at;
            weight_sum += heard.weight;
            spot.at.x_m += heard.weight * (at.x_m - origin.x_m);
            spot.at.y_m += heard.weight * (at.y_m - origin.y_m);
        }
        spot.at = {origin.x_m + spot.at.x_m / weight_sum, origin.y_m + spot.at.y_m / weight_sum};
        // Of a symmetric Gaussian in the plane, r68 holds 1 - exp(-r68^2 / (2 sigma^2)) = 0.68.
        spot.sigma_m = radii68_m[spot.floor] / std::sqrt(2 * std::log(1 / 0.32));
        return spot;
    }

    Position position_of(std::uint32_t row, Timestamp now) noexcept {
        Tag& tag = tags[row];
        const HeardList list = heard_by(row);
        const Spot spot = spot_of(list);

        Position position;
        position.tag = tag.id;
        position.at = now.unix_ms != 0 ? std::min(tag.newest, now) : tag.newest;
        position.floor = site.floors[spot.floor].name;
        position.x_m = spot.at.x_m;
        position.y_m = spot.at.y_m;
        position.variance_x_m2 = position.variance_y_m2 = spot.sigma_m * spot.sigma_m;
        position.radius68_m = radii68_m[spot.floor];
        for (const Heard& heard : list) {
            position.evidence.push_back({site.gateways[heard.gateway].gateway,
                                         static_cast<float>(heard.level.rssi_dbm), heard.level.heard_count});
        }
        add_zone(position, tag.zone, spot);
        return position;
    }

    void add_zone(Position& position, ZoneChoice& choice, const Spot& spot) noexcept {
        const auto& scores = zones.score(spot);
        zones.decide(choice, position.at);
        position.zone_score = scores[choice.current];
        if (choice.current != zones.elsewhere()) position.zone = site.zones[choice.current].name;
        const std::uint32_t next = zones.runner_up(choice.current);
        if (next == zones.elsewhere()) return;
        position.next_zone = site.zones[next].name;
        position.next_zone_score = scores[next];
    }

    void tick(Timestamp now, FunctionRef<void(const Position&)> sink) noexcept {
        ticked = now.unix_ms != 0;
        last_tick = now;
        if (ticked) learn_clocks(now);
        // The tags that were heard stand together at the new end.
        for (std::uint32_t row = newest; row != none && tags[row].heard; row = tags[row].older) {
            tags[row].heard = false;
            sink(position_of(row, now));
        }
    }

    PositionerOptions options;
    Site site;
    Zones zones;
    SliceClock clock;
    std::uint32_t tags_max;
    std::size_t gateways_per_tag;
    IndexTable<GatewayId> gateway_rows;
    std::vector<Gateway> gateways;  // in the order of the site
    std::vector<double> radii68_m;  // of each floor
    IndexTable<TagId> tag_rows;
    std::vector<Tag> tags;
    std::vector<Hearings> hearings;
    std::vector<double> floor_weights;
    std::uint32_t tag_count = 0;
    std::uint32_t oldest = none;
    std::uint32_t newest = none;
    Timestamp last_tick;
    bool ticked = false;
    PositionerStats stats;
};

Result<Positioner> Positioner::create(const PositionerOptions& options, const Site& site) {
    CAIRN_CHECK(check_options(options));
    CAIRN_CHECK(check(site));
    return Positioner(std::make_unique<Impl>(options, site));
}

void Positioner::observe(const Advertisement& advertisement) noexcept {
    impl_->observe(advertisement);
}

void Positioner::tick(Timestamp now, FunctionRef<void(const Position&)> sink) noexcept {
    impl_->tick(now, sink);
}

const PositionerStats& Positioner::stats() const noexcept {
    return impl_->stats;
}

Positioner::Positioner(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Positioner::Positioner(Positioner&&) noexcept = default;
Positioner& Positioner::operator=(Positioner&&) noexcept = default;
Positioner::~Positioner() = default;

}  // namespace cairn
