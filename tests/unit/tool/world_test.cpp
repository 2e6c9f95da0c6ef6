// The simulated site: repeatable, true to its own laws, and understood by the adapters.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "cairn/adapters/adapters.h"
#include "cairn/decode/decoder.h"
#include "cairn/locate/positioner.h"
#include "cairn/net/site_file.h"
#include "sim/radio.h"
#include "sim/world.h"
#include "truth.h"

namespace cairn::sim::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr Timestamp start{1'800'000'000'000};

Site warehouse() {
    std::vector<std::string> errors;
    Site site = net::read_site(CAIRN_SOURCE_DIR "/examples/site/warehouse.toml", errors);
    EXPECT_THAT(errors, IsEmpty());
    return site;
}

WorldOptions options(std::uint64_t seed = 1) {
    WorldOptions options;
    options.seed = seed;
    options.start = start;
    return options;
}

std::vector<GatewayMessage> run(World& world, std::int64_t t_ms) {
    std::vector<GatewayMessage> messages;
    world.step(t_ms, [&](const GatewayMessage& message) { messages.push_back(message); });
    return messages;
}

std::string bytes_of(const std::vector<GatewayMessage>& messages) {
    std::string all;
    for (const GatewayMessage& message : messages) all += message.topic + '\n' + message.payload + '\n';
    return all;
}

