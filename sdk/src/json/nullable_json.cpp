#include "json/nullable_json.h"

#include "cairn/core/time_text.h"

namespace cairn {

boost::json::value text_or_null(std::string_view text) {
    if (text.empty()) return nullptr;
    return boost::json::string(text);
}

boost::json::value to_json(Timestamp at) {
    return text_or_null(time_text(at));
}

}  // namespace cairn
