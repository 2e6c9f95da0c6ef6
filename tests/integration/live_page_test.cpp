// The live page of the real cairn-cloud in a real browser: what is stored is seen, and what comes from an
// edge appears by itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "cairn/net/event_loop.h"
#include "cairn/net/system_ports.h"
#include "cairn/net/tls_link.h"
#include "cairn/sync/sync_client.h"
#include "cairn/wire/block_codec.h"
#include "integration/live_page_browser.h"
#include "integration/live_page_cloud.h"
#include "support/records.h"

namespace cairn::test {
namespace {

using testing::HasSubstr;

bool shows(Browser& browser, const std::string& text) {
    return eventually([&] { return browser.ask("document.body.innerText").find(text) != std::string::npos; });
}

bool becomes(Browser& browser, const std::string& expression, const std::string& value) {
    return eventually([&] { return browser.ask(expression) == value; });
}

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

    EXPECT_TRUE(shows(browser, "EVIDENCE"));
    const std::string detail = browser.ask("document.querySelector('#detail').innerText");
    EXPECT_THAT(detail, HasSubstr("moko:D48C49F7909D"));
    EXPECT_THAT(detail, HasSubstr("temperature"));
    browser.press("Escape");
    EXPECT_TRUE(becomes(browser, "document.querySelector('#detail').hidden", "true"));
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

TEST(LivePage, ShowsWhatAnEdgeSendsWithoutBeingAsked) {
    Cloud cloud({});
    Browser browser;
    browser.visit(cloud.address());
    ASSERT_TRUE(becomes(browser, "document.querySelector('#status').innerText", "Live"));

    const std::string credential = cloud.text_of("edge.toml");
    net::SystemEntropy entropy;
    BufferOptions buffer_options;
    buffer_options.path = cloud.file("edge.db");
    auto buffer = Buffer::open(buffer_options, entropy);
    ASSERT_TRUE(buffer);
    Sealer sealer;
    ASSERT_TRUE(sealer.add(sighting()) && sealer.add(position()));
    ASSERT_TRUE(buffer->append(sealer.seal(buffer->next_sequence(), noon)));
    net::EventLoop loop;
    net::SystemClock clock;
    net::TlsLinkOptions link_options;
    link_options.cloud = {"127.0.0.1", cloud.sync_port()};
    link_options.ca_pem = field(credential, "ca_pem", "\"\"\"");
    auto link = net::TlsLink::make(loop, link_options);
    ASSERT_TRUE(link);
    SyncOptions options;
    options.credential = {"dock", field(credential, "secret")};
    SyncClient client(options, *buffer, **link, entropy);
    const auto step = [&] { client.step(clock.now(), clock.wall()); };
    (*link)->on_ready(step);
    std::function<void()> tick = [&] {
        step();
        if (client.status().acknowledged_blocks > 0) return loop.stop();
        loop.after(Millis{50}, tick);
    };
    loop.post(tick);
    loop.after(Millis{20'000}, [&] { loop.stop(); });
    loop.run();

    EXPECT_EQ(client.status().acknowledged_blocks, 1U) << client.status().refusal << cloud.output();
    EXPECT_TRUE(shows(browser, "ble:AC233FA03208"));
    EXPECT_TRUE(becomes(browser, "document.querySelectorAll('#plan .tag').length", "1"));
}

}  // namespace
}  // namespace cairn::test
