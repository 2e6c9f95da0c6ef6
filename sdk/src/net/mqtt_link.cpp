#include "cairn/net/mqtt_link.h"

#include <algorithm>
#include <deque>
#include <utility>
#include <vector>

#include "cairn/core/limits.h"
#include "cairn/net/system_ports.h"
#include "cairn/sync/protocol.h"
#include "net/broker_connection.h"
#include "net/mqtt_conversation.h"

namespace cairn::net {
namespace {

/// With this much unsent, send() takes nothing more; one message may pass it.
constexpr std::size_t send_bytes_max = 1024 * 1024;
/// Answers that wait for the edge to read them. More are not promised by any cloud, and end the conversation.
constexpr std::size_t inbox_bytes_max = 1024 * 1024;
constexpr std::size_t inbox_message_bytes = 64;
constexpr std::size_t packet_bytes_max = protocol::to_edge_bytes_max + 1024;

}  // namespace

struct MqttLink::Impl : std::enable_shared_from_this<Impl> {
    enum class State : std::uint8_t { idle, connecting, up, failed };

    Impl(EventLoop& on, MqttLinkOptions with)
        : loop(on),
          options(std::move(with)),
          up_topic(mqtt_up_topic(options.edge)),
          down_topic(mqtt_down_topic(options.edge)) {}

    EventLoop& loop;
    const MqttLinkOptions options;
    const std::string up_topic;
    const std::string down_topic;
    std::function<void()> ready;
    std::unique_ptr<BrokerConnection> broker;

    State state = State::idle;
    Error failure{Errc::closed, 0, "link: not connected"};  // of the last connection
    std::uint64_t attempt = 0;
    bool is_broker_there = false;
    std::string cloud;  // which run of it is there; empty: none
    ConversationMark sent;
    MessageOrder order;
    std::deque<std::vector<std::uint8_t>> inbox;
    std::size_t inbox_bytes = 0;
    bool send_refused = false;

