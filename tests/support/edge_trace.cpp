#include "support/edge_trace.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>

namespace cairn::test {
namespace {

constexpr std::int64_t start_ms = 1'763'712'000'000;
constexpr double interval_ms = 1000;
constexpr double jitter_ms = 10;      // of a tag's interval
constexpr double latency_ms = 3;      // from the air to the gateway's stamp
constexpr double received_share = 0.96;
constexpr double moving_share = 0.1;
constexpr int columns = 10;           // of gateways, 10 m apart

struct TraceGateway {
    double x_m = 0;
    double y_m = 0;
    double ahead_ms = 0;
    double drift_ppm = 0;
    double phase_ms = 0;  // of its frames
};

/// How one gateway hears one tag.
struct Path {
    std::uint32_t gateway = 0;
    double base_dbm = 0;
    double slow_db = 0;
    std::array<double, 3> channel_db{};
};

enum class Kind : std::uint8_t { ibeacon, climate, ruuvi };

struct Tag {
    Kind kind = Kind::ibeacon;
    std::uint64_t mac = 0;
    std::uint32_t name = 0;  // its present place in Trace::tags
    bool moves = false;
    double next_ms = 0;
    double next_measured_ms = 0;
    double temperature_c = 0;
    double humidity_pct = 0;
    double battery_mv = 0;
    std::array<double, 3> accel_mg{};
    std::uint32_t sequence = 0;
    std::uint32_t counter = 0;
    std::array<std::uint8_t, 16> uuid{};
    std::uint32_t major = 0;
    std::uint32_t minor = 0;
    std::vector<Path> paths;
};

MacAddress address(std::uint64_t number) {
    MacAddress address;
    for (std::uint8_t& octet : address.octets) {
        octet = static_cast<std::uint8_t>(number >> 40U);
        number <<= 8U;
    }
    return address;
}

class Payload {
public:
    explicit Payload(TraceHearing& into) : into_(into) { into_.payload_size = 0; }

    void put(std::uint64_t octet) { into_.payload[into_.payload_size++] = static_cast<std::uint8_t>(octet); }
    void put(std::initializer_list<std::uint8_t> octets) {
        for (const std::uint8_t octet : octets) put(std::uint64_t{octet});
    }
    void big_endian(std::int64_t number) {
        put(static_cast<std::uint64_t>(number) >> 8U);
        put(static_cast<std::uint64_t>(number));
    }
    void little_endian(std::int64_t number) {
        put(static_cast<std::uint64_t>(number));
        put(static_cast<std::uint64_t>(number) >> 8U);
    }

private:
    TraceHearing& into_;
};

class Maker {
public:
    explicit Maker(const TraceOptions& options) : options_(options), random_(options.seed) {}

    Trace make() {
        make_gateways();
        make_tags();
        heard_.resize(gateways_.size());
        for (Tag& tag : tags_) {
            while (tag.next_ms < options_.seconds * 1000.0) {
                advertise(tag);
                tag.next_ms += interval_ms + uniform() * jitter_ms;
            }
        }
        make_frames();
        return std::move(trace_);
    }

private:
    double normal() { return normal_(random_); }
    double uniform() { return uniform_(random_); }
    std::uint32_t below(std::size_t limit) { return static_cast<std::uint32_t>(random_() % limit); }

    std::uint32_t name_tag(std::uint64_t mac) {
        trace_.tags.push_back(TagId::of("ble", address(mac)));
        return static_cast<std::uint32_t>(trace_.tags.size() - 1);
    }

    void make_gateways() {
        for (int i = 0; i < options_.gateways; ++i) {
            TraceGateway& gateway = gateways_.emplace_back();
            gateway.x_m = 10.0 * (i % columns);
            gateway.y_m = 10.0 * (i / columns);  // NOLINT(bugprone-integer-division): rows
            gateway.ahead_ms = 15 * normal();
            gateway.drift_ppm = 20 * (2 * uniform() - 1);
            gateway.phase_ms = interval_ms * uniform();
            const std::uint64_t mac = 0xAC233FC00000 + (random_() & 0xFFFFF);
            trace_.gateways.push_back(GatewayId::of("minew", address(mac)));
        }
    }

