// The folder that a walk test fills: what `cairn locate` reads (recording/recording.h).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "survey/listening.h"
#include "survey/survey_place.h"

namespace cairn::tool {

/// What the walk is for.
enum class SurveyPurpose {
    calibrate,  // train_observations.csv, train_truth.csv
    judge,      // observations.csv, truth.csv: a second walk, by which `cairn locate` judges the first
};

/// A place's rows name the tag, an '@' and when the listening began, and count milliseconds from then: each
/// place is a track of its own. Places are written in the building's axes, floors as their index in the site,
/// heights above the floor; of a site of rooms, cells of coordinates are empty. A place is on the disk once
/// it was added; one that breaks off leaves nothing.
class SurveyFolder {
public:
    /// Makes the folder and what it lacks of anchors.csv, zones.csv and meta.json. What is in the way is in
    /// `complaint`: it cannot be written, or holds a survey of another site.
    SurveyFolder(std::string path, const Site& site, SurveyPurpose purpose, double tag_height_m,
                 std::string& complaint);

    /// How often the place was recorded, in earlier runs too.
    std::size_t count(const SurveyPlace& place) const;
    std::size_t places() const noexcept { return recorded_.size(); }
    /// False: the disk refuses.
    bool add(const TagId& tag, const SurveyPlace& place, Timestamp start, Timestamp end,
             std::span<const SurveyHearing> hearings);

private:
    struct Recorded {
        Point at;  // in the building
        std::size_t floor = 0;
        std::string zone;
    };
    bool is_at(const Recorded& recorded, const SurveyPlace& place) const;
    Point in_building(const SurveyPlace& place) const;
    std::string file(const char* name) const;
    void read_recorded();

    std::string path_;
    const Site& site_;
    SurveyPurpose purpose_;
    std::vector<Recorded> recorded_;
};

}  // namespace cairn::tool
