// How strongly a gateway hears a tag.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "cairn/locate/site.h"
#include "sim/random.h"

namespace cairn::sim {

/// A point on a floor of the site.
struct Place {
    std::size_t floor = 0;  // index into Site::floors
    Point at;
};

/// Log-distance path loss, shadowing that is correlated in space, noise of the place, fading of the
/// packet. The constants are those of offices and flats as published data sets measure them
/// (docs/positioning.md).
class Radio {
public:
    Radio(const Site& site, std::uint64_t seed);

    /// What gateway `gateway` (index into Site::gateways) reads of one packet from `place`; nothing when
    /// it misses the packet. `tag` is any number of the tag's own. `fading` is drawn from for each packet.
    std::optional<std::int8_t> hear(std::size_t gateway, std::uint64_t tag, const Place& place,
                                    Random& fading) const noexcept;
    /// Without noise of place and packet.
    double mean_dbm(std::size_t gateway, const Place& place) const noexcept;

private:
    struct Wave {
        double kx = 0;
        double ky = 0;
        double phase = 0;
    };
    struct Receiver {
        Place place;
        double z_m = 0;
        std::vector<Wave> waves;
    };

    std::uint64_t seed_;
    std::vector<Receiver> receivers_;
};

}  // namespace cairn::sim
