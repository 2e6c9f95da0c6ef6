// One line per event on standard error.
#include "cairn/net/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace cairn::test {
namespace {

using net::LogLevel;

template <typename Work>
std::string printed_by(const Work& work) {
    testing::internal::CaptureStderr();
    work();
    return testing::internal::GetCapturedStderr();
}

TEST(Log, WritesTimeLevelPartAndText) {
    const std::string line = printed_by([] { net::log(LogLevel::warning, "sync", "the cloud is gone"); });

    EXPECT_THAT(line, testing::MatchesRegex("20..-..-..T..:..:..\\....Z warning sync: the cloud is gone\n"));
}

TEST(Log, LeavesOutWhatIsBelowItsLevel) {
    EXPECT_EQ(printed_by([] { net::log(LogLevel::debug, "sync", "detail"); }), "");

    net::set_log_level(LogLevel::debug);
    EXPECT_NE(printed_by([] { net::log(LogLevel::debug, "sync", "detail"); }), "");
    net::set_log_level(LogLevel::info);
}

TEST(Log, KeepsTextFromOutsideOnOneLine) {
    const std::string line = printed_by([] { net::log(LogLevel::error, "mqtt", "a\nb\x1B[31m {} c"); });

    EXPECT_THAT(line, testing::EndsWith("error mqtt: a b [31m {} c\n"));
}

struct LogsAtItsEnd {
    ~LogsAtItsEnd() { net::log(LogLevel::info, "main", "last words"); }
};

TEST(LogDeathTest, IsThereUntilTheProgramEnds) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");

    EXPECT_EXIT(
        {
            static const LogsAtItsEnd older_than_the_logger;
            net::log(LogLevel::info, "main", "first words");
            std::exit(0);  // NOLINT(concurrency-mt-unsafe): there is one thread
        },
        testing::ExitedWithCode(0), "first words.*\n.*last words");
}

}  // namespace
}  // namespace cairn::test
