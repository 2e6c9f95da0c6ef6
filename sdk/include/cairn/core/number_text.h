// A number as decimal text, without what std::to_chars brings along for it: 140 KiB on a Cortex-M4.
#pragma once

#include "cairn/core/inline_string.h"

namespace cairn {

/// The shortest decimal that reads back as `number`, where 15 significant digits or fewer are enough; else
/// the nearest of 15 digits, its last perhaps off by one. That is: what was measured is shown as it was sent,
/// and what was computed without the noise of the computation. "24.3", "-0.005", "1e-09", "1.5e+20": always
/// valid JSON. A number that is not finite has no decimal: "".
InlineString<24> number_text(double number) noexcept;

}  // namespace cairn
