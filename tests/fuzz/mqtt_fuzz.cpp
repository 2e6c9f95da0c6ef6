// What a broker sends: whole, and in pieces, which must read the same.
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "net/mqtt_packets.h"

namespace {

using namespace cairn;
using namespace cairn::net;

struct Reading {
    std::vector<std::string> messages;
    std::size_t packets = 0;
    bool is_refused = false;
    bool operator==(const Reading&) const = default;
};

void take_all(MqttReader& reader, Reading& reading) {
    while (!reading.is_refused) {
        const auto packet = reader.front();
        if (!packet) reading.is_refused = true;
        if (!packet || !*packet) return;
        ++reading.packets;
        if (const auto* publish = std::get_if<MqttPublish>(&**packet))
            reading.messages.push_back(std::string(publish->topic) + '\n' +
                                       std::string(as_text(publish->payload)));
        reader.pop();
    }
}

Reading read(MqttVersion version, Bytes input, std::size_t piece_bytes) {
    MqttReader reader(version);
    Reading reading;
    for (std::size_t at = 0; at < input.size() && !reading.is_refused; at += piece_bytes) {
        reader.feed(input.subspan(at, std::min(piece_bytes, input.size() - at)));
        take_all(reader, reading);
    }
    return reading;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    for (const MqttVersion version : {MqttVersion::v5, MqttVersion::v3_1_1}) {
        const Bytes input(bytes, size);
        const Reading whole = read(version, input, size + 1);
        if (read(version, input, 1) != whole || read(version, input, 7) != whole) std::abort();
    }
    return 0;
}
