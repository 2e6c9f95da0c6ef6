#include "net/broker_connection.h"

#include <mqtt/async_client.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <utility>

#include "cairn/core/limits.h"
#include "cairn/net/log.h"
#include "net/paho_client.h"

namespace cairn::net {
namespace {

constexpr int qos = 1;
constexpr Millis leave_timeout{5'000};
/// What a message of the link takes in its PUBLISH: head, topic and mark.
constexpr std::size_t publish_overhead_bytes = 256;
constexpr std::size_t needed_packet_bytes = limits::link_message_bytes_max + publish_overhead_bytes;
static_assert(needed_packet_bytes < 4'500'000, "the text below says so");

/// How one step with the broker ended.
struct Outcome {
    bool is_good = false;
    int code = 0;                // MQTT 5's reason where that is known, else Paho's
    std::size_t size_bytes = 0;  // of what was published
    std::optional<std::uint32_t> packet_bytes_max;  // of the broker
};

std::size_t size_of(const mqtt::message& message) {
    return message.get_payload().size() + publish_overhead_bytes;
}

Outcome outcome_of(const mqtt::token& token) {
    Outcome outcome;
    const int reason = static_cast<int>(token.get_reason_code());
    outcome.is_good = token.get_return_code() == MQTTASYNC_SUCCESS && reason <= 2;
    outcome.code = reason != 0 ? reason : token.get_return_code();
    if (token.get_type() == mqtt::token::PUBLISH)
        outcome.size_bytes = size_of(*static_cast<const mqtt::delivery_token&>(token).get_message());
    if (!outcome.is_good) return outcome;
    if (token.get_type() == mqtt::token::CONNECT) {
        const auto response = token.get_connect_response();
        const auto& properties = response.get_properties();
        if (properties.contains(mqtt::property::MAXIMUM_PACKET_SIZE))
            outcome.packet_bytes_max =
                mqtt::get<std::uint32_t>(properties, mqtt::property::MAXIMUM_PACKET_SIZE);
    }
    if (token.get_type() == mqtt::token::SUBSCRIBE) {
        const auto response = token.get_subscribe_response();
        for (const auto each : response.get_reason_codes()) {
            if (static_cast<int>(each) >= 0x80) outcome = {false, static_cast<int>(each), 0, std::nullopt};
        }
    }
    return outcome;
}

/// MQTT 5.0 section 3.2.2.2; 1 is how a broker of 3.1.1 says that it knows no 5.
Error connect_error(int code, bool has_tls) {
    switch (code) {
        case 0x01:
        case 0x84: return {Errc::denied, code, "the broker does not speak MQTT 5"};
        case 0x85: return {Errc::denied, code, "the broker refuses the client id"};
        case 0x86:
        case 0x87:
        case 0x8C: return {Errc::denied, code, "the broker refuses the user name or password"};
        case 0x8A: return {Errc::denied, code, "the broker has banned this client"};
        default: break;
    }
    if (code > 0) return {Errc::closed, code, "the broker refuses the connection for now"};
    return {Errc::closed, 0,
            has_tls
                ? "no connection to the broker: nothing listens there, or its certificate is refused (not "
                  "signed by the given authority, for another name, or not valid now)"
                : "no connection to the broker: nothing listens there"};
}

/// MQTT 5.0 section 3.14.2.1; 0: it said nothing.
Error end_error(int code) {
    switch (code) {
        case 0: return {Errc::closed, 0, "the connection to the broker is lost"};
        case 0x87: return {Errc::denied, code, "the broker's access list forbids it"};
        case 0x8E: return {Errc::closed, code, "another client connected to the broker under the same name"};
        case 0x95: return {Errc::full, code, "the broker takes too small packets: let it take 4.5 MB"};
        default: return {Errc::closed, code, "the broker closed the connection"};
    }
}

std::string uri_of(const BrokerUrl& url) {
    return (url.has_tls ? "ssl://" : "tcp://") + url.endpoint.text();
}

mqtt::properties properties_of(Bytes correlation) {
    mqtt::properties properties;
    if (!correlation.empty())
        properties.add(
            {mqtt::property::CORRELATION_DATA,
             mqtt::binary_ref(reinterpret_cast<const char*>(correlation.data()), correlation.size())});
    return properties;
}

mqtt::message_ptr message_of(const std::string& topic, Bytes correlation, Bytes payload, bool is_retained) {
    return mqtt::message::create(topic, payload.data(), payload.size(), qos, is_retained,
                                 properties_of(correlation));
}

}  // namespace

struct BrokerConnection::Impl : std::enable_shared_from_this<Impl> {
    enum class State : std::uint8_t { idle, connecting, subscribing, open, leaving };
    class Step;

    /// The way from Paho's thread to the loop's; open until the connection is destroyed.
    struct Inlet {
        std::mutex mutex;
        EventLoop* loop = nullptr;
        std::weak_ptr<Impl> to;
        std::size_t waiting_bytes_max = 0;
        std::atomic<std::size_t> waiting_bytes{0};

