// The real cairn-cloud in a folder of its own, with something in its store.
#pragma once

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cairn/cloud/store.h"
#include "cairn/wire/sealer.h"
#include "support/http_get.h"
#include "support/program.h"
#include "support/records.h"
#include "support/temporary_directory.h"

namespace cairn::test {

inline constexpr auto site = R"toml(
[[floor]]
name = "ground"
width_m = 30.0
height_m = 18.0
[[gateway]]
id = "moko:D48C49F7909C"
floor = "ground"
x_m = 2.0
y_m = 3.0
[[zone]]
name = "dock"
floor = "ground"
corners_m = [[0, 0], [10, 0], [10, 9], [0, 9]]
)toml";

/// A cloud in a folder of its own whose store already holds `records` of an edge called "dock".
class Cloud {
public:
    Cloud(std::initializer_list<Record> records, const std::string& site_text = site) {
        std::ofstream(folder_.file("site.toml")) << site_text;
        EXPECT_EQ(run({"edge", "add", "dock", "--data", folder_.file("data"), "--output",
                       folder_.file("edge.toml")}),
                  0)
            << output();
        if (records.size() > 0) {
            auto store = cloud::Store::open(folder_.file("data/cloud.db"));
            Sealer sealer;
            for (const auto& record : records) EXPECT_TRUE(sealer.add(record));
            EXPECT_TRUE(store->accept({"dock", {{1}}}, {{sealer.seal(1, noon)}}, {}, noon));
        }
        start();
    }

    void start() {
        server_ = std::make_unique<Program>(
            std::vector<std::string>{CAIRN_CLOUD_PROGRAM, "--data", folder_.file("data"), "--site",
                                     folder_.file("site.toml"), "--http",
                                     "127.0.0.1:" + std::to_string(http_), "--sync",
                                     "127.0.0.1:" + std::to_string(sync_)},
            folder_.file("log"));
        EXPECT_TRUE(eventually([this] { return http_get(http_, "/readyz").status == 200; })) << output();
    }
    int stop() { return server_->stop(SIGTERM); }
    int run(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), CAIRN_CLOUD_PROGRAM);
        return Program(std::move(arguments), folder_.file("log")).wait();
    }
    std::string output() const {
        std::ifstream file(folder_.file("log"));
        return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    }
    std::string address(const std::string& path = "/") const {
        return "http://127.0.0.1:" + std::to_string(http_) + path;
    }
    std::string text_of(const std::string& file) const {
        std::ifstream stream(folder_.file(file));
        return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    }
    std::string file(const std::string& name) const { return folder_.file(name); }
    std::uint16_t http_port() const { return http_; }
    std::uint16_t sync_port() const { return sync_; }

private:
    TemporaryDirectory folder_;
    std::uint16_t http_ = free_port();
    std::uint16_t sync_ = free_port();
    std::unique_ptr<Program> server_;
};

}  // namespace cairn::test
