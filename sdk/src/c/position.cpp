// The C side of Positioner.
#include <array>
#include <new>
#include <optional>

#include "c/reading.h"
#include "cairn.h"
#include "cairn/core/utf8.h"
#include "cairn/locate/positioner.h"

using namespace cairn;  // NOLINT(google-build-using-namespace): the functions below have no namespace

struct cairn_positioner {
    Site site;
    std::optional<Positioner> positioner;
    const char* complaint = "";

    int complain(Errc code, const char* where) noexcept {
        complaint = where;
        return static_cast<int>(code);
    }
};

namespace {

constexpr int rssi_min_dbm = -127;
constexpr int rssi_max_dbm = 20;
constexpr const char* started = "positioner: started already";

template <typename Name>
bool is_name(const char* text) noexcept {
    return *text != '\0' && Name::fits(text) && is_utf8(text);
}

/// Adds to the site unless it is in use; memory may run out.
template <typename List, typename Item>
int add(cairn_positioner& positioner, List& list, Item item) noexcept {
    if (positioner.positioner) return positioner.complain(Errc::malformed, started);
    try {
        list.push_back(std::move(item));
        return CAIRN_OK;
    } catch (...) {
        return positioner.complain(Errc::full, "positioner: no memory");
    }
}

/// A position and the texts that it points to.
struct PositionForC {
    explicit PositionForC(const Position& from) noexcept
        : tag(from.tag.view()),
          floor(from.floor.view()),
          zone(from.zone.view()),
          position{tag.get(),          floor.get(),
                   zone.get(),         c::unix_ms_of(from.at),
                   from.x_m,           from.y_m,
                   from.radius68_m,    from.variance_x_m2,
                   from.variance_y_m2, from.covariance_xy_m2,
                   from.zone_score} {}
    PositionForC(const PositionForC&) = delete;
    PositionForC& operator=(const PositionForC&) = delete;
    ~PositionForC() = default;

    c::CText<limits::id_chars_max> tag;
    c::CText<FloorName::size_max()> floor;
    c::CText<ZoneName::size_max()> zone;
    cairn_position position;
};

/// The same for the reasons.
struct ReasonsForC {
    explicit ReasonsForC(const Position& from) noexcept : next_zone(from.next_zone.view()) {
        std::size_t count = 0;
        for (const Evidence& one : from.evidence) {
            evidence[count] = {gateways[count].assign(one.gateway.view()), static_cast<double>(one.rssi_dbm),
                               static_cast<double>(one.expected_dbm), static_cast<double>(one.distance_m),
                               one.heard_count};
            ++count;
        }
        reasons = {evidence.data(),
                   count,
                   next_zone.get(),
                   from.next_zone_score,
                   c::unix_ms_of(from.zone_since),
                   from.other_x_m,
                   from.other_y_m,
                   from.zone_unknown ? 1 : 0,
                   from.ambiguous ? 1 : 0,
                   static_cast<int>(from.method),
                   static_cast<int>(from.calibration)};
    }
    ReasonsForC(const ReasonsForC&) = delete;
    ReasonsForC& operator=(const ReasonsForC&) = delete;
    ~ReasonsForC() = default;

    c::CText<ZoneName::size_max()> next_zone;
    std::array<c::CText<limits::id_chars_max>, limits::evidence_gateways_max> gateways;
    std::array<cairn_evidence, limits::evidence_gateways_max> evidence{};
    cairn_reasons reasons{};
};

template <typename HandOn>
void tick(cairn_positioner& positioner, double now_ms, HandOn hand_on) {
    if (positioner.positioner) positioner.positioner->tick(c::timestamp_of(now_ms), hand_on);
}

}  // namespace

cairn_positioner* cairn_positioner_create(void) {
    // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): C frees it by cairn_positioner_free()
    return new (std::nothrow) cairn_positioner;
}

void cairn_positioner_free(cairn_positioner* positioner) {
    delete positioner;  // NOLINT(cppcoreguidelines-owning-memory): as above
}

int cairn_positioner_add_floor(cairn_positioner* positioner, const char* name, double width_m,
                               double height_m) {
    if (!is_name<FloorName>(name)) return positioner->complain(Errc::malformed, "floor: not a name");
    return add(*positioner, positioner->site.floors, Floor{FloorName(name), width_m, height_m});
}

int cairn_positioner_add_gateway(cairn_positioner* positioner, const char* id, const char* floor, double x_m,
                                 double y_m, double z_m) {
    const auto parsed = GatewayId::parse(id);
    if (!parsed || !is_name<FloorName>(floor))
        return positioner->complain(Errc::malformed, "gateway: not an id, or not a floor's name");
    return add(*positioner, positioner->site.gateways,
               GatewayPlacement{*parsed, FloorName(floor), {x_m, y_m}, z_m});
}

int cairn_positioner_add_zone(cairn_positioner* positioner, const char* name, const char* floor,
                              const double* corners_m, size_t corner_count) {
    if (!is_name<ZoneName>(name) || !is_name<FloorName>(floor))
        return positioner->complain(Errc::malformed, "zone: not a name, or not a floor's");
    try {
        Zone zone{ZoneName(name), FloorName(floor), {}};
        for (std::size_t i = 0; i < corner_count; ++i)
            zone.corners.push_back({corners_m[2 * i], corners_m[2 * i + 1]});
        return add(*positioner, positioner->site.zones, std::move(zone));
    } catch (...) {
        return positioner->complain(Errc::full, "positioner: no memory");
    }
}

int cairn_positioner_start(cairn_positioner* positioner) {
    if (positioner->positioner) return positioner->complain(Errc::malformed, started);
    try {
        auto made = Positioner::create({}, positioner->site);
        if (!made) return positioner->complain(made.error().code, made.error().where);
        positioner->positioner.emplace(std::move(*made));
        return CAIRN_OK;
    } catch (...) {
        return positioner->complain(Errc::full, "positioner: no memory");
    }
}

int cairn_positioner_observe(cairn_positioner* positioner, const char* tag, const char* gateway,
                             double heard_at_ms, int rssi_dbm) {
    if (!positioner->positioner) return positioner->complain(Errc::malformed, "positioner: not started");
    const auto tag_id = TagId::parse(tag);
    const auto gateway_id = GatewayId::parse(gateway);
    if (!tag_id || !gateway_id || rssi_dbm < rssi_min_dbm || rssi_dbm > rssi_max_dbm)
        return positioner->complain(Errc::malformed, "hearing: not ids, or not an RSSI");
    positioner->positioner->observe({*tag_id,
                                     *gateway_id,
                                     c::timestamp_of(heard_at_ms),
                                     TimeSource::gateway,
                                     static_cast<std::int8_t>(rssi_dbm),
                                     {}});
    return CAIRN_OK;
}

void cairn_positioner_tick(cairn_positioner* positioner, double now_ms, cairn_on_position on_position,
                           void* context) {
    tick(*positioner, now_ms, [&](const Position& position) {
        const PositionForC out(position);
        if (on_position != nullptr) on_position(context, &out.position);
    });
}

void cairn_positioner_tick_with_reasons(cairn_positioner* positioner, double now_ms,
                                        cairn_on_reasons on_reasons, void* context) {
    tick(*positioner, now_ms, [&](const Position& position) {
        const PositionForC out(position);
        const ReasonsForC why(position);
        if (on_reasons != nullptr) on_reasons(context, &out.position, &why.reasons);
    });
}

const char* cairn_positioner_complaint(const cairn_positioner* positioner) {
    return positioner->complaint;
}
