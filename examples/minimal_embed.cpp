// The SDK in a program of your own: a gateway's messages on standard input, one a line, decoded here
// and on their way to the cloud.
// Run: minimal_embed < examples/captures/one-payload-a-line
#include <cstdio>
#include <iostream>
#include <string>

#include "cairn/adapters/adapters.h"
#include "cairn/edge.h"
#include "cairn/net/system_ports.h"

namespace {

// A Link is where your radio or network stack goes; cairn/net/tls_link.h is ready-made for Linux.
class NoLink final : public cairn::Link {
public:
    cairn::Result<void> connect() override { return cairn::fail(cairn::Errc::would_block, "no link"); }
    cairn::Result<void> send(cairn::Bytes) override { return cairn::fail(cairn::Errc::closed, "no link"); }
    cairn::Result<std::size_t> receive(cairn::MutableBytes) override {
        return cairn::fail(cairn::Errc::closed, "no link");
    }
    void disconnect() override {}
};

void show(const cairn::Record& record) {
    if (const auto* reading = std::get_if<cairn::Reading>(&record)) {
        std::cout << reading->tag.view() << ' ' << name(reading->measurement.quantity) << ' '
                  << reading->measurement.value << '\n';
    }
}

void complain(const cairn::Error& error) {
    std::cerr << name(error.code) << ": " << error.where << '\n';
}

}  // namespace

int main() {
    cairn::net::SystemClock clock;
    cairn::net::SystemEntropy entropy;
    NoLink link;
    const auto adapter = cairn::adapters::make_adapter({});
    auto edge = cairn::Edge::open({}, **adapter, {clock, link, entropy});
    if (!edge) return complain(edge.error()), 1;

    for (std::string line; std::getline(std::cin, line);) {
        const auto taken = edge->ingest({"", cairn::as_bytes(line)}, {}, show, complain);
        if (!taken) complain(taken.error());
        if (const auto kept = edge->commit(); !kept) complain(kept.error());
        edge->step(show);
    }
}
