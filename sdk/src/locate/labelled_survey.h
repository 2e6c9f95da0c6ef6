// A survey in the terms of the radio map.
#pragma once

#include <vector>

#include "cairn/locate/calibration.h"
#include "cairn/locate/survey.h"

namespace cairn::locate {

struct LabelledSurvey {
    std::vector<LabelledPlace> places;
    std::vector<LabelledTick> ticks;
    Traffic traffic;  // the same ticks, as loud as each gateway hears in the mean
};

/// `survey` is checked against `site`.
LabelledSurvey labelled(const Survey& survey, const Site& site);

}  // namespace cairn::locate
