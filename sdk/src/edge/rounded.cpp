#include "edge/rounded.h"

#include <cmath>

namespace cairn {
namespace {

/// To the number that is written with so many tenths, hundredths and so on, as near as a Number comes; 0 has
/// no sign.
template <typename Number>
void round_to(Number& number, double parts) {
    number = static_cast<Number>(std::round(static_cast<double>(number) * parts) / parts + 0.0);
}

}  // namespace

Position rounded(const Position& position) {
    Position round = position;
    for (double* const metres :
         {&round.x_m, &round.y_m, &round.radius68_m, &round.other_x_m, &round.other_y_m})
        round_to(*metres, 1e3);
    for (double* const area : {&round.variance_x_m2, &round.variance_y_m2, &round.covariance_xy_m2})
        round_to(*area, 1e4);
    for (double* const score : {&round.zone_score, &round.next_zone_score}) round_to(*score, 1e3);
    for (Evidence& one : round.evidence) {
        round_to(one.rssi_dbm, 10);
        round_to(one.expected_dbm, 10);
        round_to(one.distance_m, 100);
    }
    return round;
}

}  // namespace cairn
