// The live page of the real cairn-cloud in a real browser: what is stored is seen, and what comes from an
// edge appears by itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>
#include <utility>

#include "cairn/net/event_loop.h"
#include "cairn/net/system_ports.h"
#include "cairn/net/tls_link.h"
#include "cairn/sync/sync_client.h"
#include "cairn/wire/sealer.h"
#include "integration/live_page_browser.h"
#include "integration/live_page_cloud.h"
#include "support/records.h"

namespace cairn::test {
namespace {

using testing::HasSubstr;

TEST(LivePage, ShowsTagsWithZoneAndReadings) {
    Cloud cloud({sighting(), reading(), attribute(), position()});
    Browser browser;
    ASSERT_TRUE(browser.is_open());

    browser.visit(cloud.address());

    EXPECT_TRUE(becomes(browser, "document.querySelector('#status').innerText", "Live"));
    EXPECT_EQ(browser.ask("document.querySelectorAll('#tags [role=option]').length"), "2");
    const std::string row =
        browser.ask("document.querySelector('[role=option][data-tag=\"ble:AC233FA03208\"]').innerText");
    EXPECT_THAT(row, HasSubstr("ble:AC233FA03208"));
    EXPECT_THAT(row, HasSubstr("dock"));
    EXPECT_THAT(browser.ask("document.body.innerText"), HasSubstr("Pallet 17"));
    EXPECT_EQ(browser.ask("document.querySelectorAll('#plan .tag').length"), "1");
    EXPECT_EQ(browser.ask("document.querySelector('#plan .zone').dataset.zone"), "dock");
}

TEST(LivePage, ShowsWhyATagIsWhereItIsByKeysAlone) {
    Cloud cloud({sighting(), reading(), position()});
    Browser browser;
    browser.visit(cloud.address("/"));
    ASSERT_TRUE(shows(browser, "ble:AC233FA03208"));

    for (const auto* key : {"/", "a", "c", "2", "ArrowDown", "Enter"}) browser.press(key);

    EXPECT_TRUE(shows(browser, "WHY: HEARD BY"));
    const std::string detail = browser.ask("document.querySelector('#detail').innerText");
    EXPECT_THAT(detail, HasSubstr("moko:D48C49F7909D"));
    EXPECT_THAT(detail, HasSubstr("temperature"));
    browser.press("Escape");
    EXPECT_TRUE(becomes(browser, "document.querySelector('#detail').hidden", "true"));
}

/// The page of a cloud with one located tag, which is chosen.
struct ChosenTag {
    explicit ChosenTag(const Position& position) : cloud({sighting(), position}) {
        browser.visit(cloud.address("/#ble:AC233FA03208"));
        EXPECT_TRUE(shows(browser, "WHERE"));
    }
    /// The row of the detail that begins with `name`.
    std::string row(const std::string& name) {
        return browser.ask("[...document.querySelectorAll('#detail tr')].find((row) => "
                           "row.cells[0].innerText === '" +
                           name + "')?.cells[1].innerText");
    }