        void hear(const mqtt::const_message_ptr& message);
        template <typename Call>
        void post(Call call) {
            const std::lock_guard lock(mutex);
            if (loop == nullptr) return;
            loop->post([weak = to, call = std::move(call)] {
                if (const auto self = weak.lock()) call(*self);
            });
        }
    };

    Impl(EventLoop& on, BrokerClientOptions with, BrokerEvents calls)
        : loop(on),
          options(std::move(with)),
          events(std::move(calls)),
          client(uri_of(options.access.url), options.client_id, mqtt::create_options(MQTTVERSION_5),
                 nullptr) {}

    EventLoop& loop;
    const BrokerClientOptions options;
    const BrokerEvents events;
    const std::shared_ptr<Inlet> inlet = std::make_shared<Inlet>();

    State state = State::idle;
    bool is_given_up = false;  // while connecting, when Paho must not be asked for anything: it may hold its
                               // lock while it looks a name up
    std::uint64_t attempt = 0;
    std::vector<std::string> filters;
    Will will;
    std::size_t queued = 0;
    std::unique_ptr<Step> connected;
    std::unique_ptr<Step> subscribed;
    std::unique_ptr<Step> published;
    std::unique_ptr<Step> left;
    mqtt::async_client client;  // goes first: its threads use the members above

    void listen();
    void receive(const mqtt::message& message);
    mqtt::connect_options connect_options() const;
    void connect();
    void on_connected(const Outcome& outcome);
    void on_subscribed(const Outcome& outcome);
    void on_published(const Outcome& outcome);
    void on_left(const Outcome& outcome);
    void on_lost(int code);
    void leave();
    void end(const Error& error);
};

/// Tells the loop how a step ended.
class BrokerConnection::Impl::Step final : public mqtt::iaction_listener {
public:
    using Then = void (Impl::*)(const Outcome&);
    Step(std::shared_ptr<Inlet> inlet, Then then) : inlet_(std::move(inlet)), then_(then) {}
    void on_success(const mqtt::token& token) override { tell(token); }
    void on_failure(const mqtt::token& token) override { tell(token); }

private:
    void tell(const mqtt::token& token) {
        inlet_->post([outcome = outcome_of(token), then = then_](Impl& to) { (to.*then)(outcome); });
    }

