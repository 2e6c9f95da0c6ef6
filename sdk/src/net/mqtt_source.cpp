#include "cairn/net/mqtt_source.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <optional>
#include <utility>

#include "cairn/core/hash.h"
#include "cairn/core/limits.h"
#include "cairn/ingest/topic_filter.h"
#include "cairn/net/log.h"
#include "cairn/net/system_ports.h"
#include "net/channel.h"
#include "net/mqtt_packets.h"
#include "net/text_file.h"

namespace cairn::net {
namespace {

constexpr Millis offer_again{200};
constexpr Millis connect_timeout{10'000};  // the name, TCP and TLS
constexpr Millis answer_timeout{10'000};   // silence before CONNACK or SUBACK
constexpr std::uint16_t subscribe_id = 1;  // of SUBSCRIBE, our only packet with an id of our own

/// Brokers of 3.1.1 keep to windows of their own: mosquitto and VerneMQ 20, EMQX 32, HiveMQ 10.
constexpr std::size_t window_of_3_1_1 = 10;

Receipt receipt_of(std::string_view topic, Bytes payload, std::uint16_t packet_id) {
    return std::max<Receipt>(hash_of(payload, hash_of(topic, packet_id)), 1);  // 0 says that there is none
}

Result<void> check(const MqttSourceOptions& options) {
    if (options.client_id.empty())
        return fail(Errc::malformed, "client_id: a persistent session needs a name");
    if (options.topics.empty()) return fail(Errc::malformed, "topics: none to subscribe to");
    if (!std::ranges::all_of(options.topics, is_topic_filter))
        return fail(Errc::malformed, "topics: one is no MQTT topic filter");
    if (options.in_flight_max == 0) return fail(Errc::malformed, "in_flight_max: none could come");
    if (options.keep_alive < Millis{1'000}) return fail(Errc::malformed, "keep_alive: under a second");
    if (options.retry_min <= Millis{0} || options.retry_max < options.retry_min)
        return fail(Errc::malformed, "retry_min, retry_max: not in order");
    return {};
}

/// 3.2.2.2 of MQTT 5.0, and 3.2.2.3 of 3.1.1. nullopt: it does not speak this version.
std::optional<std::string> refusal_of(std::uint8_t code) {
    switch (code) {
        case 0x01:
        case 0x84: return std::nullopt;
        case 0x02:
        case 0x85: return "broker refused the client id";
        case 0x04:
        case 0x05:
        case 0x86:
        case 0x87: return "broker refused the user name or password";
        case 0x03:
        case 0x88: return "broker is not available";
        default: return "broker refused the connection (code " + std::to_string(code) + ")";
    }
}

std::string why_closed(const Error& error, bool has_tls) {
    if (error.code == Errc::denied) return std::string("broker's certificate is refused: ") + error.where;
    std::string text = std::string("no connection to the broker: ") + error.where;
    if (has_tls && error.code != Errc::io) text += "; it may speak no TLS 1.2 there";
    return text;
}

std::string why_disconnected(std::uint8_t code) {
    if (code == 0x8E) return "another client connected with the same client_id";  // 3.14.2.1
    return "broker closed the connection (code " + std::to_string(code) + ")";
}

}  // namespace

struct MqttSource::Impl : std::enable_shared_from_this<Impl> {
    enum class State : std::uint8_t { waiting, connecting, greeting, subscribing, online, closed };
    using SteadyClock = std::chrono::steady_clock;

    Impl(EventLoop& on, MqttSourceOptions with, DeliveryHandler calls)
        : loop(on),
          options(std::move(with)),
          handler(std::move(calls)),
          pause(options.retry_min),
          keep_alive(options.keep_alive) {}

    EventLoop& loop;
    const MqttSourceOptions options;
    DeliveryHandler handler;
    std::shared_ptr<TlsContext> tls;  // nullptr: without TLS
    MqttSourceStatus status;

    State state = State::waiting;
    std::uint64_t generation = 0;  // of connections; a timer of an earlier one has nothing to do
    MqttVersion version = MqttVersion::v5;
    std::shared_ptr<Channel> channel;
    MqttReader reader{MqttVersion::v5};
    std::deque<std::uint16_t> unacknowledged;  // packet ids in the order in which they came
    bool is_held_up = false;                    // the handler refused the message at the front
    Millis pause;                               // before the next attempt
    Millis keep_alive;
    SteadyClock::time_point last_sent;
    SteadyClock::time_point last_received;

    void after(Millis delay, void (Impl::*what)());
    void connect();
    void on_opened();
    void on_received(Bytes bytes);
    void on_closed(const Error& error);
    void lose(const std::string& why);
    void give_up_waiting();
    void keep_up();

    void take_all();
    bool take(const MqttPacket& packet);
    void greeted(const MqttConnack& connack);
    void subscribed(const MqttSuback& suback);
    bool deliver(const MqttPublish& publish);
    void settle(std::uint16_t packet_id);
    void offer_held();
    void acknowledge();
    void send(Bytes packet);
    void close();
};

/// Once, unless the connection is another one by then.
void MqttSource::Impl::after(Millis delay, void (Impl::*what)()) {
    loop.after(delay, [weak = weak_from_this(), of = generation, what] {
        const auto self = weak.lock();
        if (self && self->generation == of && self->state != State::closed) ((*self).*what)();
    });
}

void MqttSource::Impl::connect() {
    ++generation;
    state = State::connecting;
    reader = MqttReader(version);
    is_held_up = false;
    keep_alive = options.keep_alive;
    const auto on = [this](auto member) {
        return [weak = weak_from_this(), member, of = generation](auto&&... args) {
            const auto self = weak.lock();
            if (self && self->generation == of && self->state != State::closed) ((*self).*member)(args...);
        };
    };
    ChannelEvents events;
    events.opened = on(&Impl::on_opened);
    events.received = on(&Impl::on_received);
    events.closed = on(&Impl::on_closed);
    channel = connect_channel(loop, options.broker, tls ? std::make_unique<TlsSession>(tls) : nullptr,
                              connect_timeout, std::move(events));
}

void MqttSource::Impl::on_opened() {
    state = State::greeting;
    last_received = SteadyClock::now();
    MqttConnect greeting;
    greeting.version = version;
    greeting.client_id = options.client_id;
    greeting.username = options.username;
    greeting.password = options.password;
    greeting.in_flight_max = options.in_flight_max;
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(options.keep_alive).count();
    greeting.keep_alive_s = static_cast<std::uint16_t>(std::min<std::int64_t>(seconds, 65'535));
    send(connect_packet(greeting));
    after(answer_timeout, &Impl::give_up_waiting);
}

void MqttSource::Impl::on_received(Bytes bytes) {
    last_received = SteadyClock::now();
    reader.feed(bytes);
    if (!is_held_up) take_all();
}

void MqttSource::Impl::on_closed(const Error& error) {
    lose(state == State::connecting ? why_closed(error, tls != nullptr) : "connection to the broker lost");
}

/// Half of the pause is left to chance, so that edges do not return to a broker all at once.
void MqttSource::Impl::lose(const std::string& why) {
    status.last_error = why;
    status.connected = false;
    status.subscribed = false;
    if (channel) channel->drop();
    channel.reset();
    unacknowledged.clear();  // the broker delivers these again
    ++generation;
    state = State::waiting;
    const auto half = std::max<std::uint64_t>(static_cast<std::uint64_t>(pause.count()) / 2, 1);
    after(Millis{static_cast<Millis::rep>(half + SystemEntropy().next() % half)}, &Impl::connect);
    pause = std::min(2 * pause, options.retry_max);
}

void MqttSource::Impl::give_up_waiting() {
    // The answer may stand behind what the session kept, and that behind a message that is held up.
    const bool is_silent = SteadyClock::now() - last_received >= answer_timeout;
    if (is_held_up || !is_silent) return after(answer_timeout, &Impl::give_up_waiting);
    if (state == State::greeting) return lose("no answer from the broker");
    if (state == State::subscribing) lose("broker does not answer the subscription");
}

/// Pings when there was nothing else to say, and notices that nothing comes back.
void MqttSource::Impl::keep_up() {
    const auto now = SteadyClock::now();
    if (!is_held_up && now - last_received > keep_alive + keep_alive / 2)
        return lose("broker does not answer");
    if (now - last_sent >= keep_alive / 2) send(ping_packet());
    after(keep_alive / 4, &Impl::keep_up);
}

void MqttSource::Impl::take_all() {
    const std::uint64_t of = generation;
    while (generation == of && state != State::closed) {
        const auto packet = reader.front();
        if (!packet) {
            lose(std::string("broker sends what is no MQTT: ") + packet.error().where);
            break;
        }
        if (!*packet) break;
        if (!take(**packet)) {
            is_held_up = true;
            channel->pause(true);
            after(offer_again, &Impl::offer_held);
            break;
        }
        if (generation == of) reader.pop();
    }
}

/// False: it stays at the front.
bool MqttSource::Impl::take(const MqttPacket& packet) {
    if (const auto* publish = std::get_if<MqttPublish>(&packet)) return deliver(*publish);
    if (const auto* connack = std::get_if<MqttConnack>(&packet)) greeted(*connack);
    if (const auto* suback = std::get_if<MqttSuback>(&packet)) subscribed(*suback);
    if (const auto* end = std::get_if<MqttDisconnect>(&packet)) lose(why_disconnected(end->code));
    return true;
}

void MqttSource::Impl::greeted(const MqttConnack& connack) {
    if (state != State::greeting) return lose("broker greets twice");
    if (connack.code != 0) {
        const auto refusal = refusal_of(connack.code);
        if (!refusal && version == MqttVersion::v5) {
            version = MqttVersion::v3_1_1;
            return lose("broker does not speak MQTT 5; 3.1.1 is next");
        }
        return lose(refusal.value_or("broker speaks neither MQTT 5 nor 3.1.1"));
    }
    state = State::subscribing;
    status.connected = true;  // a kept session delivers before anything is subscribed to
    status.last_error.clear();
    if (connack.keep_alive_s) keep_alive = std::max(Millis{1'000}, Millis{1'000LL * *connack.keep_alive_s});
    // On every connect: filters of an earlier configuration stay in a kept session, new ones are not in it.
    send(subscribe_packet(version, subscribe_id, options.topics));
    after(keep_alive / 4, &Impl::keep_up);
}

void MqttSource::Impl::subscribed(const MqttSuback& suback) {
    if (state != State::subscribing || suback.codes.size() != options.topics.size())
        return lose("broker answers a subscription that there was not");
    const auto refused = std::ranges::find_if(suback.codes, [](std::uint8_t code) { return code >= 0x80; });
    if (refused != suback.codes.end()) {
        const auto index = static_cast<std::size_t>(refused - suback.codes.begin());
        return lose("broker refused the subscription to " + options.topics[index]);
    }
    state = State::online;
    status.subscribed = true;
    pause = options.retry_min;
}

bool MqttSource::Impl::deliver(const MqttPublish& publish) {
    if (state == State::greeting) return lose("broker sends messages before it greets"), true;
    if (publish.is_oversized || publish.is_retained) {
        ++status.received;
        ++(publish.is_oversized ? status.oversized : status.retained);
        settle(publish.packet_id);
        return true;
    }
    Delivery delivery;
    delivery.message = {publish.topic, publish.payload};
    if (publish.packet_id != 0)
        delivery.receipt = receipt_of(publish.topic, publish.payload, publish.packet_id);
    delivery.redelivery = publish.is_duplicate;
    const std::uint64_t of = generation;
    bool is_taken = false;
    try {
        is_taken = handler(delivery);
    } catch (const std::exception& thrown) {
        log(LogLevel::error, "mqtt", thrown.what());
    }
    if (!is_taken || generation != of) return is_taken;
    ++status.received;
    if (publish.packet_id != 0) unacknowledged.push_back(publish.packet_id);
    return true;
}

/// What nobody keeps need not wait for anything but its turn: acknowledgements go out in the order of the
/// messages, 4.6.
void MqttSource::Impl::settle(std::uint16_t packet_id) {
    if (packet_id == 0) return;
    unacknowledged.push_back(packet_id);
    if (unacknowledged.size() == 1) acknowledge();
}

void MqttSource::Impl::offer_held() {
    is_held_up = false;
    take_all();
    if (!is_held_up && channel) channel->pause(false);
}

void MqttSource::Impl::acknowledge() {
    std::vector<std::uint8_t> packets;
    packets.reserve(4 * unacknowledged.size());
    for (const std::uint16_t packet_id : unacknowledged) {
        const auto packet = puback_packet(packet_id);
        packets.insert(packets.end(), packet.begin(), packet.end());
    }
    status.acknowledged += unacknowledged.size();
    unacknowledged.clear();
    if (!packets.empty()) send(packets);
}

void MqttSource::Impl::send(Bytes packet) {
    if (!channel) return;
    last_sent = SteadyClock::now();
    channel->send(packet);
}

void MqttSource::Impl::close() {
    if (state == State::closed) return;
    const bool is_greeted = state == State::subscribing || state == State::online;
    state = State::closed;
    status.connected = false;
    status.subscribed = false;
    if (!channel) return;
    if (is_greeted) {
        send(disconnect_packet());
        channel->finish();
    } else {
        channel->drop();
    }
    channel.reset();
}

MqttSource::MqttSource(std::shared_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}

MqttSource::~MqttSource() {
    impl_->close();
}

Result<std::unique_ptr<MqttSource>> MqttSource::open(EventLoop& loop, const MqttSourceOptions& options,
                                                     DeliveryHandler handler) {
    CAIRN_CHECK(check(options));
    auto impl = std::make_shared<Impl>(loop, options, std::move(handler));
    if (!options.ca_file.empty()) {
        CAIRN_TRY(const std::string ca_pem, read_text_file(options.ca_file, "ca_file"));
        CAIRN_TRY(impl->tls, TlsContext::client(ca_pem, options.broker.host));
    }
    impl->connect();
    return std::unique_ptr<MqttSource>(new MqttSource(std::move(impl)));
}

void MqttSource::acknowledge() {
    impl_->acknowledge();
}

bool MqttSource::is_window_full() const {
    const bool is_v5 = impl_->version == MqttVersion::v5;
    const std::size_t window = is_v5 ? impl_->options.in_flight_max
                                     : std::min<std::size_t>(impl_->options.in_flight_max, window_of_3_1_1);
    return impl_->unacknowledged.size() >= window;
}

MqttSourceStatus MqttSource::status() const {
    return impl_->status;
}

void MqttSource::close() {
    impl_->close();
}

}  // namespace cairn::net
