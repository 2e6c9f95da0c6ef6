// What an EventLoop is made of, for the sources of cairn/net only.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <functional>

#include "cairn/net/event_loop.h"

namespace cairn::net {

struct EventLoop::Impl {
    /// No concurrency hint of one: post() and stop() come from other threads, too.
    boost::asio::io_context context;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> stays_up{context.get_executor()};
    boost::asio::signal_set signals{context};
    std::function<void()> on_terminate;

    void wait_for_signal();
};

}  // namespace cairn::net
