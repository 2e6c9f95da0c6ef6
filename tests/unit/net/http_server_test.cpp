// The HTTP server, spoken to byte by byte over loopback.
#include "cairn/net/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <malloc.h>

#include <atomic>
#include <cerrno>
#include <string>

#include "support/certificates.h"
#include "support/loop_thread.h"
#include "support/raw_client.h"

namespace cairn::test {
namespace {

using net::EventStream;
using net::HttpHandlers;
using net::HttpRequest;
using net::HttpResponse;
using net::HttpServer;
using net::HttpServerOptions;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr auto get_root = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
constexpr auto get_stream =
    "GET /stream HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nLast-Event-ID: 41\r\n\r\n";

HttpServerOptions on_loopback() {
    HttpServerOptions options;
    options.listen = {"127.0.0.1", 0};
    return options;
}

/// Answers with what it was asked: "GET /path body".
HttpHandlers echo() {
    HttpHandlers handlers;
    handlers.respond = [](const HttpRequest& request) {
        HttpResponse response;
        response.content_type = "text/plain";
        response.body = request.method + " " + request.path + " " + request.body;
        return response;
    };
    return handlers;
}

/// A server on a loop of its own; the members end in the right order and on the right thread.
struct Served {
    LoopThread thread;
    std::unique_ptr<HttpServer> server;
    std::shared_ptr<EventStream> stream;  // the last one opened; touched on the loop's thread only
    std::string last_event_id;

    explicit Served(HttpHandlers handlers = echo(), HttpServerOptions options = on_loopback()) {
        thread.run([&] { server = *HttpServer::open(thread.loop(), options, std::move(handlers)); });
    }
    ~Served() {
        thread.run([&] {
            stream.reset();
            server.reset();
        });
    }
    Served(const Served&) = delete;
    Served& operator=(const Served&) = delete;

