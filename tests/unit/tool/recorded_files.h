// A small recording in files, of which a test changes one.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <memory>
#include <string>

#include "recording/recording.h"
#include "support/temporary_directory.h"

namespace cairn::tool::test {

/// Two gateways in a room each; the tag is in "left", then in "right". The survey is alike.
class RecordedFiles {
public:
    std::string anchors = "id,x,y,z,floor\na,1,1,2.5,0\nb,9,1,2.5,0\n";
    std::string observations = heard;
    std::string truth = true_rooms("1,1", "9,1");
    std::string train_observations = heard;
    std::string train_truth = true_rooms("1,1", "9,1");
    std::string zones = "zone,x0,y0,x1,y1,floor\nleft,0,0,5,2,0\nright,5,0,10,2,0\n";
    std::string meta = R"({"tag_z": 1.2, "bounds": [0, 0, 10, 2]})";

    static RecordedFiles without_coordinates() {
        RecordedFiles files;
        files.anchors = "id,x,y,z,floor\na,,,,0\nb,,,,0\n";
        files.truth = true_rooms(",", ",");
        files.train_truth = files.truth;
        files.zones = "zone,x0,y0,x1,y1,floor\n";
        files.meta = "{}";
        return files;
    }

    Recording read(std::string& error) const {
        write();
        return read_recording(folder_->path(), error);
    }
    Recording read() const {
        std::string error;
        Recording recording = read(error);
        EXPECT_EQ(error, "");
        return recording;
    }
    /// What is wrong, without the folder's name.
    std::string wrong() const {
        std::string error;
        static_cast<void>(read(error));
        const std::string prefix = folder_->path() + "/";
        return error.starts_with(prefix) ? error.substr(prefix.size()) : error;
    }
    std::string write() const {
        const std::map<std::string, const std::string*> texts{{"anchors.csv", &anchors},
                                                              {"observations.csv", &observations},
                                                              {"truth.csv", &truth},
                                                              {"train_observations.csv", &train_observations},
                                                              {"train_truth.csv", &train_truth},
                                                              {"zones.csv", &zones},
                                                              {"meta.json", &meta}};
        for (const auto& [name, text] : texts) std::ofstream(folder_->file(name)) << *text;
        return folder_->path();
    }

private:
    /// Ten seconds in each place; `right` is upstairs where the rooms have no coordinates.
    static std::string true_rooms(const std::string& left, const std::string& right) {
        std::string text = "t_ms,tag,x,y,floor,zone\n";
        for (int second = 1; second <= 20; ++second) {
            text += std::to_string(1000 * second) + ",t," + (second <= 10 ? left : right) +
                    (second <= 10 || left != "," ? ",0," : ",1,") + (second <= 10 ? "left" : "right") + "\n";
        }
        return text;
    }
    static inline const std::string heard = [] {
        std::string text = "t_ms,tag,anchor,rssi_dbm\n";
        for (int second = 0; second < 20; ++second) {
            const std::string at = std::to_string(1000 * second + 500) + ",t,";
            text += at + "a," + (second < 10 ? "-50" : "-70") + "\n";
            text += at + "b," + (second < 10 ? "-70" : "-50") + "\n";
        }
        return text;
    }();

    std::shared_ptr<cairn::test::TemporaryDirectory> folder_ =
        std::make_shared<cairn::test::TemporaryDirectory>();
};

}  // namespace cairn::tool::test
