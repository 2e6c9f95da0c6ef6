// The cost of a binary gateway message: bytes in, frames out.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/adapters/adapters.h"
#include "support/hex.h"

namespace cairn::test {
namespace {

class CountingSink final : public IngestSink {
public:
    void frame(const Frame& frame) override {
        advertisements += frame.advertisements.size();
        benchmark::DoNotOptimize(frame.advertisements.data());
    }
    void rejected(const Error& /*error*/) override { ++refusals; }

    std::size_t advertisements = 0;
    std::size_t refusals = 0;
};

constexpr Timestamp now{1'742'435'600'000};  // just after the scans were made

// The six records of the vendor's sample, tests/golden/gateways/moko-mkgw4-scan.txt.
constexpr std::string_view raw_records =
    "000001"
    "0a010006c69b1ecf109302000101030005"
    "67db74d5000400"
    "01ce05001f"
    "1e1604eb0195b141e0b3003e2b4617d23228ddac2da718abb8c6715f1585d7"
    "0000010a010006f844771d61a70200010103000567db74d500040001c705001b"
    "0201060303e1ff13ff5242524205000514e6640028660000000006"
    "0000010a0100066cfd2276f04f0200010103000567db74d500040001bf05001b"
    "0201060303e1ff13ff5242524205000513665a0000000000000003"
    "00000108010006f844774d42520200010103000567db74d500040001c105001c"
    "020106181601ea800100000000000000000000ffffffff0d2c00000106000807094d4b20546167"
    "0000010a010006a4ac0f6f6ef70200010103000567db74d500040001bb050018"
    "0201001416eefd00100001b9c06e0faca4025a4141460301"
    "0000010a010006d430e2d55ba20200010003000567db74d500040001e605001f"
    "1eff0d00041001a14285892f61accc274567f7db34c4038e5c0baa973056e6";

// A record that the gateway decoded and sent without its bytes.
constexpr std::string_view decoded_records =
    "00000106010006fa05c2c70fc60200010103000567db74d500040001ba0a0001000b0001000c00010a"
    "0d0002ff9c0e000201ee0f00020caf";

std::vector<std::uint8_t> scan_of(std::string_view records, std::size_t times) {
    std::vector<std::uint8_t> message = from_hex("ef30a0d91e5d4026630000");
    const std::vector<std::uint8_t> once = from_hex(records);
    for (std::size_t i = 0; i < times; ++i) message.insert(message.end(), once.begin(), once.end());
    const std::size_t fields = message.size() - 11;
    message[9] = static_cast<std::uint8_t>(fields >> 8);
    message[10] = static_cast<std::uint8_t>(fields);
    return message;
}

void run(benchmark::State& state, const std::vector<std::uint8_t>& message) {
    const auto adapter = adapters::make_adapter({});
    CountingSink sink;
    for ([[maybe_unused]] auto step : state) {
        (*adapter)->feed(Message{"gw/d91e5d402663/publish", message}, now, sink);
    }
    if (sink.refusals != 0) state.SkipWithError("the message was refused");
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(message.size()));
    state.SetItemsProcessed(static_cast<std::int64_t>(sink.advertisements));
}

void mkgw4_scan(benchmark::State& state) {
    run(state, scan_of(raw_records, static_cast<std::size_t>(state.range(0))));
}
BENCHMARK(mkgw4_scan)->Arg(1)->Arg(4);

void mkgw4_decoded_scan(benchmark::State& state) {
    run(state, scan_of(decoded_records, 6));
}
BENCHMARK(mkgw4_decoded_scan);

}  // namespace
}  // namespace cairn::test

BENCHMARK_MAIN();
