// The cost of a gateway's whole message: bytes in, frames out.
#include <benchmark/benchmark.h>

#include <array>
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
        records += frame.records.size();
    }
    void rejected(const Error& /*error*/) override { ++refusals; }

    std::size_t advertisements = 0;
    std::size_t records = 0;
    std::size_t refusals = 0;
};

constexpr std::size_t records_a_message = 20;

/// A message of 20 records: `samples` in turn, between `head` and `tail`.
template <std::size_t count>
std::string message_of(std::string_view head, const std::array<std::string_view, count>& samples,
                       std::string_view tail) {
    std::string text(head);
    for (std::size_t i = 0; i < records_a_message; ++i) {
        if (i > 0) text += ',';
        text += samples[i % count];
    }
    return text += tail;
}

// The content is that of the golden captures (tests/golden/gateways), which name their sources.

constexpr std::string_view moko_head = R"({"msg_id":3070,"device_info":{"mac":"d48c49f7909c"},"data":[)";
constexpr std::string_view moko_other =
    R"({"timestamp":1786359514903,"timezone":0,"adv_data":"0201041aff5900021535c80410418015dc8200410418415dc8200202f9c3",)"
    R"("rsp_data":"0f094d4f4e4954204d4543532050524f","type_code":10,"type":"other","rssi":-83,"connectable":0,)"
    R"("mac":"eec5000202f9"})";
constexpr std::string_view moko_raw =
    R"({"timestamp":1786359514903,"timezone":0,"type_code":8,"type":"bxp-tag","rssi":-63,"connectable":1,)"
    R"("mac":"f844774d4252","raw_data":"020106181601ea800500000000ffbc0110fc20ffffffff0c0200000107094d4b20546167"})";
constexpr std::string_view moko_button =
    R"({"timestamp":1786359514903,"timezone":0,"type_code":7,"type":"bxp-button","rssi":-82,"connectable":1,)"
    R"("mac":"fbd87c59ba8b","frame_type":0,"passwd_verification":1,"alarm_status":1,"trigger_count":69,)"
    R"("device_id":"000001","adv_name":"MK Button","full_scale":"2g","motion_threshold":80,"x_axis_data":-4,)"
    R"("y_axis_data":-20,"z_axis_data":1052,"temperature":27.2,"ranging_data":0,"batt_vol":98,"txpower":0})";
constexpr std::string_view moko_ibeacon =
    R"({"timestamp":1786359514903,"timezone":0,"type_code":0,"type":"ibeacon","rssi":-61,"connectable":0,)"
    R"("mac":"b081845989f1","uuid":"e2c56db5dffb48d2b060d0f5a71096e0","major":1,"minor":2,"rssi_1m":-59})";

constexpr std::string_view minew_head =
    R"([{"timestamp":"2019-08-01T05:54:25Z","type":"Gateway","mac":"AC233FC001EA","gatewayFree":98,"gatewayLoad":0.05},)";
constexpr std::string_view minew_raw =
    R"({"timestamp":"2019-08-01T05:54:25Z","type":"Unknown","mac":"AC233FA03208","bleName":"","rssi":-79,)"
    R"("rawData":"0201060303E1FF0D16E1FFA10264000832A03F23AC"})";
constexpr std::string_view minew_sensor =
    R"({"timestamp":"2019-08-01T05:54:25Z","type":"S1","mac":"AC233FA018E3","bleName":"S1","rssi":-54,)"
    R"("battery":100,"temperature":26.69,"humidity":65.14})";
constexpr std::string_view minew_response =
    R"({"timestamp":"2019-08-01T05:54:25Z","type":"Unknown","mac":"AC233FA018E3","bleName":"","rssi":-53,"rawData":""})";

constexpr std::string_view first_head =
    R"({"msg_id":3004,"device_info":{"device_id":"409151a65c96","mac":"409151A65C96"},"data":[)";
constexpr std::string_view first_raw =
    R"({"type":0,"value":{"mac":"F95BC0EC4E56","timestamp":"2026-6-8&21:43:48+00","type":"Unknown","rssi":-53,)"
    R"("raw data":"020106020A001216ABFE4000140B980001F95BC0EC4E56200107094E6F74696679","name":"Notify"}})";
