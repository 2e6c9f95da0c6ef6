// A simulated site: tags walk, gateways hear them and publish, all from one seed.
#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/locate/site.h"
#include "sim/dialects.h"
#include "sim/hearing.h"
#include "sim/radio.h"
#include "sim/tag_fleet.h"

namespace cairn::sim {

struct WorldOptions {
    std::size_t tags = 12;  // 1 to 65,536
    std::uint64_t seed = 1;
    /// Namespaces of the gateways that take part: "moko", "minew", "civic".
    std::set<std::string, std::less<>> brands{"moko", "minew", "civic"};
    Timestamp start{0};  // what the gateways' clocks show at 0 ms
    double speed = 1;    // milliseconds of the world in one of the gateways' clocks
};

/// Where a tag truly is.
struct TagPlace {
    TagId tag;
    FloorName floor;
    Point at;
    ZoneName zone;  // empty: in none
};

/// Pure: no clock, no socket; the same options give the same bytes.
///
/// Which dialect a gateway speaks follows from its id. "moko:" gateways alternate, in the order of the
/// site file: the first is an MKGW4 (binary), the second an MKGW3 (JSON), and so on. "minew:" gateways
/// speak JSON-LONG, "civic:" gateways Cairn's Civic contract. Tags are, in turn, a Moko BXP, a Minew, a
/// Ruuvi, a beacon of iBeacon and Eddystone, and a Civic tag, which only Civic gateways understand.
/// Without a Civic gateway there are no Civic tags.
class World {
public:
    /// malformed: a site without floors, no gateway of the wanted brands, a gateway of another brand, or
    /// one of Moko or Minew whose id is not an address; `where` says which.
    static Result<World> make(const Site& site, const WorldOptions& options);

    /// Lets the world go on to `t_ms`, counted from 0, and hands over the messages that gateways publish
    /// until then, in order of time. `t_ms` never lies before that of the call before.
    void step(std::int64_t t_ms, const std::function<void(const GatewayMessage&)>& publish);

    /// What the gateways' clocks show at `t_ms`.
    Timestamp stamp(std::int64_t t_ms) const noexcept;
    /// Where all tags are at the time of the last step().
    std::vector<TagPlace> places();
    /// Namespaces of the gateways that take part.
    std::set<std::string> brands() const;

private:
    enum class Dialect { moko_mkgw4, moko_json, minew_json, civic };

    struct Gateway {
        std::size_t placement = 0;  // index into Site::gateways
        GatewayName name;
        Dialect dialect = Dialect::civic;
        std::int64_t next_batch_ms = 0;
        std::int64_t next_status_ms = 0;
        GatewayHealth health;
        std::vector<Hearing> waiting;
    };

    using Due = std::pair<std::int64_t, std::size_t>;  // when, and whose turn: tags first, then gateways

    World(const Site& site, const WorldOptions& options);
    Result<void> add_gateway(std::size_t placement, bool is_second_moko);
    void start();
    void send(WalkingTag& tag);
    void flush(Gateway& gateway, const std::function<void(const GatewayMessage&)>& publish);
    void publish_scan(const Gateway& gateway, std::vector<Hearing> hearings, Timestamp at,
                      const std::function<void(const GatewayMessage&)>& publish) const;
    void publish_status(Gateway& gateway, Timestamp at,
                        const std::function<void(const GatewayMessage&)>& publish) const;

    Site site_;
    WorldOptions options_;
    Radio radio_;
    Random fading_;
    std::vector<WalkingTag> tags_;
    std::vector<Gateway> gateways_;
    std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
    std::int64_t now_ms_ = 0;
};

}  // namespace cairn::sim
