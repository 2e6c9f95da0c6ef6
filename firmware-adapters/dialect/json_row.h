// The wanted members of an object, found in one pass over it: for the records of a scan list.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <type_traits>

#include "dialect/json_fields.h"

namespace cairn::adapters {

enum class NameCase : bool { as_written, any };

/// A member's name and what it means; several names may mean the same.
template <typename Field>
struct FieldName {
    std::string_view name;
    Field field;
};

/// A list of names that is looked up by its own hash. Built when the program is compiled.
template <typename Field, std::size_t name_count>
class FieldNames {
public:
    using Key = Field;

    consteval explicit FieldNames(const FieldName<Field> (&names)[name_count],
                                  NameCase name_case = NameCase::as_written)
        : name_case_(name_case) {
        static_assert(name_count < none);
        for (std::size_t i = 0; i < name_count; ++i) {
            names_[i] = names[i];
            field_count_ = std::max(field_count_, static_cast<std::size_t>(names[i].field) + 1);
            std::size_t slot = slot_of(names[i].name);
            while (slots_[slot] != none) slot = (slot + 1) % slot_count;
            slots_[slot] = static_cast<std::uint8_t>(i);
        }
    }

    /// One more than the number of the last field.
    constexpr std::size_t field_count() const noexcept { return field_count_; }

    const Field* find(std::string_view name) const noexcept {
        if (name.empty()) return nullptr;
        for (std::size_t slot = slot_of(name); slots_[slot] != none; slot = (slot + 1) % slot_count) {
            const FieldName<Field>& candidate = names_[slots_[slot]];
            if (equal(candidate.name, name)) return &candidate.field;
        }
        return nullptr;
    }

private:
    static constexpr std::uint8_t none = 0xFF;

    static constexpr std::size_t slot_count = std::bit_ceil(4 * name_count);

    // Letters of either case alike; other characters may meet, which costs a comparison.
    static constexpr unsigned folded(char c) noexcept { return static_cast<unsigned char>(c) | 0x20U; }
    static constexpr std::size_t slot_of(std::string_view name) noexcept {
        const unsigned hash =
            7 * folded(name.front()) + 31 * folded(name.back()) + 3 * folded(name[name.size() / 2]);
        return (name.size() + hash) % slot_count;
    }
    static constexpr char lower(char c) noexcept {
        return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    }
    bool equal(std::string_view known, std::string_view given) const noexcept {
        if (name_case_ == NameCase::as_written) return same_text(known, given);
        if (known.size() != given.size()) return false;
        for (std::size_t i = 0; i < known.size(); ++i) {
            if (lower(known[i]) != lower(given[i])) return false;
        }
        return true;
    }
    static constexpr auto empty_slots() noexcept {
        std::array<std::uint8_t, slot_count> slots{};
        slots.fill(none);
        return slots;
    }

    NameCase name_case_;
    std::size_t field_count_ = 0;
    std::array<FieldName<Field>, name_count> names_{};
    std::array<std::uint8_t, slot_count> slots_ = empty_slots();
};

/// Of members that mean the same, the first that is there counts.
template <const auto& names>
class PickedMembers {
public:
    using Key = typename std::remove_cvref_t<decltype(names)>::Key;

    explicit PickedMembers(const JsonObject& object) noexcept {
        // Not by range: the pair that it makes is copied through memory, a tenth of a message's time.
        const auto end = object.end();
        for (auto member = object.begin(); member != end; ++member) {
            const Key* field = names.find(member.key());
            if (field == nullptr || (present_ & bit_of(*field)) != 0) continue;
            const JsonValue value = member.value();
            if (value.is_null()) continue;
            std::construct_at(&values_[static_cast<std::size_t>(*field)].value, value);
            present_ |= bit_of(*field);
        }
    }

    const JsonValue* find(Key field) const noexcept {
        if ((present_ & bit_of(field)) == 0) return nullptr;
        return &values_[static_cast<std::size_t>(field)].value;
    }

private:
    static_assert(names.field_count() <= 64, "one bit a field");
    static constexpr std::uint64_t bit_of(Key field) noexcept {
        return std::uint64_t{1} << static_cast<std::size_t>(field);
    }

    // Not cleared: most of a list's names are in none of its objects.
    union Place {
        Place() noexcept {}
        JsonValue value;
    };

    std::uint64_t present_ = 0;
    std::array<Place, names.field_count()> values_;  // those that are present
};

template <const auto& names>
using Row = FieldsOf<PickedMembers<names>>;

}  // namespace cairn::adapters
