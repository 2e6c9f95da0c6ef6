// A site of rooms from its walk test to the page: `cairn survey` and `cairn-edge` against a real mosquitto,
// with the test as three Minew gateways without coordinates that hear one tag.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <atomic>
#include <boost/json.hpp>
#include <chrono>
#include <fstream>

#include "cairn/core/time_text.h"
#include "integration/minew_gateways.h"
#include "support/broker.h"
#include "support/http_get.h"
#include "support/program.h"
#include "support/temporary_directory.h"

namespace cairn::test {
namespace {

using testing::HasSubstr;

constexpr auto site_text = R"(
[[floor]]
name = "ground"
[[floor]]
name = "upstairs"
[[gateway]]
id = "minew:AC233FC00001"
floor = "ground"
[[gateway]]
id = "minew:AC233FC00002"
floor = "ground"
[[gateway]]
id = "minew:AC233FC00003"
floor = "upstairs"
[[zone]]
name = "kitchen"
floor = "ground"
[[zone]]
name = "hall"
floor = "ground"
[[zone]]
name = "study"
floor = "upstairs"
)";

constexpr std::array rooms{"kitchen", "hall", "study"};
/// How loud the gateways hear a tag in each room; 0: not at all.
constexpr int loudness_dbm[3][3] = {{-50, -76, 0}, {-74, -52, -78}, {0, -72, -55}};

std::string now_text() {
    const auto now_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                            std::chrono::system_clock::now().time_since_epoch())
                            .count();
    return std::string(time_text({now_ms}).view());
}

/// Says five times a second what the gateways hear of the tag, a little otherwise each time.
class Gateways {
public:
    explicit Gateways(const Broker& broker)
        : gateways_(broker, std::chrono::milliseconds(200), now_text, [this](int gateway, int moment) {
              const int heard_dbm = loudness_dbm[room_][gateway];
              return heard_dbm == 0 ? 0 : heard_dbm + (moment * 7 + gateway * 3) % 9 - 4;
          }) {}

    void enter(std::size_t room) { room_ = room; }

private:
    std::atomic<std::size_t> room_ = 0;
    MinewGateways gateways_;
};

class SiteOfRooms : public testing::Test {
protected:
    SiteOfRooms() { write("site.toml", site_text); }

    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(folder_.file(name)) << text;
        ::chmod(folder_.file(name).c_str(), 0600);
        return folder_.file(name);
    }

    /// In the room that the gateways hear.
    std::string survey(std::size_t room, const std::vector<std::string>& more = {}) {
        std::vector<std::string> command{"/bin/sh", "-c", R"(input="$1"; shift; exec "$@" < "$input")", "sh",
                                         write("input", std::string(rooms[room]) + "\n")};
        const std::vector<std::string> tool{CAIRN_TOOL_PROGRAM,
                                            "survey",
                                            "--broker",
                                            "127.0.0.1:" + std::to_string(broker_.port()),
                                            "--site",
                                            folder_.file("site.toml"),
                                            "--tag",
                                            "ble:AC233F259D00",
                                            "--out",
                                            folder_.file("walk"),
                                            "--seconds",
                                            "5"};
        command.insert(command.end(), tool.begin(), tool.end());
        command.insert(command.end(), more.begin(), more.end());
        Program walk(command, folder_.file("walked"));
        EXPECT_EQ(walk.wait(), 0) << walk.output();
        return walk.output();
    }

    std::vector<std::string> edge_command() const {
        return {CAIRN_EDGE_PROGRAM, "--config", folder_.file("edge.toml")};
    }
    void configure(const std::string& position) const {
        write("edge.toml", "[mqtt]\nbroker = \"127.0.0.1:" + std::to_string(broker_.port()) +
                               "\"\n[page]\nlisten = \"127.0.0.1:" + std::to_string(page_) +
                               "\"\n[buffer]\npath = \"edge.db\"\n[position]\nsite_file = \"site.toml\"\n" +
                               position);
    }
    boost::json::value position() const {
        boost::system::error_code error;
        const auto state = boost::json::parse(http_get(page_, "/api/state").body, error);
        if (error || state.at("tags").as_array().empty()) return nullptr;
        return state.at("tags").at(0).at("position");
    }
    bool is_in(std::size_t room) const {
        const auto at = position();
        return at.is_object() && at.at("zone") == rooms[room];
    }

    TemporaryDirectory folder_;
    Broker broker_;
    std::uint16_t page_ = free_port();
};

TEST_F(SiteOfRooms, IsWalkedAndThenSaysInWhichRoomATagIs) {
    Gateways gateways(broker_);
    for (std::size_t room = 0; room < rooms.size(); ++room) {
        gateways.enter(room);
        EXPECT_THAT(survey(room), HasSubstr(std::string(rooms[room]) + ": "));
    }
    configure("survey = [\"walk\"]\n");
    Program edge(edge_command(), folder_.file("edge.log"));

    for (const std::size_t room : {2U, 0U, 1U}) {
        gateways.enter(room);
        EXPECT_TRUE(eventually([&] { return is_in(room); })) << rooms[room] << "\n" << edge.output();
    }
    const auto at = position();
    EXPECT_EQ(at.at("floor"), "ground");
    EXPECT_EQ(at.at("method"), "zone_filter");
    EXPECT_EQ(at.at("calibration"), "survey");
    EXPECT_TRUE(at.at("xM").is_null());
    EXPECT_TRUE(at.at("radius68M").is_null());
    EXPECT_FALSE(at.at("evidence").as_array().empty());
    EXPECT_EQ(edge.stop(SIGTERM), 0);
}

TEST_F(SiteOfRooms, IsJudgedByASecondWalk) {
    Gateways gateways(broker_);
    for (const std::size_t room : {0U, 2U}) {
        gateways.enter(room);
        survey(room);
    }
    survey(2, {"--check"});
    Program locate({CAIRN_TOOL_PROGRAM, "locate", folder_.file("walk"), "--level", "survey"},
                   folder_.file("located"));

    EXPECT_EQ(locate.wait(), 0) << locate.output();
    EXPECT_THAT(locate.output(), HasSubstr("level survey, 1 fixes"));
}

TEST_F(SiteOfRooms, WithoutAWalkTestStopsTheEdgeAndSaysWhatToDo) {
    configure("");
    Program edge(edge_command(), folder_.file("edge.log"));

    EXPECT_NE(edge.wait(), 0);
    EXPECT_THAT(edge.output(), HasSubstr("record one with `cairn survey`"));
}

}  // namespace
}  // namespace cairn::test
