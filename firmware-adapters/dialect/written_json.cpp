#include "dialect/written_json.h"

#include <boost/json/serialize.hpp>

namespace cairn::adapters {

std::string json_of(const WrittenObject& object) {
    return boost::json::serialize(object);
}

}  // namespace cairn::adapters
