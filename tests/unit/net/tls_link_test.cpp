// TlsLink and TlsListener over loopback, each on a loop of its own.
#include "cairn/net/tls_link.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <string>
#include <vector>

#include "cairn/core/limits.h"
#include "cairn/net/tls_listener.h"
#include "net/tls_session.h"
#include "support/certificates.h"
#include "support/counting_proxy.h"
#include "support/driven_link.h"
#include "support/loop_thread.h"
#include "support/raw_client.h"

namespace cairn::test {
namespace {

using net::LinkPeer;
using net::LinkPeerCallbacks;
using net::TlsLink;
using net::TlsLinkOptions;
using net::TlsListener;
using net::TlsListenerOptions;
using Driven = DrivenLink<TlsLink, TlsLinkOptions>;

/// A listener that sends every message back, unless it is told otherwise.
class Echo {
public:
    enum class Manner { echo, distrust, close_at_once, flood };

    explicit Echo(const Certificates& made, TlsListenerOptions options = {}, Manner manner = Manner::echo,
                  std::uint16_t port = 0)
        : manner_(manner) {
        options.listen = {"127.0.0.1", port};
        options.files = made.files();
        LinkPeerCallbacks callbacks;
        callbacks.on_opened = [this](LinkPeer& peer) { on_opened(peer); };
        callbacks.on_message = [this](LinkPeer& peer, Bytes message) { on_message(peer, message); };
        callbacks.on_closed = [this](LinkPeer&) { ++closed; };
        thread_.run([&] { listener_ = *TlsListener::open(thread_.loop(), options, std::move(callbacks)); });
    }
    ~Echo() {
        thread_.run([&] { listener_.reset(); });
    }
    Echo(const Echo&) = delete;
    Echo& operator=(const Echo&) = delete;

    std::uint16_t port() const { return listener_->port(); }
    LoopThread& thread() noexcept { return thread_; }

