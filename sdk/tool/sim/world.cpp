#include "sim/world.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "text.h"

namespace cairn::sim {
namespace {

constexpr std::int64_t batch_ms = 1'000;
constexpr std::int64_t status_ms = 10'000;
/// Records in one message; the rest goes into further ones.
constexpr std::size_t message_records_max = 50;
constexpr std::size_t tags_max = 65'536;

}  // namespace

World::World(const Site& site, const WorldOptions& options)
    : site_(site),
      options_(options),
      radio_(site, mixed(options.seed, 1)),
      fading_(mixed(options.seed, 2)) {}

Result<World> World::make(const Site& site, const WorldOptions& options) {
    if (site.floors.empty()) return fail(Errc::malformed, "site: no floor");
    if (options.tags == 0 || options.tags > tags_max) return fail(Errc::malformed, "tags: not 1 to 65536");
    World world(site, options);
    std::size_t moko_count = 0;
    for (std::size_t i = 0; i < site.gateways.size(); ++i) {
        const std::string_view brand = site.gateways[i].gateway.name_space();
        const bool is_second_moko = brand == "moko" && moko_count++ % 2 == 1;
        if (brand != "moko" && brand != "minew" && brand != "civic") {
            return fail(Errc::malformed, "site: a gateway that is neither moko: nor minew: nor civic:");
        }
        if (options.brands.contains(brand)) CAIRN_CHECK(world.add_gateway(i, is_second_moko));
    }
    if (world.gateways_.empty()) return fail(Errc::malformed, "site: no gateway of these brands");
    world.start();
    return world;
}

Result<void> World::add_gateway(std::size_t placement, bool is_second_moko) {
    const GatewayId& id = site_.gateways[placement].gateway;
    const std::string_view brand = id.name_space();
    Gateway gateway;
    gateway.placement = placement;
    gateway.name = id.view().substr(brand.size() + 1);
    if (brand != "civic") {
        const auto address = MacAddress::parse(gateway.name);
        if (!address) return fail(Errc::malformed, "site: the id of a Moko or Minew gateway is no address");
        gateway.name = tool::hex_text(as_text(address->octets));
        gateway.dialect = Dialect::minew_json;
    }
    if (brand == "moko") gateway.dialect = is_second_moko ? Dialect::moko_json : Dialect::moko_mkgw4;
    // Gateways publish at different moments of the second.
    Random random(mixed(mixed(options_.seed, 3), placement));
    gateway.next_batch_ms = static_cast<std::int64_t>(random.uniform(1, static_cast<double>(batch_ms)));
    gateway.health.uplink_rssi_dbm = -51 - 2 * static_cast<int>(random.uniform(0, 20));
    gateways_.push_back(std::move(gateway));
    return {};
}

void World::start() {
    const bool with_civic = std::any_of(gateways_.begin(), gateways_.end(), [](const Gateway& gateway) {
        return gateway.dialect == Dialect::civic;
    });
    const std::uint64_t tag_seed = mixed(options_.seed, 4);
    tags_.reserve(options_.tags);
    for (std::size_t i = 0; i < options_.tags; ++i) {
        tags_.emplace_back(site_, tag_seed, i, with_civic);
        due_.emplace(tags_.back().sends_at_ms(), i);
    }
    for (std::size_t i = 0; i < gateways_.size(); ++i) {
        due_.emplace(gateways_[i].next_batch_ms, options_.tags + i);
    }
}

Timestamp World::stamp(std::int64_t t_ms) const noexcept {
    const double elapsed_ms = static_cast<double>(t_ms) / options_.speed;
    return {options_.start.unix_ms + static_cast<std::int64_t>(std::llround(elapsed_ms))};
}

void World::step(std::int64_t t_ms, const std::function<void(const GatewayMessage&)>& publish) {
    while (due_.top().first <= t_ms) {
        const std::size_t turn = due_.top().second;
        due_.pop();
        if (turn < tags_.size()) {
            send(tags_[turn]);
            due_.emplace(tags_[turn].sends_at_ms(), turn);
        } else {
            Gateway& gateway = gateways_[turn - tags_.size()];
            flush(gateway, publish);
            due_.emplace(gateway.next_batch_ms, turn);
        }
    }
    now_ms_ = t_ms;
}

void World::send(WalkingTag& tag) {
    const std::int64_t at_ms = tag.sends_at_ms();
    const Place place = tag.place(at_ms);
    const Packet packet = tag.send();
    for (Gateway& gateway : gateways_) {
        if (packet.kind == PacketKind::civic && gateway.dialect != Dialect::civic) continue;
        const auto rssi_dbm = radio_.hear(gateway.placement, tag.number(), place, fading_);
        if (rssi_dbm) gateway.waiting.push_back({tag.id(), packet, *rssi_dbm, stamp(at_ms)});
    }
}

void World::flush(Gateway& gateway, const std::function<void(const GatewayMessage&)>& publish) {
    const Timestamp at = stamp(gateway.next_batch_ms);
    gateway.health.at = at;
    if (gateway.next_batch_ms >= gateway.next_status_ms) {
        publish_status(gateway, at, publish);
        gateway.next_status_ms = gateway.next_batch_ms + status_ms;
    }
    std::vector<Hearing> hearings = std::exchange(gateway.waiting, {});
    std::size_t from = 0;
    // A Minew gateway publishes its own element even when it has heard nothing.
    while (from < hearings.size() || (from == 0 && gateway.dialect == Dialect::minew_json)) {
        const std::size_t to = std::min(hearings.size(), from + message_records_max);
        const auto part = [&](std::size_t i) { return hearings.begin() + static_cast<std::ptrdiff_t>(i); };
        publish_scan(gateway, {part(from), part(to)}, at, publish);
        from = std::max(to, from + 1);
    }
    gateway.next_batch_ms += batch_ms;
}

void World::publish_scan(const Gateway& gateway, std::vector<Hearing> hearings, Timestamp at,
                         const std::function<void(const GatewayMessage&)>& publish) const {
    GatewayMessage message;
    switch (gateway.dialect) {
        case Dialect::moko_mkgw4:
            message.topic = "gw/" + gateway.name + "/publish";
            message.payload = encode_mkgw4_scan(gateway.name, at, hearings);
            break;
        case Dialect::moko_json:
            message.topic = "/MKGW3/" + gateway.name + "/send";
            message.payload = encode_moko_json_scan(gateway.name, hearings);
            break;
        case Dialect::minew_json:
            message.topic = "/gw/" + gateway.name + "/status";
            message.payload = encode_minew_json(gateway.name, gateway.health, hearings);
            break;
        case Dialect::civic:
            message.topic = "civic/" + gateway.name + "/up";
            message.payload = encode_civic_scan(gateway.name, hearings);
            break;
    }
    message.hearings = std::move(hearings);
    publish(message);
}

void World::publish_status(Gateway& gateway, Timestamp at,
                           const std::function<void(const GatewayMessage&)>& publish) const {
    gateway.health.at = at;
    ++gateway.health.heartbeat_index;
    if (gateway.dialect == Dialect::moko_mkgw4) {
        publish({"gw/" + gateway.name + "/publish", encode_mkgw4_status(gateway.name, gateway.health), {}});
    } else if (gateway.dialect == Dialect::moko_json) {
        publish(
            {"/MKGW3/" + gateway.name + "/send", encode_moko_json_status(gateway.name, gateway.health), {}});
    } else if (gateway.dialect == Dialect::civic) {
        publish({"civic/" + gateway.name + "/up", encode_civic_status(gateway.name, gateway.health), {}});
    }
}

std::vector<TagPlace> World::places() {
    std::vector<TagPlace> places;
    for (WalkingTag& tag : tags_) {
        const Place place = tag.place(now_ms_);
        TagPlace truth{tag.id(), site_.floors[place.floor].name, place.at, {}};
        for (const Zone& zone : site_.zones) {
            if (zone.floor == truth.floor && contains(zone, place.at)) {
                truth.zone = zone.name;
                break;
            }
        }
        places.push_back(truth);
    }
    return places;
}

std::set<std::string> World::brands() const {
    std::set<std::string> all;
    for (const Gateway& gateway : gateways_) {
        all.emplace(site_.gateways[gateway.placement].gateway.name_space());
    }
    return all;
}

}  // namespace cairn::sim
