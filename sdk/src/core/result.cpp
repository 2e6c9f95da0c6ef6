#include "cairn/core/result.h"

namespace cairn {

const char* name(Errc code) noexcept {
    switch (code) {
        case Errc::truncated: return "truncated";
        case Errc::malformed: return "malformed";
        case Errc::unsupported: return "unsupported";
        case Errc::corrupt: return "corrupt";
        case Errc::full: return "full";
        case Errc::would_block: return "would_block";
        case Errc::closed: return "closed";
        case Errc::denied: return "denied";
        case Errc::io: return "io";
    }
    return "unknown";
}

}  // namespace cairn
