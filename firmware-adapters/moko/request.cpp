#include "moko/request.h"

#include <utility>

#include "dialect/command_checks.h"

namespace cairn::adapters::moko {

OutgoingMessage message_of(Request request, const GatewayRoute& route, const MacAddress& gateway) {
    WrittenObject device;
    if (!route.device_id.empty()) device["device_id"] = written_text(route.device_id);
    device["mac"] = written_text(lower_case(gateway));
    WrittenObject envelope;
    envelope["msg_id"] = request.number;
    envelope["device_info"] = std::move(device);
    if (request.content) envelope["data"] = std::move(*request.content);

    OutgoingMessage message;
    message.topic = route.topic;
    message.payload = json_of(envelope);
    message.key = {GatewayId::of("moko", gateway), request.number, {}};
    message.answer_within = request.answer_within;
    message.result_number = request.result_number;
    message.result_within = request.result_within;
    message.tag = request.tag;
    return message;
}

}  // namespace cairn::adapters::moko
