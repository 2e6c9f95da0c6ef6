// The edge's own page in a real browser, over facts of our choice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>

#include "cairn/net/http_server.h"
#include "integration/live_page_browser.h"
#include "linux/edge_report.h"
#include "linux/local_page.h"
#include "support/loop_thread.h"
#include "support/records.h"

namespace cairn::test {
namespace {

using testing::HasSubstr;

/// The page as the daemon serves it.
class EdgePage {
public:
    explicit EdgePage(edge::EdgeFacts facts, std::initializer_list<Record> records)
        : facts_(std::move(facts)) {
        facts_.now = noon + Millis{5'000};
        for (const Record& record : records) view_.observe(record, {});
        site_.floors = {{"ground", 30, 18}};
        site_.gateways = {{gateway("D48C49F7909C"), "ground", {2, 3}, 2.5}};
        site_.zones = {{"dock", "ground", {{0, 0}, {10, 0}, {10, 9}, {0, 9}}}};
        edge::PageSources sources;
        sources.state = [this](std::size_t tags_max) { return edge::state_json(facts_, view_, tags_max); };
        sources.site = [this] { return edge::site_json(site_); };
        sources.metrics = [this] { return edge::metrics_text(facts_, view_); };
        net::HttpHandlers handlers;
        handlers.respond = [sources](const net::HttpRequest& request) {
            return edge::answer(request, sources);
        };
        net::HttpServerOptions options;
        options.listen = {"127.0.0.1", 0};
        server_ = loop_.run(
            [&] { return std::move(net::HttpServer::open(loop_.loop(), options, handlers)).value(); });
    }
    EdgePage(const EdgePage&) = delete;
    EdgePage& operator=(const EdgePage&) = delete;
    ~EdgePage() {
        loop_.run([&] {
            server_.reset();
            return true;
        });
    }

    std::string address() const { return "http://127.0.0.1:" + std::to_string(server_->port()) + "/"; }

private:
    edge::EdgeFacts facts_;
    edge::EdgeView view_;
    Site site_;
    LoopThread loop_;
    std::unique_ptr<net::HttpServer> server_;
};

Position located() {
    Position record = position();
    record.y_m = 3.5;
    record.zone_unknown = false;
    return record;
}

TEST(EdgePage, DrawsTheEllipseAndTheOtherPlace) {
    EdgePage page({}, {sighting(), located()});
    Browser browser;
    browser.visit(page.address());
    ASSERT_TRUE(becomes(browser, "document.querySelectorAll('#plans .region').length", "1"));
    const auto attribute_of = [&](const std::string& shape, const std::string& name) {
        return browser.ask("document.querySelector('#plans " + shape + "').getAttribute('" + name + "')");
    };

    EXPECT_THAT(attribute_of(".region", "rx"), HasSubstr("2.703"));
    EXPECT_THAT(attribute_of(".region", "ry"), HasSubstr("2.021"));
    EXPECT_EQ(attribute_of(".region", "transform"), "translate(12.25 14.5) rotate(67.5)");
    EXPECT_EQ(attribute_of(".other", "cx"), "1.5");
    EXPECT_EQ(attribute_of(".other", "cy"), "13.75");
}

TEST(EdgePage, SaysWhyByKeysAloneAndKeepsTheFocus) {
    EdgePage page({}, {sighting(), located()});
    Browser browser;
    browser.visit(page.address());
    ASSERT_TRUE(shows(browser, "ble:AC233FA03208"));

    browser.ask("document.querySelector('#tags button').focus()");
    browser.press("Enter");

    EXPECT_TRUE(shows(browser, "Why: heard by"));
    const std::string reasons = browser.ask("document.querySelector('#reasons').innerText");
    EXPECT_THAT(reasons, HasSubstr("3\u202fdB stronger than expected, 4.5\u202fm away, heard 12\u00d7"));
    EXPECT_THAT(reasons, HasSubstr("\u221275\u202fdBm expected, 12.3\u202fm away"));
    EXPECT_THAT(reasons, HasSubstr("dock 80\u202f%, else yard 15\u202f%"));
    EXPECT_THAT(reasons, HasSubstr("known places and beacons"));
    // The list is made anew every second.
    browser.ask("document.querySelector('#tags').firstChild.made = 'before'");
    EXPECT_TRUE(becomes(browser, "document.querySelector('#tags').firstChild.made", "undefined"));
    EXPECT_EQ(browser.ask("document.activeElement.dataset.tag"), "ble:AC233FA03208");

    browser.press("Escape");
    EXPECT_TRUE(becomes(browser, "document.querySelector('#detail').hidden", "true"));
}

TEST(EdgePage, SaysSoOfATagThatHasNoPlace) {
    EdgePage page({}, {sighting()});
    Browser browser;
    browser.visit(page.address());
    ASSERT_TRUE(shows(browser, "ble:AC233FA03208"));

    browser.ask("document.querySelector('#tags button').click()");

    EXPECT_TRUE(shows(browser, "not known: no gateway with a place in the site file heard it"));
}

TEST(EdgePage, SaysWhyWhenADotIsClicked) {
    EdgePage page({}, {sighting(), located()});
    Browser browser;
    browser.visit(page.address());
    ASSERT_TRUE(becomes(browser, "document.querySelectorAll('#plans g[data-tag]').length", "1"));

    browser.ask("document.querySelector('#plans g[data-tag]').dispatchEvent(new Event('click'))");

    EXPECT_TRUE(shows(browser, "Why: heard by"));
    EXPECT_EQ(browser.ask("document.querySelectorAll('#plans .chosen').length"), "1");
}

TEST(EdgePage, TellsHowFarRecordsAreAndWhatTheLinkHasLeft) {
    edge::EdgeFacts facts;
    facts.cloud = "cloud.example:7443";
    facts.pipeline.records = 1'500;
    facts.pipeline.durable_records = 1'400;
    facts.buffer.records = facts.buffer.streams[2].records = 900;
    facts.buffer_file_bytes = 5 * 1024;
    facts.sync.acknowledged_records = 500;
    facts.sync.sent_bytes = 1'250;
    facts.sync.drain = Millis{61'000};
    facts.sync.budget = BudgetStatus{10 * 1024, 9 * 1024, true, noon};
    EdgePage page(facts, {});
    Browser browser;

    browser.visit(page.address());

    EXPECT_TRUE(shows(browser, "Since the start 1,500 accepted, 1,400 durable, 500 acknowledged"));
    EXPECT_TRUE(shows(browser, "1.2 KiB, 2.5 bytes for each record acknowledged"));
    EXPECT_TRUE(shows(browser, "the files take 5.0 KiB"));
    EXPECT_TRUE(shows(
        browser, "nothing waits in 61 s, 9.0 KiB of 10 KiB this month, spent by 2026-01-31, hearings wait"));
    EXPECT_TRUE(becomes(browser, "document.querySelectorAll('#streams tr')[2].children[1].innerText", "900"));
}

TEST(EdgePage, TellsHowGatewaysHearAndWhatToDo) {
    edge::EdgeFacts facts;
    GatewayHealth health;
    health.gateway = gateway("D48C49F7909C");
    health.last_heard = noon;
    health.awake = true;
    health.drift_db = -8;
    facts.gateway_health.push_back(health);
    facts.site_health = SiteHealth{400, 272, 380, 1.25};
    EdgePage page(facts, {});
    Browser browser;

    browser.visit(page.address());

    EXPECT_TRUE(shows(browser, "reads 8 dB low: check antenna and place"));
    EXPECT_TRUE(shows(browser, "68\u202f% of 400 places are inside of the region for 68"));
}

TEST(EdgePage, IsSilentAboutHealthThatIsNotKnown) {
    EdgePage page({}, {sighting()});
    Browser browser;

    browser.visit(page.address());

    ASSERT_TRUE(shows(browser, "ble:AC233FA03208"));
    EXPECT_EQ(browser.ask("document.querySelector('#health').hidden"), "true");
}

TEST(EdgePage, TakesANameFromTheAirAsTextOnly) {
    Attribute named = attribute("<img src=x onerror=alert(1)>");
    EdgePage page({}, {named});
    Browser browser;
    browser.visit(page.address());
    ASSERT_TRUE(shows(browser, "<img src=x onerror=alert(1)>"));

    browser.ask("document.querySelector('#tags button').click()");

    EXPECT_TRUE(becomes(browser, "document.querySelector('#detail').hidden", "false"));
    EXPECT_EQ(browser.ask("document.querySelectorAll('main img').length"), "0");
}

}  // namespace
}  // namespace cairn::test
