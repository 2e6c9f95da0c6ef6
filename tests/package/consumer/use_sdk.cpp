#include <cstdio>

#include "cairn/wire/block_reader.h"
#include "cairn/wire/sealer.h"

int main() {
    cairn::Sealer sealer;
    const auto tag = *cairn::TagId::parse("ble:AC233FA03208");
    const auto gateway = *cairn::GatewayId::parse("minew:AC233FC001EA");
    const auto added =
        sealer.add(cairn::Sighting{tag, gateway, {1'700'000'000'000}, cairn::TimeSource::gateway, -60});
    int records = 0;
    const auto read =
        cairn::read_block(sealer.seal(1, {1'700'000'000'500}), [&](const cairn::Record&) { ++records; });
    std::printf("%s\n", added && read && records == 1 ? "sdk ok" : "lost");
}
