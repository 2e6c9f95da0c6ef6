// A four-byte big-endian length, then the message.
#include "net/message_framing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cairn/core/limits.h"

namespace cairn::test {
namespace {

using net::MessageReader;
using testing::ElementsAre;

constexpr std::string_view three_messages{"\0\0\0\5hello\0\0\0\0\0\0\0\2ok", 19};

std::vector<std::string> read(MessageReader& reader, Bytes bytes) {
    std::vector<std::string> messages;
    const auto fed = reader.feed(bytes, [&](Bytes message) {
        messages.emplace_back(as_text(message));
        return true;
    });
    EXPECT_TRUE(fed);
    return messages;
}

TEST(MessageReader, FindsTheMessagesInOnePiece) {
    MessageReader reader;

    EXPECT_THAT(read(reader, as_bytes(three_messages)), ElementsAre("hello", "", "ok"));
}

TEST(MessageReader, FindsTheSameMessagesHoweverTheyAreCut) {
    for (std::size_t cut = 0; cut <= three_messages.size(); ++cut) {
        for (std::size_t second = cut; second <= three_messages.size(); ++second) {
            MessageReader reader;
            std::vector<std::string> messages = read(reader, as_bytes(three_messages.substr(0, cut)));
            for (auto& message : read(reader, as_bytes(three_messages.substr(cut, second - cut))))
                messages.push_back(message);
            for (auto& message : read(reader, as_bytes(three_messages.substr(second))))
                messages.push_back(message);
            ASSERT_THAT(messages, ElementsAre("hello", "", "ok")) << cut << " " << second;
        }
    }
}

TEST(MessageReader, RefusesAMessageOverTheLimitAsSoonAsItIsAnnounced) {
    const auto over = static_cast<std::uint32_t>(limits::link_message_bytes_max + 1);
    const std::array<std::uint8_t, 4> head{
        static_cast<std::uint8_t>(over >> 24U), static_cast<std::uint8_t>(over >> 16U),
        static_cast<std::uint8_t>(over >> 8U), static_cast<std::uint8_t>(over)};
    const auto nothing = [](Bytes) { return true; };
    MessageReader reader;

    EXPECT_EQ(reader.feed(head, nothing).error().code, Errc::full);
    MessageReader slow;
    EXPECT_TRUE(slow.feed(Bytes(head).first(3), nothing));
    EXPECT_EQ(slow.feed(Bytes(head).subspan(3), nothing).error().code, Errc::full);
}

TEST(MessageReader, KeepsToALimitThatMayBeRaisedOnTheWay) {
    const auto nothing = [](Bytes) { return true; };
    MessageReader strict;
    strict.limit(4);
    EXPECT_EQ(strict.feed(as_bytes(three_messages), nothing).error().code, Errc::full);

    MessageReader raised;
    raised.limit(2);
    constexpr std::string_view messages{"\0\0\0\2ok\0\0\0\5hello", 15};
    EXPECT_TRUE(raised.feed(as_bytes(messages), [&](Bytes) {
        raised.limit(5);
        return true;
    }));
}

TEST(MessageReader, StopsWhenItIsTold) {
    MessageReader reader;
    int taken = 0;
    const auto fed = reader.feed(as_bytes(three_messages), [&](Bytes) { return ++taken < 2; });

    EXPECT_TRUE(fed);
    EXPECT_EQ(taken, 2);
}

TEST(MessageHead, IsTheBigEndianLength) {
    EXPECT_THAT(net::message_head(0x01'02'03), ElementsAre(0, 1, 2, 3));
}

}  // namespace
}  // namespace cairn::test
