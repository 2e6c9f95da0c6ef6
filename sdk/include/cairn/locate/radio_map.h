// What every gateway would hear of a tag in every cell: the one model behind all levels of calibration.
//
// A gateway's mean RSSI over a floor is a Gaussian process (Rasmussen and Williams, Gaussian Processes for
// Machine Learning, chapter 2). Its prior mean is the log-distance law
//     P - n L - losses,  L = 10 log10(distance in m),
// with the walls and slabs in between, its covariance between two places
//     s0^2 + sn^2 (L - 7)(L' - 7) + sf^2 exp(-distance between them / ell):
// an error of the level, one of the slope, which turns about 5 m, and shadowing; through slabs one more error
// of the level. Labelled places condition it; without any, the prior is the map.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cairn/locate/building.h"

namespace cairn::locate {

/// Constants of the model, the same for every site. dB and m.
struct RadioConstants {
    double power_dbm = -60;  // at 1 m, of a tag that sends with 0 dBm
    double exponent = 1.8;
    double offset_sd_db = 4;  // of a gateway's power
    double slope_sd = 0.3;  // of a gateway's exponent
    double shadowing_sd_db = 3.5;
    double shadowing_m = 3;  // how far it reaches
    double small_scale_sd_db = 2;  // of a place beside its neighbours
    double fading_sd_db = 3.5;  // of one packet
    double hearing_softness_db = 3;
    double hearing_outliers = 0.02;
    double slab_loss_db = 15;  // of the ceiling between two floors
    double slab_sd_db = 5;
};

/// Where a gateway hangs, and its own law.
struct GatewayRadio {
    Point at;
    double z_m = 0;  // on the axis of Building::tag_z_m
    std::uint32_t floor = 0;
    double power_dbm = 0;
    double exponent = 0;
    /// A tag whose mean RSSI would be this is heard in half of the ticks.
    double threshold_dbm = -95;
    /// Of an array of antennas: where its azimuth of 0 points, counter-clockwise from x, and whether its
    /// azimuths grow clockwise.
    double azimuth_deg = 0;
    bool azimuth_is_clockwise = false;
    bool azimuth_is_known = false;
};

/// What a gateway heard of tags at a known place.
struct LabelledPlace {
    std::uint32_t gateway = 0;
    Point at;
    double rssi_dbm = 0;  // the mean
    double packets = 0;  // behind it; more than 30 say no more than 30
    std::uint32_t floor = 0;
    double extra_sd_db = 0;  // of what was heard there against a tag: another gateway's antenna, say
};

class Conditioning;

/// Tables over gateways and cells, in single precision for the filter.
class RadioMap {
public:
    /// At most `places_max` labelled places of a gateway are used, the best heard ones.
    static constexpr std::size_t places_max = 400;

    /// Of a gateway on a floor, three values a cell, or a block.
    class Field {
    public:
        Field() noexcept = default;
        explicit Field(const float* values) noexcept : values_(values) {}

        float mean_dbm(std::size_t cell) const noexcept { return eight(cell)[cell % 8]; }
        float variance_db2(std::size_t cell) const noexcept { return eight(cell)[8 + cell % 8]; }
        /// How much likelier than to be missed it is to be heard, in a tick in which any gateway hears the
        /// tag: the difference of the logarithms.
        float hearing(std::size_t cell) const noexcept { return eight(cell)[16 + cell % 8]; }
        /// Of eight cells, of which the first is a multiple of eight: all means, all variances, all hearing.
        const float* eight(std::size_t cell) const noexcept { return values_ + cell / 8 * 24; }

    private:
        const float* values_ = nullptr;
    };

    /// `sd_share`: how unsure the gateways' laws are, 1 as the constants say, less after calibration by
    /// traffic.
    RadioMap(const Building& building, std::span<const GatewayRadio> gateways,
             const RadioConstants& constants, double sd_share, std::span<const LabelledPlace> places);

    const Building& building() const noexcept { return building_; }
    const Grid& grid() const noexcept { return building_.grid; }
    const RadioConstants& constants() const noexcept { return constants_; }
    std::size_t gateways() const noexcept { return gateways_.size(); }
    const GatewayRadio& gateway(std::size_t gateway) const noexcept { return gateways_[gateway]; }
    double softness_db() const noexcept { return softness_db_; }

    /// New thresholds, and one softness for all: the hearing tables follow.
    void set_hearing(std::span<const double> thresholds_dbm, double softness_db);
    void set_azimuth(std::size_t gateway, double azimuth_deg, bool is_clockwise) noexcept;

    // Anew in the same memory, a part at a time: laws and softness, then for each gateway its cells, its
    // blocks, and the hearing of both. Cells are those of all floors, one floor after the other.
    void set_law(std::size_t gateway, double power_dbm, double exponent, double threshold_dbm) noexcept;
    void set_softness(double softness_db) noexcept { softness_db_ = softness_db; }
    void fill_cells(Conditioning& conditioning, std::size_t begin, std::size_t end) noexcept;
    void fill_blocks(std::size_t gateway) noexcept;
    void fill_hearing(std::size_t gateway, std::size_t begin, std::size_t end) noexcept;
    void fill_block_hearing(std::size_t gateway) noexcept;
    /// All of a gateway at once.
    void fill(Conditioning& conditioning) noexcept;

    Field cells(std::size_t gateway, std::size_t floor) const noexcept {
        return Field(cells_.data() + (gateway * grid().floors() + floor) * eights(grid().cells()));
    }
    /// Of all floors, one after the other.
    Field blocks(std::size_t gateway) const noexcept {
        return Field(blocks_.data() + gateway * eights(grid().floors() * grid().blocks()));
    }
    /// The chance to be heard at a place of this mean and variance.
    double hearing_chance(std::size_t gateway, double mean_dbm, double variance_db2) const noexcept;

private:
    /// The values of so many cells, in eights.
    static constexpr std::size_t eights(std::size_t cells) noexcept { return (cells + 7) / 8 * 24; }
    static float* eight_of(float* values, std::size_t cell) noexcept {
        return values + cell / 8 * 24 + cell % 8;
    }
    void fill_all_hearing(std::size_t gateway) noexcept;
    void fill_hearing_at(std::size_t gateway, float* value) const noexcept;
    float* cells_of(std::size_t gateway, std::size_t floor) noexcept {
        return cells_.data() + (gateway * grid().floors() + floor) * eights(grid().cells());
    }
    float* blocks_of(std::size_t gateway) noexcept {
        return blocks_.data() + gateway * eights(grid().floors() * grid().blocks());
    }

    Building building_;
    RadioConstants constants_;
    double softness_db_;
    std::vector<GatewayRadio> gateways_;
    std::vector<float> cells_;
    std::vector<float> blocks_;
};

/// How many ceilings lie between two floors.
double slabs_between(const Building& building, std::uint32_t a, std::uint32_t b) noexcept;

/// 10 log10 of the distance from a gateway to a place, in m; nearer than half a metre counts as that.
double distance_db(const GatewayRadio& gateway, Point at, double tag_z_m) noexcept;

/// The mean RSSI that a gateway's law predicts of a tag on a floor, walls and slabs included.
double law_dbm(const Building& building, const RadioConstants& constants, const GatewayRadio& gateway,
               std::uint32_t floor, Point at) noexcept;

}  // namespace cairn::locate
