// The Channel over an Asio socket. Private to channel.cpp and acceptor.cpp: the only ones that include Asio's
// sockets.
#pragma once

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>

#include "net/channel.h"

namespace cairn::net {

class TcpChannel final : public Channel, public std::enable_shared_from_this<TcpChannel> {
public:
    using tcp = boost::asio::ip::tcp;
    using ErrorCode = boost::system::error_code;

    explicit TcpChannel(tcp::socket socket);
    ~TcpChannel() override { count_in(nullptr); }
    TcpChannel(const TcpChannel&) = delete;
    TcpChannel& operator=(const TcpChannel&) = delete;

    void start(std::unique_ptr<TlsSession> session, ChannelEvents events) override;
    void connect(const Endpoint& to, std::unique_ptr<TlsSession> session, ChannelEvents events);
    void send(Bytes bytes, Bytes more) override;
    std::size_t queued_bytes() const noexcept override;
    void count_in(std::shared_ptr<std::size_t> total) override;
    void pause(bool paused) override;
    void close_after(Millis delay) override;
    void finish() override;
    void drop() override;
    bool is_open() const noexcept override;
    const std::string& address() const noexcept override { return address_; }
    std::vector<std::uint8_t> save_session() const override;

private:
    /// finishing: the queue is being sent; lingering: waiting for the peer to close, too.
    enum class State { opening, open, finishing, lingering, closed };

    void on_resolved(const ErrorCode& error, const tcp::resolver::results_type& found);
    void on_connected(const ErrorCode& error);
    void begin();
    void open();
    void read_some();
    void on_read(const ErrorCode& error, std::size_t count);
    void on_end_of_input(const ErrorCode& error);
    void pump();
    bool shake_hands();
    void flush();
    void fill_output();
    void release_memory();
    void recount();
    void on_written(const ErrorCode& error, std::size_t count);
    void end_output();
    void wait_for_deadline();
    void on_deadline();
    void report(const Error& error);
    void fail_now(const Error& error);
    void close_now();

    tcp::socket socket_;
    tcp::resolver resolver_;
    boost::asio::steady_timer timer_;
    std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::time_point::max();
    std::unique_ptr<TlsSession> session_;
    ChannelEvents events_;
    std::string address_;
    State state_ = State::opening;
    bool is_client_ = false;  // the deadline so far was for connecting
    bool reading_ = false;
    bool writing_ = false;
    bool paused_ = false;
    bool reported_ = false;
    bool session_ended_ = false;
    bool timer_waits_ = false;
    std::array<std::uint8_t, 16384> in_{};
    std::vector<std::uint8_t> queue_;  // plain bytes, from queue_at_ on not yet on their way
    std::size_t queue_at_ = 0;
    std::vector<std::uint8_t> out_;  // what the socket is sending, from out_at_ on
    std::size_t out_at_ = 0;
    std::shared_ptr<std::size_t> total_;
    std::size_t counted_ = 0;  // of the total
};

}  // namespace cairn::net