TEST(World, IsTheSameForTheSameSeed) {
    World first = *World::make(warehouse(), options(7));
    World second = *World::make(warehouse(), options(7));
    World other = *World::make(warehouse(), options(8));

    const std::string bytes = bytes_of(run(first, 30'000));

    EXPECT_FALSE(bytes.empty());
    EXPECT_EQ(bytes, bytes_of(run(second, 30'000)));
    EXPECT_NE(bytes, bytes_of(run(other, 30'000)));
}

TEST(World, DoesNotDependOnTheSizeOfItsSteps) {
    World once = *World::make(warehouse(), options());
    World often = *World::make(warehouse(), options());
    std::string pieces;

    for (std::int64_t t_ms = 0; t_ms <= 20'000; t_ms += 37) pieces += bytes_of(run(often, t_ms));
    pieces += bytes_of(run(often, 20'000));

    EXPECT_EQ(bytes_of(run(once, 20'000)), pieces);
}

TEST(World, KeepsEveryTagOnItsFloor) {
    World world = *World::make(warehouse(), options());

    for (std::int64_t t_ms = 0; t_ms < 600'000; t_ms += 500) {
        run(world, t_ms);
        for (const TagPlace& place : world.places()) {
            ASSERT_EQ(place.floor.view(), "ground");
            ASSERT_TRUE(place.at.x_m >= 0 && place.at.x_m <= 30) << place.at.x_m;
            ASSERT_TRUE(place.at.y_m >= 0 && place.at.y_m <= 18) << place.at.y_m;
            ASSERT_FALSE(place.zone.empty());
        }
    }
}

TEST(World, LetsTagsWalkAtTheSpeedOfPeople) {
    World world = *World::make(warehouse(), options());
    std::map<std::string, Point> before;
    double fastest_mps = 0;

    for (std::int64_t t_ms = 0; t_ms < 120'000; t_ms += 1'000) {
        run(world, t_ms);
        for (const TagPlace& place : world.places()) {
            const std::string tag(place.tag.view());
            if (before.contains(tag)) {
                const Point from = before[tag];
                fastest_mps =
                    std::max(fastest_mps, std::hypot(place.at.x_m - from.x_m, place.at.y_m - from.y_m));
            }
            before[tag] = place.at;
        }
    }

    EXPECT_GT(fastest_mps, 0.3);
    EXPECT_LE(fastest_mps, 1.4 + 1e-9);
}

TEST(World, SpeaksEachDialectOnItsOwnTopic) {
    World world = *World::make(warehouse(), options());
    std::map<std::string, std::string> first;  // payload by topic

    for (const GatewayMessage& message : run(world, 5'000)) first.emplace(message.topic, message.payload);

    EXPECT_EQ(first.size(), 10U);
    EXPECT_THAT(first["gw/c5e390f30bce/publish"], StartsWith("\xEF\x30"));
    EXPECT_THAT(first["/MKGW3/d48c49f7909c/send"], StartsWith("{\"msg_id\":3"));
    EXPECT_THAT(first["gw/c5e390f30c11/publish"], StartsWith("\xEF\x30"));
    EXPECT_THAT(first["/MKGW3/d48c49f790a1/send"], StartsWith("{\"msg_id\":3"));
    EXPECT_THAT(first["/gw/ac233fc001ea/status"], HasSubstr("\"type\":\"Gateway\",\"mac\":\"AC233FC001EA\""));
    EXPECT_THAT(first["civic/gw-17/up"], StartsWith("{\"cairn\":\"civic/1\",\"gateway\":\"gw-17\""));
}

TEST(World, BatchesForASecondAndSendsAHeartbeatEveryTen) {
    World world = *World::make(warehouse(), options());
    int scans = 0;
    int heartbeats = 0;

    for (const GatewayMessage& message : run(world, 60'000)) {
        if (message.topic != "/MKGW3/d48c49f7909c/send") continue;
        ++(message.hearings.empty() ? heartbeats : scans);
    }

    EXPECT_EQ(heartbeats, 6);
    EXPECT_GE(scans, 58);
    EXPECT_LE(scans, 60);
}

TEST(World, AdvertisesAboutOnceASecond) {
    World world = *World::make(warehouse(), options());
    std::set<std::pair<std::string, std::int64_t>> sent;

    for (const GatewayMessage& message : run(world, 60'000)) {
        for (const Hearing& hearing : message.hearings) {
            sent.emplace(std::string(hearing.tag.view()), hearing.at.unix_ms);
        }
    }

    EXPECT_GT(sent.size(), 12U * 57U);
    EXPECT_LE(sent.size(), 12U * 60U);
}

TEST(World, LeavesOutBrandsThatAreNotWanted) {
    WorldOptions only_minew = options();
    only_minew.brands = {"minew"};
    World world = *World::make(warehouse(), only_minew);

    for (const GatewayMessage& message : run(world, 10'000)) EXPECT_THAT(message.topic, StartsWith("/gw/"));
    for (const TagPlace& place : world.places()) EXPECT_EQ(place.tag.name_space(), "ble");
}

TEST(World, ShowsGatewayClocksThatKeepUpWithASpeed) {
    WorldOptions fast = options();
    fast.speed = 10;
    World world = *World::make(warehouse(), fast);

    EXPECT_EQ(world.stamp(20'000), start + Millis{2'000});
}

TEST(World, SaysWhatIsWrongWithASite) {
    const auto reason = [](const Site& site, const WorldOptions& wanted) {
        return std::string(World::make(site, wanted).error().where);
    };
    Site site = warehouse();
    WorldOptions none = options();
    none.brands = {};
    WorldOptions no_tags = options();
    no_tags.tags = 0;

    EXPECT_EQ(reason({}, options()), "site: no floor");
    EXPECT_EQ(reason(site, none), "site: no gateway of these brands");
    EXPECT_EQ(reason(site, no_tags), "tags: not 1 to 65536");
    site.gateways[0].gateway = *GatewayId::parse("moko:gate");
    EXPECT_EQ(reason(site, options()), "site: the id of a Moko or Minew gateway is no address");
    site.gateways[0].gateway = *GatewayId::parse("acme:1");
    EXPECT_EQ(reason(site, options()), "site: a gateway that is neither moko: nor minew: nor civic:");
}

/// What an adapter makes of one message.
struct Understood final : IngestSink {
    struct Tag {
        std::int8_t rssi_dbm = 0;
        std::int64_t at_ms = 0;
        std::multimap<Quantity, double> values;
    };
    std::map<std::string, std::vector<Tag>> tags;
    std::vector<std::string> gateways;
    std::vector<std::string> rejections;
    int statuses = 0;

    void frame(const Frame& frame) override {
        gateways.emplace_back(frame.gateway.view());
        for (const Advertisement& heard : frame.advertisements) {
            Tag& tag = tags[std::string(heard.tag.view())].emplace_back();
            tag.rssi_dbm = heard.rssi_dbm.value_or(0);
            tag.at_ms = heard.heard_at.unix_ms;
            DecodeReport report;
            decode(heard.payload, report);
            if (report.error) rejections.emplace_back(report.error->where);
            for (const Decoded& decoded : report.formats) {
                for (const Measurement& m : decoded.measurements) tag.values.emplace(m.quantity, m.value);
            }
        }
        for (const Record& record : frame.records) {
            if (const auto* reading = std::get_if<Reading>(&record)) {
                auto& all = tags[std::string(reading->tag.view())];
                if (all.empty()) all.emplace_back();
                all.back().values.emplace(reading->measurement.quantity, reading->measurement.value);
            }
            if (std::holds_alternative<GatewayStatus>(record)) ++statuses;
        }
    }
    void rejected(const Error& error) override { rejections.emplace_back(error.where); }

    bool has(const std::string& tag, const Measurement& wanted) const {
        const auto found = tags.find(tag);
        if (found == tags.end()) return false;
        // An S1 record of Minew rounds to two decimals.
        for (const Tag& heard : found->second) {
            const auto [from, to] = heard.values.equal_range(wanted.quantity);
            for (auto at = from; at != to; ++at) {
                if (std::abs(at->second - wanted.value) < 0.0051) return true;
            }
        }
        return false;
    }
};

TEST(World, IsUnderstoodByTheAdaptersToTheLastValue) {
    const auto adapter = *adapters::make_adapter({});
    World world = *World::make(warehouse(), options());
    std::size_t checked = 0;

    for (const GatewayMessage& message : run(world, 30'000)) {
        Understood understood;
        adapter->feed({message.topic, as_bytes(message.payload)}, start + Millis{30'000}, understood);

        ASSERT_THAT(understood.rejections, IsEmpty()) << message.topic << ' ' << message.payload;
        ASSERT_THAT(understood.gateways, testing::Not(IsEmpty())) << message.topic;
        for (const Hearing& hearing : message.hearings) {
            const std::string tag(hearing.tag.view());
            ASSERT_TRUE(understood.tags.contains(tag)) << tag << message.payload;
            bool has_rssi = false;
            for (const auto& heard : understood.tags[tag]) {
                has_rssi = has_rssi || heard.rssi_dbm == hearing.rssi_dbm;
                EXPECT_NEAR(static_cast<double>(heard.at_ms - hearing.at.unix_ms), 0, 2'100) << message.topic;
            }
            EXPECT_TRUE(has_rssi) << message.topic;
            for (const Measurement& wanted : measurements_of(hearing.packet)) {
                EXPECT_TRUE(understood.has(tag, wanted))
                    << message.topic << ' ' << tag << ' ' << name(wanted.quantity) << ' ' << wanted.value
                    << ' ' << message.payload;
                ++checked;
            }
        }
    }

    EXPECT_GT(checked, 5'000U);
}

/// Hands everything that gateways hear to a positioner.
struct Located final : IngestSink {
    Positioner positioner;

    explicit Located(Positioner made) : positioner(std::move(made)) {}
    void frame(const Frame& frame) override {
        for (const Advertisement& heard : frame.advertisements) positioner.observe(heard);
    }
    void rejected(const Error&) override {}
};

TEST(World, LetsThePositionerFindItsTags) {
    const auto adapter = *adapters::make_adapter({});
    World world = *World::make(warehouse(), options());
    Located located(*Positioner::create({}, warehouse()));
    std::map<std::string, Point> truth;
    std::vector<tool::Scored> scored;

    for (std::int64_t t_ms = 0; t_ms <= 300'000; t_ms += 1'000) {
        const Timestamp now = start + Millis{t_ms};
        world.step(t_ms, [&](const GatewayMessage& message) {
            adapter->feed({message.topic, as_bytes(message.payload)}, now, located);
        });
        for (const TagPlace& place : world.places()) truth[std::string(place.tag.view())] = place.at;
        located.positioner.tick(now, [&](const Position& position) {
            const Point at = truth.at(std::string(position.tag.view()));
            const double error_m = std::hypot(position.x_m - at.x_m, position.y_m - at.y_m);
            scored.push_back({error_m, error_m <= position.radius68_m, false});
        });
    }

    ASSERT_GT(scored.size(), 3'000U);
    const tool::Summary summary = tool::summary_of(scored);
    RecordProperty("mean_m", std::to_string(summary.mean_m));
    RecordProperty("inside68_percent", std::to_string(summary.inside68_percent));
    EXPECT_LT(summary.mean_m, 6.0);
    EXPECT_GT(summary.inside68_percent, 50.0);
}

TEST(Radio, WeakensWithDistanceAsItsExponentSays) {
    Site site = warehouse();
    site.gateways.resize(1);
    site.gateways[0].at = {0, 0};
    site.gateways[0].z_m = 1.0;  // at the height of the tags
    double near_dbm = 0;
    double far_dbm = 0;
    constexpr int worlds = 400;

    // The mean over many draws of the shadowing is the law itself.
    for (std::uint64_t seed = 0; seed < worlds; ++seed) {
        const Radio radio(site, seed);
        near_dbm += radio.mean_dbm(0, {0, {1, 0}}) / worlds;
        far_dbm += radio.mean_dbm(0, {0, {10, 0}}) / worlds;
    }

    EXPECT_NEAR(near_dbm, -60, 0.7);
    EXPECT_NEAR(far_dbm, -78, 0.7);
}

TEST(Radio, ShadowsNeighbouringPlacesAlike) {
    Site site = warehouse();
    site.gateways.resize(1);
    site.gateways[0].at = {15, -1'000};  // so far that distance makes no difference
    double square = 0;
    double product_1_length = 0;
    double product_far = 0;
    constexpr int worlds = 2'000;
    constexpr double level_dbm = -60 - 18 * 3.0;

    for (std::uint64_t seed = 0; seed < worlds; ++seed) {
        const Radio radio(site, seed);
        const double here = radio.mean_dbm(0, {0, {5, 0}}) - level_dbm;
        square += here * here / worlds;
        product_1_length += here * (radio.mean_dbm(0, {0, {8, 0}}) - level_dbm) / worlds;
        product_far += here * (radio.mean_dbm(0, {0, {25, 0}}) - level_dbm) / worlds;
    }

    EXPECT_NEAR(std::sqrt(square), 3.5, 0.25);
    EXPECT_NEAR(product_1_length / square, std::exp(-1.0), 0.07);
    EXPECT_NEAR(product_far / square, 0, 0.07);
}

TEST(Radio, MissesMostPacketsBelowItsThreshold) {
    Site site = warehouse();
    site.gateways.resize(1);
    const Radio radio(site, 1);
    Random fading(1);
    const auto heard_of_1000 = [&](double distance_m) {
        int heard = 0;
        for (int i = 0; i < 1'000; ++i) {
            const Point at{site.gateways[0].at.x_m + distance_m, site.gateways[0].at.y_m};
            heard += radio.hear(0, static_cast<std::uint64_t>(i), {0, at}, fading).has_value() ? 1 : 0;
        }
        return heard;
    };

    EXPECT_GT(heard_of_1000(3), 990);
    EXPECT_LT(heard_of_1000(1'000), 10);
}

}  // namespace
}  // namespace cairn::sim::test
