// What edges are to do: commands, settings, the next secret.
#include <gtest/gtest.h>

#include "unit/cloud/store_support.h"

namespace cairn::cloud::test {
namespace {

using protocol::CommandOutcome;

protocol::Command reboot(Timestamp expires_at = now + Millis{60'000}) {
    protocol::Command command;
    command.expires_at = expires_at;
    command.gateway = "moko:D48C49F7909C";
    command.dialect = "moko.json";
    command.topic = "/MKGW3/d48c49f7909c/receive";
    command.name = "report";
    command.settings = {"kind=status", "interval=60s"};
    return command;
}

TEST(Orders, KeepACommandUntilItIsOver) {
    OpenStore open;
    const std::string id = *open.store.add_command("dock", reboot(), now);

    const auto waiting = *open.store.open_commands("dock", now);
    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_EQ(waiting[0].command.id, id);
    EXPECT_EQ(waiting[0].command.settings, reboot().settings);
    EXPECT_EQ(waiting[0].command.topic, reboot().topic);
    EXPECT_FALSE(waiting[0].outcome);

    ASSERT_TRUE(open.store.set_command_state("dock", {id, CommandOutcome::acknowledged, ""}, now));
    EXPECT_EQ(open.store.open_commands("dock", now)->size(), 1U);
    ASSERT_TRUE(open.store.set_command_state("dock", {id, CommandOutcome::done, "fine"}, now));
    EXPECT_TRUE(open.store.open_commands("dock", now)->empty());
    EXPECT_EQ(open.store.commands("dock")->at(0).outcome, CommandOutcome::done);
    EXPECT_EQ(open.store.commands("dock")->at(0).remark, "fine");
}

TEST(Orders, KeepTheLastWordOfACommand) {
    OpenStore open;
    const std::string id = *open.store.add_command("dock", reboot(), now);
    ASSERT_TRUE(open.store.set_command_state("dock", {id, CommandOutcome::failed, ""}, now));

    ASSERT_TRUE(open.store.set_command_state("dock", {id, CommandOutcome::sent, ""}, now));

    EXPECT_EQ(open.store.commands("dock")->at(0).outcome, CommandOutcome::failed);
}

TEST(Orders, LetACommandExpireThatNoEdgeCameFor) {
    OpenStore open;
    static_cast<void>(open.store.add_command("dock", reboot(now), now));

    EXPECT_TRUE(open.store.open_commands("dock", now)->empty());
    EXPECT_EQ(open.store.commands("dock")->at(0).outcome, CommandOutcome::expired);
}

TEST(Orders, AreOfOneEdgeOnly) {
    OpenStore open;
    const std::string id = *open.store.add_command("dock", reboot(), now);

    ASSERT_TRUE(open.store.set_command_state("yard", {id, CommandOutcome::done, ""}, now));
    ASSERT_TRUE(open.store.set_command_state("dock", {"nonsense", CommandOutcome::done, ""}, now));

    EXPECT_TRUE(open.store.open_commands("yard", now)->empty());
    EXPECT_EQ(open.store.open_commands("dock", now)->size(), 1U);
    EXPECT_EQ(open.store.add_command("nobody", reboot(), now).error().code, Errc::denied);
    EXPECT_EQ(open.store.set_config("nobody", "", now).error().code, Errc::denied);
}

TEST(Orders, NumberSettingsAndForgetWhatWasSaidOfOlderOnes) {
    OpenStore open;
    EXPECT_FALSE(*open.store.config("dock"));
    EXPECT_EQ(*open.store.set_config("dock", "a = 1\n", now), 1U);
    ASSERT_TRUE(open.store.set_config_state("dock", {1, false, "no such key: a"}));
    EXPECT_EQ((*open.store.config("dock"))->remark, "no such key: a");

    EXPECT_EQ(*open.store.set_config("dock", "b = 2\n", now), 2U);
    ASSERT_TRUE(open.store.set_config_state("dock", {1, true, ""}));

    const auto config = *open.store.config("dock");
    EXPECT_EQ(config->toml, "b = 2\n");
    EXPECT_FALSE(config->is_told);
    EXPECT_EQ(
        open.store.set_config("dock", std::string(protocol::config_chars_max + 1, '#'), now).error().code,
        Errc::malformed);
}

TEST(Orders, HoldBothSecretsValidUntilTheEdgeHasTheNewOne) {
    OpenStore open;
    ASSERT_TRUE(open.store.rotate_credential("dock", open.entropy));
    const std::string next = **open.store.next_secret("dock");

    EXPECT_TRUE(*open.store.is_credential(open.dock));
    EXPECT_TRUE(*open.store.is_credential({"dock", next}));
    EXPECT_FALSE(*open.store.is_credential({"yard", next}));

    ASSERT_TRUE(open.store.finish_rotation("dock"));
    EXPECT_FALSE(*open.store.is_credential(open.dock));
    EXPECT_TRUE(*open.store.is_credential({"dock", next}));
    EXPECT_FALSE(*open.store.next_secret("dock"));
}

TEST(Orders, RotateNoSecretOfAnEdgeThatIsWithdrawnOrNotThere) {
    OpenStore open;
    ASSERT_TRUE(open.store.rotate_credential("dock", open.entropy));
    const std::string next = **open.store.next_secret("dock");
    ASSERT_TRUE(open.store.withdraw_credential("dock"));

    EXPECT_FALSE(*open.store.is_credential({"dock", next}));
    EXPECT_EQ(open.store.rotate_credential("dock", open.entropy).error().code, Errc::denied);
    EXPECT_EQ(open.store.rotate_credential("nobody", open.entropy).error().code, Errc::denied);
}

TEST(Orders, AreSeenByTheServerWhenAnotherProcessLeavesThem) {
    OpenStore open;
    static_cast<void>(open.store.is_changed_elsewhere());
    EXPECT_FALSE(*open.store.is_changed_elsewhere());
    auto other = *Store::open(open.path);
    static_cast<void>(other.add_command("dock", reboot(), now));

    EXPECT_TRUE(*open.store.is_changed_elsewhere());
    EXPECT_FALSE(*open.store.is_changed_elsewhere());
}

}  // namespace
}  // namespace cairn::cloud::test
