// What Moko's JSON gateways tell by themselves: message ids 3xxx.
#pragma once

#include "dialect/frame_builder.h"
#include "dialect/json_fields.h"

namespace cairn::adapters::moko {

/// Adds what the notification `id` says to `frames`, which is open for the gateway that sent it.
/// unsupported: an answer to a command, or a notification without anything that Cairn keeps; the text says
/// of which family.
void read_notification(int id, const Fields& envelope, const Message& message, FrameBuilder& frames);

}  // namespace cairn::adapters::moko