constexpr std::string_view first_ibeacon =
    R"({"type":1,"value":{"mac":"12F534BA0D99","timestamp":"2026-6-8&21:43:48+00","type":"iBeacon","rssi":-58,)"
    R"("uuid":"2686F39CBADA4658854AA62E7E5E8B8D","major":1,"minor":0,"rssi@1m":-55}})";

constexpr std::string_view mkgw4_head = "ef30a0d91e5d402663";
constexpr std::string_view mkgw4_records = "0000010a010006c69b1ecf10930200010103000567db74d500040001ce05001f1"
                                           "e1604eb0195b141e0b3003e2b4617d23228ddac2d"
                                           "a718abb8c6715f1585d70000010a010006f844771d61a70200010103000567db7"
                                           "4d500040001c705001b0201060303e1ff13ff5242"
                                           "524205000514e66400286600000000060000010a0100066cfd2276f04f0200010"
                                           "103000567db74d500040001bf05001b0201060303"
                                           "e1ff13ff5242524205000513665a000000000000000300000108010006f844774"
                                           "d42520200010103000567db74d500040001c10500"
                                           "1c020106181601ea800100000000000000000000ffffffff0d2c0000010600080"
                                           "7094d4b205461670000010a010006a4ac0f6f6ef7"
                                           "0200010103000567db74d500040001bb0500180201001416eefd00100001b9c06"
                                           "e0faca4025a41414603010000010a010006d430e2"
                                           "d55ba20200010003000567db74d500040001e605001f1eff0d00041001a142858"
                                           "92f61accc274567f7db34c4038e5c0baa973056e6";

void feed(benchmark::State& state, Bytes payload, Timestamp now) {
    const auto adapter = *adapters::make_adapter({});
    CountingSink sink;
    for (auto step : state) {  // NOLINT(clang-analyzer-deadcode.DeadStores): how the library counts
        adapter->feed(Message{"/gw/d48c49f7909c/send", payload}, now, sink);
        benchmark::DoNotOptimize(sink);
    }
    if (sink.refusals > 0 || sink.advertisements == 0) state.SkipWithError("the message was not understood");
    state.SetBytesProcessed(static_cast<std::int64_t>(payload.size()) * state.iterations());
    state.SetItemsProcessed(static_cast<std::int64_t>(sink.advertisements));
}

/// Composed: raw bytes in three records of five, the rest decoded by the gateway.
void moko_json(benchmark::State& state) {
    const std::string text =
        message_of(moko_head, std::array{moko_raw, moko_other, moko_button, moko_raw, moko_ibeacon}, "]}");
    feed(state, as_bytes(text), Timestamp{1'786'359'515'000});
}
BENCHMARK(moko_json);

void moko_json_decoded(benchmark::State& state) {
    const std::string text = message_of(moko_head, std::array{moko_button, moko_ibeacon}, "]}");
    feed(state, as_bytes(text), Timestamp{1'786'359'515'000});
}
BENCHMARK(moko_json_decoded);

void moko_first_generation(benchmark::State& state) {
    const std::string text =
        message_of(first_head, std::array{first_raw, first_raw, first_raw, first_ibeacon, first_raw}, "]}");
    feed(state, as_bytes(text), Timestamp{1'780'955'029'000});
}
BENCHMARK(moko_first_generation);

void minew_json_long(benchmark::State& state) {
    const std::string text =
        message_of(minew_head, std::array{minew_raw, minew_sensor, minew_response, minew_raw}, "]");
    feed(state, as_bytes(text), Timestamp{1'564'638'867'000});
}
BENCHMARK(minew_json_long);

void moko_mkgw4(benchmark::State& state) {
    constexpr std::size_t times = 3;  // 18 records
    std::vector<std::uint8_t> payload = from_hex(mkgw4_head);
    const std::vector<std::uint8_t> records = from_hex(mkgw4_records);
    const std::size_t size = times * records.size();
    payload.push_back(static_cast<std::uint8_t>(size >> 8));
    payload.push_back(static_cast<std::uint8_t>(size & 0xFF));
    for (std::size_t i = 0; i < times; ++i) payload.insert(payload.end(), records.begin(), records.end());
    feed(state, payload, Timestamp{1'742'436'000'000});
}
BENCHMARK(moko_mkgw4);

}  // namespace
}  // namespace cairn::test

BENCHMARK_MAIN();
