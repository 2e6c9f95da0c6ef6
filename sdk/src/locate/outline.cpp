// Whether corners make a polygon. All in whole tenths of a millimetre: that decides without rounding.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "cairn/locate/site.h"

namespace cairn {
namespace {

constexpr std::size_t corners_min = 3;
constexpr std::size_t corners_max = 64;
constexpr double steps_per_m = 10'000;

/// At most 1e9 to either side, so that the products below are under 4e18 and their difference fits 64 bits.
struct Corner {
    std::int64_t x = 0;
    std::int64_t y = 0;

    friend bool operator==(Corner, Corner) = default;
};
static_assert(8 * (site_length_max_m * steps_per_m) * (site_length_max_m * steps_per_m) < 9.2e18);

/// Without repeats. Room is for as many corners as a zone may have.
struct Outline {
    std::array<Corner, corners_max> corners;
    std::size_t size = 0;

    Corner at(std::size_t i) const { return corners[i % size]; }
};

bool is_place(Point at) {
    return std::abs(at.x_m) <= site_length_max_m && std::abs(at.y_m) <= site_length_max_m;
}

Outline outline_of(std::span<const Point> corners) {
    Outline outline;
    for (const Point point : corners) {
        const Corner corner{std::llround(point.x_m * steps_per_m), std::llround(point.y_m * steps_per_m)};
        if (outline.size > 0 && outline.corners[outline.size - 1] == corner) continue;
        outline.corners[outline.size++] = corner;
    }
    while (outline.size > 1 && outline.corners[outline.size - 1] == outline.corners[0]) --outline.size;
    return outline;
}

// Not inline, as the next: arithmetic of 64 bits is long on a microcontroller.
/// 1: from `a` over `b` to `c` turns left, -1: right, 0: straight on or back.
[[gnu::noinline]] int turn(Corner a, Corner b, Corner c) {
    const std::int64_t area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    return (area > 0 ? 1 : 0) - (area < 0 ? 1 : 0);
}

/// Of a corner on the line through `a` and `b`: whether it lies between them.
[[gnu::noinline]] bool lies_between(Corner a, Corner b, Corner corner) {
    return std::min(a.x, b.x) <= corner.x && corner.x <= std::max(a.x, b.x) &&
           std::min(a.y, b.y) <= corner.y && corner.y <= std::max(a.y, b.y);
}

/// Whether two edges have a point in common, ends included.
bool meet(Corner a, Corner b, Corner c, Corner d) {
    const int c_side = turn(a, b, c);
    const int d_side = turn(a, b, d);
    const int a_side = turn(c, d, a);
    const int b_side = turn(c, d, b);
    if (c_side * d_side < 0 && a_side * b_side < 0) return true;
    return (c_side == 0 && lies_between(a, b, c)) || (d_side == 0 && lies_between(a, b, d)) ||
           (a_side == 0 && lies_between(c, d, a)) || (b_side == 0 && lies_between(c, d, b));
}

/// Whether the edge behind corner `i` runs back over the edge before it.
bool turns_back(const Outline& outline, std::size_t i) {
    const Corner before = outline.at(i + outline.size - 1);
    const Corner here = outline.at(i);
    const Corner after = outline.at(i + 1);
    return turn(before, here, after) == 0 && !lies_between(before, after, here);
}

bool is_line(const Outline& outline) {
    for (std::size_t i = 2; i < outline.size; ++i) {
        if (turn(outline.corners[0], outline.corners[1], outline.corners[i]) != 0) return false;
    }
    return true;
}

bool meets_itself(const Outline& outline) {
    for (std::size_t i = 0; i < outline.size; ++i) {
        if (turns_back(outline, i)) return true;
        // Edges beside each other share a corner; the last one lies beside the first.
        const std::size_t end = i == 0 ? outline.size - 1 : outline.size;
        for (std::size_t j = i + 2; j < end; ++j) {
            if (meet(outline.at(i), outline.at(i + 1), outline.at(j), outline.at(j + 1))) return true;
        }
    }
    return false;
}

}  // namespace

Result<void> check_outline(std::span<const Point> corners) noexcept {
    if (corners.size() < corners_min) return fail(Errc::malformed, "site: a zone with fewer than 3 corners");
    if (corners.size() > corners_max) return fail(Errc::malformed, "site: a zone with more than 64 corners");
    for (const Point corner : corners) {
        if (!is_place(corner)) return fail(Errc::malformed, "site: a zone corner without a place");
    }
    const Outline outline = outline_of(corners);
    if (is_line(outline)) return fail(Errc::malformed, "site: a zone without area");
    if (meets_itself(outline)) {
        return fail(Errc::malformed, "site: a zone whose outline crosses or touches itself");
    }
    return {};
}

}  // namespace cairn
