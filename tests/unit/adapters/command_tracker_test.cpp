// Commands from their sending to their end, without a gateway and without a clock.
#include "cairn/adapters/command_tracker.h"

#include <gtest/gtest.h>

#include "command_support.h"

namespace cairn::test {
namespace {

using namespace cairn::adapters;

constexpr Instant start{1'000};

OutgoingMessage scan_message() {
    return *encoded(ScanSettings{}, "moko.json");
}

OutgoingMessage update_message() {
    return *encoded(FirmwareUpdate{FirmwarePart::gateway, "http://h/f"}, "moko.json");
}

OutgoingMessage beep_message() {
    TagCommand beep;
    beep.family = TagFamily::button_cr;
    beep.action = TagAction::beep;
    beep.tag = *MacAddress::parse("E3D5904006A9");
    return *encoded(beep, "moko.json");
}

OutgoingMessage named(CommandId id, OutgoingMessage message) {
    message.command = id;
    return message;
}

CommandReply answer(std::uint16_t number, ReplyOutcome outcome = ReplyOutcome::done) {
    CommandReply reply;
    reply.key = {gateway_of("moko.json"), number, {}};
    reply.outcome = outcome;
    return reply;
}

/// "a done over", or "nothing".
std::string next_news(CommandTracker& tracker) {
    const auto news = tracker.take_news();
    if (!news) return "nothing";
    return std::string(news->id.view()) + " " + name(news->state) + (news->is_over ? " over" : "");
}

TEST(CommandTracker, FollowsACommandToItsAnswer) {
    CommandTracker tracker;
    ASSERT_TRUE(tracker.send(named("a", scan_message())));
    EXPECT_EQ(tracker.state("a"), CommandState::queued);

    const auto sent = tracker.take_outgoing(start);

    ASSERT_TRUE(sent);
    EXPECT_EQ(sent->key.number, 1040);
    EXPECT_EQ(tracker.state("a"), CommandState::sent);
    EXPECT_FALSE(tracker.take_outgoing(start));
    EXPECT_TRUE(tracker.reply(answer(1040), start));
    EXPECT_EQ(next_news(tracker), "a done over");
    EXPECT_EQ(next_news(tracker), "nothing");
    EXPECT_FALSE(tracker.state("a"));
}

TEST(CommandTracker, HandsTheReplyOn) {
    CommandTracker tracker;
    ASSERT_TRUE(tracker.send(named("a", scan_message())));
    tracker.take_outgoing(start);
    CommandReply reply = answer(1040, ReplyOutcome::refused);
    reply.code = 3;
    reply.text = "range";

    ASSERT_TRUE(tracker.reply(reply, start));

    const auto news = tracker.take_news();
    ASSERT_TRUE(news);
    EXPECT_EQ(news->state, CommandState::refused);
    EXPECT_EQ(news->reply.code, 3);
    EXPECT_EQ(news->reply.text, "range");
}

TEST(CommandTracker, TakesNoAnswerOfAnotherGatewayOrNumber) {
    CommandTracker tracker;
    ASSERT_TRUE(tracker.send(named("a", scan_message())));
    tracker.take_outgoing(start);
    CommandReply other = answer(1040);
    other.key.gateway = *GatewayId::parse("moko:000000000001");

    EXPECT_FALSE(tracker.reply(other, start));
    EXPECT_FALSE(tracker.reply(answer(1041), start));
    EXPECT_EQ(tracker.state("a"), CommandState::sent);
}

TEST(CommandTracker, TakesNoAnswerBeforeItHasAsked) {
    CommandTracker tracker;
    ASSERT_TRUE(tracker.send(named("a", scan_message())));

    EXPECT_FALSE(tracker.reply(answer(1040), start));
}

TEST(CommandTracker, LetsRequestsOfOneKindWaitForEachOther) {
    CommandTracker tracker;
    ASSERT_TRUE(tracker.send(named("a", scan_message())));
    ASSERT_TRUE(tracker.send(named("b", scan_message())));
    ASSERT_TRUE(tracker.send(named("c", update_message())));

    EXPECT_EQ(tracker.take_outgoing(start)->key.number, 1040);
    EXPECT_EQ(tracker.take_outgoing(start)->key.number, 1006) << "another kind goes ahead";
    EXPECT_FALSE(tracker.take_outgoing(start));
    ASSERT_TRUE(tracker.reply(answer(1040), start));
    EXPECT_EQ(tracker.take_outgoing(start)->key.number, 1040);
    EXPECT_EQ(next_news(tracker), "a done over");
    EXPECT_EQ(tracker.state("b"), CommandState::sent);
}

TEST(CommandTracker, DoesNotHoldOtherGatewaysUp) {
    CommandTracker tracker;
    OutgoingMessage other = scan_message();
    other.key.gateway = *GatewayId::parse("moko:000000000001");
    ASSERT_TRUE(tracker.send(named("a", scan_message())));
    ASSERT_TRUE(tracker.send(named("b", other)));

    EXPECT_TRUE(tracker.take_outgoing(start));
    EXPECT_TRUE(tracker.take_outgoing(start));
}

TEST(CommandTracker, EndsWhatIsNotAnswered) {
    CommandTracker tracker;
    ASSERT_TRUE(tracker.send(named("a", scan_message())));
    ASSERT_TRUE(tracker.send(named("b", scan_message())));
    tracker.take_outgoing(start);

    EXPECT_EQ(tracker.step(start), start + Millis{30'000});
    EXPECT_EQ(tracker.step(start + Millis{29'999}), start + Millis{30'000});
    EXPECT_EQ(tracker.step(start + Millis{30'000}), Instant::never());
    EXPECT_EQ(next_news(tracker), "a timed out over");
    EXPECT_TRUE(tracker.take_outgoing(start + Millis{30'000})) << "the next of its kind";
}

TEST(CommandTracker, WaitsForTheTagsOwnAnswer) {
    CommandTracker tracker;
    ASSERT_TRUE(tracker.send(named("a", beep_message())));
    tracker.take_outgoing(start);
    CommandReply result = answer(3161);
    result.tag = *MacAddress::parse("E3D5904006A9");

    ASSERT_TRUE(tracker.reply(answer(1160), start));
    EXPECT_EQ(next_news(tracker), "a acknowledged");
    EXPECT_EQ(tracker.step(start), start + Millis{50'000});
    ASSERT_TRUE(tracker.reply(result, start));
    EXPECT_EQ(next_news(tracker), "a done over");
}

TEST(CommandTracker, TakesNoAnswerOfAnotherTag) {
    CommandTracker tracker;
    ASSERT_TRUE(tracker.send(named("a", beep_message())));
    tracker.take_outgoing(start);
    CommandReply result = answer(3161);
    result.tag = *MacAddress::parse("E3D5904006AA");

    EXPECT_FALSE(tracker.reply(result, start));
}

TEST(CommandTracker, TakesTheResultBeforeTheAcknowledgement) {
    CommandTracker tracker;
    ASSERT_TRUE(tracker.send(named("a", beep_message())));
    tracker.take_outgoing(start);

    ASSERT_TRUE(tracker.reply(answer(3161, ReplyOutcome::failed), start));
    EXPECT_EQ(next_news(tracker), "a refused over");
    EXPECT_FALSE(tracker.reply(answer(1160), start));
}

TEST(CommandTracker, TakesARepeatedAcknowledgementOnce) {
    CommandTracker tracker;
    ASSERT_TRUE(tracker.send(named("a", update_message())));
    tracker.take_outgoing(start);
    ASSERT_TRUE(tracker.reply(answer(1006), start));
    EXPECT_EQ(next_news(tracker), "a acknowledged");

    EXPECT_FALSE(tracker.reply(answer(1006), start));
    EXPECT_EQ(next_news(tracker), "nothing");
}

TEST(CommandTracker, EndsARefusedCommandWithoutWaitingForAResult) {
    CommandTracker tracker;
    ASSERT_TRUE(tracker.send(named("a", update_message())));
    tracker.take_outgoing(start);

    ASSERT_TRUE(tracker.reply(answer(1006, ReplyOutcome::refused), start));
    EXPECT_EQ(next_news(tracker), "a refused over");
}

TEST(CommandTracker, GivesAnUpdateTenMinutesAfterItsAcknowledgement) {
    CommandTracker tracker;
    ASSERT_TRUE(tracker.send(named("a", update_message())));
    tracker.take_outgoing(start);
    ASSERT_TRUE(tracker.reply(answer(1006), start));
    EXPECT_EQ(next_news(tracker), "a acknowledged");

    EXPECT_EQ(tracker.step(start), start + Millis{600'000});
    tracker.step(start + Millis{600'000});
    EXPECT_EQ(next_news(tracker), "a timed out over");
}

TEST(CommandTracker, EndsWithAnAcknowledgementWhereNothingElseComes) {
    CommandTracker tracker;
    const auto message = encoded(ScanSettings{}, "moko.mkgw4");
    ASSERT_TRUE(tracker.send(named("a", *message)));
    tracker.take_outgoing(start);

    ASSERT_TRUE(tracker.reply(answer(0x1040, ReplyOutcome::acknowledged), start));
    EXPECT_EQ(next_news(tracker), "a acknowledged over");
}

TEST(CommandTracker, FindsRequestsByTheirIdsWhereTheyHaveThem) {
    CommandTracker tracker;
    const auto message = encoded(Reboot{}, "minew.json-long");
    ASSERT_TRUE(tracker.send(named("request-1", *message)));
    tracker.take_outgoing(start);
    CommandReply reply;
    reply.key.request = "request-2";
    EXPECT_FALSE(tracker.reply(reply, start));
    reply.key.request = "request-1";  // the gateway is not told in it

    EXPECT_TRUE(tracker.reply(reply, start));
    EXPECT_EQ(next_news(tracker), "request-1 done over");
}

TEST(CommandTracker, LetsACivicUpdateAnswerTwice) {
    CommandTracker tracker;
    const auto message = encoded(FirmwareUpdate{FirmwarePart::gateway, "http://h/f"}, "civic");
    ASSERT_TRUE(tracker.send(named("request-1", *message)));
    tracker.take_outgoing(start);
    CommandReply reply;
    reply.key = {gateway_of("civic"), 0, "request-1"};
    reply.outcome = ReplyOutcome::acknowledged;

    ASSERT_TRUE(tracker.reply(reply, start));
    EXPECT_EQ(next_news(tracker), "request-1 acknowledged");
    reply.outcome = ReplyOutcome::done;
    ASSERT_TRUE(tracker.reply(reply, start));
    EXPECT_EQ(next_news(tracker), "request-1 done over");
}

TEST(CommandTracker, HoldsNoMoreThanItWasMadeFor) {
    CommandTracker tracker(2);
    ASSERT_TRUE(tracker.send(named("a", scan_message())));
    ASSERT_TRUE(tracker.send(named("b", scan_message())));

    EXPECT_EQ(tracker.send(named("c", scan_message())).error().code, Errc::full);
    tracker.take_outgoing(start);
    ASSERT_TRUE(tracker.reply(answer(1040), start));
    EXPECT_FALSE(tracker.send(named("c", scan_message()))) << "until its end was told";
    EXPECT_EQ(next_news(tracker), "a done over");
    EXPECT_TRUE(tracker.send(named("c", scan_message())));
}

TEST(CommandTracker, NeedsAnIdThatIsNotUnderWay) {
    CommandTracker tracker;
    ASSERT_TRUE(tracker.send(named("a", scan_message())));

    EXPECT_EQ(tracker.send(named("a", update_message())).error().code, Errc::malformed);
    EXPECT_EQ(tracker.send(named("", update_message())).error().code, Errc::malformed);
}

TEST(CommandTracker, WaitsForTheAnswerToWhatAnotherTrackerSent) {
    CommandTracker tracker;
    ASSERT_TRUE(tracker.await(named("a", scan_message()), start));

    EXPECT_FALSE(tracker.take_outgoing(start));
    EXPECT_EQ(tracker.state("a"), CommandState::sent);
    EXPECT_TRUE(tracker.reply(answer(1040), start));
    EXPECT_EQ(next_news(tracker), "a done over");
}

TEST(CommandTracker, TimesOutWhatAnotherTrackerSent) {
    CommandTracker tracker;
    ASSERT_TRUE(tracker.await(named("a", scan_message()), start));

    tracker.step(start + scan_message().answer_within);

    EXPECT_EQ(next_news(tracker), "a timed out over");
}

TEST(CommandTracker, ForgetsWithoutNews) {
    CommandTracker tracker;
    ASSERT_TRUE(tracker.send(named("a", scan_message())));
    ASSERT_TRUE(tracker.send(named("b", scan_message())));

    tracker.forget("a");

    EXPECT_FALSE(tracker.state("a"));
    EXPECT_EQ(next_news(tracker), "nothing");
    EXPECT_EQ(tracker.take_outgoing(start)->command, "b");
}

}  // namespace
}  // namespace cairn::test
