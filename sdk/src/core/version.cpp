#include "cairn/core/version.h"

namespace cairn {

const char* version() noexcept {
    return CAIRN_VERSION;  // defined by CMake from project(VERSION)
}

}  // namespace cairn
