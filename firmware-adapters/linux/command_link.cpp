#include "linux/command_link.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "cairn/core/bytes.h"
#include "linux/buffer_advice.h"

namespace cairn::edge {
namespace {

constexpr Millis retry{2'000};
// How long a message waits at most while an answer to another is listened for.
constexpr Millis turn{20};
constexpr int qos = 1;

}  // namespace

struct CommandLink::Impl : std::enable_shared_from_this<Impl> {
    Impl(net::EventLoop& its_loop, net::MqttPublisherOptions its_options, CommandLinkHandlers its_handlers)
        : loop(its_loop),
          options(std::move(its_options)),
          handlers(std::move(its_handlers)) {}

    // On the thread of its own.
    void run() {
        while (wait_until_wanted()) {
            std::string why;
            const auto broker = net::MqttPublisher::open(options, &why);
            if (broker) {
                tell([](Impl& self) {
                    self.is_ready = true;
                    self.handlers.ready();
                });
                why = serve(**broker);
                drop_waiting();
            }
            tell([why](Impl& self) {
                self.is_ready = false;
                if (!why.empty()) self.handlers.failed(why);
            });
            if (!why.empty()) rest();
        }
    }

    /// False: the end.
    bool wait_until_wanted() {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return is_closing || !topics.empty(); });
        return !is_closing;
    }
    void rest() {
        std::unique_lock lock(mutex);
        changed.wait_for(lock, std::chrono::milliseconds(retry.count()), [this] { return is_closing; });
    }

    /// Until the broker is gone, and then says why, or is not wanted any more.
    std::string serve(net::MqttPublisher& broker) {
        std::set<std::string> heard_topics;
        while (broker.is_connected()) {
            const auto next = take_waiting();
            const auto wanted = wanted_topics();  // behind it: its answers are wanted by now
            if (wanted.empty()) return "";
            for (const std::string& topic : wanted) {
                if (heard_topics.insert(topic).second) hear(broker, topic);
            }
            if (next) tell_published(next->id, publish(broker, *next), true);
            if (auto message = broker.wait_for_message(turn))
                tell([message = std::move(*message)](Impl& self) { self.handlers.heard(message); });
        }
        return "the connection is lost";
    }

    std::set<std::string> wanted_topics() {
        const std::lock_guard lock(mutex);
        return is_closing ? std::set<std::string>() : topics;
    }
    void hear(net::MqttPublisher& broker, const std::string& topic) {
        const auto listened = broker.listen(topic);
        if (listened || !broker.is_connected()) return;
        tell([why = topic + ": " + reason_of(listened.error())](Impl& self) { self.handlers.failed(why); });
    }
    std::optional<GatewayMessage> take_waiting() {
        const std::lock_guard lock(mutex);
        return std::exchange(waiting, std::nullopt);
    }
    void drop_waiting() {
        if (const auto dropped = take_waiting())
            tell_published(dropped->id, "not sent: the broker is gone", false);
    }

    /// Why the gateway does not get it for sure; empty: it does.
    static std::string publish(net::MqttPublisher& broker, const GatewayMessage& message) {
        const auto published = broker.publish(message.topic, as_bytes(message.payload), qos);
        if (published) return "";
        return "the broker has not taken it for sure (" + reason_of(published.error()) +
               "); it may have been done all the same";
    }

    void tell_published(const std::string& id, const std::string& why, bool is_next_welcome) {
        tell([id, why, is_next_welcome](Impl& self) {
            self.is_ready = is_next_welcome;
            self.handlers.published(id, why);
        });
    }
    void tell(std::function<void(Impl&)> what) {
        loop.post([self = shared_from_this(), what = std::move(what)] {
            if (!self->is_closed) what(*self);
        });
    }

    net::EventLoop& loop;
    const net::MqttPublisherOptions options;
    const CommandLinkHandlers handlers;
    bool is_ready = false;   // for the loop's thread, and so is the next one
    bool is_closed = false;
    std::mutex mutex;  // for what follows
    std::condition_variable changed;
    std::optional<GatewayMessage> waiting;
    std::set<std::string> topics;  // that are wanted
    bool is_closing = false;
    std::thread thread;
};

CommandLink::CommandLink(net::EventLoop& loop, net::MqttPublisherOptions options,
                         CommandLinkHandlers handlers)
    : impl_(std::make_shared<Impl>(loop, std::move(options), std::move(handlers))) {
    impl_->thread = std::thread([impl = impl_.get()] { impl->run(); });
}

void CommandLink::listen(std::set<std::string> topics) {
    const std::lock_guard lock(impl_->mutex);
    impl_->topics = std::move(topics);
    impl_->changed.notify_all();
}

bool CommandLink::is_ready() const noexcept {
    return impl_->is_ready;
}

void CommandLink::publish(GatewayMessage message) {
    impl_->is_ready = false;
    const std::lock_guard lock(impl_->mutex);
    impl_->waiting = std::move(message);
}

CommandLink::~CommandLink() {
    impl_->is_closed = true;
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->is_closing = true;
        impl_->changed.notify_all();
    }
    impl_->thread.join();
}

}  // namespace cairn::edge
