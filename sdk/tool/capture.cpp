#include "capture.h"

#include <boost/json.hpp>

#include "net/hex_bytes.h"
#include "text.h"

namespace cairn::tool {
namespace {

constexpr std::size_t topic_bytes_max = 65'535;  // MQTT 3.1.1 section 1.5.3

}  // namespace

bool is_capture(const boost::json::object& line) {
    return line.contains("topic") && (line.contains("payload") || line.contains("payload_hex"));
}

Result<Capture> parse_capture(std::string_view line) {
    boost::system::error_code error;
    const boost::json::value value = boost::json::parse(line, error);
    const auto* object = error ? nullptr : value.if_object();
    if (object == nullptr) return fail(Errc::malformed, "capture: not a JSON object");
    return read_capture(*object);
}

Result<Capture> read_capture(const boost::json::object& line) {
    Capture capture;
    const auto* topic = line.if_contains("topic");
    if (topic == nullptr || !topic->is_string()) return fail(Errc::malformed, "capture: no topic");
    capture.topic = view(topic->get_string());
    if (capture.topic.empty()) return fail(Errc::malformed, "topic: empty");
    if (capture.topic.find_first_of("+#") != capture.topic.npos)
        return fail(Errc::malformed, "topic: holds a wildcard (+ or #), which no message is sent to");
    if (capture.topic.find('\0') != capture.topic.npos || capture.topic.size() > topic_bytes_max)
        return fail(Errc::malformed, "topic: holds a NUL, or is above 65535 bytes");

    const auto* payload = line.if_contains("payload");
    const auto* payload_hex = line.if_contains("payload_hex");
    if (payload != nullptr && payload->is_string()) {
        capture.payload = view(payload->get_string());
    } else if (payload_hex != nullptr && payload_hex->is_string()) {
        auto bytes = hex_bytes(view(payload_hex->get_string()));
        if (!bytes) return fail(Errc::malformed, "capture: payload_hex is not hexadecimal");
        capture.payload = *std::move(bytes);
    } else {
        return fail(Errc::malformed, "capture: neither payload nor payload_hex is a text");
    }

    if (const auto* t_ms = line.if_contains("t_ms")) {
        boost::system::error_code error;
        capture.t_ms = t_ms->to_number<std::int64_t>(error);
        if (error) return fail(Errc::malformed, "capture: t_ms is not a number");
    }
    return capture;
}

}  // namespace cairn::tool
