// Positions as they are kept and sent.
#pragma once

#include "cairn/model/position.h"

namespace cairn {

/// Without digits that say nothing: millimetres, 0.0001 m^2, a thousandth of a score, a tenth of a dB and a
/// centimetre of evidence. Digits that say nothing are most of what a position would take on the wire.
Position rounded(const Position& position);

}  // namespace cairn
