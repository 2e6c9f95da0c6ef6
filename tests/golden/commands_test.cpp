// Every file in golden/commands is one command in words and the message that tells a gateway.
//
//     # what it shows
//     source: where the message was published, or "constructed" and what from
//     dialect: moko.json
//     gateway: moko:D48C49F7909C
//     model: usual                  (may be left out)
//     device-id: gate-1             (Moko's first generation only)
//     topic: /MKGW3/d48c49f7909c/receive
//     command: report kind=status interval=60s
//     key: 1003                     (the number that the answer has, the MKGW4's in hexadecimal; "id": the
//                                   request's own)
//     result: 3007                  (the number of a second answer; may be left out)
//     payload:                      (text, line ends left out; or "payload-hex:", spaces left out)
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "cairn/adapters/command_text.h"
#include "cairn/adapters/command_words.h"
#include "cairn/core/hex.h"

namespace cairn::test {
namespace {

namespace fs = std::filesystem;

constexpr Timestamp noon{1'769'860'800'000};  // 2026-01-31T12:00:00Z

struct Example {
    std::map<std::string, std::string> head;
    std::string payload;
    bool is_hex = false;
};

Example read_example(const fs::path& path) {
    Example example;
    std::ifstream file(path);
    bool is_payload = false;
    for (std::string line; std::getline(file, line);) {
        if (line == "payload:" || line == "payload-hex:") {
            is_payload = true;
            example.is_hex = line == "payload-hex:";
        } else if (is_payload) {
            example.payload += line;
        } else if (const auto colon = line.find(": "); !line.starts_with('#') && colon != std::string::npos) {
            example.head[line.substr(0, colon)] = line.substr(colon + 2);
        }
    }
    if (example.is_hex) std::erase(example.payload, ' ');
    return example;
}

std::vector<std::string> words_of(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(word);
    return words;
}

std::string shown(const adapters::OutgoingMessage& message, bool is_hex) {
    if (!is_hex) return message.payload;
    InlineString<254> digits;
    append_hex(digits, as_bytes(message.payload));
    return std::string(digits.view());
}

class CommandExample : public testing::Test {
public:
    explicit CommandExample(fs::path path) : path_(std::move(path)) {}

    void TestBody() override {
        Example example = read_example(path_);
        for (const char* key : {"source", "dialect", "gateway", "topic", "command", "key"})
            ASSERT_TRUE(example.head.contains(key)) << "no line " << key;
        adapters::Command command;
        command.id = "request-1";
        const auto gateway = GatewayId::parse(example.head["gateway"]);
        ASSERT_TRUE(gateway);
        command.gateway = *gateway;
        const auto words = words_of(example.head["command"]);
        auto parsed = adapters::parse_command(words[0], std::span(words).subspan(1), noon);
        ASSERT_TRUE(std::holds_alternative<adapters::CommandBody>(parsed))
            << std::get<adapters::Complaint>(parsed).text;
        command.body = std::get<adapters::CommandBody>(std::move(parsed));
        adapters::GatewayRoute route;
        route.topic = example.head["topic"];
        route.device_id = example.head["device-id"];
        if (example.head.contains("model"))
            route.model = adapters::parse_word<adapters::GatewayModel>(example.head["model"]).value();

        const auto message = adapters::encode(command, example.head["dialect"], route);

        ASSERT_TRUE(message) << message.error().where;
        EXPECT_EQ(shown(*message, example.is_hex), example.payload);
        EXPECT_EQ(message->topic, example.head["topic"]);
        EXPECT_EQ(key_of(*message, example.is_hex), example.head["key"]);
        const std::string result = message->result_number == 0 ? "" : std::to_string(message->result_number);
        EXPECT_EQ(result, example.head["result"]);
    }

private:
    // The vendor writes the MKGW4's numbers in hexadecimal.
    static std::string key_of(const adapters::OutgoingMessage& message, bool is_hex) {
        const std::uint16_t number = message.key.number;
        if (number == 0) return message.key.request.view() == "request-1" ? "id" : "none";
        if (!is_hex) return std::to_string(number);
        char digits[5] = "";
        std::snprintf(digits, sizeof(digits), "%04X", static_cast<unsigned>(number));
        return digits;
    }

    fs::path path_;
};

// One test a file, so that a failure names it.
const bool registered = [] {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(fs::path(CAIRN_SOURCE_DIR) / "tests/golden/commands")) {
        if (entry.path().extension() == ".txt") paths.push_back(entry.path());
    }
    std::ranges::sort(paths);
    for (const auto& path : paths) {
        testing::RegisterTest("CommandExample", path.stem().c_str(), nullptr, nullptr, __FILE__, __LINE__,
                              [path]() -> testing::Test* { return new CommandExample(path); });
    }
    return !paths.empty();
}();

TEST(CommandExamples, AreThere) {
    EXPECT_TRUE(registered);
}

}  // namespace
}  // namespace cairn::test
