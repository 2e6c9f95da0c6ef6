// Where a name stands in a list.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "cairn/core/bytes.h"
#include "cairn/core/hash.h"

namespace cairn::wire {

/// Finds names in a list that the caller keeps. An open table of places and hashes: most looks touch one line
/// of it and the name itself.
class PlaceTable {
public:
    static constexpr std::uint32_t none = UINT32_MAX;

    /// `name_at(place)` is the name that stands there.
    template <typename NameAt>
    std::uint32_t find(std::string_view name, NameAt name_at) const {
        if (slots_.empty()) return none;
        const std::uint32_t hash = short_hash(name);
        for (std::size_t i = hash & mask(); slots_[i].place != none; i = (i + 1) & mask()) {
            if (slots_[i].hash == hash && same_text(name_at(slots_[i].place), name)) return slots_[i].place;
        }
        return none;
    }
    /// A name that is not there yet.
    void add(std::string_view name, std::uint32_t place) {
        if (2 * (count_ + 1) > slots_.size()) grow();
        put({short_hash(name), place});
        ++count_;
    }
    void clear() noexcept {
        slots_.clear();
        count_ = 0;
    }

private:
    struct Slot {
        std::uint32_t hash = 0;
        std::uint32_t place = none;
    };

    static std::uint32_t short_hash(std::string_view name) noexcept {
        return static_cast<std::uint32_t>(hash_of(name));
    }
    std::size_t mask() const noexcept { return slots_.size() - 1; }
    void put(const Slot& slot) {
        std::size_t i = slot.hash & mask();
        while (slots_[i].place != none) i = (i + 1) & mask();
        slots_[i] = slot;
    }
    void grow() {
        constexpr std::size_t slots_min = 64;
        const std::vector<Slot> before = std::move(slots_);
        slots_.assign(before.empty() ? slots_min : 2 * before.size(), Slot{});
        for (const Slot& slot : before)
            if (slot.place != none) put(slot);
    }

    std::vector<Slot> slots_;  // a power of two, at most half of them taken
    std::size_t count_ = 0;
};

}  // namespace cairn::wire