    void make_broker();
    void start();
    void drop();
    void tell_ready();
    void on_opened();
    void on_received(const BrokerMessage& message);
    void on_presence(Bytes run);
    void on_message(const BrokerMessage& message);
    void on_written();
    void come_up();
    void end(const Error& error);
};

void MqttLink::Impl::make_broker() {
    BrokerClientOptions client;
    client.access = options.broker;
    client.client_id = "cairn-edge-" + options.edge;
    client.connect_timeout = options.connect_timeout;
    client.keep_alive = options.keep_alive;
    client.packet_bytes_max = packet_bytes_max;
    client.waiting_bytes_max = inbox_bytes_max;
    // A broker that is being destroyed calls nobody.
    BrokerEvents events;
    events.opened = [this] { on_opened(); };
    events.received = [this](const BrokerMessage& message) { on_received(message); };
    events.written = [this] { on_written(); };
    events.closed = [this](const Error& error) { end(error); };
    broker = std::make_unique<BrokerConnection>(loop, client, std::move(events));
}

void MqttLink::Impl::start() {
    drop();
    if (!broker->is_idle()) return;
    state = State::connecting;
    sent = {SystemEntropy().next(), 0};
    const auto mark = encode(sent);
    broker->open({down_topic, std::string(mqtt_presence_topic)},
                 {up_topic, {mark.begin(), mark.end()}, false});
    loop.after(options.connect_timeout, [weak = weak_from_this(), of = attempt] {
        const auto self = weak.lock();
        if (!self || self->attempt != of || self->state != State::connecting) return;
        self->end({Errc::closed, 0,
                   self->is_broker_there
                       ? "the broker is there, but no cloud: is cairn-cloud connected to it, "
                         "and may this edge read cairn/v2/cloud?"
                       : "no answer from the broker"});
    });
}

void MqttLink::Impl::drop() {
    broker->close();
    ++attempt;
    state = State::idle;
    is_broker_there = false;
    cloud.clear();
    order = {};
    inbox.clear();
    inbox_bytes = 0;
    send_refused = false;
}

void MqttLink::Impl::tell_ready() {
    if (ready) ready();
}

void MqttLink::Impl::on_opened() {
    is_broker_there = true;
    come_up();
}

void MqttLink::Impl::come_up() {
    if (state != State::connecting || !is_broker_there || cloud.empty()) return;
    state = State::up;
    tell_ready();
}

void MqttLink::Impl::on_received(const BrokerMessage& message) {
    if (message.topic == mqtt_presence_topic) return on_presence(message.payload);
    if (message.topic == down_topic && state == State::up) on_message(message);
}

void MqttLink::Impl::on_presence(Bytes run) {
    constexpr std::size_t run_chars_max = 64;
    const auto is = as_text(run.first(std::min(run.size(), run_chars_max)));
    if (state == State::up && is != cloud)
        return end({Errc::closed, 0, is.empty() ? "the cloud has left the broker" : "the cloud began anew"});
    cloud = is;
    come_up();
}

void MqttLink::Impl::on_message(const BrokerMessage& message) {
    const auto mark = parse_conversation_mark(message.correlation);
    if (!mark || mark->conversation != sent.conversation) return;  // for a connection before this one
    if (message.payload.empty()) return end({Errc::closed, 0, "the cloud ended the conversation"});
    const Arrival arrival = order.take(mark->number);
    if (arrival == Arrival::repeated) return;
    if (arrival == Arrival::gap)
        return end({Errc::closed, 0, "an answer of the cloud was lost on its way through the broker"});
    inbox_bytes += message.payload.size() + inbox_message_bytes;
    if (inbox_bytes > inbox_bytes_max)
        return end({Errc::full, 0, "the cloud says more than the edge can read"});
    inbox.emplace_back(message.payload.begin(), message.payload.end());
    tell_ready();
}

void MqttLink::Impl::on_written() {
    if (!send_refused || broker->queued_bytes() > send_bytes_max) return;
    send_refused = false;
    tell_ready();
}

/// What arrived before the end can still be received.
void MqttLink::Impl::end(const Error& error) {
    broker->close();
    failure = error;
    state = state == State::connecting ? State::failed : State::idle;
    tell_ready();
}

MqttLink::MqttLink(std::shared_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}

MqttLink::~MqttLink() {
    impl_->drop();
    impl_->broker.reset();
}

Result<std::unique_ptr<MqttLink>> MqttLink::make(EventLoop& loop, const MqttLinkOptions& options) {
    if (!is_topic_level(options.edge))
        return fail(Errc::malformed, "the edge's name cannot be a level of an MQTT topic");
    auto impl = std::make_shared<Impl>(loop, options);
    impl->make_broker();
    return std::unique_ptr<MqttLink>(new MqttLink(std::move(impl)));
}

Result<void> MqttLink::connect() {
    switch (impl_->state) {
        case Impl::State::up: return {};
        case Impl::State::connecting: break;
        case Impl::State::idle: impl_->start(); break;
        case Impl::State::failed: impl_->state = Impl::State::idle; return fail(impl_->failure);
    }
    return fail(Errc::would_block, "link: connecting");
}

Result<void> MqttLink::send(Bytes message) {
    if (impl_->state != Impl::State::up) return fail(impl_->failure);
    if (message.size() > limits::link_message_bytes_max)
        return fail(Errc::full, "link: the message is too long");
    if (impl_->broker->queued_bytes() > send_bytes_max) {
        impl_->send_refused = true;
        return fail(Errc::would_block, "link: much is unsent");
    }
    ++impl_->sent.number;
    return impl_->broker->publish(impl_->up_topic, encode(impl_->sent), message);
}

Result<std::size_t> MqttLink::receive(MutableBytes message) {
    auto& inbox = impl_->inbox;
    if (inbox.empty()) {
        if (impl_->state != Impl::State::up) return fail(impl_->failure);
        return fail(Errc::would_block, "link: no message");
    }
    const std::size_t size = inbox.front().size();
    if (size > message.size()) return fail(Errc::full, "link: the message does not fit");
    std::ranges::copy(inbox.front(), message.begin());
    inbox.pop_front();
    impl_->inbox_bytes -= size + inbox_message_bytes;
    return size;
}

void MqttLink::disconnect() {
    impl_->drop();
}

void MqttLink::on_ready(std::function<void()> ready) {
    impl_->ready = std::move(ready);
}

}  // namespace cairn::net
