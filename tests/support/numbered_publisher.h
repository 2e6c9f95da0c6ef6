// Publishes numbers, one a message, and knows which of them the broker has acknowledged.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "cairn/net/mqtt_publisher.h"

namespace cairn::test {

/// What the broker said of a number.
enum class Said : std::uint8_t { nothing, yes };

/// On a thread of its own until stop(). A number that the broker did not acknowledge may have reached it all
/// the same; it is not sent again.
class NumberedPublisher {
public:
    NumberedPublisher(std::uint16_t port, std::chrono::microseconds pause)
        : port_(port),
          pause_(pause),
          thread_([this] { run(); }) {}
    ~NumberedPublisher() { stop(); }
    NumberedPublisher(const NumberedPublisher&) = delete;
    NumberedPublisher& operator=(const NumberedPublisher&) = delete;

    void stop() {
        is_over_ = true;
        if (thread_.joinable()) thread_.join();
    }
    // After stop().
    /// By number.
    const std::vector<Said>& said() const { return said_; }
    std::uint64_t acknowledged() const {
        return static_cast<std::uint64_t>(std::ranges::count(said_, Said::yes));
    }

private:
    void run() {
        std::unique_ptr<net::MqttPublisher> link;
        while (!is_over_) {
            if (!link) {
                net::MqttPublisherOptions options;
                options.broker = {"127.0.0.1", port_};
                options.timeout = Millis{2'000};
                auto opened = net::MqttPublisher::open(options);
                if (opened) link = std::move(*opened);
            }
            if (link && !publish(*link)) link.reset();
            std::this_thread::sleep_for(link ? pause_ : std::chrono::milliseconds(20));
        }
    }
    bool publish(net::MqttPublisher& link) {
        const std::string number = std::to_string(said_.size());
        const std::string payload = R"({"cairn":"civic/1","gateway":"g)" + std::to_string(said_.size() % 5) +
                                    R"(","tag":"t)" + std::to_string(said_.size() % 7) +
                                    R"(","measurements":[{"type":"told","value":)" + number +
                                    R"(,"unit":"1"}]})";
        said_.push_back(Said::nothing);
        if (!link.publish("civic/g/up", as_bytes(payload), 1)) return false;
        said_.back() = Said::yes;
        return true;
    }

    std::uint16_t port_;
    std::chrono::microseconds pause_;
    std::atomic<bool> is_over_ = false;
    std::vector<Said> said_;
    std::thread thread_;
};

}  // namespace cairn::test
