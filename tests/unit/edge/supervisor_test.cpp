// The words to systemd, over a socket of this test's own.
#include "linux/supervisor.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "support/temporary_directory.h"

namespace cairn::test {
namespace {

class NotifySocket {
public:
    explicit NotifySocket(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_DGRAM, 0)) {
        if (socket_ < 0) std::abort();
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.data(), path.size());
        EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    }
    ~NotifySocket() { ::close(socket_); }
    NotifySocket(const NotifySocket&) = delete;
    NotifySocket& operator=(const NotifySocket&) = delete;

    std::string next() const {
        char text[64];
        const auto size = ::recv(socket_, text, sizeof text, MSG_DONTWAIT);
        return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : "";
    }

private:
    int socket_;
};

TEST(Supervisor, TellsSystemdHowItGoes) {
    const TemporaryDirectory folder;
    const NotifySocket socket(folder.file("notify"));
    const edge::Supervisor supervisor(folder.file("notify"), "30000000");

    supervisor.ready();
    supervisor.alive();
    supervisor.stopping();

    EXPECT_EQ(socket.next(), "READY=1");
    EXPECT_EQ(socket.next(), "WATCHDOG=1");
    EXPECT_EQ(socket.next(), "STOPPING=1");
}

TEST(Supervisor, IsDueTwiceAsOftenAsSystemdWaits) {
    EXPECT_EQ(edge::Supervisor("", "30000000").alive_interval(), Millis{15'000});
    EXPECT_EQ(edge::Supervisor("", "").alive_interval(), Millis{0});
    EXPECT_EQ(edge::Supervisor("", "nonsense").alive_interval(), Millis{0});
}

TEST(Supervisor, IsSilentWithoutSystemd) {
    const edge::Supervisor nobody("", "");
    nobody.ready();

    const edge::Supervisor gone("/nowhere/notify", "");
    gone.ready();
}

}  // namespace
}  // namespace cairn::test
