#include "net/channel.h"

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "net/event_loop_impl.h"
#include "net/tcp_channel.h"

namespace cairn::net {
namespace {

/// Plain bytes that are encrypted at a time: four full records, so that a long queue is not held twice.
constexpr std::size_t encrypt_bytes_max = 64 * 1024;
/// How long a finishing channel waits for a peer to take its queue, with one second more for each 16 KiB ...
constexpr Millis finish_timeout{10'000};
constexpr std::size_t bytes_per_ms_min = 16;
/// ... and then for the peer's own end. Closing at once would make the kernel send a reset when the peer
/// still sends, and a reset can destroy what the peer has not read yet (RFC 9112 section 9.6).
constexpr Millis linger_timeout{1'000};

Error connect_error(const boost::system::error_code& error) {
    if (error == boost::asio::error::connection_refused)
        return {Errc::closed, error.value(), "connection refused: nothing listens there"};
    if (error == boost::asio::error::host_unreachable || error == boost::asio::error::network_unreachable)
        return {Errc::closed, error.value(), "the network is unreachable"};
    return {Errc::io, error.value(), "cannot connect"};
}

}  // namespace

TcpChannel::TcpChannel(tcp::socket socket)
    : socket_(std::move(socket)),
      resolver_(socket_.get_executor()),
      timer_(socket_.get_executor()) {}

void TcpChannel::start(std::unique_ptr<TlsSession> session, ChannelEvents events) {
    session_ = std::move(session);
    events_ = std::move(events);
    boost::asio::post(socket_.get_executor(), [self = shared_from_this()] { self->begin(); });
}

void TcpChannel::connect(const Endpoint& to, std::unique_ptr<TlsSession> session, ChannelEvents events) {
    is_client_ = true;
    session_ = std::move(session);
    events_ = std::move(events);
    ErrorCode no_address;
    const auto address = boost::asio::ip::make_address(to.host, no_address);
    if (no_address) {
        resolver_.async_resolve(to.host, std::to_string(to.port),
                                [self = shared_from_this()](const ErrorCode& error, const auto& found) {
                                    self->on_resolved(error, found);
                                });
        return;
    }
    const auto only = tcp::resolver::results_type::create(tcp::endpoint(address, to.port), to.host, "");
    boost::asio::post(socket_.get_executor(),
                      [self = shared_from_this(), only] { self->on_resolved(ErrorCode(), only); });
}

void TcpChannel::on_resolved(const ErrorCode& error, const tcp::resolver::results_type& found) {
    if (state_ == State::closed) return;
    if (error) return fail_now({Errc::io, error.value(), "the host name cannot be looked up"});
    boost::asio::async_connect(socket_, found,
                               [self = shared_from_this()](const ErrorCode& failed, const tcp::endpoint&) {
                                   self->on_connected(failed);
                               });
}

void TcpChannel::on_connected(const ErrorCode& error) {
    if (state_ == State::closed) return;
    if (error) return fail_now(connect_error(error));
    begin();
}

void TcpChannel::begin() {
    if (state_ != State::opening) return;
    ErrorCode gone;
    const auto peer = socket_.remote_endpoint(gone);
    if (gone) return fail_now({Errc::closed, gone.value(), "the peer closed the connection"});
    address_ = Endpoint{peer.address().to_string(), peer.port()}.text();
    ErrorCode slower;  // Without it messages are merely sent later.
    socket_.set_option(tcp::no_delay(true), slower);
    if (session_) {
        pump();
    } else {
        open();
    }
    read_some();
}

void TcpChannel::open() {
    state_ = State::open;
    if (is_client_) deadline_ = std::chrono::steady_clock::time_point::max();
    if (events_.opened) events_.opened();
}

void TcpChannel::send(Bytes bytes, Bytes more) {
    if (!is_open()) return;
    queue_.insert(queue_.end(), bytes.begin(), bytes.end());
    queue_.insert(queue_.end(), more.begin(), more.end());
    flush();
    recount();
}

std::size_t TcpChannel::queued_bytes() const noexcept {
    return queue_.size() - queue_at_ + out_.size() - out_at_;
}

void TcpChannel::count_in(std::shared_ptr<std::size_t> total) {
    if (total_) *total_ -= std::exchange(counted_, 0);
    total_ = std::move(total);
    recount();
}

void TcpChannel::recount() {
    if (!total_) return;
    const std::size_t queued = state_ == State::closed ? 0 : queued_bytes();
    *total_ -= std::exchange(counted_, queued);
    *total_ += queued;
}

bool TcpChannel::is_open() const noexcept {
    return state_ == State::opening || state_ == State::open;
}

std::vector<std::uint8_t> TcpChannel::save_session() const {
    return session_ ? session_->save() : std::vector<std::uint8_t>();
}

void TcpChannel::pause(bool paused) {
    if (paused_ == paused) return;
    paused_ = paused;
    if (paused_) return;
    boost::asio::post(socket_.get_executor(), [self = shared_from_this()] {
        if (self->session_ && self->state_ == State::open) self->pump();  // Decrypted bytes may be waiting.
        self->read_some();
    });
}

void TcpChannel::read_some() {
    const bool held_up = paused_ && state_ == State::open;
    if (reading_ || held_up || state_ == State::closed || !socket_.is_open()) return;
    reading_ = true;
    socket_.async_read_some(boost::asio::buffer(in_),
                            [self = shared_from_this()](const ErrorCode& error, std::size_t count) {
                                self->on_read(error, count);
                            });
}

void TcpChannel::on_read(const ErrorCode& error, std::size_t count) {
    reading_ = false;
    if (state_ == State::closed) return;
    if (error) return on_end_of_input(error);
    if (is_open()) {
        const Bytes got = Bytes(in_).first(count);
        if (session_) {
            session_->feed(got);
            pump();
        } else if (events_.received) {
            events_.received(got);
        }
    }
    read_some();
}

void TcpChannel::on_end_of_input(const ErrorCode& error) {
    if (state_ == State::lingering) {
        report({Errc::closed, 0, "finished"});
        return close_now();
    }
    if (state_ == State::finishing) {
        // A peer that ends its half may still read what is queued for it.
        if (error != boost::asio::error::eof)
            fail_now({Errc::closed, error.value(), "the peer closed the connection"});
        return;
    }
    if (error != boost::asio::error::eof)
        return fail_now({Errc::closed, error.value(), "the connection was reset"});
    if (session_) {
        session_->feed_end();
        pump();
        if (!is_open()) return;
    }
    report({Errc::closed, 0, "the peer closed the connection"});
    finish();
}

/// Takes the handshake, then the decrypted bytes, as far as what was fed allows.
void TcpChannel::pump() {
    if (!session_->is_established() && !shake_hands()) return;
    while (state_ == State::open && !paused_) {
        std::array<std::uint8_t, 16384> plain;  // One whole TLS record.
        const auto count = session_->read(plain);
        if (!count) {
            flush();
            if (count.error().code == Errc::would_block) return;
            report(count.error());
            return finish();
        }
        if (events_.received) events_.received(Bytes(plain).first(*count));
    }
}

bool TcpChannel::shake_hands() {
    const auto done = session_->handshake();
    flush();
    if (done) {
        if (state_ != State::opening) return false;
        open();
        flush();
        return true;
    }
    if (done.error().code == Errc::would_block) return false;
    report(done.error());
    finish();  // Sends the alert that tells the peer why.
    return false;
}

void TcpChannel::flush() {
    if (writing_ || state_ == State::lingering || state_ == State::closed || !socket_.is_open()) return;
    if (out_at_ == out_.size()) fill_output();
    if (out_at_ == out_.size()) {
        if (queued_bytes() == 0) release_memory();
        if (state_ == State::finishing) end_output();
        return;
    }
    writing_ = true;
    socket_.async_write_some(boost::asio::buffer(out_.data() + out_at_, out_.size() - out_at_),
                             [self = shared_from_this()](const ErrorCode& error, std::size_t count) {
                                 self->on_written(error, count);
                             });
}

void TcpChannel::fill_output() {
    out_.clear();
    out_at_ = 0;
    if (!session_) {
        if (queue_at_ != 0)
            queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(queue_at_));
        out_.swap(queue_);
        queue_at_ = 0;
        return;
    }
    if (session_->is_established() && !session_ended_) {
        const Bytes next =
            Bytes(queue_).subspan(queue_at_, std::min(encrypt_bytes_max, queue_.size() - queue_at_));
        if (!next.empty() && session_->write(next)) queue_at_ += next.size();
        if (queue_at_ > queue_.size() / 2) {
            queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(queue_at_));
            queue_at_ = 0;
        }
    }
    out_.swap(session_->output());
}

/// A connection that once carried much does not keep the room for it while it is idle.
void TcpChannel::release_memory() {
    if (queue_.capacity() + out_.capacity() <= encrypt_bytes_max) return;
    std::vector<std::uint8_t>().swap(queue_);
    std::vector<std::uint8_t>().swap(out_);
    queue_at_ = 0;
    out_at_ = 0;
}

void TcpChannel::on_written(const ErrorCode& error, std::size_t count) {
    writing_ = false;
    if (state_ == State::closed) return;
    if (error) return fail_now({Errc::closed, error.value(), "the connection was reset"});
    out_at_ += count;
    recount();
    flush();
    if (state_ == State::open && events_.written) events_.written();
}

/// Everything queued is sent: ends TLS, then TCP.
void TcpChannel::end_output() {
    if (session_ && !session_ended_) {
        session_ended_ = true;
        if (session_->is_established()) session_->close();
        return flush();
    }
    ErrorCode gone;
    socket_.shutdown(tcp::socket::shutdown_send, gone);
    state_ = State::lingering;
    close_after(linger_timeout);
    read_some();
}

void TcpChannel::finish() {
    if (!is_open()) return;
    state_ = State::finishing;
    close_after(finish_timeout + Millis{queued_bytes() / bytes_per_ms_min});
    // Posted, because closed() must not come from inside this call.
    boost::asio::post(socket_.get_executor(), [self = shared_from_this()] {
        self->flush();
        self->read_some();
    });
}

void TcpChannel::drop() {
    reported_ = true;
    close_now();
}

void TcpChannel::close_after(Millis delay) {
    const auto now = std::chrono::steady_clock::now();
    const auto longest =
        std::chrono::duration_cast<Millis>(std::chrono::steady_clock::time_point::max() - now);
    deadline_ = now + std::min(delay, longest);
    wait_for_deadline();
}

/// A timer that is due earlier looks at the deadline again when it fires: moving a deadline back, which
/// happens with every message, then costs nothing.
void TcpChannel::wait_for_deadline() {
    if (state_ == State::closed || (timer_waits_ && timer_.expiry() <= deadline_)) return;
    timer_waits_ = true;
    timer_.expires_at(deadline_);
    timer_.async_wait([self = shared_from_this()](const ErrorCode& error) {
        if (error || self->state_ == State::closed) return;
        self->timer_waits_ = false;
        if (std::chrono::steady_clock::now() < self->deadline_) return self->wait_for_deadline();
        self->on_deadline();
    });
}

void TcpChannel::on_deadline() {
    if (state_ == State::open && queued_bytes() == 0) {
        report({Errc::closed, 0, "timed out"});
        return finish();
    }
    fail_now({Errc::closed, 0, "timed out"});
}

void TcpChannel::report(const Error& error) {
    if (reported_) return;
    reported_ = true;
    if (events_.closed) events_.closed(error);
}

void TcpChannel::fail_now(const Error& error) {
    const auto self = shared_from_this();
    close_now();
    report(error);
}

void TcpChannel::close_now() {
    state_ = State::closed;
    recount();
    timer_.cancel();
    resolver_.cancel();
    ErrorCode gone;
    socket_.close(gone);
}

std::shared_ptr<Channel> connect_channel(EventLoop& loop, const Endpoint& to,
                                         std::unique_ptr<TlsSession> session, Millis timeout,
                                         ChannelEvents events) {
    auto channel = std::make_shared<TcpChannel>(TcpChannel::tcp::socket(loop.impl().context));
    channel->connect(to, std::move(session), std::move(events));
    channel->close_after(timeout);
    return channel;
}

}  // namespace cairn::net
