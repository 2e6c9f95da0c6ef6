#include "plan/coverage_picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>
#include <vector>

#include "plan/svg.h"
#include "terminal.h"

namespace cairn::tool {
namespace {

constexpr double margin = 30;
constexpr double title = 44;
constexpr double legend = 150;
/// The longer side of the plan.
constexpr double plan_side = 900;

struct Band {
    double below_m;
    const char* colour;
};

/// The same for all plans, so that they can be compared. Dark is good; light, also without colours, is not.
constexpr std::array<Band, 9> bands{{{1, "#2c5f8a"},
                                     {1.5, "#2f7f8e"},
                                     {2, "#3b9e86"},
                                     {2.5, "#5dae76"},
                                     {3, "#8dc064"},
                                     {4, "#bdd25a"},
                                     {6, "#ecd95f"},
                                     {10, "#f3b96b"},
                                     {std::numeric_limits<double>::infinity(), "#efc9c0"}}};

const char* colour_of(double error_m) {
    return std::ranges::find_if(bands, [error_m](const Band& band) { return error_m < band.below_m; })
        ->colour;
}

std::string metres(double value) {
    return fixed(value, 1) + " m";
}

/// The longest of 0.1, 0.2, 0.5, 1, ... m that fits.
double scale_of(double room_m) {
    double best_m = 0;
    for (double decade_m = 0.1; decade_m <= room_m; decade_m *= 10) {
        for (const double step : {1.0, 2.0, 5.0}) {
            if (step * decade_m <= room_m) best_m = step * decade_m;
        }
    }
    return best_m;
}

class Picture {
public:
    Picture(const Site& site, const Floor& floor)
        : site_(site),
          floor_(floor),
          pixels_per_m_(plan_side / std::max(floor.width_m, floor.height_m)),
          svg_(2 * margin + std::max(floor.width_m * pixels_per_m_, 380.0) + legend,
               margin + title + std::max(floor.height_m * pixels_per_m_, 345.0) + margin) {}

    void draw_title(const ErrorMap& map, const NextGateway& next) {
        svg_.text({margin, 26}, 17, TextAnchor::start,
                  std::string(floor_.name.view()) + ": expected error " + metres(map.mean_m) +
                      ", nine tenths of the floor below " + metres(map.p90_m));
        svg_.text({margin, 48}, 13, TextAnchor::start,
                  "With one more gateway at the star: " + metres(next.mean_m) + ", nine tenths below " +
                      metres(next.p90_m));
    }
    void draw_cells(const ErrorMap& map);
    void draw_zones();
    void draw_walls();
    void draw_gateways();
    void draw_passages();
    void draw_beacons();
    void draw_next(const NextGateway& next);
    void draw_legend();
    std::string finish() { return svg_.finish(); }

private:
    Pixel pixel(Point at) const {
        return {margin + at.x_m * pixels_per_m_, title + margin + (floor_.height_m - at.y_m) * pixels_per_m_};
    }

    struct WrittenName {
        Pixel at;
        double half = 0;  // of its width
    };
    void write_name(Pixel at, std::string_view name);

