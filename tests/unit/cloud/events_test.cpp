// The live feed: each reader gets every record that it asked for, once, in order, from its cursor on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "unit/cloud/api_support.h"

namespace cairn::cloud::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Keeps what it is sent; gone after `capacity` events.
class FakeStream final : public net::EventStream {
public:
    explicit FakeStream(std::size_t capacity = SIZE_MAX) : capacity_(capacity) {}

    bool send(std::string_view id, std::string_view event, std::string_view text) override {
        if (!is_open()) return false;
        ids.emplace_back(id);
        events.emplace_back(event);
        texts.emplace_back(text);
        return is_open();
    }
    bool is_open() const noexcept override { return ids.size() < capacity_; }

    std::vector<std::string> ids;
    std::vector<std::string> events;
    std::vector<std::string> texts;

private:
    std::size_t capacity_;
};

std::shared_ptr<FakeStream> follow(OpenApi& open, Query query = {}, Headers headers = {}) {
    auto stream = std::make_shared<FakeStream>();
    open.events.open(get("/v1/events/stream", std::move(query), std::move(headers)), stream);
    return stream;
}

void step_to_end(OpenApi& open) {
    while (open.events.step()) {
    }
}

int refused_status(OpenApi& open, Query query, Headers headers = {}) {
    const auto refusal =
        open.api.respond_to_stream(get("/v1/events/stream", std::move(query), std::move(headers)));
    return refusal ? refusal->status : 0;
}

TEST(Events, StartAtNow) {
    OpenApi open;
    open.bring({sighting("A")});
    const auto stream = follow(open);

    open.bring({sighting("B")});
    step_to_end(open);

    EXPECT_THAT(stream->ids, ElementsAre("2"));
    EXPECT_THAT(stream->events, ElementsAre("sighting"));
    EXPECT_EQ(stream->texts[0],
              R"({"offset":2,"edge":"dock","storedAt":"2023-11-14T22:13:20.000Z","type":"sighting",)"
              R"("tag":"ble:B","gateway":"moko:G1","at":"2023-11-14T22:13:20.000Z","rssiDbm":-60,)"
              R"("timeSource":"receipt"})");
}

TEST(Events, GoOnFromAfter) {
    OpenApi open;
    open.bring({sighting("A"), sighting("B"), sighting("C")});
    const auto stream = follow(open, {{"after", "1"}});

    step_to_end(open);

    EXPECT_THAT(stream->ids, ElementsAre("2", "3"));
}

TEST(Events, GoOnFromTheLastEventIdBeforeAfter) {
    OpenApi open;
    open.bring({sighting("A"), sighting("B"), sighting("C")});
    const auto stream = follow(open, {{"after", "0"}}, {{"last-event-id", "2"}});

    step_to_end(open);

    EXPECT_THAT(stream->ids, ElementsAre("3"));
}

TEST(Events, StartAtNowWhenTheCursorIsOfAnotherStore) {
    OpenApi open;
    open.bring({sighting("A")});
    const auto stream = follow(open, {}, {{"last-event-id", "999"}});

    open.bring({sighting("B")});
    step_to_end(open);

    EXPECT_THAT(stream->ids, ElementsAre("2"));
}

TEST(Events, AreOnlyOfTheTypesAskedFor) {
    OpenApi open;
    const auto stream = follow(open, {{"types", "position,attribute"}});

    open.bring({sighting("A"), position("A", 1), attribute("A", AttributeKind::name, "x"),
                reading("A", Quantity::voltage_v, 3)});
    step_to_end(open);

    EXPECT_THAT(stream->events, ElementsAre("position", "attribute"));
}

TEST(Events, AreOnlyOfTheTagAskedFor) {
    OpenApi open;
    const auto stream = follow(open, {{"tag", "ble:B"}});

    open.bring({sighting("A"), sighting("B"), sighting("C")});
    step_to_end(open);

    EXPECT_THAT(stream->ids, ElementsAre("2"));
}

