#include "cairn/net/event_loop.h"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <utility>

#include "net/event_loop_impl.h"

namespace cairn::net {

void EventLoop::Impl::wait_for_signal() {
    signals.async_wait([this](const boost::system::error_code& error, int) {
        if (error) return;
        wait_for_signal();  // A second signal is answered like the first.
        if (on_terminate) on_terminate();
    });
}

EventLoop::EventLoop() : impl_(std::make_unique<Impl>()) {}
EventLoop::~EventLoop() = default;

void EventLoop::run() {
    impl_->context.run();
    // A stop() before run() must end that run, and only that one: so the reset stands here.
    impl_->context.restart();
}

void EventLoop::stop() {
    impl_->context.stop();
}

void EventLoop::post(std::function<void()> work) {
    boost::asio::post(impl_->context, std::move(work));
}

void EventLoop::after(Millis delay, std::function<void()> work) {
    auto timer = std::make_shared<boost::asio::steady_timer>(impl_->context, delay);
    auto& waiting = *timer;
    waiting.async_wait(
        [timer = std::move(timer), work = std::move(work)](const boost::system::error_code& error) {
            if (!error) work();
        });
}

void EventLoop::on_terminate(std::function<void()> work) {
    const bool first = !impl_->on_terminate;
    impl_->on_terminate = std::move(work);
    if (!first) return;
    boost::system::error_code ignored;  // Fails only for numbers that are no signals.
    impl_->signals.add(SIGTERM, ignored);
    impl_->signals.add(SIGINT, ignored);
    impl_->wait_for_signal();
}

}  // namespace cairn::net
