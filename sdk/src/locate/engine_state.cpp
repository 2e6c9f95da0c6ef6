// What an Engine keeps across a restart.
#include <algorithm>
#include <cmath>

#include "locate/engine.h"
#include "locate/state_bytes.h"

namespace cairn::locate {
namespace {

constexpr std::uint8_t version = 1;
constexpr double moved_m = 0.1;

bool hangs_there(const GatewayRadio& now, const GatewayRadio& then) noexcept {
    return now.floor == then.floor && std::abs(now.at.x_m - then.at.x_m) < moved_m &&
           std::abs(now.at.y_m - then.at.y_m) < moved_m && std::abs(now.z_m - then.z_m) < moved_m;
}

GatewayRadio read_radio(StateReader& state) noexcept {
    GatewayRadio radio;
    radio.floor = state.u32();
    radio.at.x_m = state.number();
    radio.at.y_m = state.number();
    radio.z_m = state.number();
    radio.power_dbm = state.number();
    radio.exponent = state.number();
    radio.threshold_dbm = state.number();
    return radio;
}

}  // namespace

void Engine::save(std::vector<std::uint8_t>& bytes) const {
    StateWriter state(bytes);
    state.u8(version);
    state.u8(static_cast<std::uint8_t>(level_));
    state.number(map().softness_db());
    state.u32(static_cast<std::uint32_t>(gateways_.size()));
    for (std::size_t i = 0; i < gateways_.size(); ++i) {
        const GatewayRadio& radio = map().gateway(i);
        state.text(ids_[i].view());
        state.u32(radio.floor);
        for (const double number :
             {radio.at.x_m, radio.at.y_m, radio.z_m, radio.power_dbm, radio.exponent, radio.threshold_dbm})
            state.number(number);
    }
    references_.save(state);
    coverage_.save(state);
}

Result<void> Engine::restore(Bytes bytes) {
    const auto refuse = [] { return fail(Errc::malformed, "positioner: not a state of this version"); };
    StateReader state(bytes);
    if (state.u8() != version) return refuse();
    const std::uint8_t level = state.u8();
    if (level > static_cast<std::uint8_t>(CalibrationLevel::survey)) return refuse();
    const double softness_db = state.number();
    const std::uint32_t count = state.u32();
    std::vector<GatewayRadio> laws(gateways_.size());
    for (std::size_t i = 0; i < laws.size(); ++i) laws[i] = map().gateway(i);
    std::vector<std::uint32_t> gateway_of;
    std::size_t known = 0;
    for (std::uint32_t i = 0; i < count && state.ok(); ++i) {
        const auto id = GatewayId::parse(state.text());
        const GatewayRadio then = read_radio(state);
        const auto found = id ? std::ranges::find(ids_, *id) : ids_.end();
        gateway_of.push_back(References::none);
        if (found == ids_.end()) continue;
        const auto place = static_cast<std::size_t>(found - ids_.begin());
        if (!hangs_there(laws[place], then)) continue;
        gateway_of.back() = static_cast<std::uint32_t>(place);
        laws[place].power_dbm = then.power_dbm;
        laws[place].exponent = then.exponent;
        laws[place].threshold_dbm = then.threshold_dbm;
        ++known;
    }
    if (!state.ok() || !(softness_db > 0) || !references_.restore(state, gateway_of) ||
        !coverage_.restore(state) || !state.at_end())
        return refuse();
    if (is_surveyed()) return {};  // the survey says more
    // With gateways that are new or moved, the site is learned anew before positions lean on it.
    if (known < gateways_.size() || known == 0) return {};
    // Nor does it lean on a survey that is there no more.
    if (static_cast<CalibrationLevel>(level) == CalibrationLevel::survey) return {};
    level_ = static_cast<CalibrationLevel>(level);
    const bool has_references = level_ == CalibrationLevel::references;
    calibrator_.restore(laws, softness_db,
                        has_references ? references_.places() : std::span<const LabelledPlace>{});
    adopt_map();
    return {};
}

}  // namespace cairn::locate
