#include "cairn/net/mqtt_source.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "cairn/core/limits.h"
#include "cairn/ingest/topic_filter.h"
#include "cairn/net/log.h"
#include "cairn/net/system_ports.h"
#include "net/paho_client.h"

namespace cairn::net {
namespace {

using Lock = std::unique_lock<std::mutex>;

constexpr Millis offer_again{200};
constexpr Millis connect_timeout{10'000};
constexpr Millis subscribe_timeout{10'000};
constexpr Millis subscribe_check{100};
constexpr std::chrono::seconds close_timeout{5};

/// FNV-1a, 64 bit, over topic, payload and packet id, with the topic's length between them. The same on
/// every machine and in every version, because receipts are stored.
Receipt receipt_of(std::string_view topic, Bytes payload, int packet_id) {
    std::uint64_t hash = 0xcbf29ce484222325;
    const auto mix = [&hash](std::uint8_t byte) { hash = (hash ^ byte) * 0x100000001b3; };
    const auto mix_number = [&mix](std::uint64_t number) {
        for (int shift = 0; shift < 32; shift += 8) mix(static_cast<std::uint8_t>(number >> shift));
    };
    for (const char c : topic) mix(static_cast<std::uint8_t>(c));
    mix_number(topic.size());
    for (const std::uint8_t byte : payload) mix(byte);
    mix_number(static_cast<std::uint64_t>(packet_id));
    return hash == 0 ? 1 : hash;  // 0 says that there is none
}

Result<void> check(const MqttSourceOptions& options) {
    if (options.client_id.empty())
        return fail(Errc::malformed, "client_id: a persistent session needs a name");
    if (options.topics.empty()) return fail(Errc::malformed, "topics: none to subscribe to");
    if (!std::ranges::all_of(options.topics, is_topic_filter))
        return fail(Errc::malformed, "topics: one is no MQTT topic filter");
    if (options.keep_alive < Millis{1'000}) return fail(Errc::malformed, "keep_alive: under a second");
    if (options.retry_min <= Millis{0} || options.retry_max < options.retry_min)
        return fail(Errc::malformed, "retry_min, retry_max: not in order");
    return {};
}

}  // namespace

/// Three threads meet here: Paho's brings messages and waits for the loop's answer, the worker connects
/// and reconnects, and the loop asks the handler. `mutex` guards all that is not const.
struct MqttSource::Impl : std::enable_shared_from_this<Impl> {
    enum class Offer { none, waiting, running, taken, refused };

    Impl(EventLoop& on, MqttSourceOptions with, DeliveryHandler calls)
        : loop(on),
          options(std::move(with)),
          handler(std::move(calls)) {}

    EventLoop& loop;
    const MqttSourceOptions options;
    DeliveryHandler handler;  // on the loop's thread only

    std::mutex mutex;
    std::condition_variable changed;
    MqttSourceStatus status;
    bool closing = false;
    bool lost = false;                   // the connection of the current client
    bool worker_ended = false;
    Offer offer = Offer::none;
    const Delivery* offered = nullptr;  // lives on Paho's thread while it waits
    std::thread worker;

    void work();
    bool serve(Millis& pause);
    bool subscribe(PahoClient& client);
    bool wait_for_answer(mqtt::token& token);
    void note_error(const std::string& text);
    void wait_before_next(Millis pause);

    void on_message(const PahoClient& client, const mqtt::message& message);
    bool deliver(Delivery& delivery);
    void hold_back(Delivery& delivery);
    void ask_handler();
    void close();
};

/// The worker's life. One client for each connection: a Paho client that failed is not trusted again.
void MqttSource::Impl::work() {
    Millis pause = options.retry_min;
    for (;;) {
        bool ended = false;
        try {
            ended = serve(pause);
        } catch (const std::exception& thrown) {
            note_error(thrown.what());
        }
        if (ended) break;
        wait_before_next(pause);
        pause = std::min(2 * pause, options.retry_max);
    }
    const std::lock_guard lock(mutex);
    worker_ended = true;
    changed.notify_all();
}

/// Connects and stays until the connection is lost. True once the source is closing.
bool MqttSource::Impl::serve(Millis& pause) {
    {
        const std::lock_guard lock(mutex);
        if (closing) return true;
        lost = false;
    }
    BrokerLogin login;
    login.broker = options.broker;
    login.client_id = options.client_id;
    login.username = options.username;
    login.password = options.password;
    login.ca_file = options.ca_file;
    login.keep_alive = options.keep_alive;
    login.timeout = connect_timeout;
    login.clean_session = false;
    PahoClient client(login);
    client.mqtt().set_message_callback([this, &client](const mqtt::const_message_ptr& message) {
        if (message) on_message(client, *message);
    });
    client.mqtt().set_connection_lost_handler([this](const std::string&) {
        const std::lock_guard lock(mutex);
        lost = true;
        changed.notify_all();
    });
    if (const auto failure = client.connect()) {
        note_error(failure->text);
        return false;
    }
    Lock lock(mutex);
    status.connected = true;  // a kept session delivers before anything is subscribed to
    status.last_error.clear();
    lock.unlock();
    const bool subscribed = subscribe(client);
    lock.lock();
    if (subscribed) {
        status.subscribed = true;
        pause = options.retry_min;
        changed.wait(lock, [this] { return closing || lost; });
        if (!closing) status.last_error = "connection to the broker lost";
    }
    status.connected = false;
    status.subscribed = false;
    return closing;
}

/// On every connect: filters of an earlier configuration stay in a kept session, new ones are not in it.
bool MqttSource::Impl::subscribe(PahoClient& client) {
    for (const std::string& topic : options.topics) {
        try {
            if (const auto token = client.mqtt().subscribe(topic, 1); wait_for_answer(*token)) continue;
            note_error("broker does not answer the subscription to " + topic);
        } catch (const mqtt::exception&) {
            note_error("broker refused the subscription to " + topic);
        }
        return false;
    }
    return true;
}

/// While a message waits for the handler, Paho reads nothing, so no answer can come: that time does not
/// count.
bool MqttSource::Impl::wait_for_answer(mqtt::token& token) {
    for (Millis left = subscribe_timeout; left > Millis{0};) {
        if (token.wait_for(subscribe_check)) return true;
        const std::lock_guard lock(mutex);
        if (closing || lost) return false;
        if (offer == Offer::none) left -= subscribe_check;
    }
    return false;
}

void MqttSource::Impl::note_error(const std::string& text) {
    const std::lock_guard lock(mutex);
    if (!closing) status.last_error = text;
}

/// Half of the pause is left to chance, so that edges do not return to a broker all at once.
void MqttSource::Impl::wait_before_next(Millis pause) {
    const auto half = std::max<std::uint64_t>(static_cast<std::uint64_t>(pause.count()) / 2, 1);
    const Millis wait{static_cast<Millis::rep>(half + SystemEntropy().next() % half)};
    Lock lock(mutex);
    changed.wait_for(lock, wait, [this] { return closing; });
}

/// On Paho's thread. When this returns, Paho acknowledges the message; unless the socket is down by then.
void MqttSource::Impl::on_message(const PahoClient& client, const mqtt::message& message) {
    const Bytes payload = as_bytes({message.get_payload().data(), message.get_payload().size()});
    {
        const std::lock_guard lock(mutex);
        ++status.received;
        if (payload.size() > limits::message_bytes_max) {
            ++status.oversized;
            return;
        }
        if (message.is_retained()) {
            ++status.retained;
            return;
        }
    }
    const bool counts = message.get_qos() > 0;
    Delivery delivery;
    delivery.message.topic = message.get_topic();
    delivery.message.payload = payload;
    delivery.receipt = counts ? receipt_of(message.get_topic(), payload, message.c_struct().msgid) : 0;
    delivery.redelivery = message.is_duplicate();
    if (deliver(delivery) || !counts) return;

    if (const auto socket = client.socket()) return socket->shut_down();
    hold_back(delivery);
}

/// Without its socket a message cannot be given back to the broker. This thread keeps it until the handler
/// takes it, the connection is lost, or the process ends.
void MqttSource::Impl::hold_back(Delivery& delivery) {
    log(LogLevel::warning, "mqtt", "holds a message that cannot be written, and with it all that follow");
    while (!deliver(delivery)) {
        Lock lock(mutex);
        if (lost) return;
        if (closing) changed.wait(lock, [] { return false; });
    }
}

/// True: the handler took it. False: it must not be acknowledged.
bool MqttSource::Impl::deliver(Delivery& delivery) {
    const auto give_up_at = std::chrono::steady_clock::now() + options.keep_alive;
    Lock lock(mutex);
    for (;;) {
        if (closing || lost) return false;
        offer = Offer::waiting;
        offered = &delivery;
        loop.post([weak = weak_from_this()] {
            if (const auto self = weak.lock()) self->ask_handler();
        });
        // Once the handler runs its answer counts, and until it is there `delivery` must live.
        changed.wait(lock, [this] {
            return offer == Offer::taken || offer == Offer::refused || (closing && offer == Offer::waiting);
        });
        offered = nullptr;
        const Offer answer = std::exchange(offer, Offer::none);
        if (answer == Offer::taken) return true;
        if (answer == Offer::refused) delivery.is_offered_again = true;
        changed.wait_for(lock, offer_again, [this] { return closing; });
        // No ping leaves while Paho waits here: before the broker gives up on the client, the client does.
        if (std::chrono::steady_clock::now() > give_up_at) return false;
    }
}

/// On the loop's thread.
void MqttSource::Impl::ask_handler() {
    Lock lock(mutex);
    if (closing || offer != Offer::waiting) return;
    offer = Offer::running;
    lock.unlock();
    bool taken = false;
    try {
        taken = handler(*offered);
    } catch (const std::exception& thrown) {
        log(LogLevel::error, "mqtt", thrown.what());
    }
    lock.lock();
    offer = taken ? Offer::taken : Offer::refused;
    changed.notify_all();
}

void MqttSource::Impl::close() {
    Lock lock(mutex);
    if (closing && !worker.joinable()) return;
    closing = true;
    changed.notify_all();
    // A handler that closes its own source still has to answer, so there is no use in waiting.
    const bool waits = offer != Offer::running;
    const bool ended = waits && changed.wait_for(lock, close_timeout, [this] { return worker_ended; });
    lock.unlock();
    if (!worker.joinable()) return;
    // A worker that hangs inside Paho is left to the end of the process; it owns this Impl.
    if (ended)
        worker.join();
    else
        worker.detach();
}

MqttSource::MqttSource(std::shared_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}

MqttSource::~MqttSource() {
    close();
}

Result<std::unique_ptr<MqttSource>> MqttSource::open(EventLoop& loop, const MqttSourceOptions& options,
                                                     DeliveryHandler handler) {
    CAIRN_CHECK(check(options));
    auto impl = std::make_shared<Impl>(loop, options, std::move(handler));
    impl->worker = std::thread([impl] { impl->work(); });
    return std::unique_ptr<MqttSource>(new MqttSource(std::move(impl)));
}

MqttSourceStatus MqttSource::status() const {
    const std::lock_guard lock(impl_->mutex);
    return impl_->status;
}

void MqttSource::close() {
    impl_->close();
}

}  // namespace cairn::net
