// What `cairn top` shows of an edge's state.
#include "top_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace cairn::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr auto busy = R"({
  "now": "2026-01-31T12:00:00.000Z", "startedAt": "2026-01-31T08:58:00.000Z", "version": "0.1.0",
  "edge": "dock-1", "acceptance": "broker",
  "mqtt": {"messagesPerSecond": 12.34, "lastError": null},
  "pipeline": {"messages": 98765, "records": 1234567, "durableRecords": 1234560},
  "buffer": {"records": 12, "bodyBytes": 3210, "bytesMax": 268435456, "fileBytes": 15900000,
             "droppedRecords": 0, "expiredRecords": 0, "lastError": null,
             "streams": {"hearings": {"records": 12, "blocks": 2, "bodyBytes": 3210, "keptBytes": 0,
                         "droppedRecords": 0, "expiredRecords": 0, "oldestAt": "2026-01-31T11:56:40.000Z"},
                         "status": {"records": 0, "oldestAt": null}}},
  "sync": {"state": "online", "cloud": "cloud.example:7443", "lastError": null, "refusal": null,
           "lastAcknowledgedAt": "2026-01-31T11:59:58.000Z", "acknowledgedRecords": 1234548,
           "sentBlocks": 450, "sentGaps": 0, "sentBytes": 12500000, "sentBytesPerRecord": 10.125,
           "drainSeconds": 4, "budget": null}
})";

std::string shown(boost::json::value state) {
    return tool::top_text(state, tool::Paint(false));
}

void set(boost::json::value& state, const std::string& place, boost::json::value value) {
    state.at_pointer(place) = std::move(value);
}

boost::json::value changed(const std::string& place, boost::json::value value) {
    boost::json::value state = boost::json::parse(busy);
    set(state, place, std::move(value));
    return state;
}

TEST(TopText, ShowsAnEdgeOnOneScreen) {
    EXPECT_EQ(shown(boost::json::parse(busy)),
              R"(cairn-edge 0.1.0, dock-1, up 3 h 2 min, 2026-01-31T12:00:00.000Z
cloud     online, cloud.example:7443, acknowledged 2 s ago
link      no budget
error     none
messages  12.3 a second, 98,765 in all, acceptance broker
records   accepted 1,234,567   durable 1,234,560   waiting 12   acknowledged 1,234,548   lost 0
sent      450 blocks, 0 gaps, 12 MiB, 10.12 bytes a record
disk      3.1 KiB wait, of at most 256 MiB; the files take 15 MiB
drain     in 4 s

stream            records       blocks        bytes         kept         lost       oldest
status                  0            -            -            -            -            -
positions               -            -            -            -            -            -
hearings               12            2      3.1 KiB          0 B            0   3 min 20 s
)");
}

TEST(TopText, ShowsWhatIsLeftOfTheLinksBudget) {
    boost::json::value state = changed("/sync/budget", {{"monthBytesMax", 500'000'000},
                                                        {"spentBytes", 1'200'000},
                                                        {"scarce", false},
                                                        {"endsAt", "2026-02-20T00:00:00.000Z"}});
    EXPECT_THAT(shown(state),
                HasSubstr("1.1 MiB of 477 MiB this month, spent by 2026-02-20T00:00:00.000Z\n"));
    set(state, "/sync/budget/scarce", true);
    EXPECT_THAT(shown(state), HasSubstr(", hearings wait\n"));
}

TEST(TopText, ShowsWhatIsWrongOfEveryPart) {
    boost::json::value state = changed("/sync/lastError", "closed: link");
    set(state, "/buffer/lastError", "disk full");
    EXPECT_THAT(shown(state), HasSubstr("error     buffer: disk full; sync: closed: link\n"));
}

TEST(TopText, ShowsWhatIsLost) {
    boost::json::value state = changed("/buffer/droppedRecords", 3);
    set(state, "/buffer/expiredRecords", 4);
    EXPECT_THAT(shown(state), HasSubstr("lost 7\n"));
}

TEST(TopText, ShowsThatNothingWaits) {
    EXPECT_THAT(shown(changed("/buffer/records", 0)), HasSubstr("drain     nothing waits\n"));
    EXPECT_THAT(shown(changed("/sync/drainSeconds", nullptr)), HasSubstr("drain     not known\n"));
}

TEST(TopText, SaysThatSyncIsOff) {
    EXPECT_THAT(shown(changed("/sync/state", "off")), HasSubstr("off, everything stays on this machine\n"));
}

TEST(TopText, IsInColourWhereItIsWanted) {
    EXPECT_THAT(tool::top_text(boost::json::parse(busy), tool::Paint(true)),
                HasSubstr("\x1b[32monline\x1b[0m"));
}

TEST(TopText, LetsNobodySteerTheTerminal) {
    EXPECT_THAT(shown(changed("/edge", "a\x1b[2Jb")), Not(HasSubstr("\x1b")));
}

TEST(TopText, ShowsWhateverIsThere) {
    for (const char* const text : {"null", "{}", "[]", "7", R"({"sync":7,"buffer":[],"now":"then"})"})
        EXPECT_THAT(shown(boost::json::parse(text)), HasSubstr("records   accepted -"));
    EXPECT_THAT(shown(changed("/pipeline/records", 1e300)), HasSubstr("accepted -"));
    EXPECT_THAT(shown(changed("/pipeline/records", -1)), HasSubstr("accepted -"));
}

}  // namespace
}  // namespace cairn::test