TEST(Events, ReachEveryReaderOnceWhereverItStands) {
    OpenApi open;
    open.bring({sighting("A"), sighting("B")});
    const auto whole = follow(open, {{"after", "0"}});
    const auto live = follow(open);
    const auto other = follow(open);

    open.bring({sighting("C")});
    step_to_end(open);
    step_to_end(open);

    EXPECT_THAT(whole->ids, ElementsAre("1", "2", "3"));
    EXPECT_THAT(live->ids, ElementsAre("3"));
    EXPECT_THAT(other->ids, ElementsAre("3"));
}

TEST(Events, ComeInPagesToWhoIsFarBehind) {
    OpenApi open;
    const Origin dock{"dock", {{7}}};
    ASSERT_TRUE(open.open.store.accept(dock, blocks(1, 450), {}, now));
    const auto stream = follow(open, {{"after", "0"}});

    const bool behind = open.events.step();
    const std::size_t first_page = stream->ids.size();
    step_to_end(open);

    EXPECT_TRUE(behind);
    EXPECT_EQ(first_page, 200U);
    EXPECT_EQ(stream->ids.size(), 450U);
    EXPECT_EQ(stream->ids.back(), "450");
}

TEST(Events, LeaveOutAPayloadTooLongForAStream) {
    OpenApi open;
    const auto stream = follow(open);
    const std::string long_payload(stream_payload_bytes_max + 1, 'x');
    RawMessage message;
    message.gateway = gateway("G1");
    message.at = now;
    message.topic = "t";
    message.payload = as_bytes(long_payload);
    open.bring({message, sighting("A")});

    step_to_end(open);

    ASSERT_THAT(stream->ids, ElementsAre("1", "2"));
    EXPECT_THAT(stream->texts[0], testing::HasSubstr(R"("payloadBase64":null)"));
}

TEST(Events, KeepAPageOfLongRecordsShort) {
    OpenApi open;
    const std::string payload(stream_payload_bytes_max, 'x');
    RawMessage message;
    message.gateway = gateway("G1");
    message.at = now;
    message.topic = "t";
    message.payload = as_bytes(payload);
    open.bring({message, message, message});
    const auto stream = follow(open, {{"after", "0"}});

    open.events.step();
    const std::size_t first_page = stream->ids.size();
    step_to_end(open);

    EXPECT_EQ(first_page, 1U);
    EXPECT_THAT(stream->ids, ElementsAre("1", "2", "3"));
}

TEST(Events, ForgetAReaderThatIsGone) {
    OpenApi open;
    const auto stream = std::make_shared<FakeStream>(1);
    open.events.open(get("/v1/events/stream"), stream);
    EXPECT_EQ(open.counters.streams_open, 1U);

    open.bring({sighting("A"), sighting("B")});
    step_to_end(open);

    EXPECT_EQ(open.counters.streams_open, 0U);
    EXPECT_EQ(stream.use_count(), 1);
}

TEST(Events, RefuseParametersThatAreWrong) {
    OpenApi open;

    EXPECT_EQ(refused_status(open, {{"types", "position,nonsense"}}), 400);
    EXPECT_EQ(refused_status(open, {{"types", "position,"}}), 400);
    EXPECT_EQ(refused_status(open, {{"tag", "x"}}), 400);
    EXPECT_EQ(refused_status(open, {{"after", "x"}}), 400);
    EXPECT_EQ(refused_status(open, {{"limit", "5"}}), 400);
    EXPECT_EQ(refused_status(open, {}, {{"last-event-id", "x"}}), 400);
    EXPECT_EQ(refused_status(open, {{"types", "position,reading"}, {"tag", "ble:A"}}), 0);
}

TEST(Events, RefuseMoreReadersThanTheLimit) {
    OpenApi open;
    std::vector<std::shared_ptr<FakeStream>> streams;
    streams.reserve(streams_max);
    for (std::size_t i = 0; i < streams_max; ++i) streams.push_back(follow(open));

    EXPECT_EQ(refused_status(open, {}), 503);
}

TEST(Events, AreNothingBeforeRecordsAre) {
    OpenApi open;
    const auto stream = follow(open, {{"after", "0"}});

    EXPECT_FALSE(open.events.step());
    EXPECT_THAT(stream->ids, IsEmpty());
}

}  // namespace
}  // namespace cairn::cloud::test
