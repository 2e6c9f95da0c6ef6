// What labelled places tell of all other places: a Gaussian process, one gateway at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cairn/locate/radio_map.h"
#include "locate/cholesky.h"

namespace cairn::locate {

/// Of each gateway, the labelled places at which it hears best. All memory is taken when it is made.
class BestPlaces {
public:
    /// At most `places_max` of a gateway.
    BestPlaces(std::size_t gateways, std::size_t places_max);

    /// Instead of those before. A place without packets, or of another gateway than these, is left out.
    void assign(std::span<const LabelledPlace> places) noexcept;

    bool empty() const noexcept;
    /// Those with the most packets first.
    std::span<const LabelledPlace> of(std::size_t gateway) const noexcept {
        return std::span(places_).subspan(gateway * places_max_, counts_[gateway]);
    }

private:
    void insert(const LabelledPlace& place) noexcept;

    std::size_t places_max_;
    std::vector<std::size_t> counts_;
    std::vector<LabelledPlace> places_;
};

/// The labelled places of one gateway, ready to predict any other. All memory is taken when it is made.
class Conditioning {
public:
    explicit Conditioning(std::size_t places_max);

    /// By the law that the gateway has in the map now; the map outlives the predictions. `sd_share`: see
    /// RadioMap. At most `places_max` places, all of this gateway.
    void start(const RadioMap& map, std::size_t gateway, double sd_share,
               std::span<const LabelledPlace> places) noexcept;

    std::size_t gateway() const noexcept { return gateway_; }
    std::size_t places() const noexcept { return spots_.size(); }

    struct Rssi {
        double mean_dbm = 0;
        double variance_db2 = 0;
    };
    Rssi predict(std::uint32_t floor, Point at) noexcept;

private:
    /// A place in the eyes of the gateway.
    struct Spot {
        std::uint32_t floor = 0;
        Point at;
        double distance_db = 0;
    };
    struct Variances {
        double offset = 0;
        double slope = 0;
        double shadowing = 0;
        double slab = 0;
    };

    Spot spot(std::uint32_t floor, Point at) const noexcept;
    double law(const Spot& spot) const noexcept;
    double covariance(const Spot& a, const Spot& b) const noexcept;

    const RadioMap* map_ = nullptr;
    std::size_t gateway_ = 0;
    GatewayRadio radio_;
    Variances variances_;
    std::vector<Spot> spots_;
    std::vector<double> errors_;
    Cholesky gram_;
    std::vector<double> cross_;
};

}  // namespace cairn::locate
