// Datagrams on real sockets of loopback.
#include "cairn/net/udp_source.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "cairn/net/base64.h"

namespace cairn::test {
namespace {

void send_datagram(std::uint16_t port, std::string_view text) {
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::sendto(socket, text.data(), text.size(), 0, reinterpret_cast<const sockaddr*>(&address),
                       sizeof address),
              static_cast<ssize_t>(text.size()));
    ::close(socket);
}

TEST(UdpSource, HandsOverWhatComesWithItsSender) {
    net::EventLoop loop;
    std::vector<std::string> received;
    int batches = 0;
    auto source = net::UdpSource::open(loop, {"127.0.0.1", 0},
                                       {[&](const net::Datagram& datagram) {
                                            received.push_back(std::string(datagram.sender) + ' ' +
                                                               std::string(as_text(datagram.payload)));
                                        },
                                        [&] {
                                            ++batches;
                                            if (received.size() == 3) loop.stop();
                                        }});
    ASSERT_TRUE(source);
    for (const char* text : {"one", "", "three"}) send_datagram((*source)->port(), text);
    loop.after(Millis{10'000}, [&] { loop.stop(); });
    loop.run();

    EXPECT_EQ(received, (std::vector<std::string>{"127.0.0.1 one", "127.0.0.1 ", "127.0.0.1 three"}));
    EXPECT_EQ(batches, 1);
}

TEST(UdpSource, TakesTheLongestDatagramWhole) {
    net::EventLoop loop;
    std::size_t size = 0;
    auto source = net::UdpSource::open(
        loop, {"127.0.0.1", 0},
        {[&](const net::Datagram& datagram) { size = datagram.payload.size(); }, [&] { loop.stop(); }});
    ASSERT_TRUE(source);
    const std::string longest(65'507, 'x');
    send_datagram((*source)->port(), longest);
    loop.after(Millis{10'000}, [&] { loop.stop(); });
    loop.run();

    EXPECT_EQ(size, longest.size());
}

TEST(UdpSource, SaysWhatIsInTheWay) {
    net::EventLoop loop;
    const auto first = net::UdpSource::open(loop, {"127.0.0.1", 0}, {});
    ASSERT_TRUE(first);
    const auto second = net::UdpSource::open(loop, {"127.0.0.1", (*first)->port()}, {});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::io);
    EXPECT_STREQ(second.error().where, "the port is in use");
    EXPECT_STREQ(net::UdpSource::open(loop, {"192.0.2.1", 0}, {}).error().where,
                 "cannot listen on this address");
}

// RFC 4648 section 10.
TEST(Base64, EncodesTheVectorsOfItsSpecification) {
    EXPECT_EQ(net::base64(as_bytes("")), "");
    EXPECT_EQ(net::base64(as_bytes("f")), "Zg==");
    EXPECT_EQ(net::base64(as_bytes("fo")), "Zm8=");
    EXPECT_EQ(net::base64(as_bytes("foobar")), "Zm9vYmFy");
}

}  // namespace
}  // namespace cairn::test
