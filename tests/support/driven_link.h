// A Link for a test that waits.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "cairn/core/limits.h"
#include "cairn/net/event_loop.h"
#include "cairn/ports/link.h"

namespace cairn::test {

/// A link driven as the pipeline drives it: again whenever it says that it is ready.
template <typename AnyLink, typename Options>
class DrivenLink {
public:
    explicit DrivenLink(const Options& options) {
        link_ = *AnyLink::make(loop_, options);
        link_->on_ready([this] { loop_.stop(); });
    }

    AnyLink& link() noexcept { return *link_; }

    /// Tries until something other than would_block is the answer.
    template <typename Try>
    auto until_done(const Try& attempt) {
        const auto give_up_at = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        auto result = attempt();
        while (!result && result.error().code == Errc::would_block &&
               std::chrono::steady_clock::now() < give_up_at) {
            // The loop also stops by itself now and then, for attempts that nothing announces.
            loop_.after(Millis{200}, [this] { loop_.stop(); });
            loop_.run();
            result = attempt();
        }
        return result;
    }
    Result<void> connect() {
        return until_done([&] { return link_->connect(); });
    }
    Result<void> send(Bytes message) {
        return until_done([&] { return link_->send(message); });
    }
    Result<std::vector<std::uint8_t>> receive() {
        std::vector<std::uint8_t> message(limits::link_message_bytes_max);
        CAIRN_TRY(const auto size, until_done([&] { return link_->receive(message); }));
        message.resize(size);
        return message;
    }

private:
    net::EventLoop loop_;
    std::unique_ptr<AnyLink> link_;
};

inline std::vector<std::uint8_t> message_of(std::size_t size, std::uint8_t seed = 1) {
    std::vector<std::uint8_t> message(size);
    for (std::size_t i = 0; i < size; ++i) message[i] = static_cast<std::uint8_t>(i * 31 + seed);
    return message;
}

}  // namespace cairn::test
