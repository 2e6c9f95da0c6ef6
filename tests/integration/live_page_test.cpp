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
        ASSERT_TRUE(buffer_->append(sealer.seal(buffer_->next_sequence(), noon)));
        ++brought_;
        loop_.post([this] { tick(); });
        loop_.after(Millis{20'000}, [this, block = brought_] {
            if (block == brought_) loop_.stop();
        });
        loop_.run();
        EXPECT_EQ(client_->status().acknowledged_blocks, brought_) << client_->status().refusal;
    }

private:
    void step() { client_->step(clock_.now(), clock_.wall()); }
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
