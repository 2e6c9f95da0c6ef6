// Commands of the cloud from their coming to their end, without a broker, a gateway or a clock.
#include "linux/command_relay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cairn::test {
namespace {

using edge::CommandRelay;
using edge::GatewayMessage;
using protocol::CommandOutcome;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Timestamp noon{1'769'860'800'000};
constexpr Instant start{1'000};
constexpr Millis answer_within{30'000};
constexpr auto replies = "/MKGW3/d48c49f7909c/send";
constexpr auto report_done =
    R"({"msg_id":1003,"device_info":{"mac":"d48c49f7909c"},"result_code":0,"result_msg":"success"})";

protocol::Command report_command(const std::string& id) {
    protocol::Command command;
    command.id = id;
    command.expires_at = noon + Millis{60'000};
    command.gateway = "moko:D48C49F7909C";
    command.dialect = "moko.json";
    command.topic = "/MKGW3/d48c49f7909c/receive";
    command.name = "report";
    command.settings = {"kind=status", "interval=60s"};
    return command;
}

protocol::Command beep_command(const std::string& id) {
    protocol::Command command = report_command(id);
    command.name = "tag";
    command.settings = {"family=button-cr", "action=beep", "mac=E3D5904006A9"};
    return command;
}

/// A relay, what it keeps, and a broker that has everything at once.
struct Bench {
    std::string memory;
    bool is_disk_full = false;
    Timestamp wall = noon;
    Instant now = start;
    std::vector<GatewayMessage> published;
    CommandRelay relay = make();

    CommandRelay make() {
        return CommandRelay(memory, [this](const std::string& fresh) {
            if (!is_disk_full) memory = fresh;
            return !is_disk_full;
        });
    }
    void restart() { relay = make(); }
    void take(const protocol::Command& command) { relay.take(command, wall, now); }
    void publish() {
        while (auto message = relay.take_outgoing(wall, now)) {
            published.push_back(*message);
            relay.published(message->id, "");
        }
    }
    void hear(std::string_view payload, const char* topic = replies) {
        relay.hear(topic, as_bytes(payload), now);
    }
    void wait(Millis time) {
        wall = wall + time;
        now = now + time;
        relay.step(wall, now);
    }
    /// "c1 done: success", ...
    std::vector<std::string> reports() {
        std::vector<std::string> all;
        while (const auto report = relay.take_report()) {
            all.push_back(report->id + " " + name(report->outcome) +
                          (report->text.empty() ? "" : ": " + report->text));
        }
        return all;
    }
};

TEST(CommandRelay, FollowsACommandToItsEnd) {
    Bench bench;
    bench.take(report_command("c1"));
    EXPECT_THAT(bench.reports(), ElementsAre("c1 queued"));
    bench.publish();

    ASSERT_EQ(bench.published.size(), 1U);
    EXPECT_EQ(bench.published[0].topic, "/MKGW3/d48c49f7909c/receive");
    EXPECT_EQ(bench.published[0].payload,
              R"({"msg_id":1003,"device_info":{"mac":"d48c49f7909c"},"data":{"report_interval":60}})");
    EXPECT_THAT(bench.reports(), ElementsAre("c1 sent"));
    EXPECT_THAT(bench.relay.reply_topics(), ElementsAre(replies));
    bench.hear(report_done);
    EXPECT_THAT(bench.reports(), ElementsAre("c1 done: success"));
    EXPECT_THAT(bench.relay.reply_topics(), IsEmpty());
}

TEST(CommandRelay, TellsOfTheGatewayAndThenOfTheTagBehindIt) {
    Bench bench;
    bench.take(beep_command("c1"));
    bench.publish();
    bench.reports();

    bench.hear(R"({"msg_id":1160,"device_info":{"mac":"d48c49f7909c"},"result_code":0})");
    EXPECT_THAT(bench.reports(), ElementsAre(HasSubstr("c1 acknowledged")));
    bench.take(beep_command("c1"));
    EXPECT_THAT(bench.reports(), ElementsAre("c1 acknowledged")) << "also when it comes again";
    bench.hear(
        R"({"msg_id":3161,"device_info":{"mac":"D48C49F7909C"},"data":{"mac":"E3D5904006A9","result_code":0}})");
    EXPECT_THAT(bench.reports(), ElementsAre(HasSubstr("c1 done")));
}

TEST(CommandRelay, SaysWhatTheGatewayRefused) {
    Bench bench;
    bench.take(report_command("c1"));
    bench.publish();
    bench.reports();

    bench.hear(R"({"msg_id":1003,"device_info":{"mac":"d48c49f7909c"},"result_code":4})");

    EXPECT_THAT(bench.reports(), ElementsAre("c1 refused: no such object"));
}

TEST(CommandRelay, GivesTheSettingsThatWereRead) {
    Bench bench;
    protocol::Command command = report_command("c1");
    command.name = "read";
    command.settings = {"part=device"};
    bench.take(command);
    bench.publish();
    bench.reports();

    bench.hear(R"({"msg_id":2002,"device_info":{"mac":"d48c49f7909c"},"result_code":0,)"
               R"("data":{"product_model":"MKGW3","software_version":"V2"}})");

    EXPECT_THAT(bench.reports(), ElementsAre(HasSubstr("product_model=MKGW3, software_version=V2")));
}

TEST(CommandRelay, IgnoresWhatIsNoAnswerAndWhatComesElsewhere) {
    Bench bench;
    bench.take(report_command("c1"));
    bench.publish();
    bench.reports();

    bench.hear(report_done, "/MKGW3/d48c49f7909c/receive");
    bench.hear(report_done, "/other/send");
    bench.hear("not json");
    bench.hear(R"({"msg_id":3070,"device_info":{"mac":"d48c49f7909c"},"data":[]})");

    EXPECT_THAT(bench.reports(), IsEmpty());
}

TEST(CommandRelay, CarriesOutOnceWhatComesTwice) {
    Bench bench;
    bench.take(report_command("c1"));
    bench.take(report_command("c1"));
    EXPECT_THAT(bench.reports(), ElementsAre("c1 queued", "c1 queued"));
    bench.publish();
    bench.reports();
    bench.take(report_command("c1"));
    bench.publish();
    EXPECT_THAT(bench.reports(), ElementsAre("c1 sent"));
    bench.hear(report_done);
    bench.reports();
    bench.take(report_command("c1"));
    bench.publish();

    EXPECT_THAT(bench.reports(), ElementsAre("c1 done: success"));
    EXPECT_EQ(bench.published.size(), 1U);
}

TEST(CommandRelay, CarriesOutOnceWhatComesAgainAfterARestart) {
    Bench bench;
    bench.take(report_command("c1"));
    bench.publish();
    bench.hear(report_done);
    bench.restart();

    bench.take(report_command("c1"));
    bench.publish();

    EXPECT_THAT(bench.reports(), ElementsAre("c1 done: success"));
    EXPECT_EQ(bench.published.size(), 1U);
}

TEST(CommandRelay, WaitsAfterARestartForTheAnswerToWhatWasSent) {
    Bench bench;
    bench.take(report_command("c1"));
    bench.publish();
    bench.restart();

    bench.wait(Millis{90'000});  // its time to be sent is over, and that does not matter any more
    bench.take(report_command("c1"));
    bench.publish();
    EXPECT_THAT(bench.reports(), ElementsAre("c1 sent"));
    EXPECT_THAT(bench.relay.reply_topics(), ElementsAre(replies));
    bench.hear(report_done);

    EXPECT_THAT(bench.reports(), ElementsAre("c1 done: success"));
    EXPECT_EQ(bench.published.size(), 1U);
}

TEST(CommandRelay, RemembersBeforeItPublishes) {
    Bench bench;
    bench.take(report_command("c1"));

    ASSERT_TRUE(bench.relay.take_outgoing(bench.wall, bench.now));

    EXPECT_EQ(bench.memory, "c1 1769860860000 2 \n");
}

TEST(CommandRelay, PublishesNothingThatItCannotRemember) {
    Bench bench;
    bench.take(report_command("c1"));
    bench.reports();
    bench.is_disk_full = true;

    bench.publish();

    EXPECT_THAT(bench.published, IsEmpty());
    EXPECT_THAT(bench.reports(), ElementsAre(HasSubstr("c1 failed: not sent")));
    EXPECT_THAT(bench.relay.reply_topics(), IsEmpty());
}

TEST(CommandRelay, WaitsForTheBrokerUntilTheCommandExpires) {
    Bench bench;
    bench.take(report_command("c1"));
    bench.reports();
    bench.wait(Millis{59'999});
    EXPECT_THAT(bench.reports(), IsEmpty());

    bench.wait(Millis{1});
    bench.publish();

    EXPECT_THAT(bench.reports(), ElementsAre(HasSubstr("c1 expired")));
    EXPECT_THAT(bench.published, IsEmpty());
    EXPECT_THAT(bench.relay.reply_topics(), IsEmpty());
}

TEST(CommandRelay, LeavesWhatComesTooLate) {
    Bench bench;
    bench.wait(Millis{60'000});

    bench.take(report_command("c1"));

    EXPECT_THAT(bench.reports(), ElementsAre(HasSubstr("c1 expired")));
}

TEST(CommandRelay, FailsWhatIsNotAnsweredInTime) {
    Bench bench;
    bench.take(report_command("c1"));
    bench.publish();
    bench.reports();
    EXPECT_EQ(bench.relay.step(bench.wall, bench.now), start + answer_within);

    bench.wait(answer_within);

    EXPECT_THAT(bench.reports(), ElementsAre(HasSubstr("c1 failed: the gateway has not answered")));
}

TEST(CommandRelay, FailsWhatTheBrokerHasNotTaken) {
    Bench bench;
    bench.take(report_command("c1"));
    bench.reports();
    const auto message = bench.relay.take_outgoing(bench.wall, bench.now);

    bench.relay.published(message->id, "the broker is gone");

    EXPECT_THAT(bench.reports(), ElementsAre("c1 failed: the broker is gone"));
    bench.take(report_command("c1"));
    EXPECT_THAT(bench.reports(), ElementsAre("c1 failed: the broker is gone")) << "and is not tried again";
}

TEST(CommandRelay, HoldsBackWhoseAnswerCouldBeTakenForAnothers) {
    Bench bench;
    bench.take(report_command("c1"));
    bench.take(report_command("c2"));
    bench.publish();
    EXPECT_EQ(bench.published.size(), 1U);

    bench.hear(report_done);
    bench.publish();

    EXPECT_EQ(bench.published.size(), 2U);
}

TEST(CommandRelay, SetsAClockToTheTimeAtWhichItIsSent) {
    Bench bench;
    protocol::Command command = report_command("c1");
    command.name = "time";
    command.settings.clear();
    bench.take(command);
    bench.wait(Millis{50'000});

    bench.publish();

    ASSERT_EQ(bench.published.size(), 1U);
    EXPECT_THAT(bench.published[0].payload, HasSubstr("1769860850"));
}

TEST(CommandRelay, SaysWhatIsWrongWithACommand) {
    struct Wrong {
        void (*spoil)(protocol::Command&);
        const char* text;
    };
    const Wrong wrongs[] = {
        {[](protocol::Command& c) { c.gateway = "x"; },
         "gateway: expected such as moko:D48C49F7909C, found x"},
        {[](protocol::Command& c) { c.model = "mk1"; }, "model: there is no mk1"},
        {[](protocol::Command& c) { c.dialect = "latin"; }, "unsupported: command: dialect"},
        {[](protocol::Command& c) { c.name = "sing"; }, "there is no command sing"},
        {[](protocol::Command& c) { c.settings = {"interval=x"}; },
         "report: interval: expected a duration such as 500ms, 30s, 5min or 2h, found x"},
        {[](protocol::Command& c) { c.settings = {"interval=1s"}; },
         "malformed: moko.json: status report interval is 0 or 30 to 86400 s"},
        {[](protocol::Command& c) { c.topic = "site/1"; },
         "a reply topic is needed: site/1 does not tell where answers come"},
        {[](protocol::Command& c) { c.reply_topic = "a#"; }, "the reply topic a# is no MQTT topic filter"},
    };
    for (const Wrong& wrong : wrongs) {
        Bench bench;
        protocol::Command command = report_command("c1");
        wrong.spoil(command);
        bench.take(command);
        EXPECT_THAT(bench.reports(), ElementsAre(std::string("c1 refused: ") + wrong.text));
    }
}

TEST(CommandRelay, RefusesMoreThanItCanFollow) {
    Bench bench;
    for (std::size_t i = 0; i < CommandRelay::commands_max; ++i)
        bench.take(report_command("c" + std::to_string(i)));
    bench.reports();

    bench.take(report_command("last"));

    EXPECT_THAT(bench.reports(), ElementsAre(HasSubstr("last refused: command: too many under way")));
}

TEST(CommandRelay, ForgetsTheOldestThatAreOver) {
    Bench bench;
    bench.take(beep_command("open"));
    bench.publish();
    for (std::size_t i = 0; i < CommandRelay::remembered_max; ++i) {
        bench.take(report_command("c" + std::to_string(i)));
        bench.publish();
        bench.hear(report_done);
    }

    EXPECT_EQ(std::ranges::count(bench.memory, '\n'), CommandRelay::remembered_max);
    EXPECT_TRUE(bench.memory.starts_with("open 1769860860000 2 \nc1 1769860860000 4 success\n"))
        << bench.memory.substr(0, 100);
}

TEST(CommandRelay, KnowsTheCommandOfAnotherCloudWithTheSameId) {
    Bench bench;
    bench.take(report_command("c1"));
    bench.publish();
    bench.hear(report_done);
    bench.reports();
    protocol::Command other = report_command("c1");
    other.expires_at = other.expires_at + Millis{1};

    bench.take(other);
    bench.publish();
    bench.hear(R"({"msg_id":1003,"device_info":{"mac":"d48c49f7909c"},"result_code":4})");

    EXPECT_EQ(bench.published.size(), 2U);
    EXPECT_THAT(bench.reports(), ElementsAre("c1 queued", "c1 sent", "c1 refused: no such object"));
    bench.take(report_command("c1"));
    EXPECT_THAT(bench.reports(), ElementsAre("c1 done: success"));
}

TEST(CommandRelay, BeginsAnewWithAMemoryThatIsNone) {
    Bench bench;
    bench.memory =
        "x\n\n c \nc1 1769860860000 9 \nc1 1769860860000 1 \nc1 1769860860000 99999999999999999999 \n";

    bench.restart();
    bench.take(report_command("c1"));
    bench.publish();

    EXPECT_EQ(bench.published.size(), 1U);
}

}  // namespace
}  // namespace cairn::test