    std::shared_ptr<Inlet> inlet_;
    Then then_;
};

void BrokerConnection::Impl::listen() {
    inlet->loop = &loop;
    inlet->to = weak_from_this();
    inlet->waiting_bytes_max = options.waiting_bytes_max;
    connected = std::make_unique<Step>(inlet, &Impl::on_connected);
    subscribed = std::make_unique<Step>(inlet, &Impl::on_subscribed);
    published = std::make_unique<Step>(inlet, &Impl::on_published);
    left = std::make_unique<Step>(inlet, &Impl::on_left);
    client.set_message_callback([to = inlet](const mqtt::const_message_ptr& message) {
        if (message) to->hear(message);
    });
    client.set_connection_lost_handler(
        [to = inlet](const std::string&) { to->post([](Impl& self) { self.on_lost(0); }); });
    client.set_disconnected_handler([to = inlet](const mqtt::properties&, mqtt::ReasonCode code) {
        to->post([code](Impl& self) { self.on_lost(static_cast<int>(code)); });
    });
}

/// On Paho's thread. What is left out here is missed by its number.
void BrokerConnection::Impl::Inlet::hear(const mqtt::const_message_ptr& message) {
    const std::size_t size_bytes = size_of(*message);
    if (waiting_bytes.fetch_add(size_bytes) + size_bytes > waiting_bytes_max) {
        waiting_bytes -= size_bytes;
        return;
    }
    post([message, size_bytes](Impl& self) {
        self.inlet->waiting_bytes -= size_bytes;
        self.receive(*message);
    });
}

void BrokerConnection::Impl::receive(const mqtt::message& message) {
    if (state != State::open && state != State::subscribing) return;
    std::string correlation;
    const auto& properties = message.get_properties();
    if (properties.contains(mqtt::property::CORRELATION_DATA))
        correlation = mqtt::get<std::string>(properties, mqtt::property::CORRELATION_DATA);
    events.received({message.get_topic(), as_bytes(correlation), as_bytes(message.get_payload_str())});
}

mqtt::connect_options BrokerConnection::Impl::connect_options() const {
    mqtt::connect_options connect;
    connect.set_mqtt_version(MQTTVERSION_5);
    connect.set_clean_start(true);
    connect.set_automatic_reconnect(false);
    connect.set_keep_alive_interval(std::chrono::ceil<std::chrono::seconds>(options.keep_alive));
    connect.set_connect_timeout(std::chrono::ceil<std::chrono::seconds>(options.connect_timeout));
    mqtt::properties properties;
    properties.add(
        {mqtt::property::MAXIMUM_PACKET_SIZE, static_cast<std::int32_t>(options.packet_bytes_max)});
    connect.set_properties(std::move(properties));
    connect.set_will(mqtt::will_options(will.topic, mqtt::binary_ref(std::string()), qos, will.is_retained,
                                        properties_of(will.correlation)));
    if (!options.access.username.empty()) {
        connect.set_user_name(options.access.username);
        connect.set_password(options.access.password);
    }
    if (options.access.url.has_tls) connect.set_ssl(tls_options(options.access.ca_file));
    return connect;
}

void BrokerConnection::Impl::connect() {
    state = State::connecting;
    is_given_up = false;
    ++attempt;
    queued = 0;
    try {
        client.connect(connect_options(), nullptr, *connected);
    } catch (const std::exception&) {
        inlet->post([](Impl& self) { self.on_connected({false, MQTTASYNC_FAILURE, 0, std::nullopt}); });
    }
}

void BrokerConnection::Impl::on_connected(const Outcome& outcome) {
    if (state != State::connecting) return;
    if (!outcome.is_good) {
        state = State::idle;
        if (!is_given_up) events.closed(connect_error(outcome.code, options.access.url.has_tls));
        return;
    }
    if (is_given_up) return leave();
    if (outcome.packet_bytes_max && *outcome.packet_bytes_max < needed_packet_bytes) {
        return end({Errc::full, static_cast<std::int32_t>(*outcome.packet_bytes_max),
                    "the broker takes packets of at most so many bytes: let it take 4.5 MB (mosquitto: "
                    "max_packet_size)"});
    }
    state = State::subscribing;
    try {
        const auto all = mqtt::string_collection::create(filters);
        client.subscribe(all, mqtt::iasync_client::qos_collection(filters.size(), qos), nullptr, *subscribed);
    } catch (const std::exception&) {
        end(end_error(0));
    }
}

void BrokerConnection::Impl::on_subscribed(const Outcome& outcome) {
    if (state != State::subscribing) return;
    if (!outcome.is_good)
        return end({Errc::denied, outcome.code, "the broker refuses the subscription: see its access list"});
    state = State::open;
    events.opened();
}

void BrokerConnection::Impl::on_published(const Outcome& outcome) {
    queued -= std::min(queued, outcome.size_bytes);
    if (state != State::open) return;
    if (outcome.is_good && events.written) events.written();
    // A connection that is lost is told of by itself.
    if (!outcome.is_good && outcome.code >= 0x80)
        end({Errc::denied, outcome.code,
             "the broker refuses a message: see its access list and its limits for messages"});
}

void BrokerConnection::Impl::on_left(const Outcome&) {
    if (state == State::leaving) state = State::idle;
}

void BrokerConnection::Impl::on_lost(int code) {
    const bool is_surprise = state == State::subscribing || state == State::open;
    if (is_surprise || state == State::leaving) state = State::idle;
    if (is_surprise) events.closed(end_error(code));
}

/// Says what the will would, since an ordinary end is none to the broker.
void BrokerConnection::Impl::leave() {
    state = State::leaving;
    try {
        client.publish(message_of(will.topic, will.correlation, {}, will.is_retained));
        const auto token = client.disconnect(0);
        token->set_action_callback(*left);
        if (token->is_complete()) return on_left({});
    } catch (const std::exception&) {
        return on_left({});  // It was gone already.
    }
    loop.after(leave_timeout, [weak = weak_from_this(), of = attempt] {
        const auto self = weak.lock();
        if (self && self->attempt == of) self->on_left({});
    });
}

void BrokerConnection::Impl::end(const Error& error) {
    leave();
    events.closed(error);
}

BrokerConnection::BrokerConnection(EventLoop& loop, const BrokerClientOptions& options, BrokerEvents events)
    : impl_(std::make_shared<Impl>(loop, options, std::move(events))) {
    impl_->listen();
}

BrokerConnection::~BrokerConnection() {
    {
        const std::lock_guard lock(impl_->inlet->mutex);
        impl_->inlet->loop = nullptr;
    }
    leave_and_wait(impl_->client);
}

void BrokerConnection::open(std::vector<std::string> filters, Will will) {
    impl_->filters = std::move(filters);
    impl_->will = std::move(will);
    impl_->connect();
}

bool BrokerConnection::is_idle() const noexcept {
    return impl_->state == Impl::State::idle;
}

Result<void> BrokerConnection::publish(const std::string& topic, Bytes correlation, Bytes payload,
                                       bool is_retained) {
    if (impl_->state != Impl::State::open) return fail(Errc::closed, "not connected to the broker");
    try {
        const auto message = message_of(topic, correlation, payload, is_retained);
        impl_->client.publish(message, nullptr, *impl_->published);
        impl_->queued += size_of(*message);
        return {};
    } catch (const std::exception&) {
        return fail(Errc::closed, "not connected to the broker");
    }
}

std::size_t BrokerConnection::queued_bytes() const noexcept {
    return impl_->queued;
}

void BrokerConnection::close() {
    switch (impl_->state) {
        case Impl::State::connecting: impl_->is_given_up = true; break;
        case Impl::State::subscribing:
        case Impl::State::open: impl_->leave(); break;
        case Impl::State::idle:
        case Impl::State::leaving: break;
    }
}

}  // namespace cairn::net
