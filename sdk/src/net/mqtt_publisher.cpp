#include "cairn/net/mqtt_publisher.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

#include "cairn/core/limits.h"
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

    // On Paho's thread.
    void hear(const mqtt::message& message) {
        if (message.is_retained() || message.get_payload().size() > limits::message_bytes_max) return;
        const std::lock_guard lock(mutex);
        if (heard.size() == heard_messages_max) return;
        heard.push_back({message.get_topic(), message.get_payload_str()});
        changed.notify_all();
    }

    // Paho does not tell a waiting token of every lost connection.
    Result<void> wait_for(mqtt::token& token) {
        const auto give_up_at = std::chrono::steady_clock::now() + timeout;
        while (!token.wait_for(answer_check)) {
            if (!client.mqtt().is_connected()) return fail(Errc::closed, "the broker is gone");
            if (std::chrono::steady_clock::now() > give_up_at)
                return fail(Errc::closed, "no answer from the broker");
        }
        return {};
    }

    Millis timeout;
    std::mutex mutex;  // for `heard`, which Paho's thread uses too
    std::condition_variable changed;
    std::deque<HeardMessage> heard;
    PahoClient client;  // goes first: its threads use the members above
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
        return impl_->wait_for(*token);
    } catch (const mqtt::exception& thrown) {
        if (!impl_->client.mqtt().is_connected())
            return fail(Errc::closed, "the broker is gone", thrown.get_return_code());
        return fail(Errc::io, "the message cannot be sent", thrown.get_return_code());
    } catch (const std::exception&) {
        return fail(Errc::io, "the message cannot be sent");
    }
}

Result<void> MqttPublisher::listen(std::string_view topic_filter) {
    constexpr int qos = 1;
    try {
        Impl* impl = impl_.get();
        impl->client.mqtt().set_message_callback([impl](const mqtt::const_message_ptr& message) {
            if (message) impl->hear(*message);
        });
        const auto token = impl->client.mqtt().subscribe(std::string(topic_filter), qos);
        return impl->wait_for(*token);
    } catch (const mqtt::exception& thrown) {
        if (!impl_->client.mqtt().is_connected())
            return fail(Errc::closed, "the broker is gone", thrown.get_return_code());
        return fail(Errc::denied, "the broker refused the subscription", thrown.get_return_code());
    } catch (const std::exception&) {
        return fail(Errc::io, "the subscription cannot be sent");
    }
}

std::optional<HeardMessage> MqttPublisher::wait_for_message(Millis at_most) {
    std::unique_lock lock(impl_->mutex);
    impl_->changed.wait_for(lock, at_most, [this] { return !impl_->heard.empty(); });
    if (impl_->heard.empty()) return std::nullopt;
    HeardMessage message = std::move(impl_->heard.front());
    impl_->heard.pop_front();
    return message;
}

bool MqttPublisher::is_connected() const {
    return impl_->client.mqtt().is_connected();
}

}  // namespace cairn::net
