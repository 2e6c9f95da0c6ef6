#include "sim/random.h"

#include <cmath>

namespace cairn::sim {

double Random::gaussian() noexcept {
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
}

}  // namespace cairn::sim
