// Publishes at QoS 1 without waiting for one PUBACK before the next message: MQTT 3.1.1 by hand.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "support/raw_client.h"

namespace cairn::test {

class FastPublisher {
public:
    explicit FastPublisher(std::uint16_t port) : client_(port) {
        using namespace std::literals;
        client_.send("\x10\x0c\0\4MQTT\4\2\0\0\0\0"sv);
        is_up_ = client_.read(4) == "\x20\2\0\0"sv;
    }
    bool is_up() const noexcept { return is_up_; }

    /// True once the broker has acknowledged as many as may be outstanding less one.
    bool publish(std::string_view topic, std::string_view payload) {
        if (sent_ - acknowledged_ >= window && !take_acknowledgement()) return false;
        const auto id = static_cast<std::uint16_t>(sent_++ % 65'535 + 1);
        std::string packet = "\x32";
        for (std::size_t left = 2 + topic.size() + 2 + payload.size(); true;) {
            const auto low = static_cast<unsigned>(left % 128);
            left /= 128;
            packet += static_cast<char>(left > 0 ? low | 0x80U : low);
            if (left == 0) break;
        }
        packet += static_cast<char>(topic.size() / 256);
        packet += static_cast<char>(topic.size() % 256);
        packet += topic;
        packet += static_cast<char>(id / 256);
        packet += static_cast<char>(id % 256);
        packet += payload;
        return client_.send(packet);
    }
    /// Waits for all that is outstanding.
    bool finish() {
        while (acknowledged_ < sent_) {
            if (!take_acknowledgement()) return false;
        }
        return true;
    }
    std::uint64_t acknowledged() const noexcept { return acknowledged_; }

private:
    static constexpr std::uint64_t window = 100;

    bool take_acknowledgement() {
        const std::string packet = client_.read(4);
        if (packet.size() != 4 || packet[0] != '\x40') return false;
        ++acknowledged_;
        return true;
    }

    RawClient client_;
    bool is_up_ = false;
    std::uint64_t sent_ = 0;
    std::uint64_t acknowledged_ = 0;
};

}  // namespace cairn::test