    Cloud cloud;
    Browser browser;
};

Position located() {
    Position record = position();
    record.y_m = 3.5;
    record.zone_unknown = false;
    return record;
}

TEST(LivePage, SaysWhereATagIsAndWhy) {
    ChosenTag tag(located());

    EXPECT_EQ(tag.row("Zone"), "dock 80\u202f%, else yard 15\u202f%");
    EXPECT_THAT(tag.row("In it since"), HasSubstr("2026"));
    EXPECT_EQ(tag.row("Place"), "ground, 12.3\u202fm / 3.5\u202fm, within 2.4\u202fm for 68\u202f%");
    EXPECT_EQ(tag.row("Or just as well"), "1.5\u202fm / 4.3\u202fm");
    EXPECT_EQ(tag.row("Found by"), "signals against the radio map");
    EXPECT_EQ(tag.row("Calibration"), "known places and beacons");
    EXPECT_EQ(tag.row("moko:D48C49F7909C"),
              "\u221261\u202fdBm\n3\u202fdB stronger than expected, 4.5\u202fm away, heard 12\u00d7");
    EXPECT_EQ(tag.row("moko:D48C49F7909E"), "\u221275\u202fdBm expected, 12.3\u202fm away");
}

TEST(LivePage, SaysThatAZoneIsNotKnown) {
    Position record = located();
    record.zone = "";
    record.zone_unknown = true;
    ChosenTag tag(record);

    EXPECT_THAT(tag.row("Zone"), HasSubstr("not known"));
}

TEST(LivePage, LeavesOutReasonsThatOlderEdgesDoNotGive) {
    Position record = located();
    record.zone_since = {};
    record.ambiguous = false;
    record.evidence.clear();
    record.evidence.push_back({gateway("D48C49F7909C"), -61.5F, 12});
    ChosenTag tag(record);

    EXPECT_EQ(tag.row("In it since"), "undefined");
    EXPECT_EQ(tag.row("Or just as well"), "undefined");
    EXPECT_EQ(tag.row("moko:D48C49F7909C"), "\u221261\u202fdBm\nheard 12\u00d7");
    EXPECT_EQ(tag.browser.ask("document.querySelector('.other.shown')"), "null");
}

TEST(LivePage, DrawsTheEllipseOfTheCovariance) {
    ChosenTag tag(located());
    ASSERT_TRUE(becomes(tag.browser, "document.querySelectorAll('#plan .tag').length", "1"));
    const auto attribute_of = [&](const std::string& name) {
        return tag.browser.ask("document.querySelector('#plan .sure').getAttribute('" + name + "')");
    };

    // Of (2, -0.5; -0.5, 3): eigenvalues 2.5 and 0.7071 more and less; the longer axis rises to the
    // left, 67.5 degrees, which on a plan whose y goes down is a turn to the right. sqrt(-2 ln 0.32)
    // is 1.5096.
    EXPECT_EQ(attribute_of("rx"), "2.703");
    EXPECT_EQ(attribute_of("ry"), "2.021");
    EXPECT_EQ(attribute_of("transform"), "rotate(67.5)");
}

TEST(LivePage, DrawsAnEllipseThatHolds68PercentOfAGaussian) {
    Cloud cloud({});
    Browser browser;
    browser.visit(cloud.address());
    ASSERT_TRUE(becomes(browser, "document.querySelector('#status').innerText", "Live"));

    // Points of the Gaussian by the quantiles of their distance and by their direction.
    browser.ask(R"js(import('/position.js').then(({ ellipse68 }) => {
        const ellipse = ellipse68({ varianceXM2: 4, varianceYM2: 1, covarianceXyM2: 1.2 });
        const turn = ellipse.angleDeg * Math.PI / 180;
        let inside = 0;
        for (let i = 0; i < 400; ++i) {
            for (let j = 0; j < 400; ++j) {
                const far = Math.sqrt(-2 * Math.log((i + 0.5) / 400));
                const way = 2 * Math.PI * (j + 0.5) / 400;
                const x = 2 * far * Math.cos(way);
                const y = 0.6 * far * Math.cos(way) + 0.8 * far * Math.sin(way);
                const along = x * Math.cos(turn) + y * Math.sin(turn);
                const across = y * Math.cos(turn) - x * Math.sin(turn);
                if ((along / ellipse.longM) ** 2 + (across / ellipse.shortM) ** 2 <= 1) ++inside;
            }
        }
        window.share = (inside / 1600).toFixed(1);
    }))js");

    EXPECT_TRUE(becomes(browser, "window.share", "68.0"));
}

TEST(LivePage, DrawsAHollowMarkWhereATagMayBeJustAsWell) {
    ChosenTag tag(located());
    const auto other = [&](const std::string& name) {
        return tag.browser.ask("document.querySelector('#plan .other.shown').getAttribute('" + name + "')");
    };
    ASSERT_TRUE(becomes(tag.browser, "document.querySelectorAll('#plan .other.shown').length", "1"));

    EXPECT_EQ(other("cx"), "-10.75");  // from the tag at 12.25 / 3.5 to 1.5 / 4.25, y down
    EXPECT_EQ(other("cy"), "-0.75");
    EXPECT_EQ(tag.browser.ask("getComputedStyle(document.querySelector('#plan .other.shown')).fill"), "none");
}

TEST(LivePage, LinksATagToGatewaysThatHeardItAndThatDidNot) {
    Position record = located();
    record.evidence.clear();
    record.evidence.push_back({gateway("D48C49F7909C"), 0, 0, -70, 9});
    ChosenTag tag(record);

    EXPECT_TRUE(becomes(tag.browser, "document.querySelectorAll('#plan .links .missed').length", "1"));
    EXPECT_EQ(tag.browser.ask("document.querySelectorAll('#plan .links .heard').length"), "0");
}

TEST(LivePage, ShowsATagThatIsLocatedByZoneAlone) {
    Position record = located();
    record.method = PositionMethod::zone_filter;
    ChosenTag tag(record);

    EXPECT_EQ(tag.row("Place"), "ground, by zone only");
    EXPECT_TRUE(becomes(tag.browser, "document.querySelectorAll('#plan .zone.lit').length", "1"));
    EXPECT_EQ(tag.browser.ask("document.querySelectorAll('#plan .tag').length"), "0");
}

TEST(LivePage, TakesANameFromTheAirAsTextOnly) {
    Cloud cloud({attribute("<img src=x onerror=alert(1)>")});
    Browser browser;

    browser.visit(cloud.address());

    EXPECT_TRUE(shows(browser, "<img src=x onerror=alert(1)>"));
    EXPECT_EQ(browser.ask("document.querySelectorAll('main img').length"), "0");
}

TEST(LivePage, SaysWhatToDoWhileThereIsNothing) {
    Cloud cloud({}, "");
    Browser browser;

    browser.visit(cloud.address());

    EXPECT_TRUE(shows(browser, "No tag has been seen yet."));
    EXPECT_TRUE(shows(browser, "dock: known, but not connected."));
    EXPECT_TRUE(shows(browser, "There is no floor plan yet."));
}

