#include "locate/tag_terms.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cairn::locate {
namespace {

Term term_of(const RadioMap& map, const TickHearing& heard, double offset_db) noexcept {
    const RadioConstants& radio = map.constants();
    const double noise_db2 =
        radio.small_scale_sd_db * radio.small_scale_sd_db +
        radio.fading_sd_db * radio.fading_sd_db / std::max<std::uint32_t>(1, heard.packets);
    Term term;
    term.gateway = heard.gateway;
    term.level_dbm = splat(static_cast<float>(heard.rssi_dbm - offset_db));
    term.noise_db2 = splat(static_cast<float>(noise_db2));
    const GatewayRadio& gateway = map.gateway(heard.gateway);
    if (!heard.azimuth_deg || !gateway.azimuth_is_known) return term;
    const double turn = gateway.azimuth_is_clockwise ? -1 : 1;
    const double toward =
        (gateway.azimuth_deg + turn * static_cast<double>(*heard.azimuth_deg)) * std::numbers::pi / 180;
    term.has_azimuth = true;
    term.x_m = static_cast<float>(gateway.at.x_m);
    term.y_m = static_cast<float>(gateway.at.y_m);
    term.toward_x = static_cast<float>(std::cos(toward));
    term.toward_y = static_cast<float>(std::sin(toward));
    return term;
}

}  // namespace

TermList terms_of(const RadioMap& map, std::span<const TickHearing> hearings, double offset_db) noexcept {
    const auto add = [&](TermList& terms, const TickHearing& heard) {
        static_cast<void>(terms.push_back(term_of(map, heard, offset_db)));
    };
    TermList terms;
    if (hearings.size() <= TagFilter::hearings_max) {
        for (const TickHearing& heard : hearings) add(terms, heard);
        return terms;
    }
    for (const TickHearing& heard : hearings) {
        const auto is_ahead = [&](const TickHearing& other) {
            return other.rssi_dbm > heard.rssi_dbm ||
                   (other.rssi_dbm == heard.rssi_dbm && other.gateway < heard.gateway);
        };
        const auto ahead = std::ranges::count_if(hearings, is_ahead);
        if (static_cast<std::size_t>(ahead) < TagFilter::hearings_max) add(terms, heard);
    }
    return terms;
}

}  // namespace cairn::locate
