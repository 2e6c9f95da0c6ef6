// cairn-edge without a broker: what gateways post and what they send as datagrams.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <fstream>
#include <memory>
#include <random>
#include <string>

#include "support/hex.h"
#include "support/http_get.h"
#include "support/program.h"
#include "support/temporary_directory.h"

namespace cairn::test {
namespace {

std::string text_of(std::string_view digits) {
    const auto bytes = from_hex(digits);
    return {bytes.begin(), bytes.end()};
}

const std::string minew_packet = text_of("bb0100000034ac233fffffff0001fee150bada5500011a0201060303e1ff1216e1f"
                                         "fa1034affe7004500fa55daba50e1fe00b8dd");
const std::string huawei_packet =
    text_of("48570124a52cffffff000001fee150bada556a759cd8b8ff000702011a03ff7d02");

class EdgeAlone {
public:
    explicit EdgeAlone(const std::string& more = {}) {
        write("token", "sesame\n");
        configure(more);
        start();
    }

    void configure(const std::string& more) const {
        write("edge.toml",
              "[mqtt]\nenabled = false\n[http]\nlisten = \"127.0.0.1:" + std::to_string(http) +
                  "\"\ntoken_file = \"token\"\n[udp]\nlisten = \"127.0.0.1:" + std::to_string(udp) +
                  "\"\n[page]\nlisten = \"127.0.0.1:" + std::to_string(page) +
                  "\"\n[buffer]\npath = \"edge.db\"\n" + more);
    }

    void start() {
        program = std::make_unique<Program>(
            std::vector<std::string>{CAIRN_EDGE_PROGRAM, "--config", directory_.file("edge.toml")},
            directory_.file("edge.log"));
        EXPECT_TRUE(eventually([this] { return http_get(page, "/healthz").status == 200; }))
            << program->output();
    }

    HttpAnswer post(const std::string& path, const std::string& body,
                    const std::string& headers = "Authorization: Bearer sesame\r\n") const {
        return http_post(http, path, body, headers);
    }

    void send_datagram(const std::string& payload) const {
        const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(udp);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::sendto(socket, payload.data(), payload.size(), 0, reinterpret_cast<const sockaddr*>(&address),
                 sizeof address);
        ::close(socket);
    }

    bool lists(const std::string& gateway) const {
        return http_get(page, "/api/state").body.find(gateway) != std::string::npos;
    }
    std::uint64_t waiting_records() const {
        const auto state = boost::json::parse(http_get(page, "/api/state").body);
        return state.at("buffer").at("records").to_number<std::uint64_t>();
    }
    bool measures(const std::string& line) const {
        return http_get(page, "/metrics").body.find(line + "\n") != std::string::npos;
    }

    std::string file(const std::string& name, const std::string& text) const {
        write(name, text);
        return directory_.file(name);
    }

    std::uint16_t http = free_port();
    std::uint16_t udp = free_port();
    std::uint16_t page = free_port();
    std::unique_ptr<Program> program;

private:
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(directory_.file(name)) << text;
        ::chmod(directory_.file(name).c_str(), 0600);
    }

    TemporaryDirectory directory_;
};

TEST(EdgeSources, TakeAPostWhateverItsContentIsLabelled) {
    const EdgeAlone edge;

    // Firmware of the G1 posts bytes under this label.
    const auto answer = edge.post("/gw/ac233fffffff/status", minew_packet,
                                  "Authorization: Bearer sesame\r\nContent-Type: application/json\r\n");

    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(edge.lists("minew:AC233FFFFFFF"));
    EXPECT_TRUE(edge.measures("cairn_edge_http_posts_total 1"));
    EXPECT_EQ(edge.program->stop(SIGTERM), 0);
}

TEST(EdgeSources, AnswerAPostOnlyWhenItIsDurable) {
    EdgeAlone edge;

    EXPECT_EQ(edge.post("/gw/ac233fffffff/status", minew_packet).status, 200);
    edge.program->stop(SIGKILL);
    edge.start();

    EXPECT_GT(edge.waiting_records(), 0U);
}

constexpr auto site_text = R"(
[[floor]]
name = "ground"
width_m = 20
height_m = 10
[[gateway]]
id = "minew:AC233FFFFFFF"
floor = "ground"
x_m = 4
y_m = 5
[[zone]]
name = "dock"
floor = "ground"
corners_m = [[0, 0], [10, 0], [10, 10], [0, 10]]
)";

TEST(EdgeSources, AreExplainedByThePageAndRecomputedByTheTool) {
    EdgeAlone edge;
    edge.file("site.toml", site_text);
    EXPECT_EQ(edge.program->stop(SIGTERM), 0);
    edge.configure("[position]\nsite_file = \"site.toml\"\n");
    edge.start();
    const std::string path = "/api/explain?tag=ble:FEE150BADA55";
    EXPECT_EQ(http_get(edge.page, path).status, 404);

    HttpAnswer answer;
    const bool is_explained = eventually([&] {
        edge.post("/gw/ac233fffffff/status", minew_packet);
        answer = http_get(edge.page, path);
        return answer.status == 200;
    });
    ASSERT_TRUE(is_explained) << answer.status << edge.program->output()
                              << http_get(edge.page, "/api/state").body;
    const auto json = boost::json::parse(answer.body);
    EXPECT_EQ(json.at("position").at("floor").as_string(), "ground");
    EXPECT_EQ(json.at("gateways").at(0).at("gateway").as_string(), "minew:AC233FFFFFFF");
    EXPECT_EQ(json.at("zones").as_array().size(), 2U);

    Program tool({CAIRN_TOOL_PROGRAM, "explain", edge.file("why.json", answer.body), "--site",
                  edge.file("site.toml", site_text)},
                 edge.file("tool.log", ""));
    EXPECT_EQ(tool.wait(), 0) << tool.output();
    EXPECT_NE(tool.output().find("recomputed: the same"), std::string::npos) << tool.output();
}

