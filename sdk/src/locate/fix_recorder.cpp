#include "locate/fix_recorder.h"

#include <algorithm>
#include <utility>

#include "cairn/core/crc32c.h"
#include "locate/fix_bytes.h"

namespace cairn::locate {
namespace {

// Of all parts that are neither the map's, nor the filter's, nor the scores; a text takes 64 at most.
constexpr std::size_t small_parts_bytes = 4096;

class Recorder final : public FixRecorder {
public:
    Recorder(const PositionerOptions& options, const Site& site, const TagId& tag)
        : site_(site),
          options_(options),
          tag_(tag),
          digest_(digest_of(site)) {
        record_.reasons.gateways.resize(site.gateways.size());
        record_.reasons.zone_scores.resize(site.zones.size() + 1);
        record_.bytes.reserve(small_parts_bytes + laws_bytes_max(site.gateways.size()) +
                              TagFilter::state_bytes(building_of(site).grid) + 8 * (site.zones.size() + 1));
    }

    bool waits_for(const TagId& tag) const noexcept override { return !is_complete_ && tag == tag_; }

    void begin(Timestamp at, const ZoneChoice& zone, std::span<const HeardLevel> levels) noexcept override {
        state_.u8(fix_record_version);
        state_.u32(digest_);
        write(state_, options_);
        state_.text(tag_.view());
        state_.time(at);
        write(state_, zone);
        write(state_, levels);
        put_reasons(site_, {{}, levels}, record_.reasons.gateways);
    }

    void before_tick(double dt_s, std::span<const TickHearing> hearings,
                     const TagFilter& filter) noexcept override {
        is_on_map_ = true;
        state_.u8(1);
        state_.number(dt_s);
        write(state_, hearings);
        filter.save(state_);
        record_.reasons.dt_s = dt_s;
        put_reasons(site_, {hearings, {}}, record_.reasons.gateways);
    }

    void after_tick(const MapView& view, const Calibrator& calibrator, double scale, const Fix& fix,
                    double offset_db) noexcept override {
        write(state_, view, calibrator, scale);
        record_.reasons.offset_db = offset_db;
        put_expected(view, fix, offset_db, record_.reasons.gateways);
    }

    void end(const Position& position, std::span<const double> scores) noexcept override {
        if (!is_on_map_) state_.u8(0);
        write(state_, position, scores);
        state_.u32(crc32c(record_.bytes));
        record_.reasons.position = position;
        std::ranges::copy(scores, record_.reasons.zone_scores.begin());
        is_complete_ = true;
    }

    std::optional<FixRecord> take() override {
        if (!is_complete_) return std::nullopt;
        return std::move(record_);
    }

private:
    const Site& site_;
    PositionerOptions options_;
    TagId tag_;
    std::uint32_t digest_;
    FixRecord record_;
    StateWriter state_{record_.bytes};
    bool is_on_map_ = false;
    bool is_complete_ = false;
};

}  // namespace

std::unique_ptr<FixRecorder> make_fix_recorder(const PositionerOptions& options, const Site& site,
                                               const TagId& tag) {
    return std::make_unique<Recorder>(options, site, tag);
}

}  // namespace cairn::locate
