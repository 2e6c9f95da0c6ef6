// Every file in golden/gateways is one message of a gateway and what Cairn makes of it.
//
//     # what it shows
//     source: where it was published, or "constructed"
//     dialect: moko.json         (the dialect must recognise it; no pin)
//     topic: /MKGW3/d48c49f7909c/send
//     now: 2026-08-10T10:59:00Z  (the time of receipt)
//     payload:                   (text, up to "expect:", line ends left out; or "payload-hex:")
//     expect:
//     one line for each finding, in any number
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "cairn/adapters/adapters.h"
#include "cairn/core/hex.h"
#include "golden/record_lines.h"

namespace cairn::test {
namespace {

namespace fs = std::filesystem;

struct Capture {
    std::map<std::string, std::string> head;
    std::string payload;
    std::vector<std::string> expected;
};

Capture read_capture(const fs::path& path) {
    Capture capture;
    std::ifstream file(path);
    std::string section;
    for (std::string line; std::getline(file, line);) {
        if (line == "payload:" || line == "payload-hex:" || line == "expect:") {
            section = line;
        } else if (section == "expect:") {
            if (!line.empty()) capture.expected.push_back(line);
        } else if (section.starts_with("payload")) {
            capture.payload += line;
        } else if (const auto colon = line.find(": "); !line.starts_with('#') && colon != std::string::npos) {
            capture.head[line.substr(0, colon)] = line.substr(colon + 2);
        }
        if (section == "payload-hex:") capture.head["hex"] = "yes";
    }
    return capture;
}

std::vector<std::uint8_t> payload_of(const Capture& capture) {
    if (!capture.head.contains("hex")) return {capture.payload.begin(), capture.payload.end()};
    std::string digits = capture.payload;
    std::erase(digits, ' ');
    std::vector<std::uint8_t> bytes(digits.size() / 2);
    EXPECT_TRUE(parse_hex(digits, bytes));
    return bytes;
}

Timestamp parse_time(const std::string& text) {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    EXPECT_EQ(std::sscanf(text.c_str(), "%d-%d-%dT%d:%d:%dZ", &year, &month, &day, &hour, &minute, &second),
              6);
    using namespace std::chrono;
    const sys_days date{std::chrono::year{year} / month / day};
    return {duration_cast<milliseconds>(
                (date + hours{hour} + minutes{minute} + seconds{second}).time_since_epoch())
                .count()};
}

class GatewayCapture : public testing::Test {
public:
    explicit GatewayCapture(fs::path path) : path_(std::move(path)) {}

    void TestBody() override {
        const Capture capture = read_capture(path_);
        for (const char* key : {"source", "dialect", "topic", "now"}) {
            ASSERT_TRUE(capture.head.contains(key)) << "no line " << key;
        }
        const std::vector<std::uint8_t> payload = payload_of(capture);
        const Message message{capture.head.at("topic"), payload};
        const auto adapter = adapters::make_adapter({});
        ASSERT_TRUE(adapter);
        LineSink sink;

        (*adapter)->feed(message, parse_time(capture.head.at("now")), sink);

        std::string found;
        for (const auto& line : sink.lines) found += line + '\n';
        EXPECT_EQ(sink.lines, capture.expected) << "found:\n" << found;
        EXPECT_EQ((*adapter)->name(), capture.head.at("dialect"));
        EXPECT_EQ(pinned_lines(capture, message), sink.lines);
        damage(**adapter, message, parse_time(capture.head.at("now")));
    }

private:
    // Every truncation, and every byte changed in several ways: nothing reads past the end, whatever it says.
    static void damage(Adapter& adapter, const Message& message, Timestamp now) {
        std::vector<std::uint8_t> bytes(message.payload.begin(), message.payload.end());
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            const std::vector<std::uint8_t> part(bytes.begin(),
                                                 bytes.begin() + static_cast<std::ptrdiff_t>(size));
            LineSink sink;
            adapter.feed(Message{message.topic, part}, now, sink);
        }
        for (std::uint8_t& byte : bytes) {
            const std::uint8_t before = byte;
            for (const unsigned mask : {0x01U, 0x20U, 0x80U, 0xFFU}) {
                byte = static_cast<std::uint8_t>(before ^ mask);
                LineSink sink;
                adapter.feed(Message{message.topic, bytes}, now, sink);
            }
            byte = before;
        }
    }

    static std::vector<std::string> pinned_lines(const Capture& capture, const Message& message) {
        adapters::AdaptersOptions options;
        options.pins.push_back({"#", capture.head.at("dialect")});
        const auto adapter = adapters::make_adapter(options);
        EXPECT_TRUE(adapter) << "unknown dialect";
        LineSink sink;
        if (adapter) (*adapter)->feed(message, parse_time(capture.head.at("now")), sink);
        return sink.lines;
    }

    fs::path path_;
};

// One test a file, so that a failure names it.
const bool registered = [] {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(fs::path(CAIRN_SOURCE_DIR) / "tests/golden/gateways")) {
        if (entry.path().extension() == ".txt") paths.push_back(entry.path());
    }
    std::ranges::sort(paths);
    for (const auto& path : paths) {
        testing::RegisterTest("GatewayCapture", path.stem().c_str(), nullptr, nullptr, __FILE__, __LINE__,
                              [path]() -> testing::Test* { return new GatewayCapture(path); });
    }
    return !paths.empty();
}();

TEST(GatewayCaptures, AreThere) {
    EXPECT_TRUE(registered);
}

// The messages that the examples replay: one JSON object a line.
TEST(ExampleCaptures, AreUnderstood) {
    const auto adapter = adapters::make_adapter({});
    ASSERT_TRUE(adapter);
    std::size_t lines = 0;
    for (const auto& entry : fs::directory_iterator(fs::path(CAIRN_SOURCE_DIR) / "examples/captures")) {
        if (entry.path().extension() != ".jsonl") continue;
        std::ifstream file(entry.path());
        for (std::string line; std::getline(file, line); ++lines) {
            const auto example = boost::json::parse(line);
            Capture capture;
            const auto* hex = example.as_object().if_contains("payload_hex");
            if (hex != nullptr) capture.head["hex"] = "yes";
            capture.payload = (hex != nullptr ? *hex : example.at("payload")).as_string().c_str();
            const std::vector<std::uint8_t> payload = payload_of(capture);
            LineSink sink;
            (*adapter)->feed({example.at("topic").as_string().c_str(), payload}, {}, sink);
            EXPECT_EQ(sink.frames, 1U) << line;
            EXPECT_TRUE(sink.refusals.empty()) << line;
        }
    }
    EXPECT_GT(lines, 0U);
}

}  // namespace
}  // namespace cairn::test
