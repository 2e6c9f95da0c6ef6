// Objects without separators, cut anywhere.
#include "cairn/adapters/json_stream.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "cairn/core/limits.h"
#include "feed.h"

namespace cairn::test {
namespace {

const std::string first =
    R"({"msg_id":3070,"device_info":{"mac":"d48c49f7909c"},"data":[{"a":"}{\"]"},[1]]})";
const std::string second = R"({"msg_id":3004,"data":{"x":"\\"}})";

std::vector<std::string> objects_in(adapters::JsonStream& stream, std::string_view text) {
    std::vector<std::string> objects;
    stream.feed(as_bytes(text), [&](Bytes object) { objects.emplace_back(as_text(object)); });
    return objects;
}

std::vector<std::string> objects_in(std::string_view text) {
    adapters::JsonStream stream;
    return objects_in(stream, text);
}

using Objects = std::vector<std::string>;

TEST(JsonStream, FindsObjectsThatFollowEachOther) {
    EXPECT_EQ(objects_in(first + second + first), (Objects{first, second, first}));
}

TEST(JsonStream, LeavesOutWhatStandsBetweenThem) {
    EXPECT_EQ(objects_in("\r\n\0garbage\"]}" + first + "\n" + second + "tail"), (Objects{first, second}));
}

TEST(JsonStream, TakesObjectsThatBeginOtherwise) {
    EXPECT_EQ(objects_in("{ \"msg_id\" : 1 }{}" + second), (Objects{"{ \"msg_id\" : 1 }", "{}", second}));
}

TEST(JsonStream, GoesOnAfterLostBytes) {
    for (std::size_t lost = 1; lost < first.size(); ++lost) {
        adapters::JsonStream stream;
        const Objects found = objects_in(stream, first.substr(0, lost) + second + first);
        EXPECT_EQ(found, (Objects{second, first})) << lost;
        EXPECT_EQ(stream.torn(), 1U) << lost;
    }
}

TEST(JsonStream, GivesUpAnObjectThatIsTooLong) {
    const auto object = [](std::size_t size) {
        std::string text = R"({"msg_id":1,"x":")";
        text.resize(size - 2, '{');
        return text + "\"}";
    };
    adapters::JsonStream stream;

    EXPECT_EQ(objects_in(stream, object(limits::message_bytes_max)).size(), 1U);
    EXPECT_EQ(stream.torn(), 0U);
    EXPECT_TRUE(objects_in(stream, object(limits::message_bytes_max + 1) + "{\"a\":1}").empty());
    EXPECT_EQ(stream.torn(), 1U);
    EXPECT_EQ(objects_in(stream, second), (Objects{second}));
}

TEST(JsonStream, FindsTheSameObjectsHoweverTheBytesAreCut) {
    std::mt19937 random(7);
    const std::vector<std::string> pieces{first,    second, "{",  "\"",   "]",  "}",          R"({"msg_id":)",
                                          R"({"m)", "x",    "\\", "{\"a", "\n", R"({"msg_i)", "\xFF"};
    for (int round = 0; round < 300; ++round) {
        std::string text;
        for (int i = 0; i < 40; ++i) text += pieces[random() % pieces.size()];
        adapters::JsonStream cut;
        Objects found;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t size = 1 + random() % 9;
            for (auto& object : objects_in(cut, text.substr(at, size))) found.push_back(object);
            at += size;
        }
        ASSERT_EQ(found, objects_in(text)) << text;
    }
}

TEST(JsonStream, GivesItsObjectsToADialect) {
    adapters::JsonStream stream;
    const auto adapter = *adapters::make_adapter({});
    LineSink sink;
    const std::string status =
        R"({"msg_id":3004,"device_info":{"mac":"d48c49f7909c"},"data":{"wifi_rssi":-54}})";
    for (const char& byte : status + status) {
        stream.feed(as_bytes({&byte, 1}),
                    [&](Bytes object) { adapter->feed(Message{"", object}, noon, sink); });
    }

    EXPECT_EQ(sink.frames, 2U);
    EXPECT_TRUE(sink.refusals.empty());
}

}  // namespace
}  // namespace cairn::test
