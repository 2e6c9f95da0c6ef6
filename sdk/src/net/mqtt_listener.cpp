#include "cairn/net/mqtt_listener.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cairn/core/limits.h"
#include "cairn/net/log.h"
#include "cairn/net/system_ports.h"
#include "net/broker_connection.h"
#include "net/mqtt_conversation.h"

namespace cairn::net {
namespace {

/// What the broker has not yet taken from us for all edges; one message may pass it.
constexpr std::size_t send_bytes_max = 16UL * 1024 * 1024;
/// What came and was not yet looked at. Edges whose messages find no room begin anew.
constexpr std::size_t waiting_bytes_max = 64UL * 1024 * 1024;
constexpr std::size_t packet_bytes_max = limits::link_message_bytes_max + 1024;
constexpr Millis keep_alive{30'000};
constexpr Millis sweep_interval{1'000};

using SteadyClock = std::chrono::steady_clock;

}  // namespace

struct MqttListener::Impl : std::enable_shared_from_this<Impl> {
    class Peer;
    using Name = std::pair<std::string, std::uint64_t>;  // of the edge, and of the conversation

    Impl(EventLoop& on, MqttListenerOptions with, LinkPeerCallbacks calls)
        : loop(on),
          options(std::move(with)),
          callbacks(std::move(calls)),
          pause(options.retry_min) {}

    EventLoop& loop;
    const MqttListenerOptions options;
    const LinkPeerCallbacks callbacks;
    std::unique_ptr<BrokerConnection> broker;
    std::map<Name, std::shared_ptr<Peer>> peers;
    Millis pause;  // before the next attempt
    std::string last_line;  // of the log: a change is worth one, an attempt is not
    bool is_closed = false;

    void make_broker();
    void connect();
    void on_opened();
    void on_received(const BrokerMessage& message);
    void on_lost(const Error& error);
    void begin(const Name& name, const BrokerMessage& message);
    void end_conversation(const Name& name) const;
    void forget(const Name& name);
    void forget_soon(const Name& name);
    void sweep();
    void tell(LogLevel level, const std::string& line);
};

class MqttListener::Impl::Peer final : public LinkPeer {
public:
    Peer(Impl& listener, Name name)
        : listener_(listener),
          name_(std::move(name)),
          address_(name_.first + " through the broker"),
          deadline_(SteadyClock::now() + listener.options.greeting_timeout) {}

    Result<void> send(Bytes message) override;
    void trust() override;
    void close() override;
    const std::string& address() const noexcept override { return address_; }

    void receive(const ConversationMark& mark, Bytes message);
    bool is_trusted() const noexcept { return is_trusted_; }
    bool is_due() const noexcept { return SteadyClock::now() >= deadline_; }

private:
    Impl& listener_;
    const Name name_;
    const std::string address_;
    SteadyClock::time_point deadline_;
    MessageOrder order_;
    std::uint32_t sent_ = 0;
    bool is_trusted_ = false;
    bool is_open_ = true;
};

Result<void> MqttListener::Impl::Peer::send(Bytes message) {
    if (!is_open_) return fail(Errc::closed, "link: the peer is gone");
    if (message.size() > limits::link_message_bytes_max)
        return fail(Errc::full, "link: the message is too long");
    if (listener_.broker->queued_bytes() > send_bytes_max)
        return fail(Errc::full, "link: the broker takes no more");
    return listener_.broker->publish(mqtt_down_topic(name_.first), encode({name_.second, ++sent_}), message);
}

void MqttListener::Impl::Peer::trust() {
    is_trusted_ = true;
    deadline_ = SteadyClock::now() + listener_.options.idle_timeout;
}

void MqttListener::Impl::Peer::close() {
    if (!std::exchange(is_open_, false)) return;
    listener_.end_conversation(name_);
    listener_.forget_soon(name_);
}

void MqttListener::Impl::Peer::receive(const ConversationMark& mark, Bytes message) {
    if (!is_open_) return;
    const Arrival arrival = order_.take(mark.number);
    if (arrival == Arrival::repeated) return;
    if (arrival == Arrival::gap) {
        log(LogLevel::warning, "mqtt",
            address_ + ": a message was lost on its way through the broker; the edge begins anew");
        return close();
    }
    if (!is_trusted_ && message.size() > limits::greeting_bytes_max) return close();
    if (is_trusted_) deadline_ = SteadyClock::now() + listener_.options.idle_timeout;
    if (listener_.callbacks.on_message) listener_.callbacks.on_message(*this, message);
}

void MqttListener::Impl::make_broker() {
    BrokerClientOptions client;
    client.access = options.broker;
    client.client_id = "cairn-cloud";
    client.keep_alive = keep_alive;
    client.packet_bytes_max = packet_bytes_max;
    client.waiting_bytes_max = waiting_bytes_max;
    // A broker that is being destroyed calls nobody.
    BrokerEvents events;
    events.opened = [this] { on_opened(); };
    events.received = [this](const BrokerMessage& message) { on_received(message); };
    events.closed = [this](const Error& error) { on_lost(error); };
    broker = std::make_unique<BrokerConnection>(loop, client, std::move(events));
}

void MqttListener::Impl::connect() {
    if (is_closed) return;
    if (broker->is_idle())
        return broker->open({std::string(mqtt_up_filter)}, {std::string(mqtt_presence_topic), {}, true});
    loop.after(options.retry_min, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->connect();
    });
}

/// Edges come once they see which run of the cloud is there; those that knew another one begin anew.
void MqttListener::Impl::on_opened() {
    pause = options.retry_min;
    const std::string run = std::to_string(SystemEntropy().next());
    const auto told = broker->publish(std::string(mqtt_presence_topic), {}, as_bytes(run), true);
    if (told)
        tell(LogLevel::info, "edges are awaited at the broker " + options.broker.url.text() + " on " +
                                 std::string(mqtt_up_filter));
}

void MqttListener::Impl::on_lost(const Error& error) {
    tell(LogLevel::warning, "no edge can come through the broker " + options.broker.url.text() + ": " +
                                error.where +
                                (error.detail != 0 ? " (code " + std::to_string(error.detail) + ")" : ""));
    while (!peers.empty()) forget(Name(peers.begin()->first));
    if (is_closed) return;
    const auto half = std::max<std::uint64_t>(static_cast<std::uint64_t>(pause.count()) / 2, 1);
    loop.after(Millis{static_cast<Millis::rep>(half + SystemEntropy().next() % half)},
               [weak = weak_from_this()] {
                   if (const auto self = weak.lock()) self->connect();
               });
    pause = std::min(2 * pause, options.retry_max);
}

void MqttListener::Impl::on_received(const BrokerMessage& message) {
    const auto edge = edge_of_up_topic(message.topic);
    const auto mark = parse_conversation_mark(message.correlation);
    if (!edge || !mark) return;
    const Name name(*edge, mark->conversation);
    const auto found = peers.find(name);
    if (message.payload.empty()) return forget(name);
    if (found == peers.end()) {
        // A conversation that this run of the cloud did not begin: the edge is told to begin another.
        if (mark->number != first_message_number) return end_conversation(name);
        return begin(name, message);
    }
    const auto peer = found->second;  // It may be forgotten on the way.
    peer->receive(*mark, message.payload);
}

/// Of an edge's conversations one at most has not yet proved its name, so that one edge cannot keep the
/// others out.
void MqttListener::Impl::begin(const Name& name, const BrokerMessage& message) {
    std::vector<Name> unproved;
    for (auto at = peers.lower_bound({name.first, 0}); at != peers.end() && at->first.first == name.first;
         ++at) {
        if (!at->second->is_trusted()) unproved.push_back(at->first);
    }
    for (const Name& other : unproved) forget(other);
    if (peers.size() >= options.peers_max) {
        tell(LogLevel::warning,
             "an edge is turned away: there are " + std::to_string(options.peers_max) + " already");
        return end_conversation(name);
    }
    const auto peer = std::make_shared<Peer>(*this, name);
    peers.emplace(name, peer);
    if (callbacks.on_opened) callbacks.on_opened(*peer);
    peer->receive({name.second, first_message_number}, message.payload);
}

void MqttListener::Impl::end_conversation(const Name& name) const {
    // An edge that cannot be told finds out by itself: nobody answers.
    static_cast<void>(broker->publish(mqtt_down_topic(name.first), encode({name.second, 0}), {}).has_value());
}

void MqttListener::Impl::forget(const Name& name) {
    const auto found = peers.find(name);
    if (found == peers.end()) return;
    const auto peer = found->second;
    peers.erase(found);
    if (callbacks.on_closed) callbacks.on_closed(*peer);
}

void MqttListener::Impl::forget_soon(const Name& name) {
    loop.post([weak = weak_from_this(), name] {
        if (const auto self = weak.lock()) self->forget(name);
    });
}

void MqttListener::Impl::sweep() {
    if (is_closed) return;
    for (const auto& [name, peer] : peers) {
        if (peer->is_due()) peer->close();
    }
    loop.after(sweep_interval, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->sweep();
    });
}

void MqttListener::Impl::tell(LogLevel level, const std::string& line) {
    if (std::exchange(last_line, line) != line) log(level, "mqtt", line);
}

MqttListener::MqttListener(std::shared_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}

MqttListener::~MqttListener() {
    impl_->is_closed = true;
    impl_->broker.reset();
}

std::unique_ptr<MqttListener> MqttListener::open(EventLoop& loop, const MqttListenerOptions& options,
                                                 LinkPeerCallbacks callbacks) {
    auto impl = std::make_shared<Impl>(loop, options, std::move(callbacks));
    impl->make_broker();
    impl->connect();
    impl->sweep();
    return std::unique_ptr<MqttListener>(new MqttListener(std::move(impl)));
}

void MqttListener::close() {
    impl_->is_closed = true;
    for (const auto& [name, peer] : impl_->peers) peer->close();
    impl_->broker->close();
}

}  // namespace cairn::net