    void make_tags() {
        std::array<std::array<std::uint8_t, 16>, 4> uuids{};
        for (auto& uuid : uuids)
            for (std::uint8_t& octet : uuid) octet = static_cast<std::uint8_t>(random_());
        const double rows = std::ceil(static_cast<double>(options_.gateways) / columns);
        for (int i = 0; i < options_.tags; ++i) {
            Tag& tag = tags_.emplace_back();
            const double x_m = 10.0 * (columns - 1) * uniform();
            const double y_m = 10.0 * std::max(1.0, rows - 1) * uniform();
            tag.mac = 0xC30000000000 | (random_() & 0xFFFFFFFFFF);
            tag.name = name_tag(tag.mac);
            const double kind = uniform();
            tag.kind = kind < 0.7 ? Kind::ibeacon : kind < 0.9 ? Kind::climate : Kind::ruuvi;
            tag.moves = uniform() < moving_share;
            tag.next_ms = interval_ms * uniform();
            tag.next_measured_ms = 10'000 * uniform();
            tag.temperature_c = 18 + 6 * uniform();
            tag.humidity_pct = 40 + 20 * uniform();
            tag.battery_mv = 2600 + 400 * uniform();
            tag.accel_mg = {200 * normal(), 200 * normal(), 1000 + 50 * normal()};
            tag.sequence = below(65'536);
            tag.counter = below(256);
            tag.uuid = uuids[below(uuids.size())];
            tag.major = below(40);
            tag.minor = static_cast<std::uint32_t>(i);
            make_paths(tag, x_m, y_m);
        }
    }

    void make_paths(Tag& tag, double x_m, double y_m) {
        std::vector<std::pair<double, std::uint32_t>> near;
        for (std::uint32_t i = 0; i < gateways_.size(); ++i)
            near.emplace_back(std::hypot(gateways_[i].x_m - x_m, gateways_[i].y_m - y_m), i);
        std::ranges::sort(near);
        near.resize(std::min<std::size_t>(near.size(), 3 + below(6)));
        for (const auto& [distance_m, gateway] : near) {
            Path& path = tag.paths.emplace_back();
            path.gateway = gateway;
            path.base_dbm = -59 - 22 * std::log10(distance_m + 1) + 4 * normal();
            path.slow_db = 2 * normal();
            for (double& channel_db : path.channel_db) channel_db = 2 * normal();
        }
    }

    /// Now and then, another gateway hears what moves.
    void move(Tag& tag) {
        if (!tag.moves || uniform() >= 0.1) return;
        Path& path = tag.paths[below(tag.paths.size())];
        const std::uint32_t gateway = below(gateways_.size());
        if (std::ranges::find(tag.paths, gateway, &Path::gateway) != tag.paths.end()) return;
        path.gateway = gateway;
        path.base_dbm = -75 + 6 * normal();
    }

    void take_new_address(Tag& tag) {
        const int lifetime_s = options_.address_lifetime_s;
        if (lifetime_s == 0) return;
        const auto second = static_cast<std::int64_t>(tag.next_ms / 1000) + tag.minor;
        if (second % lifetime_s != 0) return;
        tag.mac = 0x400000000000 | (random_() & 0x3FFFFFFFFFFF);
        tag.name = name_tag(tag.mac);
    }

    void advertise(Tag& tag) {
        take_new_address(tag);
        TraceHearing hearing;
        hearing.tag = tag.name;
        fill(tag, hearing);
        move(tag);
        for (Path& path : tag.paths) {
            const double kept = tag.moves ? 0.9 : 0.97;
            const double slow_sd_db = tag.moves ? 5 : 1.5;
            path.slow_db = kept * path.slow_db + std::sqrt(1 - kept * kept) * slow_sd_db * normal();
            if (uniform() > received_share) continue;
            const TraceGateway& gateway = gateways_[path.gateway];
            const double at_ms = tag.next_ms + gateway.ahead_ms + gateway.drift_ppm * 1e-6 * tag.next_ms +
                                 latency_ms * uniform();
            const double level_dbm =
                path.base_dbm + path.slow_db + path.channel_db[below(3)] + options_.fading_sd_db * normal();
            hearing.gateway = path.gateway;
            hearing.heard_at = {start_ms + static_cast<std::int64_t>(std::floor(at_ms))};
            hearing.rssi_dbm = static_cast<std::int8_t>(std::clamp(std::lround(level_dbm), -100L, -20L));
            heard_[path.gateway].push_back(hearing);
        }
    }

    void fill(Tag& tag, TraceHearing& hearing) {
        Payload payload(hearing);
        payload.put({2, 1, 6});
        switch (tag.kind) {
            case Kind::ibeacon: fill_ibeacon(tag, payload); break;
            case Kind::climate: fill_climate(tag, payload); break;
            case Kind::ruuvi: fill_ruuvi(tag, payload); break;
        }
    }

    static void fill_ibeacon(const Tag& tag, Payload& payload) {
        payload.put({0x1A, 0xFF, 0x4C, 0, 2, 0x15});
        for (const std::uint8_t octet : tag.uuid) payload.put(std::uint64_t{octet});
        payload.big_endian(tag.major);
        payload.big_endian(tag.minor);
        payload.put(0xC5);
    }

    /// Telink thermometer with the firmware of pvvx: it measures every 10 s.
    void fill_climate(Tag& tag, Payload& payload) {
        if (tag.next_ms >= tag.next_measured_ms) {
            tag.next_measured_ms += 10'000;
            tag.temperature_c += 0.03 * normal();
            tag.humidity_pct += 0.1 * normal();
            tag.battery_mv -= 0.01;
            ++tag.counter;
        }
        const std::int64_t battery_mv = std::lround(tag.battery_mv) + static_cast<int>(tag.counter % 3) - 1;
        payload.put({0x12, 0x16, 0x1A, 0x18});
        for (unsigned i = 0; i < 6; ++i) payload.put(tag.mac >> 8 * i);
        payload.little_endian(std::lround(100 * tag.temperature_c));
        payload.little_endian(std::lround(100 * tag.humidity_pct));
        payload.little_endian(battery_mv);
        payload.put(static_cast<std::uint64_t>(std::clamp<std::int64_t>((battery_mv - 2200) / 8, 0, 100)));
        payload.put(std::uint64_t{tag.counter});
        payload.put(0x0F);
    }

    /// Ruuvi data format 5: every advertisement is another one.
    void fill_ruuvi(Tag& tag, Payload& payload) {
        tag.temperature_c += 0.004 * normal();
        tag.humidity_pct += 0.02 * normal();
        ++tag.sequence;
        payload.put({0x1B, 0xFF, 0x99, 4, 5});
        payload.big_endian(std::lround(tag.temperature_c / 0.005));
        payload.big_endian(std::lround(tag.humidity_pct / 0.0025));
        payload.big_endian(51'325 + std::lround(2 * normal()));
        for (const double accel_mg : tag.accel_mg) payload.big_endian(std::lround(accel_mg + 4 * normal()));
        payload.big_endian((std::lround(tag.battery_mv - 1600) << 5) | 22);
        payload.put(std::uint64_t{tag.counter});
        payload.big_endian(tag.sequence);
        for (unsigned i = 0; i < 6; ++i) payload.put(tag.mac >> (40 - 8 * i));
    }

    void make_frames() {
        struct Cut {
            double at_ms;
            std::uint32_t gateway;
            std::size_t begin;
            std::size_t end;
        };
        std::vector<Cut> cuts;
        std::size_t count = 0;
        for (std::uint32_t i = 0; i < heard_.size(); ++i) {
            auto& heard = heard_[i];
            std::ranges::stable_sort(heard, {}, &TraceHearing::heard_at);
            count += heard.size();
            std::size_t begin = 0;
            for (double at_ms = gateways_[i].phase_ms; begin < heard.size(); at_ms += interval_ms) {
                std::size_t end = begin;
                while (end < heard.size() &&
                       static_cast<double>(heard[end].heard_at.unix_ms - start_ms) < at_ms)
                    ++end;
                if (end > begin) cuts.push_back({at_ms, i, begin, end});
                begin = end;
            }
        }
        std::ranges::sort(cuts, {}, &Cut::at_ms);
        trace_.hearings.reserve(count);  // the frames look into it
        for (const Cut& cut : cuts) {
            const auto of_frame = std::span(heard_[cut.gateway]).subspan(cut.begin, cut.end - cut.begin);
            const std::size_t first = trace_.hearings.size();
            trace_.hearings.insert(trace_.hearings.end(), of_frame.begin(), of_frame.end());
            trace_.frames.push_back({cut.gateway,
                                     {start_ms + static_cast<std::int64_t>(cut.at_ms)},
                                     std::span(trace_.hearings).subspan(first)});
        }
    }

    TraceOptions options_;
    std::mt19937_64 random_;
    std::normal_distribution<double> normal_;
    std::uniform_real_distribution<double> uniform_;
    std::vector<TraceGateway> gateways_;
    std::vector<Tag> tags_;
    std::vector<std::vector<TraceHearing>> heard_;  // of each gateway
    Trace trace_;
};

}  // namespace

Trace make_trace(const TraceOptions& options) {
    return Maker(options).make();
}

}  // namespace cairn::test