TEST(EdgeSources, RefuseWhoeverLacksTheToken) {
    const EdgeAlone edge;

    EXPECT_EQ(edge.post("/x", minew_packet, "").status, 401);
    EXPECT_EQ(edge.post("/x", minew_packet, "Authorization: Bearer sesamf\r\n").status, 401);
    EXPECT_EQ(http_get(edge.http, "/").status, 405);
    EXPECT_FALSE(edge.lists("minew:AC233FFFFFFF"));
}

TEST(EdgeSources, RefuseABodyThatIsTooLong) {
    const EdgeAlone edge;

    EXPECT_EQ(edge.post("/x", std::string(1024 * 1024 + 1, 'x')).status, 413);
    EXPECT_EQ(edge.post("/x", std::string(1024 * 1024, 'x')).status, 200);
}

TEST(EdgeSources, AreLocatedByASurveyFromTheFirstMessage) {
    const TemporaryDirectory surveyed;
    const auto write = [&](const std::string& name, const std::string& text) {
        std::ofstream(surveyed.file(name)) << text;
    };
    std::string site = "[[floor]]\nname = \"ground\"\nwidth_m = 20\nheight_m = 10\n";
    std::string anchors = "id,x,y,z,floor\n";
    std::string heard = "t_ms,tag,anchor,rssi_dbm\n";
    for (const char* x_m : {"2", "10", "18", "6"}) {
        const std::string id = x_m == std::string("2") ? "minew:AC233FFFFFFF" : std::string("moko:") + x_m;
        site += "[[gateway]]\nid = \"" + id + "\"\nfloor = \"ground\"\nx_m = " + x_m + "\ny_m = 5\n";
        anchors += id + "," + x_m + (x_m == std::string("6") ? ",9" : ",5") + ",2.5,0\n";
        heard += "500,t," + id + ",-60\n";
    }
    write("site.toml", site);
    write("anchors.csv", anchors);
    write("train_observations.csv", heard);
    write("train_truth.csv", "t_ms,tag,x,y,floor,zone\n1000,t,4,3,0,\n");
    const EdgeAlone edge("[position]\nsite_file = \"" + surveyed.file("site.toml") + "\"\nsurvey = [\"" +
                         surveyed.file("") + "\"]\n");

    EXPECT_EQ(edge.post("/gw/ac233fffffff/status", minew_packet).status, 200);

    EXPECT_TRUE(eventually([&] { return edge.lists("\"calibration\":\"survey\""); }))
        << http_get(edge.page, "/api/state").body;
    EXPECT_NE(edge.program->output().find("moko:6 hangs elsewhere by now"), std::string::npos)
        << edge.program->output();
}

TEST(EdgeSources, TakeDatagrams) {
    const EdgeAlone edge;

    edge.send_datagram(huawei_packet);

    EXPECT_TRUE(eventually([&] { return edge.lists("huawei:24A52CFFFFFF"); })) << edge.program->output();
    EXPECT_TRUE(edge.measures("cairn_edge_udp_datagrams_total 1"));
}

TEST(EdgeSources, LetAGatewayPostAgainWhileTheBufferIsFull) {
    EdgeAlone edge(
        "size_bytes_max = 2097152\noverflow = \"refuse_new\"\n[adapters]\npass_through = [\"/raw/#\"]\n");
    std::mt19937_64 random(7);  // what does not shrink
    const auto megabyte = [&] {
        std::string body;
        while (body.size() < 1000 * 1000) body.push_back(static_cast<char>(random()));
        return body;
    };
    int taken = 0;
    std::string refused;
    while (refused.empty() && taken < 10) {
        const std::string body = megabyte();
        const int status = edge.post("/raw/gw", body).status;
        ASSERT_TRUE(status == 200 || status == 503) << status;
        if (status == 200) ++taken;
        if (status == 503) refused = body;
    }

    EXPECT_GT(taken, 0);
    EXPECT_FALSE(refused.empty());
    const auto records = edge.waiting_records();
    EXPECT_EQ(records, static_cast<std::uint64_t>(taken));
    EXPECT_EQ(edge.post("/raw/gw", refused).status, 503);
    edge.send_datagram(huawei_packet);
    EXPECT_TRUE(eventually([&] { return edge.measures("cairn_edge_udp_datagrams_dropped_total 1"); }));
    EXPECT_EQ(edge.waiting_records(), records);
}

TEST(EdgeSources, SayWhatIsInTheWay) {
    const EdgeAlone edge;
    TemporaryDirectory directory;
    std::ofstream(directory.file("edge.toml"))
        << "[http]\nlisten = \"127.0.0.1:" + std::to_string(edge.http) +
               "\"\n[page]\nenabled = false\n[buffer]\npath = \"edge.db\"\n";
    Program second({CAIRN_EDGE_PROGRAM, "--config", directory.file("edge.toml")}, directory.file("log"));

    EXPECT_EQ(second.wait(), 1);
    EXPECT_NE(second.output().find("[http] cannot listen on 127.0.0.1:"), std::string::npos)
        << second.output();
}

}  // namespace
}  // namespace cairn::test
