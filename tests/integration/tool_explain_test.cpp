// `cairn explain`: from the edge's answer to the same position.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "cairn/core/crc32c.h"
#include "cairn/net/base64.h"
#include "support/program.h"
#include "support/temporary_directory.h"
#include "unit/locate/hall_of_test.h"

namespace cairn::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// As a person writes it.
std::string site_text(const Site& site) {
    std::ostringstream text;
    text << "[[floor]]\nname = \"ground\"\nwidth_m = 24\nheight_m = 16\n";
    for (const GatewayPlacement& gateway : site.gateways) {
        text << "[[gateway]]\nid = \"" << gateway.gateway.view()
             << "\"\nfloor = \"ground\"\nx_m = " << gateway.at.x_m << "\ny_m = " << gateway.at.y_m
             << "\nz_m = 2.5\n";
    }
    for (const Zone& zone : site.zones) {
        text << "[[zone]]\nname = \"" << zone.name.view() << "\"\nfloor = \"ground\"\ncorners_m = [";
        for (const Point corner : zone.corners) text << "[" << corner.x_m << ", " << corner.y_m << "], ";
        text << "]\n";
    }
    return text.str();
}

std::vector<std::uint8_t> record() {
    Hall hall;
    hall.walk(400);
    hall.hear("tag7", {4, 8});
    hall.positioner().explain(tag_id("tag7"));
    hall.tick();
    return hall.positioner().take_explanation()->bytes;
}

std::string json_of(Bytes bytes, std::string_view version = "9.9.9") {
    return R"({"version":")" + std::string(version) + R"(","record":")" + net::base64(bytes) + "\"}";
}

class ToolExplain : public testing::Test {
protected:
    struct Answer {
        int exit_code = 0;
        std::string text;  // both streams
    };
    Answer explain(const std::string& json, const std::string& site = site_text(large_hall())) {
        std::ofstream(folder_.file("why.json")) << json;
        std::ofstream(folder_.file("site.toml")) << site;
        const std::string output = folder_.file("output" + std::to_string(++runs_));
        Program program(
            {CAIRN_TOOL_PROGRAM, "explain", folder_.file("why.json"), "--site", folder_.file("site.toml")},
            output);
        const int exit_code = program.wait();
        return {exit_code, program.output()};
    }

private:
    TemporaryDirectory folder_;
    int runs_ = 0;
};

TEST_F(ToolExplain, SaysWhyAndThatThePositionIsTheSame) {
    const Answer answer = explain(json_of(record()));

    EXPECT_EQ(answer.exit_code, 0) << answer.text;
    EXPECT_THAT(
        answer.text,
        AllOf(HasSubstr("ble:tag7 at 2026-"), HasSubstr("ground, x "), HasSubstr("68 % within "),
              HasSubstr("by a radio map learned from unlabelled traffic"), HasSubstr("zone: west, then east"),
              HasSubstr("  elsewhere "), HasSubstr("moko:A00000000000 "), HasSubstr("heard it 1x at -"),
              HasSubstr("; expected -"), HasSubstr(" m away\n"), HasSubstr("recomputed: the same\n")));
}

TEST_F(ToolExplain, SaysWhatDiffers) {
    std::vector<std::uint8_t> other = record();
    // A bit of the last score, elsewhere's; and the checksum behind it.
    other[other.size() - 5] ^= 0x01;
    const std::uint32_t checksum = crc32c(Bytes(other).first(other.size() - 4));
    for (std::size_t i = 0; i < 4; ++i)
        other[other.size() - 4 + i] = static_cast<std::uint8_t>(checksum >> (8 * i));
    const Answer answer = explain(json_of(other));

    EXPECT_EQ(answer.exit_code, 1);
    EXPECT_THAT(answer.text, AllOf(HasSubstr("recomputed: differs\n  score of elsewhere"),
                                   HasSubstr("the record was made by 9.9.9, this is ")));
}

TEST_F(ToolExplain, RefusesWhatIsNoRecordOfThisSite) {
    const std::string good = json_of(record());
    for (const auto& [json, why] : {std::pair<std::string, std::string>{"", "expected the JSON"},
                                    {"[]", "expected the JSON"},
                                    {R"({"status":"asked"})", "ask it again in a second"},
                                    {R"({"record":7})", "no \"record\""},
                                    {R"({"record":"*"})", "no base64"},
                                    {R"({"record":""})", "too short"},
                                    {R"({"record":"AAAAAAAAAAAA"})", "another version"},
                                    {R"({"record":"AQAAAAAAAAAA"})", "damaged"}}) {
        const Answer answer = explain(json);
        EXPECT_EQ(answer.exit_code, 1) << json;
        EXPECT_THAT(answer.text, HasSubstr(why)) << json;
    }
    Site moved = large_hall();
    moved.gateways[2].at.x_m += 0.25;
    EXPECT_THAT(explain(good, site_text(moved)).text, HasSubstr("the site has changed since"));
    EXPECT_EQ(explain(good, "nonsense").exit_code, 1);
}

}  // namespace
}  // namespace cairn::test
