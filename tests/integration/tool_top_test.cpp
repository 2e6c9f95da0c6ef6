// `cairn top` beside a real edge, broker and cloud.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/installation.h"
#include "support/numbered_publisher.h"

namespace cairn::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

struct Looked {
    int exit_code = 0;
    std::string text;
};

Looked look(std::uint16_t page) {
    const TemporaryDirectory folder;
    Program top({CAIRN_TOOL_PROGRAM, "top", "--once", "--page", "http://127.0.0.1:" + std::to_string(page)},
                folder.file("output"));
    const int exit_code = top.wait();
    return {exit_code, top.output()};
}

TEST(Top, ShowsHowFarTheRecordsOfARunningEdgeAre) {
    const Installation all;
    NumberedPublisher publisher(all.mqtt_port(), std::chrono::milliseconds(1));
    Looked looked;
    const auto arrived = [&] {
        looked = look(all.page_port());
        return looked.text.find("acknowledged 0 ") == std::string::npos;
    };

    EXPECT_TRUE(eventually(arrived));
    publisher.stop();

    EXPECT_EQ(looked.exit_code, 0);
    EXPECT_THAT(looked.text,
                AllOf(HasSubstr(", dock, up "), HasSubstr("cloud     online, 127.0.0.1:"),
                      HasSubstr("error     none"), HasSubstr("acceptance broker"), HasSubstr("lost 0\n"),
                      HasSubstr("bytes a record\n"), HasSubstr("hearings ")));
    EXPECT_EQ(looked.text.find('\x1b'), std::string::npos) << "standard output is no terminal";
}

TEST(Top, WritesOneLookAfterTheOtherWhereNobodyWatches) {
    const Installation all;
    const TemporaryDirectory folder;
    Program top({CAIRN_TOOL_PROGRAM, "top", "--interval", "0.1", "--page",
                 "http://127.0.0.1:" + std::to_string(all.page_port())},
                folder.file("output"));
    const auto looks = [&] {
        const std::string text = top.output();
        const std::size_t first = text.find("cairn-edge ");
        return first != std::string::npos && text.find("\n\ncairn-edge ", first) != std::string::npos;
    };

    EXPECT_TRUE(eventually(looks));
    EXPECT_EQ(top.stop(SIGINT), 0);
}

TEST(Top, SaysThatThereIsNoEdge) {
    const Looked looked = look(free_port());

    EXPECT_EQ(looked.exit_code, 1);
    EXPECT_THAT(looked.text, HasSubstr("no cairn-edge answers at 127.0.0.1:"));
}

}  // namespace
}  // namespace cairn::test
