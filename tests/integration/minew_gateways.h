// The test as three Minew gateways that hear one tag.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "cairn/net/mqtt_publisher.h"
#include "support/broker.h"

namespace cairn::test {

class MinewGateways {
public:
    /// How loud a gateway, 0 to 2, hears the tag at a moment, dBm; 0: not at all. Asked by another thread.
    using Loudness = std::function<int(int gateway, int moment)>;
    /// By the gateways' clocks.
    using TimeText = std::string (*)();

    /// Until it is destroyed, at the end of each pause.
    MinewGateways(const Broker& broker, std::chrono::milliseconds pause, TimeText time_text,
                  Loudness loudness)
        : time_text_(time_text),
          loudness_(std::move(loudness)) {
        net::MqttPublisherOptions options;
        options.broker = broker.endpoint();
        link_ = std::move(*net::MqttPublisher::open(options));
        thread_ = std::thread([this, pause] {
            for (int moment = 0; !is_over_; ++moment) {
                for (int gateway = 0; gateway < 3; ++gateway) publish(gateway, moment);
                std::this_thread::sleep_for(pause);
            }
        });
    }
    ~MinewGateways() {
        is_over_ = true;
        thread_.join();
    }
    MinewGateways(const MinewGateways&) = delete;
    MinewGateways& operator=(const MinewGateways&) = delete;

private:
    /// JSON-LONG, docs/formats/minew.md.
    void publish(int gateway, int moment) {
        const int rssi_dbm = loudness_(gateway, moment);
        if (rssi_dbm == 0) return;
        const std::string number = std::to_string(gateway + 1);
        const std::string time = time_text_();
        const std::string message = R"([{"timestamp":")" + time + R"(","type":"Gateway","mac":"AC233FC0000)" +
                                    number + R"("},{"timestamp":")" + time +
                                    R"(","mac":"AC233F259D00","rssi":)" + std::to_string(rssi_dbm) +
                                    R"(,"rawData":"0201060303E1FF"}])";
        EXPECT_TRUE(link_->publish("/gw/ac233fc0000" + number + "/status", as_bytes(message), 1));
    }

    TimeText time_text_;
    Loudness loudness_;
    std::unique_ptr<net::MqttPublisher> link_;
    std::atomic<bool> is_over_ = false;
    std::thread thread_;
};

}  // namespace cairn::test
