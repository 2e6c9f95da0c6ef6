#include "locate/references.h"

#include <algorithm>
#include <cmath>

namespace cairn::locate {
namespace {

// Another antenna at another height than a tag's.
constexpr double gateway_sd_db = 6;
// The mean follows the newest of so many packets: what drifts is followed.
constexpr float packets_max = 300;

/// Whether something hangs where it did.
bool is_near(Point a, Point b) noexcept {
    constexpr double moved_m = 0.1;
    return std::abs(a.x_m - b.x_m) < moved_m && std::abs(a.y_m - b.y_m) < moved_m;
}

/// A gateway as a tag, if its id ends in the address it advertises with.
std::optional<TagId> tag_of(const GatewayId& gateway) noexcept {
    const std::string_view whole = gateway.view();
    const std::size_t colon = whole.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string_view name{whole.data() + colon + 1, whole.size() - colon - 1};
    auto tag = TagId::make("ble", name);
    if (!tag || !address_of(*tag)) return std::nullopt;
    return *tag;
}

}  // namespace

References::References(const Site& site, std::span<const GatewayRadio> gateways)
    : gateways_(gateways.size()),
      rows_(site.beacons.size() + gateways.size()) {
    const auto id_of = [this](std::uint32_t row) -> const TagId& { return references_[row].tag; };
    const auto add = [&](const Reference& reference) {
        if (rows_.find(reference.tag, id_of) != none) return;
        references_.push_back(reference);
        rows_.insert(reference.tag, static_cast<std::uint32_t>(references_.size() - 1));
    };
    for (const ReferenceBeacon& beacon : site.beacons) {
        const std::uint32_t floor = floor_row(site, beacon.floor);
        add({beacon.tag, true, floor, in_building(site.floors[floor], beacon.at), none});
    }
    for (std::uint32_t i = 0; i < gateways.size(); ++i) {
        const auto tag = tag_of(site.gateways[i].gateway);
        if (tag) add({*tag, false, gateways[i].floor, gateways[i].at, i});
    }
    heard_.resize(references_.size() * gateways_);
    places_.reserve(heard_.size());
}

std::uint32_t References::find(const TagId& tag) const noexcept {
    return rows_.find(tag, [this](std::uint32_t row) -> const TagId& { return references_[row].tag; });
}

void References::heard(std::uint32_t reference, std::span<const TickHearing> hearings) noexcept {
    for (const TickHearing& hearing : hearings) {
        if (hearing.gateway == references_[reference].gateway) continue;  // of itself
        Heard& heard = heard_[reference * gateways_ + hearing.gateway];
        const auto packets = static_cast<float>(hearing.packets);
        heard.packets = std::min(heard.packets + packets, packets_max);
        heard.rssi_dbm += (static_cast<float>(hearing.rssi_dbm) - heard.rssi_dbm) * packets / heard.packets;
    }
}

void References::forget(std::size_t gateway) noexcept {
    for (std::size_t i = 0; i < references_.size(); ++i) {
        heard_[i * gateways_ + gateway] = {};
        if (references_[i].gateway != gateway) continue;
        for (std::size_t other = 0; other < gateways_; ++other) heard_[i * gateways_ + other] = {};
    }
}

std::span<const LabelledPlace> References::places() noexcept {
    places_.clear();
    for (std::size_t i = 0; i < references_.size(); ++i) {
        const Reference& reference = references_[i];
        for (std::uint32_t gateway = 0; gateway < gateways_; ++gateway) {
            const Heard& heard = heard_[i * gateways_ + gateway];
            if (heard.packets < packets_min) continue;
            places_.push_back({gateway, reference.at, static_cast<double>(heard.rssi_dbm),
                               static_cast<double>(heard.packets), reference.floor,
                               reference.is_beacon ? 0 : gateway_sd_db});
        }
    }
    return places_;
}

std::size_t References::heard_well() const noexcept {
    std::size_t count = 0;
    for (std::size_t i = 0; i < references_.size(); ++i) {
        const auto begin = heard_.begin() + static_cast<std::ptrdiff_t>(i * gateways_);
        const bool is_heard = std::any_of(begin, begin + static_cast<std::ptrdiff_t>(gateways_),
                                          [](const Heard& heard) { return heard.packets >= packets_min; });
        count += is_heard ? 1U : 0U;
    }
    return count;
}

void References::save(StateWriter& state) const {
    state.u32(static_cast<std::uint32_t>(references_.size()));
    for (std::size_t i = 0; i < references_.size(); ++i) {
        const Reference& reference = references_[i];
        state.text(reference.tag.view());
        state.u32(reference.floor);
        state.number(reference.at.x_m);
        state.number(reference.at.y_m);
        state.u32(static_cast<std::uint32_t>(gateways_));
        for (std::size_t gateway = 0; gateway < gateways_; ++gateway) {
            const Heard& heard = heard_[i * gateways_ + gateway];
            state.number(static_cast<double>(heard.rssi_dbm));
            state.number(static_cast<double>(heard.packets));
        }
    }
}

bool References::restore(StateReader& state, std::span<const std::uint32_t> gateway_of) noexcept {
    const std::uint32_t count = state.u32();
    for (std::uint32_t i = 0; i < count && state.ok(); ++i) {
        const auto tag = TagId::parse(state.text());
        const std::uint32_t floor = state.u32();
        const Point at{state.number(), state.number()};
        const std::uint32_t row = tag ? find(*tag) : none;
        const bool is_same =
            row != none && references_[row].floor == floor && is_near(references_[row].at, at);
        const std::uint32_t gateways = state.u32();
        for (std::uint32_t gateway = 0; gateway < gateways && state.ok(); ++gateway) {
            const Heard heard{static_cast<float>(state.number()), static_cast<float>(state.number())};
            if (!is_same || gateway >= gateway_of.size() || gateway_of[gateway] == none) continue;
            if (heard.packets >= 0 && heard.packets <= packets_max)
                heard_[row * gateways_ + gateway_of[gateway]] = heard;
        }
    }
    return state.ok();
}

}  // namespace cairn::locate
