#include "moko/lw003_status.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "dialect/gateway_records.h"
#include "dialect/gateway_time.h"
#include "moko/geo_position.h"
#include "moko/version_text.h"

namespace cairn::adapters::moko {
namespace {

constexpr double v_a_mv = 0.001;
constexpr const char* status_refused = "moko.lw003: status";

void add(GatewayStatus& status, Quantity quantity, double value) {
    static_cast<void>(status.measurements.push_back({quantity, 0, value}));
}

/// The first byte of every message: the highest bit says that it is being charged, the others how full it
/// is; all of them, that it has no battery.
void add_battery(std::uint8_t battery, GatewayStatus& status) {
    constexpr std::uint8_t no_battery = 0x7F;
    constexpr std::uint8_t full_pct = 100;
    const std::uint8_t level = battery & 0x7F;
    if (level == no_battery) return;
    if (level <= full_pct) add(status, Quantity::battery_pct, level);
    add(status, Quantity::battery_charging, battery >> 7);
}

Result<void> add_voltage(ByteReader& reader, GatewayStatus& status) {
    CAIRN_TRY(const std::uint16_t millivolts, reader.take_u16_be());
    add(status, Quantity::voltage_v, millivolts * v_a_mv);
    return {};
}

/// Hundredths; 0xFFFF is "no sensor".
Result<void> add_climate(ByteReader& reader, GatewayStatus& status) {
    constexpr std::uint16_t none = 0xFFFF;
    constexpr double hundredths = 100;
    CAIRN_TRY(const std::uint16_t temperature, reader.take_u16_be());
    CAIRN_TRY(const std::uint16_t humidity, reader.take_u16_be());
    if (temperature != none)
        add(status, Quantity::temperature_c, static_cast<std::int16_t>(temperature) / hundredths);
    if (humidity != none) add(status, Quantity::humidity_pct, humidity / hundredths);
    return {};
}

/// Ports 1, 3 and 8: battery, voltage, versions and, in longer messages, the climate.
Result<void> read_info(ByteReader reader, GatewayStatus& status, FrameBuilder& frames) {
    constexpr std::size_t with_climate_bytes = 9;  // behind the battery; without it there are five or six
    const bool has_climate = reader.left() >= with_climate_bytes;
    CAIRN_CHECK(add_voltage(reader, status));
    CAIRN_TRY(const std::uint8_t firmware, reader.take_u8());
    CAIRN_TRY(const std::uint8_t hardware, reader.take_u8());
    if (has_climate) CAIRN_CHECK(add_climate(reader, status));
    frames.record(status);
    const GatewayRecords gateway(frames, status.at);
    gateway.property(
        "firmware",
        version_text({unsigned{firmware} >> 6, unsigned{firmware} >> 4 & 3, firmware & 0x0FU}).view());
    gateway.property("hardware", version_text({unsigned{hardware} >> 4, hardware & 0x0FU}).view());
    return {};
}

/// Port 2: it is being switched off.
Result<void> read_power_off(ByteReader reader, GatewayStatus& status, FrameBuilder& frames) {
    constexpr std::array<std::string_view, 4> reasons{"bluetooth", "lorawan", "button", "battery"};
    CAIRN_CHECK(add_voltage(reader, status));
    CAIRN_TRY(const std::uint32_t seconds, reader.take_u32_be());
    CAIRN_CHECK(reader.take_u8());  // time zone, for display
    CAIRN_TRY(const std::uint8_t reason, reader.take_u8());
    status.online = false;
    status.at = heard_at(std::int64_t{seconds} * 1000, status.at, Delivery::live).at;
    frames.record(status);
    if (reason < reasons.size()) GatewayRecords(frames, status.at).property("power_off", reasons[reason]);
    return {};
}

/// Ports 11 and 13: where it is; 11 has the voltage and the time, too.
Result<void> read_place(ByteReader reader, bool has_time, GatewayStatus& status, FrameBuilder& frames) {
    if (has_time) CAIRN_CHECK(add_voltage(reader, status));
    CAIRN_CHECK(reader.take_u8());  // why it looked
    if (has_time) {
        CAIRN_TRY(const std::uint32_t seconds, reader.take_u32_be());
        CAIRN_CHECK(reader.take_u8());  // time zone
        status.at = heard_at(std::int64_t{seconds} * 1000, status.at, Delivery::live).at;
    }
    if (reader.left() < 8) return fail(Errc::truncated, status_refused);
    frames.record(status);
    add_fix_latitude_first(reader, status.at, frames);
    return {};
}

/// Port 12: it looked for its place and did not find it.
Result<void> read_no_place(ByteReader reader, GatewayStatus& status, FrameBuilder& frames) {
    constexpr std::array<std::string_view, 5> reasons{"timeout", "technology timeout", "pdop limit",
                                                      "interrupted by trip end", "interrupted by trip start"};
    CAIRN_CHECK(add_voltage(reader, status));
    CAIRN_CHECK(reader.take_u8());  // why it looked
    CAIRN_TRY(const std::uint8_t reason, reader.take_u8());
    frames.record(status);
    if (reason < reasons.size()) GatewayRecords(frames, status.at).property("fix_result", reasons[reason]);
    return {};
}

/// On port 11 the Pro tells of the tags that it is connected to: 03, a command 0Bxx, a length.
bool is_of_connection(Bytes payload) noexcept {
    return payload.size() > 3 && payload[0] == 0x03 && payload[1] == 0x0B &&
           payload.size() == std::size_t{payload[3]} + 4;
}

Result<void> read(std::uint8_t port, ByteReader reader, GatewayStatus& status, FrameBuilder& frames) {
    switch (port) {
        case 2: return read_power_off(reader, status, frames);
        case 4:
        case 9: frames.record(status); return {};
        case 11: return read_place(reader, true, status, frames);
        case 12: return read_no_place(reader, status, frames);
        case 13: return read_place(reader, false, status, frames);
        default: return read_info(reader, status, frames);
    }
}

}  // namespace

bool read_lw003_status(std::uint8_t port, Bytes payload, Timestamp at, FrameBuilder& frames) {
    constexpr std::array<std::uint8_t, 9> ports{1, 2, 3, 4, 8, 9, 11, 12, 13};
    if (std::ranges::find(ports, port) == ports.end() || (port == 11 && is_of_connection(payload)))
        return false;
    GatewayStatus status{frames.gateway(), at, true, {}};
    ByteReader reader(payload);
    const auto battery = reader.take_u8();
    if (battery) add_battery(*battery, status);
    if (!battery || !read(port, reader, status, frames)) frames.refuse(Errc::truncated, status_refused);
    return true;
}

}  // namespace cairn::adapters::moko
