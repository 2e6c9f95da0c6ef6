#include "cairn/locate/room_filter.h"

#include <algorithm>
#include <cmath>

#include "locate/lanes.h"

namespace cairn::locate {
namespace {

using Histogram = std::array<double, RoomModel::bins>;

constexpr double smoothing_db = 2.5;
// Of every chance: what happens however well a room is known.
constexpr double outliers = 0.02;
// Ticks that all rooms together count for in each, and that anything at all counts for in all of them.
constexpr double prior_ticks = 1;
constexpr double never_s = 1e9;

/// Gaussian; what would leave the bins stays in them, so that a tick remains a tick.
Histogram smoothed(const Histogram& counts) {
    constexpr auto levels = static_cast<int>(RoomModel::levels);
    std::array<double, RoomModel::levels> bell{};
    for (std::size_t apart = 0; apart < bell.size(); ++apart) {
        const double deviations = static_cast<double>(apart) / smoothing_db;
        bell[apart] = std::exp(-0.5 * deviations * deviations);
    }
    const auto weight = [&](int a, int b) { return bell[static_cast<std::size_t>(std::abs(a - b))]; };
    Histogram spread{};
    spread[RoomModel::missed] = counts[RoomModel::missed];
    for (int from = 0; from < levels; ++from) {
        const double count = counts[static_cast<std::size_t>(from)];
        if (count == 0) continue;
        double sum = 0;
        for (int to = 0; to < levels; ++to) sum += weight(from, to);
        for (int to = 0; to < levels; ++to)
            spread[static_cast<std::size_t>(to)] += count * weight(from, to) / sum;
    }
    return spread;
}

/// Counts and, so that none is empty, `prior_ticks` of `prior`; adds up to 1.
Histogram shares(const Histogram& counts, const Histogram& prior) {
    double sum = prior_ticks;
    for (const double count : counts) sum += count;
    Histogram shares;
    for (std::size_t bin = 0; bin < shares.size(); ++bin)
        shares[bin] = (counts[bin] + prior_ticks * prior[bin]) / sum;
    return shares;
}

/// Heard or not, and as loud as anything.
Histogram anything() {
    Histogram even;
    even.fill(0.5 / static_cast<double>(RoomModel::levels));
    even[RoomModel::missed] = 0.5;
    return even;
}

bool is_usable(const RoomTick& tick, std::size_t rooms, std::size_t gateways) {
    return tick.room < rooms && std::ranges::all_of(
                                    tick.hearings,
                                    [gateways](const TickHearing& heard) {
                                        return heard.gateway < gateways && std::isfinite(heard.rssi_dbm);
                                    });
}

/// Of one gateway, a histogram a room.
std::vector<Histogram> counted(std::uint32_t gateway, std::size_t rooms, std::span<const RoomTick> ticks) {
    std::vector<Histogram> counts(rooms, Histogram{});
    for (const RoomTick& tick : ticks) {
        if (tick.hearings.empty()) continue;
        const auto heard = std::ranges::find(tick.hearings, gateway, &TickHearing::gateway);
        const bool is_heard = heard != tick.hearings.end();
        ++counts[tick.room][is_heard ? RoomModel::bin_of(heard->rssi_dbm) : RoomModel::missed];
    }
    return counts;
}

}  // namespace

std::size_t RoomModel::bin_of(double rssi_dbm) noexcept {
    const double inside =
        std::clamp(rssi_dbm, static_cast<double>(weakest_dbm), static_cast<double>(loudest_dbm));
    return static_cast<std::size_t>(std::lround(inside) - weakest_dbm);
}

RoomModel::RoomModel(std::span<const std::int32_t> floors, std::size_t gateways)
    : floors_(floors.begin(), floors.end()),
      gateways_(gateways),
      ways_(floors.size() * floors.size()),
      logs_(gateways * bins * floors.size()) {}

Result<RoomModel> RoomModel::learn(std::span<const std::int32_t> floors, std::size_t gateways,
                                   std::span<const RoomTick> ticks) {
    if (floors.empty()) return fail(Errc::malformed, "rooms: none");
    if (floors.size() > rooms_max) return fail(Errc::full, "rooms: more than 64");
    if (gateways == 0) return fail(Errc::malformed, "rooms: no gateway");
    for (const RoomTick& tick : ticks) {
        if (!is_usable(tick, floors.size(), gateways)) return fail(Errc::malformed, "rooms: a tick");
    }
    RoomModel model(floors, gateways);
    model.learn_ways(ticks);
    for (std::uint32_t gateway = 0; gateway < gateways; ++gateway) model.learn_levels(gateway, ticks);
    return model;
}

/// One walk along each way is taken for granted: a survey that stays in rooms leaves all ways alike.
void RoomModel::learn_ways(std::span<const RoomTick> ticks) {
    const std::size_t rooms = floors_.size();
    std::ranges::fill(ways_, 1.0F);
    for (std::size_t i = 1; i < ticks.size(); ++i) {
        if (ticks[i].follows) ++ways_[ticks[i - 1].room * rooms + ticks[i].room];
    }
    for (std::size_t from = 0; from < rooms; ++from) {
        const auto row = std::span(ways_).subspan(from * rooms, rooms);
        row[from] = 0;
        float sum = 0;
        for (const float count : row) sum += count;
        for (float& count : row) count /= std::max(sum, 1.0F);
    }
}

void RoomModel::learn_levels(std::uint32_t gateway, std::span<const RoomTick> ticks) {
    const std::size_t rooms = floors_.size();
    std::vector<Histogram> counts = counted(gateway, rooms, ticks);
    Histogram all{};
    for (Histogram& room : counts) {
        room = smoothed(room);
        for (std::size_t bin = 0; bin < bins; ++bin) all[bin] += room[bin];
    }
    const Histogram any = anything();
    const Histogram usual = shares(all, any);
    for (std::size_t room = 0; room < rooms; ++room) {
        const Histogram here = shares(counts[room], usual);
        for (std::size_t bin = 0; bin < bins; ++bin) {
            const double chance = (1 - outliers) * here[bin] + outliers * any[bin];
            logs_[(gateway * bins + bin) * rooms + room] = static_cast<float>(std::log(chance));
        }
    }
}

RoomFilter::RoomFilter(const RoomConstants& constants) noexcept : constants_(constants) {
    float sum = 0;
    for (std::size_t i = 0; i < powers_db.size(); ++i) {
        const double deviations = static_cast<double>(powers_db[i]) / constants.power_sd_db;
        prior_[i] = static_cast<float>(std::exp(-0.5 * deviations * deviations));
        sum += prior_[i];
    }
    for (float& chance : prior_) chance /= sum;
    reset();
}

void RoomFilter::reset() noexcept {
    for (std::size_t i = 0; i < powers_db.size(); ++i) logs_[i].fill(log_of(prior_[i]));
    age_s_ = never_s;
    room_.reset();
    room_on_floor_.reset();
}

/// Answers their sum.
float RoomFilter::exponentials(std::size_t rooms, Cells& chances) const noexcept {
    float most = logs_[0][0];
    for (const Rooms& logs : logs_) {
        for (std::size_t room = 0; room < rooms; ++room) most = std::max(most, logs[room]);
    }
    float sum = 0;
    for (std::size_t i = 0; i < logs_.size(); ++i) {
        for (std::size_t room = 0; room < rooms; ++room) {
            chances[i][room] = exp_of(logs_[i][room] - most);
            sum += chances[i][room];
        }
    }
    return sum;
}

void RoomFilter::predict(const RoomModel& model, double dt_s) noexcept {
    const std::size_t rooms = model.rooms();
    Cells chances;
    const float sum = exponentials(rooms, chances);
    const auto stays = rooms == 1 ? 1.0F : static_cast<float>(std::pow(constants_.stay_per_s, dt_s));
    const auto keep = static_cast<float>(std::pow(constants_.keep_per_s, dt_s));
    for (std::size_t i = 0; i < chances.size(); ++i) {
        Rooms moved{};
        for (std::size_t from = 0; from < rooms; ++from) {
            const float here = chances[i][from] / sum;
            const auto ways = model.ways(from);
            for (std::size_t to = 0; to < rooms; ++to) moved[to] += (1 - stays) * here * ways[to];
            moved[from] += stays * here;
        }
        // What is forgotten of the power leaves the usual one, not all alike.
        const float forgotten = (1 - keep) * log_of(prior_[i]);
        for (std::size_t room = 0; room < rooms; ++room)
            logs_[i][room] = keep * log_of(moved[room] + 1e-12F) + forgotten;
    }
}

void RoomFilter::hear(const RoomModel& model, const TickHearing& heard, float fresh) noexcept {
    for (std::size_t i = 0; i < powers_db.size(); ++i) {
        const double level_dbm = heard.rssi_dbm - static_cast<double>(powers_db[i]);
        const auto table = model.logs(heard.gateway, RoomModel::bin_of(level_dbm));
        for (std::size_t room = 0; room < table.size(); ++room) logs_[i][room] += fresh * table[room];
    }
}

void RoomFilter::update(const RoomModel& model, double dt_s, std::span<const TickHearing> hearings,
                        std::span<const std::uint8_t> alive) noexcept {
    if (age_s_ < never_s) age_s_ += dt_s;
    const auto is_usable = [&](const TickHearing& heard) {
        return heard.gateway < model.gateways() && std::isfinite(heard.rssi_dbm);
    };
    if (std::ranges::none_of(hearings, is_usable)) return;
    // The errors of a gateway stay for a while: only what is new of them is evidence.
    const auto fresh = static_cast<float>(1 - std::exp(-age_s_ / constants_.memory_s));
    age_s_ = 0;
    for (const TickHearing& heard : hearings) {
        if (is_usable(heard)) hear(model, heard, fresh);
    }
    for (std::uint32_t gateway = 0; gateway < model.gateways(); ++gateway) {
        const bool is_alive = gateway < alive.size() && alive[gateway] != 0;
        if (!is_alive || std::ranges::find(hearings, gateway, &TickHearing::gateway) != hearings.end())
            continue;
        const auto table = model.logs(gateway, RoomModel::missed);
        for (Rooms& logs : logs_) {
            for (std::size_t room = 0; room < table.size(); ++room) logs[room] += fresh * table[room];
        }
    }
}

void RoomFilter::chances(const RoomModel& model, std::span<float> chances) const noexcept {
    Cells cells;
    const float sum = exponentials(model.rooms(), cells);
    std::ranges::fill(chances.first(model.rooms()), 0.0F);
    for (const Rooms& of_power : cells) {
        for (std::size_t room = 0; room < model.rooms(); ++room) chances[room] += of_power[room] / sum;
    }
}

double RoomFilter::power_db(const RoomModel& model) const noexcept {
    Cells cells;
    const float sum = exponentials(model.rooms(), cells);
    float mean_db = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        for (std::size_t room = 0; room < model.rooms(); ++room)
            mean_db += powers_db[i] * cells[i][room] / sum;
    }
    return static_cast<double>(mean_db);
}

