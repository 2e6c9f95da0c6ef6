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
    Recorder(const PositionerOptions& options, const Site& site)
        : site_(site),
          options_(options),
          digest_(digest_of(site)) {}

    void wait_for(const TagId& tag) override {
        tag_ = tag;
        is_on_map_ = false;
        stage_ = Stage::waiting;
        record_ = {};
        record_.reasons.gateways.resize(site_.gateways.size());
        record_.reasons.zone_scores.resize(site_.zones.size() + 1);
        record_.bytes.reserve(small_parts_bytes + laws_bytes_max(site_.gateways.size()) +
                              TagFilter::state_bytes(building_of(site_).grid) + 8 * (site_.zones.size() + 1));
    }

    bool waits_for(const TagId& tag) const noexcept override {
        return stage_ == Stage::waiting && tag == tag_;
    }

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
        stage_ = Stage::complete;
    }

    std::optional<FixRecord> take() override {
        if (stage_ != Stage::complete) return std::nullopt;
        stage_ = Stage::idle;
        return std::move(record_);
    }

private:
    enum class Stage : std::uint8_t { idle, waiting, complete };

    const Site& site_;
    PositionerOptions options_;
    std::uint32_t digest_;
    TagId tag_;
    FixRecord record_;
    StateWriter state_{record_.bytes};
    bool is_on_map_ = false;
    Stage stage_ = Stage::idle;
};

}  // namespace

std::unique_ptr<FixRecorder> make_fix_recorder(const PositionerOptions& options, const Site& site) {
    if (has_rooms(site)) return nullptr;
    return std::make_unique<Recorder>(options, site);
}

}  // namespace cairn::locate
