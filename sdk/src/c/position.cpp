// The C side of Positioner.
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
    if (!positioner->positioner) return;
    const auto hand_on = [&](const Position& position) {
        const c::CText<limits::id_chars_max> tag(position.tag.view());
        const c::CText<FloorName::size_max()> floor(position.floor.view());
        const c::CText<ZoneName::size_max()> zone(position.zone.view());
        const cairn_position out{tag.get(),
                                 floor.get(),
                                 zone.get(),
                                 c::unix_ms_of(position.at),
                                 position.x_m,
                                 position.y_m,
                                 position.radius68_m,
                                 position.variance_x_m2,
                                 position.variance_y_m2,
                                 position.covariance_xy_m2,
                                 position.zone_score};
        if (on_position != nullptr) on_position(context, &out);
    };
    positioner->positioner->tick(c::timestamp_of(now_ms), hand_on);
}

const char* cairn_positioner_complaint(const cairn_positioner* positioner) {
    return positioner->complaint;
}
