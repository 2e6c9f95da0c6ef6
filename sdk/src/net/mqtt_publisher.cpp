#include "cairn/net/mqtt_publisher.h"

#include <chrono>
#include <utility>

#include "net/paho_client.h"

namespace cairn::net {
namespace {

constexpr Millis answer_check{100};

}  // namespace

struct MqttPublisher::Impl {
    explicit Impl(const MqttPublisherOptions& options)
        : timeout(options.timeout),
          client(login_of(options)) {}

    static BrokerLogin login_of(const MqttPublisherOptions& options) {
        BrokerLogin login;
        login.broker = options.broker;
        login.client_id = options.client_id;
        login.username = options.username;
        login.password = options.password;
        login.ca_file = options.ca_file;
        login.timeout = options.timeout;
        return login;
    }

    Millis timeout;
    PahoClient client;
};

MqttPublisher::MqttPublisher(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
MqttPublisher::~MqttPublisher() = default;

Result<std::unique_ptr<MqttPublisher>> MqttPublisher::open(const MqttPublisherOptions& options,
                                                           std::string* reason) {
    try {
        auto impl = std::make_unique<Impl>(options);
        const auto failure = impl->client.connect();
        if (!failure) return std::unique_ptr<MqttPublisher>(new MqttPublisher(std::move(impl)));
        if (reason != nullptr) *reason = failure->text;
        return fail(failure->code, failure->code == Errc::denied ? "the broker refused" : "no broker there");
    } catch (const std::exception& thrown) {
        if (reason != nullptr) *reason = thrown.what();
        return fail(Errc::io, "the MQTT client cannot be made");
    }
}

Result<void> MqttPublisher::publish(std::string_view topic, Bytes payload, int qos) {
    try {
        const auto token =
            impl_->client.mqtt().publish(std::string(topic), payload.data(), payload.size(), qos, false);
        // Paho does not tell a waiting token of every lost connection.
        const auto give_up_at = std::chrono::steady_clock::now() + impl_->timeout;
        while (!token->wait_for(answer_check)) {
            if (!impl_->client.mqtt().is_connected()) return fail(Errc::closed, "the broker is gone");
            if (std::chrono::steady_clock::now() > give_up_at)
                return fail(Errc::closed, "no answer from the broker");
        }
        return {};
    } catch (const mqtt::exception& thrown) {
        if (!impl_->client.mqtt().is_connected())
            return fail(Errc::closed, "the broker is gone", thrown.get_return_code());
        return fail(Errc::io, "the message cannot be sent", thrown.get_return_code());
    } catch (const std::exception&) {
        return fail(Errc::io, "the message cannot be sent");
    }
}

}  // namespace cairn::net
