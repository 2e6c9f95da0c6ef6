#include "store/state_writer.h"

#include "store/text_lists.h"

namespace cairn::cloud {
namespace {

// The WHERE of each keeps what is there when it is the later one; of two equals the new one stays.

constexpr auto put_tag = "INSERT INTO tag VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET "
                         "last_seen_at = max(last_seen_at, excluded.last_seen_at), "
                         "sighting_count = sighting_count + excluded.sighting_count";

constexpr auto put_segment = "INSERT OR IGNORE INTO tag_segment VALUES (?, ?)";

constexpr auto put_sighting =
    "INSERT INTO tag_sighting VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
    "ordered_at = excluded.ordered_at, at = excluded.at, gateway = excluded.gateway, "
    "time_source = excluded.time_source, rssi_dbm = excluded.rssi_dbm "
    "WHERE excluded.ordered_at >= ordered_at";

constexpr auto put_reading =
    "INSERT INTO tag_reading VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
    "ordered_at = excluded.ordered_at, at = excluded.at, gateway = excluded.gateway, "
    "value = excluded.value WHERE excluded.ordered_at >= ordered_at";

constexpr auto put_attribute =
    "INSERT INTO tag_attribute VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
    "ordered_at = excluded.ordered_at, at = excluded.at, gateway = excluded.gateway, "
    "text = excluded.text WHERE excluded.ordered_at >= ordered_at";

constexpr auto put_position =
    "INSERT INTO tag_position VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET "
    "ordered_at = excluded.ordered_at, at = excluded.at, floor = excluded.floor, x_m = excluded.x_m, "
    "y_m = excluded.y_m, variance_x_m2 = excluded.variance_x_m2, "
    "variance_y_m2 = excluded.variance_y_m2, covariance_xy_m2 = excluded.covariance_xy_m2, "
    "radius68_m = excluded.radius68_m, zone = excluded.zone, zone_score = excluded.zone_score, "
    "next_zone = excluded.next_zone, next_zone_score = excluded.next_zone_score, "
    "method = excluded.method, evidence = excluded.evidence, zone_since = excluded.zone_since, "
    "zone_unknown = excluded.zone_unknown, ambiguous = excluded.ambiguous, "
    "other_x_m = excluded.other_x_m, other_y_m = excluded.other_y_m, calibration = excluded.calibration "
    "WHERE excluded.ordered_at >= ordered_at";

constexpr auto put_geo = "INSERT INTO tag_geo VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                         "ordered_at = excluded.ordered_at, at = excluded.at, gateway = excluded.gateway, "
                         "latitude_deg = excluded.latitude_deg, longitude_deg = excluded.longitude_deg, "
                         "accuracy_m = excluded.accuracy_m WHERE excluded.ordered_at >= ordered_at";

constexpr auto put_gateway = "INSERT INTO gateway VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                             "edge = iif(excluded.last_seen_at >= last_seen_at, excluded.edge, edge), "
                             "last_seen_at = max(last_seen_at, excluded.last_seen_at), "
                             "sighting_count = sighting_count + excluded.sighting_count";

constexpr auto put_gateway_online = "INSERT INTO gateway_online VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET "
                                    "ordered_at = excluded.ordered_at, online = excluded.online "
                                    "WHERE excluded.ordered_at >= ordered_at";

constexpr auto put_gateway_measurements =
    "INSERT INTO gateway_measurements VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET "
    "ordered_at = excluded.ordered_at, measurements = excluded.measurements "
    "WHERE excluded.ordered_at >= ordered_at";

constexpr auto put_gateway_geo =
    "INSERT INTO gateway_geo VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
    "ordered_at = excluded.ordered_at, at = excluded.at, latitude_deg = excluded.latitude_deg, "
    "longitude_deg = excluded.longitude_deg, accuracy_m = excluded.accuracy_m "
    "WHERE excluded.ordered_at >= ordered_at";

}  // namespace

Result<StateWriter> StateWriter::create(sqlite::Database& database) {
    StateWriter writer;
    CAIRN_TRY(writer.tag_, database.prepare(put_tag));
    CAIRN_TRY(writer.segment_, database.prepare(put_segment));
    CAIRN_TRY(writer.sighting_, database.prepare(put_sighting));
    CAIRN_TRY(writer.reading_, database.prepare(put_reading));
    CAIRN_TRY(writer.attribute_, database.prepare(put_attribute));
    CAIRN_TRY(writer.position_, database.prepare(put_position));
    CAIRN_TRY(writer.geo_, database.prepare(put_geo));
    CAIRN_TRY(writer.gateway_, database.prepare(put_gateway));
    CAIRN_TRY(writer.gateway_online_, database.prepare(put_gateway_online));
    CAIRN_TRY(writer.gateway_measurements_, database.prepare(put_gateway_measurements));
    CAIRN_TRY(writer.gateway_geo_, database.prepare(put_gateway_geo));
    return writer;
}

Result<void> StateWriter::write(const StateChanges& changes, const ChangeOrigin& origin) {
    for (const auto& [tag, of_tag] : changes.tags()) CAIRN_CHECK(write(tag, of_tag, origin.segment));
    for (const auto& [gateway, of_gateway] : changes.gateways()) {
        CAIRN_CHECK(write(gateway, of_gateway, origin.edge));
    }
    return {};
}

Result<void> StateWriter::write(const TagId& tag, const TagChanges& changes, std::int64_t segment) {
    const std::string_view id = tag.view();
    CAIRN_CHECK(tag_.run(id, changes.last_seen_at.unix_ms, changes.sighting_count));
    CAIRN_CHECK(segment_.run(id, segment));
    if (const auto& sighting = changes.sighting.value) {
        CAIRN_CHECK(sighting_.run(id, changes.sighting.ordered_at.unix_ms, sighting->at.unix_ms,
                                  sighting->gateway.view(), static_cast<int>(sighting->time_source),
                                  sighting->rssi_dbm));
    }
    CAIRN_CHECK(write(id, changes.position));
    return write_details(id, changes);
}

Result<void> StateWriter::write_details(std::string_view tag, const TagChanges& changes) {
    for (const auto& [key, latest] : changes.readings) {
        const Reading& reading = *latest.value;
        CAIRN_CHECK(reading_.run(tag, static_cast<int>(reading.measurement.quantity),
                                 reading.measurement.channel, reading.label.view(), latest.ordered_at.unix_ms,
                                 reading.at.unix_ms, reading.gateway.view(), reading.measurement.value));
    }
    for (const auto& [kind, latest] : changes.attributes) {
        const Attribute& attribute = *latest.value;
        CAIRN_CHECK(attribute_.run(tag, static_cast<int>(kind), latest.ordered_at.unix_ms,
                                   attribute.at.unix_ms, attribute.gateway.view(), attribute.text.view()));
    }
    if (const auto& fix = changes.geo.value) {
        CAIRN_CHECK(geo_.run(tag, changes.geo.ordered_at.unix_ms, fix->at.unix_ms, fix->gateway.view(),
                             fix->position.latitude_deg, fix->position.longitude_deg,
                             fix->position.accuracy_m));
    }
    return {};
}

Result<void> StateWriter::write(std::string_view tag, const Latest<Position>& position) {
    if (!position.value) return {};
    const Position& to = *position.value;
    return position_.run(tag, position.ordered_at.unix_ms, to.at.unix_ms, to.floor.view(), to.x_m, to.y_m,
                         to.variance_x_m2, to.variance_y_m2, to.covariance_xy_m2, to.radius68_m,
                         to.zone.view(), to.zone_score, to.next_zone.view(), to.next_zone_score,
                         static_cast<int>(to.method), encode_evidence(to.evidence), to.zone_since.unix_ms,
                         to.zone_unknown, to.ambiguous, to.other_x_m, to.other_y_m,
                         static_cast<int>(to.calibration));
}

Result<void> StateWriter::write(const GatewayId& gateway, const GatewayChanges& changes,
                                std::string_view edge) {
    const std::string_view id = gateway.view();
    CAIRN_CHECK(gateway_.run(id, edge, changes.last_seen_at.unix_ms, changes.sighting_count));
    if (const auto& online = changes.online.value) {
        CAIRN_CHECK(gateway_online_.run(id, changes.online.ordered_at.unix_ms, *online));
    }
    if (const auto& status = changes.measured.value) {
        CAIRN_CHECK(gateway_measurements_.run(id, changes.measured.ordered_at.unix_ms,
                                              encode_measurements(status->measurements)));
    }
    if (const auto& fix = changes.geo.value) {
        CAIRN_CHECK(gateway_geo_.run(id, changes.geo.ordered_at.unix_ms, fix->at.unix_ms,
                                     fix->position.latitude_deg, fix->position.longitude_deg,
                                     fix->position.accuracy_m));
    }
    return {};
}

}  // namespace cairn::cloud