TEST(LivePage, SaysThatTheConnectionIsLostAndComesBack) {
    Cloud cloud({sighting()});
    Browser browser;
    browser.visit(cloud.address());
    ASSERT_TRUE(becomes(browser, "document.querySelector('#status').innerText", "Live"));

    EXPECT_EQ(cloud.stop(), 0) << cloud.output();
    EXPECT_TRUE(
        becomes(browser, "document.querySelector('#status').innerText", "Connection lost, reconnecting"));
    cloud.start();
    EXPECT_TRUE(becomes(browser, "document.querySelector('#status').innerText", "Live"));
}

/// The field of a credential file, between quotes.
std::string field(const std::string& credential, const std::string& name, const std::string& quote = "\"") {
    const std::string before = "\n" + name + " = " + quote;
    const auto begin = credential.find(before) + before.size();
    return credential.substr(begin, credential.find(quote, begin) - begin);
}

/// The edge "dock" of a cloud: what it is given reaches the cloud as a block of its own.
class Dock {
public:
    explicit Dock(const Cloud& cloud) {
        const std::string credential = cloud.text_of("edge.toml");
        BufferOptions buffer_options;
        buffer_options.path = cloud.file("edge.db");
        buffer_ = std::make_unique<Buffer>(std::move(Buffer::open(buffer_options, entropy_)).value());
        net::TlsLinkOptions link_options;
        link_options.cloud = {"127.0.0.1", cloud.sync_port()};
        link_options.ca_pem = field(credential, "ca_pem", "\"\"\"");
        link_ = std::move(net::TlsLink::make(loop_, link_options)).value();
        SyncOptions options;
        options.credential = {"dock", field(credential, "secret")};
        client_ = std::make_unique<SyncClient>(options, *buffer_, *link_, entropy_);
        link_->on_ready([this] { step(); });
    }

    /// Returns once the cloud has acknowledged the block.
    void bring(std::initializer_list<Record> records) {
        Sealer sealer;
        for (const auto& record : records) ASSERT_TRUE(sealer.add(record));
        ASSERT_TRUE(buffer_->append(sealer.seal(buffer_->next_sequence(Stream::status), noon)));
        ++brought_;
        loop_.post([this] { tick(); });
        loop_.after(Millis{20'000}, [this, block = brought_] {
            if (block == brought_) loop_.stop();
        });
        loop_.run();
        EXPECT_EQ(client_->status().acknowledged_blocks, brought_) << client_->status().refusal;
    }

private:
    void step() { client_->step(clock_.read()); }
    void tick() {
        step();
        if (client_->status().acknowledged_blocks == brought_) return loop_.stop();
        loop_.after(Millis{50}, [this] { tick(); });
    }

    net::SystemEntropy entropy_;
    net::SystemClock clock_;
    net::EventLoop loop_;
    std::unique_ptr<Buffer> buffer_;
    std::unique_ptr<net::TlsLink> link_;
    std::unique_ptr<SyncClient> client_;
    std::uint64_t brought_ = 0;
};

TEST(LivePage, ShowsWhatAnEdgeSendsWithoutBeingAsked) {
    Cloud cloud({});
    Browser browser;
    browser.visit(cloud.address());
    ASSERT_TRUE(becomes(browser, "document.querySelector('#status').innerText", "Live"));

    Dock(cloud).bring({sighting(), position()});

    EXPECT_TRUE(shows(browser, "ble:AC233FA03208"));
    EXPECT_TRUE(becomes(browser, "document.querySelectorAll('#plan .tag').length", "1"));
}

TEST(LivePage, ShowsWhichGatewaysAreThere) {
    Cloud cloud({});
    Browser browser;
    browser.visit(cloud.address());
    ASSERT_TRUE(becomes(browser, "document.querySelector('#status').innerText", "Live"));
    const auto is_silent = "document.querySelector('#plan .gateway').classList.contains('silent')";
    const auto said_of = [](bool online, Timestamp at) {
        GatewayStatus status = gateway_status();
        status.online = online;
        status.at = at;
        return status;
    };
    ASSERT_TRUE(becomes(browser, is_silent, "true"));
    Dock dock(cloud);

    dock.bring({sighting()});
    EXPECT_TRUE(becomes(browser, is_silent, "false"));
    dock.bring({said_of(false, noon + Millis{2'000})});
    EXPECT_TRUE(becomes(browser, is_silent, "true"));

    // Late words change nothing; the tag that comes after them shows that they were read.
    dock.bring({sighting("AC233FA03208", -67, noon + Millis{1'000}), said_of(true, noon + Millis{1'000}),
                attribute("late")});
    EXPECT_TRUE(shows(browser, "late"));
    EXPECT_EQ(browser.ask(is_silent), "true");

    dock.bring({sighting("AC233FA03208", -67, noon + Millis{3'000})});
    EXPECT_TRUE(becomes(browser, is_silent, "false"));
}

}  // namespace
}  // namespace cairn::test
