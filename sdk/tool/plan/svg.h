// Shapes and text as SVG 1.1.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace cairn::tool {

/// In pixels from the top left.
struct Pixel {
    double x = 0;
    double y = 0;
};

enum class TextAnchor { start, middle, end };

/// Colours are what SVG calls so: "#404040", "none".
class Svg {
public:
    Svg(double width, double height);

    void rectangle(Pixel corner, double width, double height, std::string_view fill);
    void line(Pixel from, Pixel to, double width, std::string_view colour);
    void polygon(std::span<const Pixel> corners, std::string_view fill, std::string_view stroke);
    void circle(Pixel centre, double radius, std::string_view fill, std::string_view stroke);
    void text(Pixel at, double size, TextAnchor anchor, std::string_view text);

    /// The whole document. Nothing is drawn after that.
    std::string finish();

private:
    void open(std::string_view element);
    void attribute(std::string_view name, std::string_view value);
    void attribute(std::string_view name, double value);

    std::string out_;
};

}  // namespace cairn::tool
