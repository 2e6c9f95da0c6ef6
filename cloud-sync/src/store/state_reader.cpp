#include "store/state_reader.h"

#include <algorithm>

#include "store/text_lists.h"

namespace cairn::cloud {
namespace {

constexpr auto select_tags =
    "SELECT id, last_seen_at, sighting_count FROM tag WHERE id > ?1 AND (?2 = '' OR "
    "id LIKE ?2 ESCAPE '\\' OR EXISTS (SELECT 1 FROM tag_attribute AS attribute "
    "WHERE attribute.tag = tag.id AND attribute.text LIKE ?2 ESCAPE '\\')) ORDER BY id LIMIT ?3";
constexpr auto select_tag = "SELECT id, last_seen_at, sighting_count FROM tag WHERE id = ?";
constexpr auto select_sighting = "SELECT at, gateway, time_source, rssi_dbm FROM tag_sighting WHERE tag = ?";
constexpr auto select_readings =
    "SELECT quantity, channel, label, at, gateway, value FROM tag_reading WHERE tag = ? "
    "ORDER BY quantity, channel, label";
constexpr auto select_attributes =
    "SELECT kind, at, gateway, text FROM tag_attribute WHERE tag = ? ORDER BY kind";
constexpr auto select_geo =
    "SELECT at, gateway, latitude_deg, longitude_deg, accuracy_m FROM tag_geo WHERE tag = ?";

constexpr auto select_position = "SELECT * FROM tag_position WHERE tag = ?";
constexpr auto select_positions =
    "SELECT * FROM tag_position AS position WHERE tag > ?1 AND (?2 = '' OR "
    "tag LIKE ?2 ESCAPE '\\' OR EXISTS (SELECT 1 FROM tag_attribute AS attribute "
    "WHERE attribute.tag = position.tag AND attribute.text LIKE ?2 ESCAPE '\\')) ORDER BY tag LIMIT ?3";

constexpr auto select_gateways =
    "SELECT id, edge, last_seen_at, sighting_count, online, measurements, geo.at, latitude_deg, "
    "longitude_deg, accuracy_m FROM gateway "
    "LEFT JOIN gateway_online AS state ON state.gateway = id "
    "LEFT JOIN gateway_measurements AS measured ON measured.gateway = id "
    "LEFT JOIN gateway_geo AS geo ON geo.gateway = id "
    "WHERE id > ?1 AND (?2 = '' OR id LIKE ?2 ESCAPE '\\') ORDER BY id LIMIT ?3";

/// No id and no attribute is longer, so nothing longer is part of one; SQLite limits its patterns, too.
constexpr std::size_t searched_chars_max = decltype(Attribute::text)::size_max();
static_assert(searched_chars_max >= limits::id_chars_max);

/// The pattern that finds `text` anywhere, its characters standing for themselves. Empty stays empty.
std::string pattern_of(std::string_view text) {
    if (text.empty()) return {};
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern.push_back('\\');
        pattern.push_back(c);
    }
    pattern.push_back('%');
    return pattern;
}

std::int64_t limit_of(const Page& page) {
    return static_cast<std::int64_t>(std::min<std::uint64_t>(page.limit, INT64_MAX));
}

/// An id that was checked when its block was read.
template <typename AnyId>
AnyId stored_id(std::string_view text) {
    AnyId id;
    id.text = text;
    return id;
}

Timestamp time_at(const sqlite::Query& row, int column) {
    return {row.integer(column)};
}

GeoPosition geo_position_at(const sqlite::Query& row, int column) {
    return {row.real(column), row.real(column + 1), row.real(column + 2)};
}

/// `row`: tag_position, all columns in their order.
Position position_of(const sqlite::Query& row) {
    Position position;
    position.tag = stored_id<TagId>(row.text(0));
    position.at = time_at(row, 2);
    position.floor = row.text(3);
    position.x_m = row.real(4);
    position.y_m = row.real(5);
    position.variance_x_m2 = row.real(6);
    position.variance_y_m2 = row.real(7);
    position.covariance_xy_m2 = row.real(8);
    position.radius68_m = row.real(9);
    position.zone = row.text(10);
    position.zone_score = row.real(11);
    position.next_zone = row.text(12);
    position.next_zone_score = row.real(13);
    position.method = static_cast<PositionMethod>(row.integer(14));
    position.evidence = parse_evidence(row.text(15));
    position.zone_since = time_at(row, 16);
    position.zone_unknown = row.integer(17) != 0;
    position.ambiguous = row.integer(18) != 0;
    position.other_x_m = row.real(19);
    position.other_y_m = row.real(20);
    position.calibration = static_cast<CalibrationLevel>(row.integer(21));
    return position;
}

/// Fills in what the other tables say of a tag.
class TagDetails {
public:
    static Result<TagDetails> create(sqlite::Database& database) {
        TagDetails details;
        CAIRN_TRY(details.sighting_, database.prepare(select_sighting));
        CAIRN_TRY(details.position_, database.prepare(select_position));
        CAIRN_TRY(details.geo_, database.prepare(select_geo));
        CAIRN_TRY(details.readings_, database.prepare(select_readings));
        CAIRN_TRY(details.attributes_, database.prepare(select_attributes));
        return details;
    }

