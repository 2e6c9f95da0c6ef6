#include "cairn/adapters/reply_topics.h"

namespace cairn::adapters {
namespace {

struct Pair {
    std::string_view commands;  // last level of the topic
    std::string_view replies;
};

// docs/formats/commands.md, topics. A G1 answers below its command topic, an MG3 beside it.
constexpr Pair pairs[] = {
    {"receive", "send"},           {"subscribe", "publish"}, {"app_to_device", "device_to_app"},
    {"action", "action/response"}, {"action", "response"},   {"commands", "replies"}};

}  // namespace

std::vector<std::string> reply_topics(std::string_view topic) {
    const std::size_t slash = topic.rfind('/');
    if (slash == topic.npos) return {};
    std::vector<std::string> replies;
    for (const Pair& pair : pairs) {
        if (topic.substr(slash + 1) == pair.commands)
            replies.push_back(std::string(topic.substr(0, slash + 1)) + std::string(pair.replies));
    }
    return replies;
}

}  // namespace cairn::adapters
