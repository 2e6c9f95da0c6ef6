// Links all of Cairn::core, used or not: the upper end of what a firmware pays.
#include "startup.h"

namespace cairn::cortex_m {

int run() noexcept {
    return 0;
}

}  // namespace cairn::cortex_m
