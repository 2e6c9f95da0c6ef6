#include "dialect/tag_records.h"

#include <charconv>
#include <cmath>

#include "cairn/core/hex.h"
#include "dialect/text.h"

namespace cairn::adapters {
namespace {

constexpr double battery_pct_max = 100;

struct Range {
    Quantity quantity;
    double min;
    double max;
};

// What the sensors on the market can say at most; beyond it stands a "no value" or a wrong unit.
constexpr std::array ranges{
    Range{Quantity::temperature_c, -273.15, 1000},
    Range{Quantity::humidity_pct, 0, 100},
    Range{Quantity::pressure_hpa, 0, 1e7},
    Range{Quantity::battery_pct, 0, 100},
    Range{Quantity::voltage_v, 0, 1000},
    Range{Quantity::tx_power_dbm, -128, 127},
    Range{Quantity::measured_power_dbm, -128, 127},
    Range{Quantity::rssi_at_0m_dbm, -128, 127},
    Range{Quantity::uplink_rssi_dbm, -200, 100},
    Range{Quantity::memory_free_pct, 0, 100},
    Range{Quantity::cpu_load, 0, 1e4},
    Range{Quantity::distance_m, 0, 1e7},
    Range{Quantity::illuminance_lux, 0, 1e7},
    Range{Quantity::button_kind, 0, 3},
};

// The place of a quantity's range, from 1; 0: it has none.
constexpr auto range_places = [] {
    std::array<std::uint8_t, 256> places{};
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        places[static_cast<std::size_t>(ranges[i].quantity)] = static_cast<std::uint8_t>(i + 1);
    }
    return places;
}();

void append_number(InlineString<95>& text, unsigned number) {
    std::array<char, 10> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    text.append({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

}  // namespace

bool plausible(Quantity quantity, double value) noexcept {
    if (!std::isfinite(value)) return false;
    const auto number = static_cast<std::size_t>(quantity);
    if (number >= range_places.size() || range_places[number] == 0) return true;
    const Range& range = ranges[range_places[number] - 1U];
    return value >= range.min && value <= range.max;
}

void TagRecords::reading(Quantity quantity, double value, std::uint8_t channel) const {
    if (!plausible(quantity, value)) {
        frames_->refuse(Errc::malformed, "reading: out of range");
        return;
    }
    frames_->record(Reading{tag_, frames_->gateway(), at_, {quantity, channel, value}, {}});
}

void TagRecords::custom(const InlineString<47>& label, double value) const {
    if (!std::isfinite(value)) {
        frames_->refuse(Errc::malformed, "reading: out of range");
        return;
    }
    frames_->record(Reading{tag_, frames_->gateway(), at_, {Quantity::custom, 0, value}, label});
}

void TagRecords::acceleration_mg(const std::array<double, 3>& axes) const {
    reading(Quantity::accel_x_g, axes[0] / 1000);
    reading(Quantity::accel_y_g, axes[1] / 1000);
    reading(Quantity::accel_z_g, axes[2] / 1000);
}

void TagRecords::battery(double number) const {
    if (number == 0) return;
    if (number <= battery_pct_max) {
        reading(Quantity::battery_pct, number);
    } else {
        reading(Quantity::voltage_v, number / 1000);
    }
}

void TagRecords::attribute(AttributeKind kind, std::string_view text) const {
    const auto clean = clean_text<InlineString<95>::size_max()>(text);
    if (!clean.empty()) frames_->record(Attribute{tag_, frames_->gateway(), at_, kind, clean});
}

void TagRecords::ibeacon(Bytes uuid, unsigned major, unsigned minor) const {
    InlineString<95> text;
    append_hex(text, uuid);
    text.push_back('/');
    append_number(text, major);
    text.push_back('/');
    append_number(text, minor);
    attribute(AttributeKind::ibeacon, text);
}

void TagRecords::eddystone_uid(Bytes name_space, Bytes instance) const {
    InlineString<95> text;
    append_hex(text, name_space);
    text.push_back('/');
    append_hex(text, instance);
    attribute(AttributeKind::eddystone_uid, text);
}

void TagRecords::hex_attribute(AttributeKind kind, Bytes bytes) const {
    InlineString<95> text;
    append_hex(text, bytes);
    attribute(kind, text);
}

}  // namespace cairn::adapters
