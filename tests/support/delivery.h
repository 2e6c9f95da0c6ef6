// What a test of the whole way expects in the end.
#pragma once

#include <gtest/gtest.h>

#include <chrono>

#include "support/installation.h"
#include "support/numbered_publisher.h"
#include "support/stored_numbers.h"

namespace cairn::test {

/// Of a publisher that has stopped: waits until its numbers are in the cloud, stops the programs, and expects
/// each number there once, and no gap.
inline void expect_each_once(Installation& site, const NumberedPublisher& publisher) {
    eventually([&] { return records_in(site.cloud_folder()) >= publisher.acknowledged(); },
               std::chrono::seconds(60));
    site.stop();
    const StoredNumbers stored = stored_numbers(site.cloud_folder());

    EXPECT_GT(publisher.acknowledged(), 100U);
    EXPECT_EQ(wrong_in(stored, publisher.said()), Wrong{}) << site.logs();
    EXPECT_EQ(stored.gaps, 0U);
}

}  // namespace cairn::test