    const Site& site_;
    const Floor& floor_;
    std::vector<WrittenName> names_;
    double pixels_per_m_;
    Svg svg_;
};

/// Neighbours of one colour in a row are one shape: pictures stay small.
void Picture::draw_cells(const ErrorMap& map) {
    const double width_m = map.cell_width_m;
    const double height_m = map.cell_height_m;
    for (std::size_t row = 0; row < map.rows; ++row) {
        for (std::size_t begin = 0; begin < map.columns;) {
            const char* colour = colour_of(map.errors_m[row * map.columns + begin]);
            std::size_t end = begin + 1;
            while (end < map.columns && colour_of(map.errors_m[row * map.columns + end]) == colour) ++end;
            const Pixel corner =
                pixel({static_cast<double>(begin) * width_m, static_cast<double>(row + 1) * height_m});
            svg_.rectangle(corner, static_cast<double>(end - begin) * width_m * pixels_per_m_ + 0.3,
                           height_m * pixels_per_m_ + 0.3, colour);
            begin = end;
        }
    }
}

void Picture::draw_zones() {
    for (const Zone& zone : site_.zones) {
        if (zone.floor != floor_.name) continue;
        std::vector<Pixel> corners;
        Pixel middle;
        for (const Point corner : zone.corners) {
            corners.push_back(pixel(corner));
            middle.x += corners.back().x / static_cast<double>(zone.corners.size());
            middle.y += corners.back().y / static_cast<double>(zone.corners.size());
        }
        svg_.polygon(corners, "none", "#505050");
        svg_.text(middle, 14, TextAnchor::middle, zone.name.view());
    }
}

void Picture::draw_walls() {
    for (const Wall& wall : site_.walls) {
        // The more is lost, the thicker.
        if (wall.floor == floor_.name)
            svg_.line(pixel(wall.from), pixel(wall.to), 2 + wall.loss_db / 5, "#303030");
    }
}

void Picture::draw_gateways() {
    for (const GatewayPlacement& placed : site_.gateways) {
        if (placed.floor != floor_.name) continue;
        const Pixel at = pixel(placed.at);
        svg_.rectangle({at.x - 6, at.y - 6}, 12, 12, "#ffffff");
        svg_.rectangle({at.x - 4, at.y - 4}, 8, 8, "#101010");
        write_name({at.x, at.y + 18}, placed.gateway.view());
    }
}

/// A name that would cover another one is left out.
void Picture::write_name(Pixel at, std::string_view name) {
    constexpr double line = 11;
    constexpr double letter = 6;
    const double half = letter / 2 * static_cast<double>(name.size());
    const bool is_covering = std::ranges::any_of(names_, [&](const WrittenName& other) {
        return std::abs(other.at.y - at.y) < line && std::abs(other.at.x - at.x) < other.half + half;
    });
    if (is_covering) return;
    names_.push_back({at, half});
    svg_.text(at, line - 1, TextAnchor::middle, name);
}

void Picture::draw_passages() {
    for (const Passage& passage : site_.passages) {
        for (const Passage::Place& place : passage.places) {
            if (place.floor == floor_.name) svg_.circle(pixel(place.at), 6, "none", "#101010");
        }
    }
}

void Picture::draw_beacons() {
    for (const ReferenceBeacon& beacon : site_.beacons) {
        if (beacon.floor != floor_.name) continue;
        const Pixel at = pixel(beacon.at);
        const std::array<Pixel, 4> diamond{
            {{at.x, at.y - 6}, {at.x + 6, at.y}, {at.x, at.y + 6}, {at.x - 6, at.y}}};
        svg_.polygon(diamond, "#ffffff", "#101010");
    }
}

void Picture::draw_next(const NextGateway& next) {
    const Pixel at = pixel(next.at);
    std::array<Pixel, 10> star{};
    for (std::size_t i = 0; i < star.size(); ++i) {
        const double angle = static_cast<double>(i) * 0.62831853071795865;
        const double radius = i % 2 == 0 ? 12 : 5;
        star[i] = {at.x + radius * std::sin(angle), at.y - radius * std::cos(angle)};
    }
    svg_.polygon(star, "#d62976", "#ffffff");
}

void Picture::draw_legend() {
    const double left = margin + floor_.width_m * pixels_per_m_ + 24;
    double top = title + margin;
    svg_.text({left, top + 10}, 13, TextAnchor::start, "expected error");
    for (const Band& band : bands) {
        top += 22;
        svg_.rectangle({left, top}, 22, 16, band.colour);
        const bool is_last = std::isinf(band.below_m);
        svg_.text({left + 30, top + 13}, 12, TextAnchor::start,
                  is_last ? "more" : "below " + fixed(band.below_m, 1) + " m");
    }
    const double scale_m = scale_of((legend - 34) / pixels_per_m_);
    top += 50;
    svg_.line({left, top}, {left + scale_m * pixels_per_m_, top}, 3, "#101010");
    svg_.text({left, top + 16}, 12, TextAnchor::start, fixed(scale_m, scale_m < 1 ? 1 : 0) + " m");
    for (const char* mark :
         {"square: gateway", "star: one more", "diamond: beacon", "circle: stairs, lift"}) {
        svg_.text({left, top + 42}, 12, TextAnchor::start, mark);
        top += 16;
    }
}

}  // namespace

std::string coverage_picture(const Site& site, const Floor& floor, const ErrorMap& map,
                             const NextGateway& next) {
    Picture picture(site, floor);
    picture.draw_title(map, next);
    picture.draw_cells(map);
    picture.draw_zones();
    picture.draw_walls();
    picture.draw_passages();
    picture.draw_beacons();
    picture.draw_gateways();
    picture.draw_next(next);
    picture.draw_legend();
    return picture.finish();
}

}  // namespace cairn::tool
