#include "plan/svg.h"

#include <utility>

#include "cairn/core/utf8.h"
#include "terminal.h"

namespace cairn::tool {
namespace {

/// Names come from files: what XML would take for its own is escaped, what it cannot hold becomes U+FFFD.
std::string escaped(std::string_view text) {
    constexpr std::string_view replacement = "\xEF\xBF\xBD";
    std::string out;
    while (!text.empty()) {
        const std::string_view character = take_character(text, replacement);
        const auto first = static_cast<unsigned char>(character.front());
        if (character == "<") {
            out += "&lt;";
        } else if (character == ">") {
            out += "&gt;";
        } else if (character == "&") {
            out += "&amp;";
        } else if (character == "\"") {
            out += "&quot;";
        } else {
            out += first < 0x20 ? replacement : character;
        }
    }
    return out;
}

std::string rounded(double value) {
    std::string text = fixed(value, 2);
    while (text.ends_with('0')) text.pop_back();
    if (text.ends_with('.')) text.pop_back();
    return text;
}

}  // namespace

Svg::Svg(double width, double height) {
    open("svg");
    attribute("xmlns", "http://www.w3.org/2000/svg");
    attribute("width", width);
    attribute("height", height);
    attribute("viewBox", "0 0 " + rounded(width) + " " + rounded(height));
    attribute("font-family", "sans-serif");
    out_ += ">\n";
    rectangle({0, 0}, width, height, "#ffffff");
}

void Svg::open(std::string_view element) {
    out_ += '<';
    out_ += element;
}

void Svg::attribute(std::string_view name, std::string_view value) {
    out_ += ' ';
    out_.append(name).append("=\"").append(escaped(value)).append("\"");
}

void Svg::attribute(std::string_view name, double value) {
    attribute(name, rounded(value));
}

void Svg::rectangle(Pixel corner, double width, double height, std::string_view fill) {
    open("rect");
    attribute("x", corner.x);
    attribute("y", corner.y);
    attribute("width", width);
    attribute("height", height);
    attribute("fill", fill);
    out_ += "/>\n";
}

void Svg::line(Pixel from, Pixel to, double width, std::string_view colour) {
    open("line");
    attribute("x1", from.x);
    attribute("y1", from.y);
    attribute("x2", to.x);
    attribute("y2", to.y);
    attribute("stroke", colour);
    attribute("stroke-width", width);
    attribute("stroke-linecap", "round");
    out_ += "/>\n";
}

void Svg::polygon(std::span<const Pixel> corners, std::string_view fill, std::string_view stroke) {
    std::string points;
    for (const Pixel corner : corners)
        points += (points.empty() ? "" : " ") + rounded(corner.x) + "," + rounded(corner.y);
    open("polygon");
    attribute("points", points);
    attribute("fill", fill);
    attribute("stroke", stroke);
    out_ += "/>\n";
}

void Svg::circle(Pixel centre, double radius, std::string_view fill, std::string_view stroke) {
    open("circle");
    attribute("cx", centre.x);
    attribute("cy", centre.y);
    attribute("r", radius);
    attribute("fill", fill);
    attribute("stroke", stroke);
    out_ += "/>\n";
}

void Svg::text(Pixel at, double size, TextAnchor anchor, std::string_view text) {
    open("text");
    attribute("x", at.x);
    attribute("y", at.y);
    attribute("font-size", size);
    if (anchor != TextAnchor::start)
        attribute("text-anchor", anchor == TextAnchor::middle ? "middle" : "end");
    out_ += '>';
    out_.append(escaped(text)).append("</text>\n");
}

std::string Svg::finish() {
    out_ += "</svg>\n";
    return std::move(out_);
}

}  // namespace cairn::tool
