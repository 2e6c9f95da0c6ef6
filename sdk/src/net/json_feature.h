// A feature of a GeoJSON file (RFC 7946, section 3.2) as a row of a site.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "net/site_rows.h"

namespace cairn::net {

/// Fields of a JSON object. Defects become lines in `errors` that begin with `place`.
class JsonRow final : public SiteRow {
public:
    JsonRow(const boost::json::object& fields, std::string place, std::vector<std::string>& errors)
        : fields_(fields),
          place_(std::move(place)),
          errors_(errors) {}

    bool has(std::string_view key) const override;
    std::string text(std::string_view key, std::string_view otherwise) override;
    double number(std::string_view key, double otherwise, double min, double max) override;
    std::pair<double, double> pair(std::string_view key, std::pair<double, double> otherwise) override;
    std::vector<std::pair<double, double>> pairs(std::string_view key) override;
    void rows(std::string_view key, const std::function<void(SiteRow&)>& each) override;
    void reject(std::string_view key, std::string_view expected) override;

    /// Fields that nobody asked for and that look like one that somebody did: GeoJSON lets others' properties
    /// stand beside ours.
    void report_mistyped() const;

private:
    const boost::json::value* take(std::string_view key) const;

    const boost::json::object& fields_;
    std::string place_;
    std::vector<std::string>& errors_;
    mutable std::set<std::string> asked_;
};

/// Properties and geometry of a feature under the keys that a TOML file has for them: a Point is x_m and y_m,
/// a LineString points_m, a Polygon corners_m or, of a floor, origin_m, width_m and height_m. Of stairs and
/// lifts, one Point stands for all floors in `floors`, and a MultiPoint has one for each.
class JsonFeature {
public:
    JsonFeature(const boost::json::value& feature, const std::string& place);

    std::string_view kind() const noexcept { return kind_; }
    /// Not: its errors say why.
    bool is_usable() const noexcept { return row_ != nullptr; }
    /// Of a usable feature.
    SiteRow& row() noexcept { return *row_; }
    /// What was wrong with it; after the last use of the row.
    std::vector<std::string> take_errors();

private:
    struct State;  // stays where it is: rows refer to it
    std::shared_ptr<State> state_;
    std::string_view kind_;
    std::shared_ptr<JsonRow> row_;
};

}  // namespace cairn::net