RoomAnswer RoomFilter::decide(const RoomModel& model) noexcept {
    const bool was_heard = age_s_ < never_s;
    if (!was_heard) return {};
    const std::size_t rooms = model.rooms();
    Rooms of_room;
    chances(model, of_room);
    Rooms of_floor{};  // the same for each of a floor's rooms
    for (std::size_t room = 0; room < rooms; ++room) {
        for (std::size_t other = 0; other < rooms; ++other)
            of_floor[room] += model.floor(room) == model.floor(other) ? of_room[other] : 0.0F;
    }
    // Answers whether the best one is likely enough to say anything.
    const auto keep_or_change = [&](const Rooms& of, std::optional<std::uint32_t>& said) {
        const auto end = of.begin() + static_cast<std::ptrdiff_t>(rooms);
        const auto best = std::max_element(of.begin(), end);
        if (!said || *best > of[*said] + static_cast<float>(constants_.lead))
            said = static_cast<std::uint32_t>(best - of.begin());
        return *best >= static_cast<float>(constants_.unknown);
    };
    RoomAnswer answer;
    if (keep_or_change(of_floor, room_on_floor_)) answer.floor = model.floor(*room_on_floor_);
    answer.floor_chance = static_cast<double>(of_floor[*room_on_floor_]);
    // Never a room on another floor than the one that is said.
    const auto is_there = [&](std::size_t room) { return model.floor(room) == model.floor(*room_on_floor_); };
    for (std::size_t room = 0; room < rooms; ++room) of_room[room] = is_there(room) ? of_room[room] : -1.0F;
    if (keep_or_change(of_room, room_)) answer.room = room_;
    answer.room_chance = static_cast<double>(of_room[*room_]);
    return answer;
}

}  // namespace cairn::locate
