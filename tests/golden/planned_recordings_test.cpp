// What the plan expects, against what was measured at real sites: they are no part of this project.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "plan/coverage.h"
#include "recording/recording.h"

namespace cairn::tool::test {
namespace {

const std::string recordings = CAIRN_SOURCE_DIR "/../shared/data/positioning";

/// Mean errors of the locating engine, in m.
struct Measured {
    double automatic_m;
    double survey_m;
    double survey_spacing_m;
};

class Planned : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(recordings)) GTEST_SKIP() << recordings << " is not there";
    }

    static Site site_of(const Recording& recording, double tag_height_m) {
        Site site;
        site.floors.push_back(
            {"floor", recording.high.x_m - recording.low.x_m, recording.high.y_m - recording.low.y_m});
        for (std::size_t i = 0; i < recording.gateways.size(); ++i) {
            const locate::GatewayRadio& gateway = recording.gateways[i];
            site.gateways.push_back({*GatewayId::make("site", std::to_string(i)),
                                     "floor",
                                     {gateway.at.x_m - recording.low.x_m, gateway.at.y_m - recording.low.y_m},
                                     gateway.z_m - recording.tag_z_m + tag_height_m});
        }
        return site;
    }

    static double expected_m(const Site& site, PlannedCalibration calibration, double survey_spacing_m) {
        PlanAssumptions assumptions;
        assumptions.interval_s = 0.5;
        assumptions.calibration = calibration;
        assumptions.survey_spacing_m = survey_spacing_m;
        return Coverage(site, 0, assumptions).map(0.5, 5'000).mean_m;
    }

    static void expect(const std::string& name, const Measured& measured) {
        std::string error;
        const Recording recording = read_recording(recordings + "/" + name, error);
        ASSERT_EQ(error, "");
        const Site site = site_of(recording, PlanAssumptions{}.tag_height_m);
        const double automatic_m = expected_m(site, PlannedCalibration::automatic, 0);
        const double survey_m = expected_m(site, PlannedCalibration::survey, measured.survey_spacing_m);
        EXPECT_NEAR(automatic_m, measured.automatic_m, 0.3 * measured.automatic_m);
        EXPECT_NEAR(survey_m, measured.survey_m, 0.3 * measured.survey_m);
    }
};

TEST_F(Planned, OpenOfficeAsItWasMeasured) {
    expect("tetam", {.automatic_m = 1.96, .survey_m = 1.45, .survey_spacing_m = 1.7});
}

TEST_F(Planned, FlatAsItWasMeasured) {
    expect("flat", {.automatic_m = 1.27, .survey_m = 1.01, .survey_spacing_m = 0.5});
}

}  // namespace
}  // namespace cairn::tool::test