    std::atomic<int> opened{0};
    std::atomic<int> closed{0};
    std::atomic<int> messages{0};
    std::atomic<bool> send_was_full{false};

private:
    void on_opened(LinkPeer& peer) {
        ++opened;
        if (manner_ != Manner::distrust) peer.trust();
        if (manner_ != Manner::flood) return;
        const std::vector<std::uint8_t> large(100'000);
        for (int i = 0; i < 1000; ++i) {
            const auto sent = peer.send(large);
            if (sent) continue;
            send_was_full = sent.error().code == Errc::full;
            return peer.close();
        }
    }
    void on_message(LinkPeer& peer, Bytes message) {
        ++messages;
        if (manner_ == Manner::close_at_once) return peer.close();
        [[maybe_unused]] const auto ignored =
            peer.send(message);  // A peer that does not read is no concern of these tests.
    }

    Manner manner_;
    LoopThread thread_;
    std::unique_ptr<TlsListener> listener_;
};

constexpr auto patience = std::chrono::seconds(20);

TlsLinkOptions to(const Certificates& made, std::uint16_t port) {
    TlsLinkOptions options;
    options.cloud = {"127.0.0.1", port};
    options.ca_pem = made.ca_pem();
    return options;
}

template <typename Condition>
bool eventually(const Condition& condition) {
    const auto give_up_at = std::chrono::steady_clock::now() + patience;
    while (!condition() && std::chrono::steady_clock::now() < give_up_at) std::this_thread::yield();
    return condition();
}

TEST(TlsLink, CarriesMessagesBothWaysInOrder) {
    const Certificates made;
    Echo echo(made);
    Driven driven(to(made, echo.port()));
    ASSERT_TRUE(driven.connect());

    for (std::uint8_t i = 0; i < 100; ++i) ASSERT_TRUE(driven.send(message_of(i, i)));
    for (std::uint8_t i = 0; i < 100; ++i) EXPECT_EQ(*driven.receive(), message_of(i, i)) << i;
}

TEST(TlsLink, ResumesItsSessionWhenItConnectsAgain) {
    const Certificates made({"127.0.0.1"});
    const Echo echo(made);
    const CountingProxy between(echo.port());
    Driven driven(to(made, between.port()));
    const auto connect = [&] {
        EXPECT_TRUE(driven.connect());
        // An echo passes behind the handshake: 5 bytes each way, in a record with 4 of length, and 29 of TLS.
        EXPECT_TRUE(driven.send(message_of(5)));
        EXPECT_TRUE(driven.receive());
        return between.bytes() - 2 * (5 + 4 + 29);
    };

    const std::size_t whole = connect();
    driven.link().disconnect();
    const std::size_t resumed = connect();

    RecordProperty("whole", static_cast<int>(whole));
    RecordProperty("resumed", static_cast<int>(resumed));
    EXPECT_LT(whole, 1'400U);
    EXPECT_LT(resumed, 600U);
    EXPECT_LT(resumed, whole / 2);
}

TEST(TlsLink, CarriesTheLargestMessage) {
    const Certificates made;
    Echo echo(made);
    Driven driven(to(made, echo.port()));
    ASSERT_TRUE(driven.connect());
    const auto largest = message_of(limits::link_message_bytes_max);

    ASSERT_TRUE(driven.send(largest));
    EXPECT_EQ(*driven.receive(), largest);
    EXPECT_EQ(driven.link().send(message_of(limits::link_message_bytes_max + 1)).error().code, Errc::full);
}

TEST(TlsLink, DoesNotWaitForItsConnection) {
    const Certificates made;
    Echo echo(made);
    Driven driven(to(made, echo.port()));

    EXPECT_EQ(driven.link().connect().error().code, Errc::would_block);
    EXPECT_EQ(driven.link().send({}).error().code, Errc::closed);
    ASSERT_TRUE(driven.connect());
    std::array<std::uint8_t, 10> message{};
    EXPECT_EQ(driven.link().receive(message).error().code, Errc::would_block);
}

TEST(TlsLink, KeepsAMessageThatDoesNotFit) {
    const Certificates made;
    Echo echo(made);
    Driven driven(to(made, echo.port()));
    ASSERT_TRUE(driven.connect());
    ASSERT_TRUE(driven.send(message_of(11)));
    std::array<std::uint8_t, 10> small{};

    EXPECT_EQ(driven.until_done([&] { return driven.link().receive(small); }).error().code, Errc::full);
    EXPECT_EQ(*driven.receive(), message_of(11));
}

TEST(TlsLink, TakesNoMoreThanItCanSend) {
    const Certificates made;
    Echo echo(made);
    Driven driven(to(made, echo.port()));
    ASSERT_TRUE(driven.connect());
    const auto large = message_of(1'000'000);
    Result<void> sent;
    int count = 0;
    while ((sent = driven.link().send(large))) ++count;

    EXPECT_EQ(sent.error().code, Errc::would_block);
    EXPECT_LT(count, 10);
    for (int i = 0; i < count; ++i) EXPECT_EQ(*driven.receive(), large);
    EXPECT_TRUE(driven.send(large));
}

TEST(TlsLink, ConnectsAgainAfterTheCloudRestarts) {
    const Certificates made;
    auto echo = std::make_unique<Echo>(made);
    const std::uint16_t port = echo->port();
    Driven driven(to(made, port));
    ASSERT_TRUE(driven.connect());
    echo.reset();
    ASSERT_EQ(driven.receive().error().code, Errc::closed);
    EXPECT_EQ(driven.link().send({}).error().code, Errc::closed);
    EXPECT_EQ(driven.connect().error().code, Errc::closed);
    echo = std::make_unique<Echo>(made, TlsListenerOptions{}, Echo::Manner::echo, port);

    ASSERT_TRUE(driven.connect());
    ASSERT_TRUE(driven.send(message_of(10)));
    EXPECT_EQ(*driven.receive(), message_of(10));
}

TEST(TlsLink, ReceivesWhatWasSentBeforeTheEnd) {
    const Certificates made;
    Echo echo(made);
    Driven driven(to(made, echo.port()));
    ASSERT_TRUE(driven.connect());
    ASSERT_TRUE(driven.send(message_of(10)));
    ASSERT_TRUE(eventually([&] { return echo.messages == 1; }));
    echo.thread().run([] {});  // The echo is queued now.

    EXPECT_EQ(*driven.receive(), message_of(10));
}

TEST(TlsLink, SaysThatTheCertificateIsOfAnotherAuthority) {
    const Certificates made;
    const Certificates other;
    Echo echo(made);
    Driven driven(to(other, echo.port()));
    const auto refused = driven.connect();

    EXPECT_EQ(refused.error().code, Errc::denied);
    EXPECT_STREQ(refused.error().where, "the server's certificate is not signed by the given authority");
    EXPECT_EQ(echo.opened, 0);
}

TEST(TlsLink, SaysThatTheCertificateIsForAnotherName) {
    const Certificates made;
    Echo echo(made);
    auto options = to(made, echo.port());
    options.server_name = "other.example";
    Driven driven(options);
    const auto refused = driven.connect();

    EXPECT_EQ(refused.error().code, Errc::denied);
    EXPECT_STREQ(refused.error().where, "the server's certificate is for another name");
}

TEST(TlsLink, LooksUpNames) {
    const Certificates made;
    Echo echo(made);
    auto options = to(made, echo.port());
    options.cloud.host = "localhost";
    Driven driven(options);

    EXPECT_TRUE(driven.connect());
}

TEST(TlsLink, SaysThatNobodyListens) {
    const Certificates made;
    Driven driven(to(made, free_port()));
    const auto refused = driven.connect();

    EXPECT_EQ(refused.error().code, Errc::closed);
    EXPECT_EQ(refused.error().detail, ECONNREFUSED);
    EXPECT_EQ(driven.link().connect().error().code, Errc::would_block);  // and tries again
}

TEST(TlsLink, GivesUpOnACloudThatSaysNothing) {
    const Certificates made;
    const int silent = ::socket(AF_INET, SOCK_STREAM, 0);
    ASSERT_GE(silent, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    ASSERT_EQ(::bind(silent, reinterpret_cast<sockaddr*>(&address), size), 0);
    ASSERT_EQ(::listen(silent, 1), 0);
    ASSERT_EQ(::getsockname(silent, reinterpret_cast<sockaddr*>(&address), &size), 0);
    auto options = to(made, ntohs(address.sin_port));
    options.connect_timeout = Millis{50};
    Driven driven(options);
    const auto refused = driven.connect();
    ::close(silent);

    EXPECT_EQ(refused.error().code, Errc::closed);
    EXPECT_STREQ(refused.error().where, "timed out");
}

TEST(TlsLink, NeedsACertificateToTrust) {
    net::EventLoop loop;
    TlsLinkOptions options;
    options.cloud = {"127.0.0.1", 1};

    EXPECT_EQ(TlsLink::make(loop, options).error().code, Errc::malformed);
}

TEST(TlsLink, ForgetsEverythingWhenItDisconnects) {
    const Certificates made;
    Echo echo(made);
    Driven driven(to(made, echo.port()));
    ASSERT_TRUE(driven.connect());
    ASSERT_TRUE(driven.send(message_of(10)));
    driven.link().disconnect();
    driven.link().disconnect();

    std::array<std::uint8_t, 10> message{};
    EXPECT_EQ(driven.link().receive(message).error().code, Errc::closed);
    EXPECT_TRUE(eventually([&] { return echo.closed == 1; }));
}

TEST(TlsListener, TellsOfEveryPeerThatIsGone) {
    const Certificates made;
    Echo echo(made);
    {
        Driven driven(to(made, echo.port()));
        ASSERT_TRUE(driven.connect());
        ASSERT_TRUE(eventually([&] { return echo.opened == 1; }));
        EXPECT_EQ(echo.closed, 0);
    }

    EXPECT_TRUE(eventually([&] { return echo.closed == 1; }));
}

TEST(TlsListener, ClosesAPeerThatAnnouncesTooMuch) {
    const Certificates made;
    Echo echo(made);
    const auto context = *net::TlsContext::client(made.ca_pem(), "localhost");
    RawClient client(echo.port());
    net::TlsSession session(context);
    while (!session.is_established()) {
        [[maybe_unused]] const auto ignored = session.handshake();
        client.send(as_text(session.output()));
        session.output().clear();
        if (!session.is_established()) session.feed(as_bytes(client.read(1)));
    }
    const std::array<std::uint8_t, 4> announced{0xFF, 0xFF, 0xFF, 0xFF};
    ASSERT_TRUE(session.write(announced));
    client.send(as_text(session.output()));
    client.read_to_end();

    EXPECT_TRUE(client.ended());
    EXPECT_TRUE(eventually([&] { return echo.closed == 1; }));
}

TEST(TlsListener, GivesNothingToAPeerThatDoesNotSpeakTls) {
    const Certificates made;
    Echo echo(made);
    RawClient client(echo.port());
    client.send("GET / HTTP/1.1\r\n\r\n");
    client.read_to_end();

    EXPECT_TRUE(client.ended());
    EXPECT_EQ(echo.opened, 0);
    EXPECT_EQ(echo.closed, 0);
}

TEST(TlsListener, ClosesASilentPeer) {
    const Certificates made;
    TlsListenerOptions options;
    options.idle_timeout = Millis{50};
    Echo echo(made, options);
    Driven driven(to(made, echo.port()));
    ASSERT_TRUE(driven.connect());

    EXPECT_EQ(driven.receive().error().code, Errc::closed);
    EXPECT_TRUE(eventually([&] { return echo.closed == 1; }));
}

TEST(TlsListener, TakesNoLongMessageFromAStranger) {
    const Certificates made;
    Echo echo(made, {}, Echo::Manner::distrust);
    Driven driven(to(made, echo.port()));
    ASSERT_TRUE(driven.connect());

    ASSERT_TRUE(driven.send(message_of(limits::greeting_bytes_max)));
    EXPECT_EQ(*driven.receive(), message_of(limits::greeting_bytes_max));
    ASSERT_TRUE(driven.send(message_of(limits::greeting_bytes_max + 1)));
    EXPECT_EQ(driven.receive().error().code, Errc::closed);
    EXPECT_EQ(echo.messages, 1);
}

TEST(TlsListener, ClosesAStrangerHoweverMuchItTalks) {
    const Certificates made;
    TlsListenerOptions options;
    options.greeting_timeout = Millis{300};
    Echo echo(made, options, Echo::Manner::distrust);
    Driven driven(to(made, echo.port()));
    ASSERT_TRUE(driven.connect());

    // Each message comes well within the time-out; all of them together do not.
    const auto start = std::chrono::steady_clock::now();
    Result<std::vector<std::uint8_t>> echoed = std::vector<std::uint8_t>();
    while (echoed && std::chrono::steady_clock::now() - start < patience) {
        [[maybe_unused]] const auto ignored = driven.send(message_of(10));  // receive() tells of the end.
        echoed = driven.receive();
    }

    EXPECT_EQ(echoed.error().code, Errc::closed);
    EXPECT_LT(std::chrono::steady_clock::now() - start, patience);
}

TEST(TlsListener, TakesNoMorePeersThanAllowed) {
    const Certificates made;
    TlsListenerOptions options;
    options.peers_max = 1;
    Echo echo(made, options);
    Driven first(to(made, echo.port()));
    ASSERT_TRUE(first.connect());
    Driven second(to(made, echo.port()));

    EXPECT_EQ(second.connect().error().code, Errc::closed);
}

TEST(TlsListener, StopsSendingToAPeerThatDoesNotRead) {
    const Certificates made;
    Echo echo(made, {}, Echo::Manner::flood);
    Driven driven(to(made, echo.port()));
    ASSERT_TRUE(driven.connect());

    EXPECT_TRUE(eventually([&] { return echo.send_was_full.load(); }));
    EXPECT_EQ(driven.receive()->size(), 100'000U);  // What was queued still comes.
}

TEST(TlsListener, DeliversNothingFromAPeerItClosed) {
    const Certificates made;
    Echo echo(made, {}, Echo::Manner::close_at_once);
    Driven driven(to(made, echo.port()));
    ASSERT_TRUE(driven.connect());
    for (int i = 0; i < 10; ++i) {
        [[maybe_unused]] const auto ignored = driven.send(message_of(10));  // The peer may be gone by now.
    }

    EXPECT_EQ(driven.receive().error().code, Errc::closed);
    EXPECT_EQ(echo.messages, 1);
}

TEST(TlsListener, SaysThatThePortIsInUse) {
    const Certificates made;
    Echo echo(made);
    TlsListenerOptions options;
    options.listen = {"127.0.0.1", echo.port()};
    options.files = made.files();
    net::EventLoop loop;
    const auto second = TlsListener::open(loop, options, {});

    EXPECT_EQ(second.error().code, Errc::io);
    EXPECT_EQ(second.error().detail, EADDRINUSE);
}

TEST(TlsListener, SaysWhichFileIsWrong) {
    const Certificates made;
    net::EventLoop loop;
    TlsListenerOptions options;
    options.listen = {"127.0.0.1", 0};
    options.files = {made.files().certificate_file, "/nonexistent"};
    const auto missing = TlsListener::open(loop, options, {});
    EXPECT_EQ(missing.error().code, Errc::io);
    EXPECT_EQ(missing.error().detail, ENOENT);
    EXPECT_STREQ(missing.error().where, "key_file cannot be read");

    options.files.key_file = made.files().certificate_file;
    EXPECT_EQ(TlsListener::open(loop, options, {}).error().code, Errc::malformed);
}

}  // namespace
}  // namespace cairn::test
