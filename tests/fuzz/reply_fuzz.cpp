// Answers to commands: the first byte chooses a dialect, the rest is the message. What is read goes through a
// tracker that waits for it.
#include "cairn/adapters/command_tracker.h"
#include "cairn/core/assert.h"

namespace {

using namespace cairn;
using namespace cairn::adapters;

void check(const CommandReply& reply) {
    CAIRN_ASSERT(reply.settings.size() <= reply_settings_max);
    CAIRN_ASSERT(reply.text.size() <= setting_chars_max);
    for (const Setting& setting : reply.settings) {
        CAIRN_ASSERT(setting.name.size() <= setting_chars_max);
        CAIRN_ASSERT(setting.value.size() <= setting_chars_max);
    }
    CAIRN_ASSERT(reply.key.number != 0 || !reply.key.request.empty());
}

void answer(const CommandReply& reply) {
    OutgoingMessage message;
    message.command = "a";
    message.key = reply.key;
    CommandTracker tracker(1);
    if (!tracker.send(message)) return;
    tracker.take_outgoing({});
    CAIRN_ASSERT(tracker.reply(reply, {}));
    const auto news = tracker.take_news();
    CAIRN_ASSERT(news && news->is_over);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) return 0;
    const auto dialects = command_dialects();
    const Message message{"/gw/ac233fc001ea/action/response", Bytes(bytes + 1, size - 1)};
    const auto reply = parse_reply(message, dialects[bytes[0] % dialects.size()]);
    if (!reply) {
        CAIRN_ASSERT(reply.error().where[0] != '\0');
        return 0;
    }
    if (!*reply) return 0;
    check(**reply);
    answer(**reply);
    return 0;
}
