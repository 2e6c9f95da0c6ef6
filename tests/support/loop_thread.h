// An EventLoop on a thread of its own, for tests that wait on theirs.
#pragma once

#include <functional>
#include <future>
#include <thread>
#include <utility>

#include "cairn/net/event_loop.h"

namespace cairn::test {

class LoopThread {
public:
    LoopThread() : thread_([this] { loop_.run(); }) {}
    ~LoopThread() {
        loop_.stop();
        thread_.join();
    }
    LoopThread(const LoopThread&) = delete;
    LoopThread& operator=(const LoopThread&) = delete;

    net::EventLoop& loop() noexcept { return loop_; }

    /// Runs `work` on the loop's thread and waits for what it answers.
    template <typename Work>
    auto run(Work work) {
        std::packaged_task<decltype(work())()> task(std::move(work));
        auto answer = task.get_future();
        loop_.post([&task] { task(); });
        return answer.get();
    }

private:
    net::EventLoop loop_;
    std::thread thread_;
};

}  // namespace cairn::test
