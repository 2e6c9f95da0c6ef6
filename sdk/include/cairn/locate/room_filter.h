// In which room one tag may be, where rooms have no coordinates: they are learned from samples. A Bayes
// filter whose cells are rooms, each with a table of how loud every gateway hears tags there.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cairn/core/result.h"
#include "cairn/locate/tag_filter.h"

namespace cairn::locate {

/// What was heard within about a second of a tag whose room is known.
struct RoomTick {
    std::uint32_t room = 0;
    std::vector<TickHearing> hearings;
    bool follows = false;  // of the same tag, and right after the tick before
};

/// Of every room and gateway, how likely each RSSI is there, in bins of 1 dB, and not to be heard at all
/// although another gateway hears the tag. Immutable; any thread may read.
class RoomModel {
public:
    static constexpr std::size_t rooms_max = 64;
    /// The first and the last bin also hold what is weaker and louder.
    static constexpr int weakest_dbm = -110;
    static constexpr int loudest_dbm = -20;
    static constexpr std::size_t levels = loudest_dbm - weakest_dbm + 1;
    static constexpr std::size_t missed = levels;  // the bin for "not heard"
    static constexpr std::size_t bins = levels + 1;

    /// Learns `floors.size()` rooms; `floors[r]` is the number of the floor that room r is on. A room that no
    /// tick names hears as rooms do on average. Ticks without hearings say nothing and are left out.
    /// malformed: no room, no gateway, or a tick that names another room or gateway or an RSSI that is no
    /// number. full: more than rooms_max rooms.
    static Result<RoomModel> learn(std::span<const std::int32_t> floors, std::size_t gateways,
                                   std::span<const RoomTick> ticks);

    std::size_t rooms() const noexcept { return floors_.size(); }
    std::size_t gateways() const noexcept { return gateways_; }
    std::int32_t floor(std::size_t room) const noexcept { return floors_[room]; }

    /// Of a tag that leaves `from`: the chance to go to each room; 0 for `from` itself.
    std::span<const float> ways(std::size_t from) const noexcept {
        return std::span(ways_).subspan(from * rooms(), rooms());
    }
    static std::size_t bin_of(double rssi_dbm) noexcept;
    /// The logarithm of the bin's chance in every room.
    std::span<const float> logs(std::size_t gateway, std::size_t bin) const noexcept {
        return std::span(logs_).subspan((gateway * bins + bin) * rooms(), rooms());
    }

private:
    RoomModel(std::span<const std::int32_t> floors, std::size_t gateways);
    void learn_ways(std::span<const RoomTick> ticks);
    void learn_levels(std::uint32_t gateway, std::span<const RoomTick> ticks);

    std::vector<std::int32_t> floors_;
    std::size_t gateways_;
    std::vector<float> ways_;
    std::vector<float> logs_;
};

/// Constants of motion, evidence and decision, the same for every site.
struct RoomConstants {
    double memory_s = 1;  // for so long the error of a gateway stays the same
    double keep_per_s = 0.97;  // power on what was known: bounds how much evidence piles up
    double stay_per_s = 0.97;  // chance to be in the same room a second later
    double power_sd_db = 2;  // of a tag's power against the survey's
    double lead = 0.2;  // another room, or floor, takes over when it leads by this much
    double unknown = 0.3;  // nothing is said of a room, or floor, less likely than this
};

/// Nothing where it is not known.
struct RoomAnswer {
    std::optional<std::uint32_t> room;
    double room_chance = 0;
    std::optional<std::int32_t> floor;
    double floor_chance = 0;  // the sum of its rooms
};

/// Of one tag; 1.4 KiB. No heap. Used with one model; reset() before another.
class RoomFilter {
public:
    explicit RoomFilter(const RoomConstants& constants = {}) noexcept;

    /// In any room, and nothing known of the tag's power.
    void reset() noexcept;

    /// `dt_s` pass: the tag may have gone elsewhere, and what was known is worth less.
    void predict(const RoomModel& model, double dt_s) noexcept;

    /// Takes the hearings of the `dt_s` since the last update; without any nothing happens. `alive[g]`:
    /// whether gateway g would have told had it heard the tag. Hearings of gateways that the model does not
    /// know, and an RSSI that is no number, are left out.
    void update(const RoomModel& model, double dt_s, std::span<const TickHearing> hearings,
                std::span<const std::uint8_t> alive) noexcept;

    /// Keeps or changes the room and the floor that are said; neither before the first hearing.
    RoomAnswer decide(const RoomModel& model) noexcept;

    /// Writes the chance of every room, which add up to 1; `chances` holds as many as there are rooms.
    void chances(const RoomModel& model, std::span<float> chances) const noexcept;
    /// How much louder the tag is than the survey's, as far as is known.
    double power_db(const RoomModel& model) const noexcept;

private:
    // The tag's power against the survey's, in steps that a histogram of this smoothness does not tell apart.
    static constexpr std::array<float, 5> powers_db{-6, -3, 0, 3, 6};
    using Rooms = std::array<float, RoomModel::rooms_max>;
    using Cells = std::array<Rooms, powers_db.size()>;

    float exponentials(std::size_t rooms, Cells& chances) const noexcept;
    void hear(const RoomModel& model, const TickHearing& heard, float fresh) noexcept;

    RoomConstants constants_;
    std::array<float, powers_db.size()> prior_{};  // of the powers
    Cells logs_{};  // of the chances, up to a number that all share
    double age_s_ = 0;  // since the last evidence
    std::optional<std::uint32_t> room_;  // as said last
    std::optional<std::uint32_t> room_on_floor_;  // any on the floor that was said last
};

}  // namespace cairn::locate