    /// `row`: id, last_seen_at, sighting_count.
    Result<TagState> read(const sqlite::Query& row) {
        TagState state;
        state.tag = stored_id<TagId>(row.text(0));
        state.last_seen_at = time_at(row, 1);
        state.sighting_count = row.bits(2);
        CAIRN_CHECK(read_sighting(state));
        CAIRN_CHECK(read_position(state));
        CAIRN_CHECK(read_geo(state));
        CAIRN_CHECK(read_readings(state));
        CAIRN_CHECK(read_attributes(state));
        return state;
    }

private:
    Result<void> read_sighting(TagState& state) {
        sqlite::Query row = sighting_.query(state.tag.view());
        CAIRN_TRY(const bool is_row, row.next());
        if (!is_row) return {};
        Sighting& sighting = state.last_sighting.emplace();
        sighting.tag = state.tag;
        sighting.at = time_at(row, 0);
        sighting.gateway = stored_id<GatewayId>(row.text(1));
        sighting.time_source = static_cast<TimeSource>(row.integer(2));
        sighting.rssi_dbm = static_cast<std::int8_t>(row.integer(3));
        return {};
    }
    Result<void> read_position(TagState& state) {
        sqlite::Query row = position_.query(state.tag.view());
        CAIRN_TRY(const bool is_row, row.next());
        if (is_row) state.position = position_of(row);
        return {};
    }
    Result<void> read_geo(TagState& state) {
        sqlite::Query row = geo_.query(state.tag.view());
        CAIRN_TRY(const bool is_row, row.next());
        if (!is_row) return {};
        state.geo =
            GeoFix{state.tag, stored_id<GatewayId>(row.text(1)), time_at(row, 0), geo_position_at(row, 2)};
        return {};
    }
    Result<void> read_readings(TagState& state) {
        sqlite::Query row = readings_.query(state.tag.view());
        while (true) {
            CAIRN_TRY(const bool is_row, row.next());
            if (!is_row) return {};
            Reading& reading = state.readings.emplace_back();
            reading.tag = state.tag;
            reading.measurement.quantity = static_cast<Quantity>(row.integer(0));
            reading.measurement.channel = static_cast<std::uint8_t>(row.integer(1));
            reading.label = row.text(2);
            reading.at = time_at(row, 3);
            reading.gateway = stored_id<GatewayId>(row.text(4));
            reading.measurement.value = row.real(5);
        }
    }
    Result<void> read_attributes(TagState& state) {
        sqlite::Query row = attributes_.query(state.tag.view());
        while (true) {
            CAIRN_TRY(const bool is_row, row.next());
            if (!is_row) return {};
            Attribute& attribute = state.attributes.emplace_back();
            attribute.tag = state.tag;
            attribute.kind = static_cast<AttributeKind>(row.integer(0));
            attribute.at = time_at(row, 1);
            attribute.gateway = stored_id<GatewayId>(row.text(2));
            attribute.text = row.text(3);
        }
    }

    sqlite::Statement sighting_;
    sqlite::Statement position_;
    sqlite::Statement geo_;
    sqlite::Statement readings_;
    sqlite::Statement attributes_;
};

/// The rows of a page, each made into a value by `make`.
template <typename Value, typename Make>
Result<std::vector<Value>> read_page(sqlite::Database& database, std::string_view sql, const Page& page,
                                     Make make) {
    std::vector<Value> values;
    if (page.search.size() > searched_chars_max) return values;
    CAIRN_TRY(sqlite::Statement statement, database.prepare(sql));
    sqlite::Query row = statement.query(page.after, pattern_of(page.search), limit_of(page));
    while (true) {
        CAIRN_TRY(const bool is_row, row.next());
        if (!is_row) return values;
        CAIRN_TRY(Value value, make(row));
        values.push_back(std::move(value));
    }
}

Result<GatewayState> gateway_of(const sqlite::Query& row) {
    GatewayState state;
    state.gateway = stored_id<GatewayId>(row.text(0));
    state.edge = row.text(1);
    state.last_seen_at = time_at(row, 2);
    state.sighting_count = row.bits(3);
    state.online = row.integer(4) != 0;
    state.measurements = parse_measurements(row.text(5));
    if (!row.is_null(6)) {
        state.geo = GeoFix{{}, state.gateway, time_at(row, 6), geo_position_at(row, 7)};
    }
    return state;
}

}  // namespace

Result<std::vector<TagState>> read_tags(sqlite::Database& database, const Page& page) {
    CAIRN_TRY(TagDetails details, TagDetails::create(database));
    return read_page<TagState>(database, select_tags, page,
                               [&](const sqlite::Query& row) { return details.read(row); });
}

Result<std::optional<TagState>> read_tag(sqlite::Database& database, const TagId& tag) {
    CAIRN_TRY(sqlite::Statement statement, database.prepare(select_tag));
    sqlite::Query row = statement.query(tag.view());
    CAIRN_TRY(const bool is_known, row.next());
    if (!is_known) return std::optional<TagState>{};
    CAIRN_TRY(TagDetails details, TagDetails::create(database));
    CAIRN_TRY(TagState state, details.read(row));
    return std::optional<TagState>(std::move(state));
}

Result<std::vector<Position>> read_positions(sqlite::Database& database, const Page& page) {
    return read_page<Position>(database, select_positions, page,
                               [](const sqlite::Query& row) -> Result<Position> { return position_of(row); });
}

Result<std::vector<GatewayState>> read_gateways(sqlite::Database& database, const Page& page) {
    return read_page<GatewayState>(database, select_gateways, page, gateway_of);
}

}  // namespace cairn::cloud
