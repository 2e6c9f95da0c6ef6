#include "dialect/topic.h"

#include "cairn/adapters/adapters.h"

namespace cairn::adapters {
namespace {

// Walks the levels of a topic or filter; an empty text has one empty level.
class Levels {
public:
    explicit Levels(std::string_view text) noexcept : left_(text) {}

    bool done() const noexcept { return done_; }
    std::string_view take() noexcept {
        const std::size_t slash = left_.find('/');
        const std::string_view level = left_.substr(0, slash);
        done_ = slash == std::string_view::npos;
        if (!done_) left_.remove_prefix(slash + 1);
        return level;
    }

private:
    std::string_view left_;
    bool done_ = false;
};

}  // namespace

bool topic_matches(std::string_view filter, std::string_view topic) noexcept {
    // Section 4.7.2: wildcards at the front do not reach the server's own topics.
    if (topic.starts_with('$') && (filter.starts_with('#') || filter.starts_with('+'))) return false;
    Levels wanted(filter);
    Levels given(topic);
    while (!wanted.done()) {
        const std::string_view level = wanted.take();
        if (level == "#") return true;  // the parent level included: "a/#" matches "a"
        if (given.done()) return false;
        if (const std::string_view name = given.take(); level != "+" && level != name) return false;
    }
    return given.done();
}

std::optional<MacAddress> mac_in_topic(std::string_view topic) noexcept {
    std::optional<MacAddress> found;
    for (Levels levels(topic); !levels.done();) {
        const std::string_view level = levels.take();
        if (level.size() != 12) continue;
        if (const auto address = MacAddress::parse(level)) found = *address;
    }
    return found;
}

std::optional<MacAddress> first_mac_in_topic(std::string_view topic) noexcept {
    for (Levels levels(topic); !levels.done();) {
        if (const auto address = MacAddress::parse(levels.take())) return *address;
    }
    return std::nullopt;
}

bool has_level(std::string_view topic, std::string_view name) noexcept {
    for (Levels levels(topic); !levels.done();) {
        if (levels.take() == name) return true;
    }
    return false;
}

std::string_view last_level(std::string_view topic) noexcept {
    return topic.substr(topic.rfind('/') + 1);  // npos + 1 is 0: the whole
}

std::string_view level_before(std::string_view topic, std::string_view name) noexcept {
    std::string_view before;
    for (Levels levels(topic); !levels.done();) {
        const std::string_view level = levels.take();
        if (level == name) return before;
        before = level;
    }
    return {};
}

std::string_view level_after(std::string_view topic, std::string_view name) noexcept {
    for (Levels levels(topic); !levels.done();) {
        if (levels.take() == name) return levels.done() ? std::string_view() : levels.take();
    }
    return {};
}

std::string_view first_wildcard_level(std::string_view filter, std::string_view topic) noexcept {
    Levels wanted(filter);
    Levels given(topic);
    while (!wanted.done() && !given.done()) {
        const std::string_view level = wanted.take();
        const std::string_view name = given.take();
        if (level == "+") return name;
    }
    return {};
}

}  // namespace cairn::adapters