    std::uint16_t port() const { return server->port(); }
    bool stream_is_open() {
        return thread.run([&] { return stream && stream->is_open(); });
    }
};

/// A server that opens a stream for whoever asks.
std::unique_ptr<Served> streaming(HttpServerOptions options = on_loopback()) {
    auto holder = std::make_shared<Served*>(nullptr);
    HttpHandlers handlers = echo();
    handlers.stream = [](const HttpRequest&) { return std::optional<HttpResponse>(); };
    handlers.opened = [holder](const HttpRequest& request, std::shared_ptr<EventStream> stream) {
        (*holder)->last_event_id = request.headers.at("last-event-id");
        (*holder)->stream = std::move(stream);
    };
    auto served = std::make_unique<Served>(std::move(handlers), std::move(options));
    *holder = served.get();
    return served;
}

/// Answers with more than the kernel takes for a client that does not read.
HttpHandlers verbose() {
    HttpHandlers handlers = echo();
    handlers.respond = [](const HttpRequest& request) {
        HttpResponse response;
        response.body.assign(request.path == "/short"  ? 10
                             : request.path == "/huge" ? 64'000'000
                                                       : 16'000'000,
                             'x');
        return response;
    };
    return handlers;
}

std::string answer_to(std::uint16_t port, std::string_view request) {
    RawClient client(port);
    client.send(request);
    client.end_sending();
    return client.read_to_end();
}

TEST(HttpServer, AnswersARequest) {
    Served served;
    RawClient client(served.port());
    client.send("POST /a%20b HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody");

    EXPECT_THAT(client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_EQ(client.read(14), "POST /a b body");
}

TEST(HttpServer, KeepsAConnectionForFurtherRequests) {
    Served served;
    RawClient client(served.port());

    for (int i = 0; i < 3; ++i) {
        client.send(get_root);
        EXPECT_THAT(client.read_until("\r\n\r\n"), HasSubstr("Connection: keep-alive"));
        EXPECT_EQ(client.read(6), "GET / ");
    }
}

TEST(HttpServer, AnswersPipelinedRequestsInOrder) {
    Served served;
    const std::string answers =
        answer_to(served.port(), "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");

    EXPECT_LT(answers.find("GET /1 "), answers.find("GET /2 "));
    EXPECT_THAT(answers, EndsWith("GET /2 "));
}

TEST(HttpServer, ClosesWhenAskedTo) {
    Served served;
    RawClient client(served.port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    EXPECT_THAT(client.read_to_end(), HasSubstr("Connection: close"));
    EXPECT_TRUE(client.ended());
}

TEST(HttpServer, ReadsARequestInPieces) {
    Served served;
    RawClient client(served.port());
    for (const char c : std::string("PUT /p HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                                    "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"))
        client.send(std::string_view(&c, 1));

    client.read_until("\r\n\r\n");
    EXPECT_EQ(client.read(12), "PUT /p abcde");
}

TEST(HttpServer, DropsTheBodyOfAHeadAnswer) {
    Served served;
    RawClient client(served.port());
    client.send("HEAD /h HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const std::string answer = client.read_to_end();

    EXPECT_THAT(answer, HasSubstr("Content-Length: 7\r\n"));
    EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST(HttpServer, RefusesALargerBody) {
    auto options = on_loopback();
    options.body_bytes_max = 10;
    Served served(echo(), options);

    EXPECT_THAT(
        answer_to(served.port(), "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n12345678901"),
        StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(answer_to(served.port(), "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                                         "b\r\n12345678901\r\n0\r\n\r\n"),
                StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(
        answer_to(served.port(), "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n1234567890"),
        StartsWith("HTTP/1.1 200 "));
}

TEST(HttpServer, RefusesALargerHeader) {
    Served served;

    EXPECT_THAT(
        answer_to(served.port(), "GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n"),
        StartsWith("HTTP/1.1 431 "));
}

TEST(HttpServer, RefusesWhatIsNotHttp) {
    Served served;

    for (const char* request :
         {"hello\r\n\r\n", "GET / HTTP/9.1\r\nHost: x\r\n\r\n", "GET  HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n"}) {
        EXPECT_THAT(answer_to(served.port(), request), StartsWith("HTTP/1.1 400 ")) << request;
    }
}

TEST(HttpServer, InvitesABodyThatWaits) {
    Served served;
    RawClient client(served.port());
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");

    EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("ok");
    EXPECT_THAT(client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200 "));
}

TEST(HttpServer, AnswersWhatAHandlerThrows) {
    HttpHandlers handlers;
    handlers.respond = [](const HttpRequest&) -> HttpResponse { throw std::runtime_error("deliberate"); };
    Served served(std::move(handlers));

    EXPECT_THAT(answer_to(served.port(), get_root), StartsWith("HTTP/1.1 500 "));
}

TEST(HttpServer, ClosesAnIdleConnection) {
    auto options = on_loopback();
    options.idle_timeout = Millis{50};
    Served served(echo(), options);
    RawClient client(served.port());

    EXPECT_THAT(client.read_to_end(), IsEmpty());
    EXPECT_TRUE(client.ended());
}

TEST(HttpServer, DoesNotWaitLongerForAHeaderThatTrickles) {
    auto options = on_loopback();
    options.idle_timeout = Millis{100};
    Served served(echo(), options);
    RawClient client(served.port());
    client.send("GET / HT");

    // Each byte comes well within the time-out; all of them together do not.
    const auto start = std::chrono::steady_clock::now();
    while (client.send("x") && std::chrono::steady_clock::now() - start < std::chrono::seconds(5))
        std::this_thread::sleep_for(std::chrono::milliseconds(10));

    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(HttpServer, DoesNotWaitLongerForABodyThatTrickles) {
    auto options = on_loopback();
    options.idle_timeout = Millis{100};
    Served served(echo(), options);
    RawClient client(served.port());
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4000\r\n\r\n");

    const auto start = std::chrono::steady_clock::now();
    while (client.send("x") && std::chrono::steady_clock::now() - start < std::chrono::seconds(5))
        std::this_thread::sleep_for(std::chrono::milliseconds(10));

    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(HttpServer, DropsAClientThatReadsTooSlowly) {
    auto options = on_loopback();
    options.connections_max = 1;
    options.idle_timeout = Millis{300};
    options.read_bytes_per_second_min = 1'000'000'000;
    Served served(verbose(), options);
    RawClient slow(served.port(), 4096);
    slow.send("GET /huge HTTP/1.1\r\nHost: x\r\n\r\n");

    // The kernel still holds a part of the answer for it, so its place shows that it was dropped.
    std::string answer;
    const auto start = std::chrono::steady_clock::now();
    while (answer.empty() && std::chrono::steady_clock::now() - start < std::chrono::seconds(5)) {
        slow.read(100'000);  // often enough for the server to write a little more each time
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        answer = answer_to(served.port(), "GET /short HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
}

TEST(HttpServer, HoldsNoMoreUnreadAnswersThanAllowed) {
    auto options = on_loopback();
    options.queued_bytes_max = 1'000'000;
    Served served(verbose(), options);
    RawClient slow(served.port(), 4096);
    slow.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    slow.read(1);  // The answer is queued now.
    const std::string short_request = "GET /short HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    const std::string refused = answer_to(served.port(), short_request);
    EXPECT_THAT(refused, StartsWith("HTTP/1.1 503 "));
    EXPECT_THAT(refused, HasSubstr("Retry-After: 1\r\n"));
    EXPECT_GT(slow.read_to_end().size(), 15'000'000U);
    EXPECT_THAT(answer_to(served.port(), short_request), StartsWith("HTTP/1.1 200 "));
}

TEST(HttpServer, CountsNoAnswerOfAClientThatIsGone) {
    auto options = on_loopback();
    options.queued_bytes_max = 1'000'000;
    Served served(verbose(), options);
    for (int i = 0; i < 3; ++i) {
        RawClient gone(served.port(), 4096);
        gone.send(get_root);
        gone.read(1);
    }

    std::string answer;
    const auto start = std::chrono::steady_clock::now();
    while (answer.find(" 200 ") == std::string::npos &&
           std::chrono::steady_clock::now() - start < std::chrono::seconds(5))
        answer = answer_to(served.port(), "GET /short HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
}

TEST(HttpServer, KeepsNoRoomForAnAnswerThatWasRead) {
    Served served(verbose());
    RawClient client(served.port());
    const auto held_bytes = [&] {
        return served.thread.run([] { return ::mallinfo2().hblkhd + ::mallinfo2().uordblks; });
    };
    const std::size_t before = held_bytes();
    std::string got;
    client.send(get_root);
    client.read_until("\r\n\r\n");
    for (std::size_t read = 0; read < 16'000'000; read += got.size()) got = client.read(1000);

    EXPECT_LT(held_bytes(), before + 8'000'000);
}

TEST(HttpServer, TakesNoMoreConnectionsThanAllowed) {
    auto options = on_loopback();
    options.connections_max = 1;
    Served served(echo(), options);
    RawClient first(served.port());
    first.send(get_root);
    first.read_until("\r\n\r\n");
    RawClient second(served.port());
    second.send(get_root);

    EXPECT_THAT(second.read_to_end(), IsEmpty());
}

TEST(HttpServer, SaysThatThePortIsInUse) {
    Served served;
    auto options = on_loopback();
    options.listen.port = served.port();
    const auto second =
        served.thread.run([&] { return HttpServer::open(served.thread.loop(), options, echo()); });

    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::io);
    EXPECT_EQ(second.error().detail, EADDRINUSE);
    EXPECT_STREQ(second.error().where, "the port is in use");
}

TEST(HttpServer, FinishesAnAnswerWhenClosed) {
    HttpHandlers handlers;
    HttpServer* server = nullptr;
    handlers.respond = [&](const HttpRequest&) {
        server->close();
        HttpResponse response;
        response.body = std::string(8'000'000, 'x');
        return response;
    };
    Served served(std::move(handlers));
    server = served.server.get();

    const std::string answer = answer_to(served.port(), "GET / HTTP/1.0\r\n\r\n");

    EXPECT_GT(answer.size(), 8'000'000U);
    EXPECT_FALSE(RawClient(served.port()).connected());
}

TEST(HttpServer, SpeaksTls) {
    const Certificates made;
    auto options = on_loopback();
    options.tls = made.files();
    Served served(echo(), options);
    const TemporaryDirectory folder;
    const std::string url = " https://localhost:" + std::to_string(served.port());
    const std::string curl = "curl -s --cacert " + made.ca_file();

    ASSERT_EQ(
        std::system(
            (curl + " -o " + folder.file("a") + url + "/a -o " + folder.file("b") + url + "/b").c_str()),
        0);
    EXPECT_EQ(Certificates::text_of(folder.file("a")), "GET /a ");
    EXPECT_EQ(Certificates::text_of(folder.file("b")), "GET /b ");
    EXPECT_NE(std::system(("curl -s" + url).c_str()), 0);
}

TEST(HttpServer, SaysWhichTlsFileIsMissing) {
    net::EventLoop loop;
    auto options = on_loopback();
    options.tls = net::TlsServerFiles{"/nonexistent", "/nonexistent"};
    const auto server = HttpServer::open(loop, options, echo());

    EXPECT_EQ(server.error().code, Errc::io);
    EXPECT_EQ(server.error().detail, ENOENT);
}

TEST(EventStream, CarriesEventsInChunks) {
    auto served = streaming();
    RawClient client(served->port());
    client.send(get_stream);
    const std::string head = client.read_until("\r\n\r\n");
    served->thread.run([&] { served->stream->send("42", "position", "{}"); });

    EXPECT_THAT(head, HasSubstr("Content-Type: text/event-stream\r\n"));
    EXPECT_THAT(head, HasSubstr("Transfer-Encoding: chunked\r\n"));
    EXPECT_THAT(client.read_until("{}\n\n\r\n"), EndsWith("id: 42\nevent: position\ndata: {}\n\n\r\n"));
}

TEST(EventStream, ShowsWhereTheReaderResumes) {
    auto served = streaming();
    RawClient client(served->port());
    client.send(get_stream);
    client.read_until("\r\n\r\n");

    EXPECT_EQ(served->thread.run([&] { return served->last_event_id; }), "41");
}

TEST(EventStream, IsRefusedWithAnAnswer) {
    HttpHandlers handlers = echo();
    handlers.stream = [](const HttpRequest&) {
        HttpResponse refusal;
        refusal.status = 404;
        return std::optional<HttpResponse>(refusal);
    };
    Served served(std::move(handlers));

    EXPECT_THAT(answer_to(served.port(), get_stream), StartsWith("HTTP/1.1 404 "));
}

TEST(EventStream, IsNotOpenedForOtherRequests) {
    auto served = streaming();

    EXPECT_THAT(answer_to(served->port(), get_root), EndsWith("GET / "));
    EXPECT_THAT(answer_to(served->port(), "GET /api HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n"),
                EndsWith("GET /api "));
}

TEST(EventStream, BeatsWhenNothingIsSent) {
    auto options = on_loopback();
    options.stream_heartbeat = Millis{20};
    auto served = streaming(options);
    RawClient client(served->port());
    client.send(get_stream);
    client.read_until("\r\n\r\n");

    EXPECT_THAT(client.read_until(":\n\n\r\n"), EndsWith(":\n\n\r\n"));
    EXPECT_THAT(client.read_until(":\n\n\r\n"), EndsWith(":\n\n\r\n"));
}

TEST(EventStream, DropsAReaderThatIsTooFarBehind) {
    auto served = streaming();
    RawClient client(served->port(), 4096);
    client.send(get_stream);
    client.read_until("\r\n\r\n");

    const bool dropped = served->thread.run([&] {
        const std::string event(100'000, 'x');
        std::size_t sent_bytes = 0;
        while (served->stream->send("1", "e", event)) sent_bytes += event.size();
        return sent_bytes < 16'000'000;
    });

    EXPECT_TRUE(dropped);
    EXPECT_FALSE(served->stream_is_open());
}

TEST(EventStream, KnowsWhenItsReaderIsGone) {
    auto served = streaming();
    {
        RawClient client(served->port());
        client.send(get_stream);
        client.read_until("\r\n\r\n");
        EXPECT_TRUE(served->stream_is_open());
    }
    while (served->stream_is_open()) std::this_thread::yield();

    EXPECT_FALSE(served->thread.run([&] { return served->stream->send("", "", "x"); }));
}

TEST(EventStream, EndsInOrderWhenTheServerCloses) {
    auto served = streaming();
    RawClient client(served->port());
    client.send(get_stream);
    client.read_until("\r\n\r\n");
    served->thread.run([&] {
        served->stream->send("1", "", "last");
        served->server->close();
    });

    EXPECT_THAT(client.read_to_end(), EndsWith("data: last\n\n\r\n0\r\n\r\n"));
    EXPECT_TRUE(client.ended());
}

TEST(EventStream, EndsWhenItsHolderLetsGo) {
    auto served = streaming();
    RawClient client(served->port());
    client.send(get_stream);
    client.read_until("\r\n\r\n");
    served->thread.run([&] { served->stream.reset(); });

    EXPECT_THAT(client.read_to_end(), EndsWith("0\r\n\r\n"));
    EXPECT_TRUE(client.ended());
}

}  // namespace
}  // namespace cairn::test
