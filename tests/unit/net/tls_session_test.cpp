// TLS in memory: a client and a server session that feed each other.
#include "net/tls_session.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "support/certificates.h"

namespace cairn::test {
namespace {

using namespace std::chrono_literals;

using net::TlsContext;
using net::TlsSession;

constexpr Timestamp new_year_2020{1'577'836'800'000};

std::shared_ptr<TlsContext> client_of(const Certificates& made, const std::string& name) {
    return *TlsContext::client(made.ca_pem(), name);
}

std::shared_ptr<TlsContext> server_of(const Certificates& made) {
    return *TlsContext::server(made.files());
}

void carry(TlsSession& from, TlsSession& to) {
    to.feed(from.output());
    from.output().clear();
}

/// The client's end of the handshake.
Result<void> shake_hands(TlsSession& client, TlsSession& server) {
    Result<void> done = fail(Errc::would_block, "");
    for (int flight = 0; flight < 10; ++flight) {
        done = client.handshake();
        carry(client, server);
        if (!done && done.error().code != Errc::would_block) return done;
        [[maybe_unused]] const auto ignored =
            server.handshake();  // Its end of it is seen through is_established().
        carry(server, client);
        if (done && server.is_established()) break;
    }
    return done;
}

Result<void> shake_hands(const std::shared_ptr<TlsContext>& client_context,
                         const std::shared_ptr<TlsContext>& server_context) {
    TlsSession client(client_context);
    TlsSession server(server_context);
    return shake_hands(client, server);
}

std::string read_all(TlsSession& session) {
    std::string text;
    std::array<std::uint8_t, 1000> piece{};
    for (auto count = session.read(piece); count; count = session.read(piece))
        text += as_text(Bytes(piece).first(*count));
    return text;
}

TEST(TlsSession, CarriesBytesBothWays) {
    const Certificates made;
    TlsSession client(client_of(made, "cloud.example"));
    TlsSession server(server_of(made));
    ASSERT_TRUE(shake_hands(client, server));
    const std::string large(100'000, 'x');

    ASSERT_TRUE(client.write(as_bytes(large)));
    carry(client, server);
    EXPECT_EQ(read_all(server), large);
    ASSERT_TRUE(server.write(as_bytes("answer")));
    carry(server, client);
    EXPECT_EQ(read_all(client), "answer");
}

TEST(TlsSession, TakesInputByteByByte) {
    const Certificates made;
    TlsSession client(client_of(made, "localhost"));
    TlsSession server(server_of(made));
    const auto carry_slowly = [](TlsSession& from, TlsSession& to) {
        for (const std::uint8_t byte : from.output()) {
            to.feed(Bytes(&byte, 1));
            [[maybe_unused]] const auto ignored = to.handshake();
        }
        from.output().clear();
    };
    while (!client.is_established() || !server.is_established()) {
        [[maybe_unused]] const auto ignored = client.handshake();
        carry_slowly(client, server);
        carry_slowly(server, client);
    }

    EXPECT_TRUE(client.is_established());
}

TEST(TlsSession, AcceptsAnAddressOfTheCertificate) {
    const Certificates made({"127.0.0.1", "::1"});

    EXPECT_TRUE(shake_hands(client_of(made, "127.0.0.1"), server_of(made)));
    EXPECT_TRUE(shake_hands(client_of(made, "0:0::1"), server_of(made)));
}

TEST(TlsSession, AcceptsAWildcardName) {
    const Certificates made({"*.example"});

    EXPECT_TRUE(shake_hands(client_of(made, "cloud.example"), server_of(made)));
}

TEST(TlsSession, RefusesAnotherAuthority) {
    const Certificates made;
    const Certificates other;
    const auto refused = shake_hands(client_of(other, "cloud.example"), server_of(made));

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::denied);
    EXPECT_STREQ(refused.error().where, "the server's certificate is not signed by the given authority");
}

TEST(TlsSession, RefusesAnotherName) {
    const Certificates made({"127.0.0.1", "cloud.example"});

    // The last one is an address written as a name: only an iPAddress entry counts for it.
    for (const char* name : {"other.example", "127.0.0.2", "::1", "example", "a.cloud.example"}) {
        const auto refused = shake_hands(client_of(made, name), server_of(made));
        ASSERT_FALSE(refused) << name;
        EXPECT_EQ(refused.error().code, Errc::denied) << name;
        EXPECT_STREQ(refused.error().where, "the server's certificate is for another name") << name;
    }
}

TEST(TlsSession, DoesNotTakeTheCommonNameForAName) {
    const Certificates made({"127.0.0.1"});  // its subject is CN=Cairn cloud

    EXPECT_EQ(shake_hands(client_of(made, "Cairn cloud"), server_of(made)).error().code, Errc::denied);
}

TEST(TlsSession, RefusesACertificateThatHasExpired) {
    const Certificates made({"cloud.example"}, new_year_2020);
    const auto refused = shake_hands(client_of(made, "cloud.example"), server_of(made));

    EXPECT_EQ(refused.error().code, Errc::denied);
    EXPECT_STREQ(refused.error().where, "the server's certificate has expired");
}

TEST(TlsSession, RefusesACertificateOfTheFuture) {
    const Certificates made({"cloud.example"}, net::SystemClock().wall() + 24h * 365);
    const auto refused = shake_hands(client_of(made, "cloud.example"), server_of(made));

    EXPECT_EQ(refused.error().code, Errc::denied);
}

TEST(TlsSession, ResumesASavedSession) {
    const Certificates made;
    const auto client_context = client_of(made, "cloud.example");
    const auto server_context = server_of(made);
    TlsSession first(client_context);
    TlsSession first_server(server_context);
    ASSERT_TRUE(shake_hands(first, first_server));
    EXPECT_FALSE(first.is_resumed());
    const auto saved = first.save();
    ASSERT_FALSE(saved.empty());

    TlsSession second(client_context, saved);
    TlsSession second_server(server_context);
    ASSERT_TRUE(shake_hands(second, second_server));

    EXPECT_TRUE(second.is_resumed());
    EXPECT_TRUE(second_server.is_resumed());
    EXPECT_FALSE(second.save().empty());
}

/// What a handshake puts on the wire in both directions.
std::size_t handshake_bytes(TlsSession& client, TlsSession& server) {
    std::size_t bytes = 0;
    const auto send = [&bytes](TlsSession& from, TlsSession& to) {
        bytes += from.output().size();
        carry(from, to);
    };
    for (int flight = 0; flight < 10 && !(client.is_established() && server.is_established()); ++flight) {
        static_cast<void>(client.handshake().has_value());
        send(client, server);
        static_cast<void>(server.handshake().has_value());
        send(server, client);
    }
    return bytes;
}

// On a link that is paid by the byte every new connection counts.
TEST(TlsSession, TakesFarFewerBytesToResume) {
    const Certificates made;
    const auto client_context = client_of(made, "cloud.example");
    const auto server_context = server_of(made);
    TlsSession first(client_context);
    TlsSession first_server(server_context);
    const std::size_t whole = handshake_bytes(first, first_server);
    ASSERT_TRUE(first.is_established());

    TlsSession second(client_context, first.save());
    TlsSession second_server(server_context);
    const std::size_t resumed = handshake_bytes(second, second_server);

    ASSERT_TRUE(second.is_resumed());
    EXPECT_LT(resumed, whole * 3 / 4) << whole;
    EXPECT_LT(resumed, 1'200U);
    RecordProperty("handshake_bytes", static_cast<int>(whole));
    RecordProperty("resumed_bytes", static_cast<int>(resumed));
}

TEST(TlsSession, StartsAnewWithAServerThatDoesNotKnowTheSession) {
    const Certificates made;
    const auto client_context = client_of(made, "cloud.example");
    TlsSession first(client_context);
    TlsSession first_server(server_of(made));
    ASSERT_TRUE(shake_hands(first, first_server));

    TlsSession second(client_context, first.save());
    TlsSession second_server(server_of(made));
    ASSERT_TRUE(shake_hands(second, second_server));

    EXPECT_FALSE(second.is_resumed());
}

TEST(TlsSession, StartsAnewWhenTheSavedSessionIsDamaged) {
    const Certificates made;
    TlsSession client(client_of(made, "cloud.example"), as_bytes("damaged"));
    TlsSession server(server_of(made));

    EXPECT_TRUE(shake_hands(client, server));
    EXPECT_FALSE(client.is_resumed());
}

TEST(TlsSession, TellsAnEndFromACut) {
    const Certificates made;
    TlsSession client(client_of(made, "cloud.example"));
    TlsSession server(server_of(made));
    ASSERT_TRUE(shake_hands(client, server));
    std::array<std::uint8_t, 10> plain{};
    EXPECT_EQ(client.read(plain).error().code, Errc::would_block);

    server.close();
    carry(server, client);
    EXPECT_EQ(client.read(plain).error().code, Errc::closed);
    server.feed_end();
    EXPECT_EQ(server.read(plain).error().code, Errc::truncated);
}

TEST(TlsSession, IsCutInTheMiddleOfTheHandshake) {
    const Certificates made;
    TlsSession client(client_of(made, "cloud.example"));
    EXPECT_EQ(client.handshake().error().code, Errc::would_block);
    client.feed_end();

    EXPECT_EQ(client.handshake().error().code, Errc::truncated);
}

TEST(TlsSession, RefusesWhatIsNotTls) {
    const Certificates made;
    TlsSession server(server_of(made));
    server.feed(as_bytes("GET / HTTP/1.1\r\n\r\n"));

    EXPECT_EQ(server.handshake().error().code, Errc::malformed);
}

TEST(TlsSession, RefusesATamperedRecord) {
    const Certificates made;
    TlsSession client(client_of(made, "cloud.example"));
    TlsSession server(server_of(made));
    ASSERT_TRUE(shake_hands(client, server));
    ASSERT_TRUE(client.write(as_bytes("hello")));
    client.output().back() ^= 1;
    carry(client, server);
    std::array<std::uint8_t, 10> plain{};

    EXPECT_EQ(server.read(plain).error().code, Errc::malformed);
}

TEST(TlsContext, NeedsACertificateToTrust) {
    EXPECT_EQ(TlsContext::client("", "x").error().code, Errc::malformed);
    EXPECT_EQ(TlsContext::client("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "x")
                  .error()
                  .code,
              Errc::malformed);
}

TEST(TlsContext, NeedsAKeyThatBelongsToTheCertificate) {
    const Certificates made;
    const Certificates other;

    EXPECT_EQ(TlsContext::server({made.files().certificate_file, other.files().key_file}).error().code,
              Errc::malformed);
    EXPECT_EQ(TlsContext::server({made.files().key_file, made.files().key_file}).error().code,
              Errc::malformed);
    const auto missing = TlsContext::server({"/nonexistent", made.files().key_file});
    EXPECT_EQ(missing.error().code, Errc::io);
    EXPECT_EQ(missing.error().detail, ENOENT);
    EXPECT_STREQ(missing.error().where, "certificate_file cannot be read");
}

}  // namespace
}  // namespace cairn::test
