// The ranges of commands' fields: the ends pass, what lies beyond is refused by a text that names the range.
#include <gtest/gtest.h>

#include "command_support.h"

namespace cairn::test {
namespace {

using namespace cairn::adapters;
using std::chrono::hours;
using std::chrono::seconds;

CommandBody report(ReportKind kind, Millis interval) {
    return ReportSettings{kind, interval};
}

TEST(StatusReport, OfTheSecondMokoGenerationIs0Or30To86400Seconds) {
    const char* const refused = "malformed: moko.json: status report interval is 0 or 30 to 86400 s";

    for (const int good : {0, 30, 86'400})
        EXPECT_TRUE(encoded(report(ReportKind::status, seconds(good)), "moko.json"));
    for (const int bad : {1, 29, 86'401, -1})
        EXPECT_EQ(refusal(report(ReportKind::status, seconds(bad)), "moko.json"), refused);
    EXPECT_EQ(refusal(report(ReportKind::status, Millis(30'500)), "moko.json"), refused);
}

TEST(StatusReport, OfTheFirstMokoGenerationIs0Or10To86400Seconds) {
    const char* const refused = "malformed: moko.gen-a: status report interval is 0 or 10 to 86400 s";

    for (const int good : {0, 10, 86'400})
        EXPECT_TRUE(encoded(report(ReportKind::status, seconds(good)), "moko.gen-a"));
    for (const int bad : {9, 86'401})
        EXPECT_EQ(refusal(report(ReportKind::status, seconds(bad)), "moko.gen-a"), refused);
}

TEST(StatusReport, OfTheMkgw4Is0Or30To86400Seconds) {
    const char* const refused = "malformed: moko.mkgw4: status report interval is 0 or 30 to 86400 s";

    for (const int good : {0, 30, 86'400})
        EXPECT_TRUE(encoded(report(ReportKind::status, seconds(good)), "moko.mkgw4"));
    for (const int bad : {29, 86'401})
        EXPECT_EQ(refusal(report(ReportKind::status, seconds(bad)), "moko.mkgw4"), refused);
}

TEST(ScanReport, HasItsOwnRangeInEachDialect) {
    EXPECT_TRUE(encoded(report(ReportKind::scan, seconds(0)), "moko.json"));
    EXPECT_TRUE(encoded(report(ReportKind::scan, hours(24)), "moko.json"));
    EXPECT_EQ(refusal(report(ReportKind::scan, seconds(86'401)), "moko.json"),
              "malformed: moko.json: scan report interval is 0 to 86400 s");
    EXPECT_TRUE(encoded(report(ReportKind::scan, seconds(600)), "moko.mkgw4"));
    EXPECT_EQ(refusal(report(ReportKind::scan, seconds(599)), "moko.mkgw4"),
              "malformed: moko.mkgw4: scan report interval is 600 to 86400 s");
    EXPECT_TRUE(encoded(report(ReportKind::scan, hours(24)), "civic"));
    EXPECT_EQ(refusal(report(ReportKind::scan, hours(25)), "civic"),
              "malformed: civic: report interval is 0 to 86400000 ms");
}

TEST(BatchReport, HasItsOwnRangeInEachDialect) {
    for (const int good : {100, 3'000})
        EXPECT_TRUE(encoded(report(ReportKind::batch, Millis(good)), "moko.json"));
    for (const int bad : {99, 3'001})
        EXPECT_EQ(refusal(report(ReportKind::batch, Millis(bad)), "moko.json"),
                  "malformed: moko.json: batch report interval is 100 to 3000 ms");
    EXPECT_TRUE(encoded(report(ReportKind::batch, Millis(0)), "moko.gen-a"));
    EXPECT_EQ(refusal(report(ReportKind::batch, Millis(3'001)), "moko.gen-a"),
              "malformed: moko.gen-a: batch report interval is 0 to 3000 ms");
}

TEST(ScanDuration, OfTheFirstMokoGenerationIs1To65535Seconds) {
    const char* const refused = "malformed: moko.gen-a: duration of a scan is 1 to 65535 s";

    for (const std::uint32_t good : {1U, 65'535U})
        EXPECT_TRUE(encoded(ScanSettings{ScanMode::always, good}, "moko.gen-a"));
    for (const std::uint32_t bad : {0U, 65'536U})
        EXPECT_EQ(refusal(ScanSettings{ScanMode::always, bad}, "moko.gen-a"), refused);
    EXPECT_EQ(refusal(ScanSettings{ScanMode::always, {}}, "moko.gen-a"), refused);
    EXPECT_TRUE(encoded(ScanSettings{ScanMode::off, {}}, "moko.gen-a"));
}

TEST(ScanTimingOfTheMkgw4, Is3To3600And600To86400Seconds) {
    for (const auto& good : {ScanTiming{3, 600, {}}, ScanTiming{3'600, 86'400, 86'400}})
        EXPECT_TRUE(encoded(good, "moko.mkgw4"));
    for (const std::uint32_t bad : {2U, 3'601U})
        EXPECT_EQ(refusal(ScanTiming{bad, 600, {}}, "moko.mkgw4"),
                  "malformed: moko.mkgw4: duration of a scan is 3 to 3600 s");
    for (const std::uint32_t bad : {599U, 86'401U}) {
        EXPECT_EQ(refusal(ScanTiming{3, bad, {}}, "moko.mkgw4"),
                  "malformed: moko.mkgw4: scan interval is 600 to 86400 s");
        EXPECT_EQ(refusal(ScanTiming{3, 600, bad}, "moko.mkgw4"),
                  "malformed: moko.mkgw4: scan report interval is 600 to 86400 s");
    }
}

TEST(RssiFilter, IsMinus127To0InEachDialect) {
    for (const std::string dialect : {"moko.json", "moko.gen-a", "moko.mkgw4", "minew.json-long", "civic"}) {
        for (const int good : {-127, 0}) EXPECT_TRUE(encoded(RssiFilter{good}, dialect)) << dialect;
        for (const int bad : {-128, 1})
            EXPECT_EQ(refusal(RssiFilter{bad}, dialect),
                      "malformed: " + dialect + ": rssi filter is -127 to 0 dBm");
    }
}

TEST(MacFilter, HoldsTenBeginningsOfWholeBytes) {
    for (const std::string dialect : {"moko.json", "moko.gen-a", "moko.mkgw4", "minew.json-long"}) {
        const std::string refused = "malformed: " + dialect + ": mac filter is up to 10 of 1 to 6 bytes";
        EXPECT_TRUE(encoded(MacFilter{false, false, std::vector<std::string>(10, "AC")}, dialect));
        EXPECT_TRUE(encoded(MacFilter{true, false, {"AC233FA03208"}}, dialect));
        EXPECT_EQ(refusal(MacFilter{false, false, std::vector<std::string>(11, "AC")}, dialect), refused);
        for (const char* bad : {"", "A", "AC2", "AC233FA0320801", "AC:23", "GG"})
            EXPECT_EQ(refusal(MacFilter{false, false, {bad}}, dialect), refused) << bad;
    }
}

TEST(NameFilter, HoldsTenNamesOfTwentyCharacters) {
    for (const std::string dialect : {"moko.json", "moko.gen-a", "moko.mkgw4"}) {
        const std::string refused =
            "malformed: " + dialect + ": name filter is up to 10 of 1 to 20 ASCII characters";
        EXPECT_TRUE(encoded(NameFilter{false, false, std::vector<std::string>(10, letters(20))}, dialect));
        EXPECT_EQ(refusal(NameFilter{false, false, std::vector<std::string>(11, "x")}, dialect), refused);
        for (const std::string& bad :
             {std::string(), letters(21), std::string("\n"), std::string("\xC3\xA9")})
            EXPECT_EQ(refusal(NameFilter{false, false, {bad}}, dialect), refused);
    }
}

TEST(RawFilter, RulesSpanTheirBytes) {
    const auto with = [](std::uint8_t first, std::uint8_t last, std::string bytes) {
        return RawFilter{true, RuleRelation::a, {{0x16, first, last, std::move(bytes)}}};
    };
    for (const std::string dialect : {"moko.json", "moko.gen-a", "moko.mkgw4"}) {
        const std::string position =
            "malformed: " + dialect + ": first and last byte of a raw rule are 1 to 29 and span its bytes";
        EXPECT_TRUE(encoded(with(0, 0, std::string(58, 'a')), dialect));
        EXPECT_TRUE(encoded(with(29, 29, "aa"), dialect));
        EXPECT_EQ(refusal(with(29, 30, "aabb"), dialect), position);
        EXPECT_EQ(refusal(with(3, 2, "aa"), dialect), position);
        EXPECT_EQ(refusal(with(0, 2, "aabb"), dialect), position);
        EXPECT_EQ(refusal(with(1, 2, "aa"), dialect), position);
        for (const std::string& bad :
             {std::string(), std::string("a"), std::string(60, 'a'), std::string("zz")})
            EXPECT_EQ(refusal(with(0, 0, bad), dialect),
                      "malformed: " + dialect + ": a raw rule is 1 to 29 bytes");
    }
}

TEST(RawFilter, HasAsManyRulesAsItsRelationNames) {
    const RawRule rule{0x16, 0, 0, "aa"};
    for (const std::string dialect : {"moko.json", "moko.gen-a", "moko.mkgw4"}) {
        const std::string refused =
            "malformed: " + dialect + ": raw filter has as many rules as its relation names";
        EXPECT_TRUE(encoded(RawFilter{true, RuleRelation::a_or_b, {rule, rule}}, dialect));
        EXPECT_TRUE(encoded(RawFilter{true, RuleRelation::a_and_b_or_c, {rule, rule, rule}}, dialect));
        EXPECT_TRUE(encoded(RawFilter{false, RuleRelation::a, {}}, dialect));
        EXPECT_EQ(refusal(RawFilter{true, RuleRelation::a, {}}, dialect), refused);
        EXPECT_EQ(refusal(RawFilter{true, RuleRelation::a_and_b, {rule}}, dialect), refused);
        EXPECT_EQ(refusal(RawFilter{true, RuleRelation::a_or_b_or_c, {rule, rule}}, dialect), refused);
        EXPECT_EQ(refusal(RawFilter{true, RuleRelation::a, {rule, rule, rule, rule}}, dialect),
                  "malformed: " + dialect + ": raw filter is up to 3 rules");
    }
}

TEST(DuplicateFilter, PeriodIs1To86400Seconds) {
    for (const std::string dialect : {"moko.json", "moko.gen-a"}) {
        const std::string refused = "malformed: " + dialect + ": duplicate period is 1 to 86400 s";
        for (const std::uint32_t good : {1U, 86'400U})
            EXPECT_TRUE(encoded(DuplicateFilter{DuplicateRule::same_mac, good}, dialect));
        for (const std::uint32_t bad : {0U, 86'401U})
            EXPECT_EQ(refusal(DuplicateFilter{DuplicateRule::same_mac, bad}, dialect), refused);
        EXPECT_EQ(refusal(DuplicateFilter{DuplicateRule::same_mac, {}}, dialect), refused);
        EXPECT_TRUE(encoded(DuplicateFilter{DuplicateRule::none, {}}, dialect));
    }
}

TEST(TimeZone, IsMinus24To28HalfHours) {
    const Timestamp now{1'769'860'800'000};
    for (const std::string dialect : {"moko.json", "moko.gen-a", "moko.mkgw4", "civic"}) {
        for (const int good : {-24, 28}) EXPECT_TRUE(encoded(TimeSync{now, good}, dialect));
        for (const int bad : {-25, 29})
            EXPECT_EQ(refusal(TimeSync{now, bad}, dialect),
                      "malformed: " + dialect + ": time zone is -24 to 28 half hours");
    }
}

TEST(TimeZone, OfTheFirstMk107IsWholeHours) {
    const Timestamp now{1'769'860'800'000};
    for (const int good : {-24, 24})
        EXPECT_TRUE(encoded(TimeSync{now, good}, "moko.gen-a", GatewayModel::mk107));
    for (const int bad : {-26, 26, 11})
        EXPECT_EQ(refusal(TimeSync{now, bad}, "moko.gen-a", GatewayModel::mk107),
                  "malformed: moko.gen-a: time zone is -24 to 24 half hours, whole hours");
}

TEST(Time, MustBeOneThatTheGatewayCanHold) {
    for (const std::string dialect : {"moko.json", "moko.gen-a", "moko.mkgw4"}) {
        EXPECT_TRUE(encoded(TimeSync{{4'294'967'295'000}, 0}, dialect));
        for (const std::int64_t bad : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{4'294'967'296'000}})
            EXPECT_EQ(refusal(TimeSync{{bad}, 0}, dialect),
                      "malformed: " + dialect + ": time is 1970 to 2106");
    }
    EXPECT_EQ(refusal(TimeSync{{0}, 0}, "civic"), "malformed: civic: time is 1970 to 9999");
}

TEST(TimeServer, IsUpTo64Characters) {
    for (const std::string dialect : {"moko.json", "moko.gen-a", "moko.mkgw4"}) {
        EXPECT_TRUE(encoded(TimeServer{true, letters(64), {}}, dialect));
        EXPECT_EQ(refusal(TimeServer{true, letters(65), {}}, dialect),
                  "malformed: " + dialect + ": time server is 0 to 64 ASCII characters");
    }
    for (const std::uint32_t good : {1U, 720U})
        EXPECT_TRUE(encoded(TimeServer{true, "a", good}, "moko.mkgw4"));
    for (const std::uint32_t bad : {0U, 721U})
        EXPECT_EQ(refusal(TimeServer{true, "a", bad}, "moko.mkgw4"),
                  "malformed: moko.mkgw4: interval of asking the time server is 1 to 720 h");
}

TagCommand led(TagFamily family, Millis duration, Millis pause) {
    TagCommand command;
    command.family = family;
    command.action = TagAction::led;
    command.duration = duration;
    command.pause = pause;
    return command;
}

TEST(Tags, BlinkWithinTheirTimes) {
    const char* const pause = "malformed: moko.json: pause at a tag is 0 to 10000 ms in steps of 100";
    for (const int good : {100, 600'000})
        EXPECT_TRUE(encoded(led(TagFamily::button_d, Millis(good), Millis(10'000)), "moko.json"));
    for (const int bad : {0, 99, 150, 600'100})
        EXPECT_EQ(refusal(led(TagFamily::button_d, Millis(bad), Millis(0)), "moko.json"),
                  "malformed: moko.json: duration at a button is 100 to 600000 ms in steps of 100");
    for (const int bad : {-100, 50, 10'100}) {
        EXPECT_EQ(refusal(led(TagFamily::button_d, seconds(1), Millis(bad)), "moko.json"), pause);
        EXPECT_EQ(refusal(led(TagFamily::tag, seconds(1), Millis(bad)), "moko.json"), pause);
    }
    for (const int good : {1, 600})
        EXPECT_TRUE(encoded(led(TagFamily::tag, seconds(good), Millis(0)), "moko.json"));
    for (const int bad : {500, 601'000})
        EXPECT_EQ(refusal(led(TagFamily::sensor, Millis(bad), Millis(0)), "moko.json"),
                  "malformed: moko.json: duration at a tag or sensor is 1 to 600 s");
}

TEST(Tags, HavePasswordsOfUpTo16Characters) {
    TagCommand connect;
    connect.password = letters(16);
    EXPECT_TRUE(encoded(connect, "moko.json"));
    connect.password = letters(17);
    EXPECT_EQ(refusal(connect, "moko.json"),
              "malformed: moko.json: tag password is 0 to 16 ASCII characters");
}

TEST(CivicCommands, HaveSaneRangesToo) {
    EXPECT_EQ(refusal(ScanSettings{ScanMode::periodic, 0U}, "civic"),
              "malformed: civic: a duration or interval is 1 to 86400 s");
    EXPECT_EQ(refusal(WifiSettings{letters(257), ""}, "civic"),
              "malformed: civic: a text is 0 to 256 bytes without control characters");
    EXPECT_EQ(refusal(NameFilter{false, false, std::vector<std::string>(65, "x")}, "civic"),
              "malformed: civic: a list is 0 to 64 long");
    EXPECT_EQ(refusal(MacFilter{false, false, {"A"}}, "civic"),
              "malformed: civic: mac filter is of 1 to 6 bytes");
}

}  // namespace
}  // namespace cairn::test
