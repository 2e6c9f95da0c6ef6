// The one thread that sockets, timers and the pipeline share in the ready-made Linux programs.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "cairn/core/time.h"

namespace cairn::net {

/// Everything in cairn/net that waits is given an EventLoop and calls back on its thread. Only post()
/// and stop() may be called from other threads.
class EventLoop {
public:
    EventLoop();
    ~EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    /// Runs callbacks on the calling thread until stop().
    void run();
    void stop();

    /// Runs `work` on the loop's thread, soon.
    void post(std::function<void()> work);
    /// Runs `work` once on the loop's thread, after `delay`. Work not yet due when the loop ends is dropped.
    void after(Millis delay, std::function<void()> work);
    /// Calls `work` on the loop's thread for SIGTERM and SIGINT. One call sets it up.
    void on_terminate(std::function<void()> work);

    struct Impl;  // src/net/event_loop_impl.h
    Impl& impl() noexcept { return *impl_; }

private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace cairn::net
