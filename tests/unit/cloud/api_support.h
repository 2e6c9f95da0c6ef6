// An Api on a real store, and requests to ask it.
#pragma once

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <map>
#include <string>
#include <utility>

#include "http/api.h"
#include "unit/cloud/store_support.h"

namespace cairn::cloud::test {

using Query = std::map<std::string, std::string>;
using Headers = std::map<std::string, std::string>;

inline net::HttpRequest get(std::string path, Query query = {}, Headers headers = {}) {
    return {"GET", std::move(path), std::move(query), std::move(headers), ""};
}

inline boost::json::value json_of(const net::HttpResponse& response) {
    boost::json::error_code error;
    auto value = boost::json::parse(response.body, error);
    EXPECT_FALSE(error) << response.body;
    return error ? boost::json::value() : value;
}

inline Site small_site() {
    Site site;
    site.floors = {{"ground", 30, 18}};
    site.gateways = {{gateway("G1"), "ground", {2, 3.5}, 2.5}};
    site.zones = {{"dock", "ground", {{0, 0}, {10, 0}, {10, 9}}}};
    return site;
}

struct OpenApi {
    OpenStore open;
    Counters counters;
    Events events{open.store, counters};
    Api api{open.store, {small_site(), {"cloud.example"}}, events, counters, open.entropy};

    /// Stores the records as the next block of the dock.
    void bring(std::initializer_list<Record> records, Timestamp at = now) {
        const Origin dock{"dock", {{7}}};
        const Sequence next = watermark(open.store, dock) + 1;
        EXPECT_TRUE(open.store.accept(dock, {{block(next, records)}}, {}, at));
    }
    net::HttpResponse ask(std::string path, Query query = {}, Headers headers = {}) {
        return api.respond(get(std::move(path), std::move(query), std::move(headers)));
    }
    boost::json::value json(std::string path, Query query = {}) {
        const auto response = ask(std::move(path), std::move(query));
        EXPECT_EQ(response.status, 200) << response.body;
        return json_of(response);
    }
};

}  // namespace cairn::cloud::test
