// Tags with names of their own, which only some gateways of a hall report.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "unit/locate/hall_of_test.h"

namespace cairn::test {
namespace {

const std::vector<std::size_t> knowing{0, 5, 7};

/// What those gateways hear of a tag at `at`, without noise.
void hear_named(Hall& hall, const std::string& name, Point at, const std::vector<std::size_t>& gateways) {
    const Site site = large_hall();
    for (const std::size_t i : gateways) {
        const double rssi_dbm = hall_gains_db[i] + loudness_dbm(site.gateways[i].at, at);
        Advertisement of_tag =
            heard(name, name_of(i), static_cast<int>(std::lround(rssi_dbm)), hall.now_ms());
        of_tag.tag = *TagId::make("civic", name);
        hall.positioner().observe(of_tag);
    }
}

/// The pallet's last position of 20 s in one place, while another tag keeps all gateways awake.
Position stand(Hall& hall, Point at) {
    Position position;
    for (int second = 0; second < 20; ++second) {
        hall.hear("other", {12, 8});
        hear_named(hall, "pallet", at, knowing);
        const auto found = hall.tick();
        if (found.contains("civic:pallet")) position = found.at("civic:pallet");
    }
    return position;
}

bool is_missed(const Position& position) {
    return std::ranges::any_of(position.evidence,
                               [](const Evidence& evidence) { return evidence.heard_count == 0; });
}

TEST(NamedTags, AreNotMissedByGatewaysThatDoNotKnowThem) {
    Hall hall;
    hall.walk(300);
    const Point beside_gateway_2{16, 2.5};
    const Position position = stand(hall, beside_gateway_2);

    EXPECT_EQ(position.calibration, CalibrationLevel::automatic);
    EXPECT_FALSE(is_missed(position));
    EXPECT_LT(std::hypot(position.x_m - 16, position.y_m - 2.5), 2 * position.radius68_m);
}

TEST(NamedTags, AreMissedByGatewaysThatHeardOne) {
    Hall hall;
    hall.walk(300);
    const Point beside_gateway_2{16, 2.5};
    hear_named(hall, "another", beside_gateway_2, {2, 3});
    hall.tick();

    EXPECT_TRUE(is_missed(stand(hall, beside_gateway_2)));
}

TEST(NamedTags, TeachNothingWhereOtherGatewaysHearOnlyAddresses) {
    Hall hall;
    for (int second = 0; second < 400; ++second) {
        if (second % 20 == 0) hall.hear("other", {12, 8});
        hear_named(hall, "pallet", {12 + 10 * std::sin(0.03 * second), 8}, knowing);
        hall.tick();
    }
    EXPECT_EQ(hall.positioner().calibration(), CalibrationLevel::none);
}

TEST(NamedTags, TeachWhereAllGatewaysHearThem) {
    Hall hall;
    for (int second = 0; second < 400; ++second) {
        hear_named(hall, "pallet", {12 + 10 * std::sin(0.03 * second), 8}, {0, 1, 2, 3, 4, 5, 6, 7});
        hall.tick();
    }
    EXPECT_EQ(hall.positioner().calibration(), CalibrationLevel::automatic);
}

}  // namespace
}  // namespace cairn::test
