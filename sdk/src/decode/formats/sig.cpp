#include "decode/formats/sig.h"

#include <algorithm>

#include "decode/interpreter.h"
#include "decode/reader.h"

namespace cairn::formats {
namespace {

/// What the specification allows where the wire holds more.
struct Range {
    Quantity quantity;
    double least;
    double most;
};
constexpr auto ranges = std::array{
    Range{Quantity::tx_power_dbm, -100, 20},
    Range{Quantity::battery_pct, 0, 100},
    Range{Quantity::temperature_c, -273.15, 1'000},
    Range{Quantity::humidity_pct, 0, 100},
    Range{Quantity::direction_deg, 0, 359.99},
    Range{Quantity::sound_level_db, 0, 253},  // 254 is "254 or more"
};

bool is_allowed(const Measurement& value) noexcept {
    const auto* const range = std::ranges::find(ranges, value.quantity, &Range::quantity);
    return range == ranges.end() || (value.value >= range->least && value.value <= range->most);
}

/// Reads one field behind another.
class Sequence {
public:
    Sequence(const ReadContext& context, Decoded& out, std::size_t begin) noexcept
        : context_(&context),
          out_(&out),
          left_(context.body.subspan(begin)) {}

    std::size_t size() const noexcept { return left_.size(); }

    /// Adds the next bytes as `field`, if `is_there` and there are so many.
    void add(const Field& field, bool is_there) noexcept {
        const std::size_t size = layout_of(field.wire).size_bytes;
        if (!is_there) return;
        if (left_.size() < size) {
            context_->note(Errc::malformed);
            left_ = {};  // nobody knows where the next field stands
            return;
        }
        add_field(*context_, *out_, field, left_);
        left_ = left_.subspan(size);
    }

private:
    const ReadContext* context_;
    Decoded* out_;
    Bytes left_;
};

}  // namespace

bool read_sig_value(ReadContext& context, Decoded& out) noexcept {
    if (const auto defect = interpret(context.values, context.body, BodyOffset::nowhere(), out))
        context.note(*defect);
    const bool is_value = !out.measurements.empty() && std::ranges::all_of(out.measurements, is_allowed);
    out.measurements.clear();  // the fields are read once more, behind this
    return is_value;
}

bool read_heart_rate(ReadContext& context, Decoded& out) noexcept {
    constexpr Field rate_8{Quantity::heart_rate_bpm, 0, Wire::u8};
    constexpr Field rate_16{Quantity::heart_rate_bpm, 0, Wire::u16_le};
    constexpr Field energy{Quantity::energy_kwh, 0, Wire::u16_le, 0xFFFF, 1, 3'600};  // in kilojoules
    Field interval{Quantity::rr_interval_s, 0, Wire::u16_le, always, 1, 1'024};
    const std::uint8_t flags = context.body[0];
    Sequence sequence(context, out, 1);
    sequence.add((flags & 0x01) != 0 ? rate_16 : rate_8, true);
    if ((flags & 0x04) != 0) {
        const double is_worn = (flags & 0x02) != 0 ? 1 : 0;
        add_value(context, out, Quantity::contact_present, is_worn, context.body.first(1));
    }
    sequence.add(energy, (flags & 0x08) != 0);
    while ((flags & 0x10) != 0 && sequence.size() >= 2) {
        sequence.add(interval, true);
        ++interval.channel;
    }
    return true;
}

bool read_location(ReadContext& context, Decoded& out) noexcept {
    constexpr Field speed{Quantity::speed_mps, 0, Wire::u16_le, always, 1, 100};
    constexpr Field distance{Quantity::distance_m, 0, Wire::u24_le, always, 1, 10};
    constexpr Field latitude{Quantity::latitude_deg, 0, Wire::i32_le, always, 1, 10'000'000};
    constexpr Field longitude{Quantity::longitude_deg, 0, Wire::i32_le, always, 1, 10'000'000};
    constexpr Field elevation{Quantity::elevation_m, 0, Wire::i24_le, always, 1, 100};
    constexpr Field heading{Quantity::direction_deg, 0, Wire::u16_le, always, 1, 100};
    const std::uint8_t flags = context.body[0];
    Sequence sequence(context, out, 2);
    sequence.add(speed, (flags & 0x01) != 0);
    sequence.add(distance, (flags & 0x02) != 0);
    sequence.add(latitude, (flags & 0x04) != 0);
    sequence.add(longitude, (flags & 0x04) != 0);
    sequence.add(elevation, (flags & 0x08) != 0);
    sequence.add(heading, (flags & 0x10) != 0);
    return true;
}

}  // namespace cairn::formats
