#include <cstdio>

#include "cairn/net/event_loop.h"

int main() {
    cairn::net::EventLoop loop;
    loop.post([&loop] { loop.stop(); });
    loop.run();
    std::puts("net ok");
}
