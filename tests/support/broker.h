// A mosquitto of the test's own: on a free port of loopback, in a folder that goes away with it.
#pragma once

#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "cairn/net/endpoint.h"
#include "support/http_get.h"
#include "support/temporary_directory.h"

namespace cairn::test {

inline bool accepts_connections(std::uint16_t port) {
    const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
    if (probe < 0) return false;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool accepted = ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    ::close(probe);
    return accepted;
}

// A test names only what it wants; g++ warns of the others unless they have a value.
// NOLINTBEGIN(readability-redundant-member-init)
struct BrokerOptions {
    std::string username = {};  // empty: anyone may connect
    std::string password = {};
    std::string certificate_file = {};  // not empty: TLS
    std::string key_file = {};
    bool is_quiet = false;   // logs nothing but errors, and queues without limit
    std::string more = {};     // further lines of its configuration
    std::string preload = {};  // a library that changes what the system answers it
};
// NOLINTEND(readability-redundant-member-init)

/// Sessions survive stop() and start().
class Broker {
public:
    explicit Broker(BrokerOptions options = {}) : options_(std::move(options)), port_(free_port()) {
        write_config();
        start();
    }
    ~Broker() { stop(); }
    Broker(const Broker&) = delete;
    Broker& operator=(const Broker&) = delete;

    net::Endpoint endpoint() const { return {"127.0.0.1", port_}; }
    std::uint16_t port() const noexcept { return port_; }
    pid_t pid() const noexcept { return pid_; }
    /// What the broker logged, every packet included.
    std::string log() const {
        std::ifstream file(folder_.file("log"));
        return {std::istreambuf_iterator<char>(file), {}};
    }

    void start() {
        pid_ = ::fork();
        if (pid_ == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // also when the test is killed
            // NOLINTNEXTLINE(concurrency-mt-unsafe): the only thread of this process
            if (!options_.preload.empty()) ::setenv("LD_PRELOAD", options_.preload.c_str(), 1);
            const std::string config = folder_.file("mosquitto.conf");
            ::execl("/usr/sbin/mosquitto", "mosquitto", "-c", config.c_str(), nullptr);
            ::_exit(127);
        }
        for (int i = 0; i < 1000 && !accepts_connections(port_); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        if (!accepts_connections(port_))
            std::abort();  // mosquitto is not installed, or refuses its configuration
    }
    void stop(int signal = SIGTERM) {
        if (pid_ <= 0) return;
        ::kill(pid_, signal);
        ::waitpid(pid_, nullptr, 0);
        pid_ = -1;
    }

private:
    void write_config() const {
        std::ofstream config(folder_.file("mosquitto.conf"));
        config << "listener " << port_ << " 127.0.0.1\n";
        if (!options_.certificate_file.empty())
            config << "certfile " << options_.certificate_file << "\nkeyfile " << options_.key_file << "\n";
        // Started by root it would give up its rights, and with them this folder.
        config << "user " << ::getpwuid(::geteuid())->pw_name << "\n";
        config << "persistence true\npersistence_location " << folder_.path() << "/\n";
        config << (options_.is_quiet ? "log_type error\nmax_queued_messages 0" : "log_type all")
               << "\nlog_dest file " << folder_.file("log") << "\n"
               << options_.more;
        if (options_.username.empty()) {
            config << "allow_anonymous true\n";
            return;
        }
        const std::string passwords = folder_.file("passwords");
        std::ofstream(passwords) << options_.username << ":" << options_.password << "\n";
        if (std::system(("mosquitto_passwd -U " + passwords).c_str()) != 0) std::abort();
        config << "allow_anonymous false\npassword_file " << passwords << "\n";
    }

    TemporaryDirectory folder_;
    BrokerOptions options_;
    std::uint16_t port_;
    pid_t pid_ = -1;
};

}  // namespace cairn::test
