#include "capture.h"

#include <boost/json.hpp>

#include "cairn/core/bytes.h"
#include "cairn/core/hex.h"
#include "text.h"

namespace cairn::tool {
namespace {

constexpr std::size_t topic_bytes_max = 65'535;  // MQTT 3.1.1 section 1.5.3

boost::json::value parse_json(std::string_view text) {
    boost::system::error_code error;
    boost::json::value value = boost::json::parse(boost::json::string_view(text.data(), text.size()), error);
    return error ? boost::json::value() : value;
}

}  // namespace

bool looks_like_capture(std::string_view line) {
    const boost::json::value value = parse_json(line);
    const auto* object = value.if_object();
    return object != nullptr && object->contains("topic") &&
           (object->contains("payload") || object->contains("payload_hex"));
}

Result<Capture> parse_capture(std::string_view line) {
    const boost::json::value value = parse_json(line);
    const auto* object = value.if_object();
    if (object == nullptr) return fail(Errc::malformed, "capture: not a JSON object");
    Capture capture;
    const auto* topic = object->if_contains("topic");
    if (topic == nullptr || !topic->is_string()) return fail(Errc::malformed, "capture: no topic");
    capture.topic = view(topic->get_string());
    if (capture.topic.empty()) return fail(Errc::malformed, "topic: empty");
    if (capture.topic.find_first_of("+#") != capture.topic.npos)
        return fail(Errc::malformed, "topic: holds a wildcard (+ or #), which no message is sent to");
    if (capture.topic.find('\0') != capture.topic.npos || capture.topic.size() > topic_bytes_max)
        return fail(Errc::malformed, "topic: holds a NUL, or is above 65535 bytes");

    const auto* payload = object->if_contains("payload");
    const auto* payload_hex = object->if_contains("payload_hex");
    if (payload != nullptr && payload->is_string()) {
        capture.payload = view(payload->get_string());
    } else if (payload_hex != nullptr && payload_hex->is_string()) {
        const std::string_view digits = view(payload_hex->get_string());
        std::vector<std::uint8_t> bytes(digits.size() / 2 + 1);
        const auto size = parse_hex(digits, bytes);
        if (!size) return fail(Errc::malformed, "capture: payload_hex is not hexadecimal");
        capture.payload = as_text(Bytes(bytes).first(*size));
    } else {
        return fail(Errc::malformed, "capture: neither payload nor payload_hex is a text");
    }

    if (const auto* t_ms = object->if_contains("t_ms")) {
        boost::system::error_code error;
        capture.t_ms = t_ms->to_number<std::int64_t>(error);
        if (error) return fail(Errc::malformed, "capture: t_ms is not a number");
    }
    return capture;
}

}  // namespace cairn::tool
