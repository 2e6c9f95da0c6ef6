// What befalls the disk of a machine, whichever machine it is.
#pragma once

#include <cstdint>

#include "sim/luck.h"
#include "support/sim_disk.h"

namespace cairn::sim {

struct DiskTroubles {
    std::int64_t mended_at_ms = 0;  // 0: it is sound
    bool loses_power = false;       // when the disk dies, that is why

    void mend_when_due(test::SimDisk& disk, std::int64_t now_ms) {
        if (mended_at_ms != 0 && now_ms >= mended_at_ms) mend(disk);
    }
    void stop(test::SimDisk& disk) {
        mend(disk);
        disk.cut_at = -1;
        loses_power = false;
    }

    /// `faults`: EdgeFaults or CloudFaults.
    template <typename Faults>
    void draw(const Faults& faults, test::SimDisk& disk, Luck& luck, std::int64_t now_ms) {
        const auto soon = [&] { return disk.calls + static_cast<int>(luck.of_any_size(0, 60)); };
        const auto later = [&] { return now_ms + static_cast<std::int64_t>(luck.of_any_size(100, 300'000)); };
        if (luck.happens(faults.kill_at_write)) disk.cut_at = soon();
        if (luck.happens(faults.power_cut)) {
            disk.cut_at = soon();
            loses_power = true;
        }
        if (luck.happens(faults.disk_error)) disk.fail_at = soon();
        if (luck.happens(faults.disk_error_for_long)) {
            disk.fail_at = soon();
            disk.fail_for_good = true;
            mended_at_ms = later();
        }
        if (luck.happens(faults.disk_full)) {
            disk.size_bytes_max = disk.used_bytes() + luck.of_any_size(1, 1'000'000);
            mended_at_ms = later();
        }
    }

private:
    void mend(test::SimDisk& disk) {
        disk.size_bytes_max = UINT64_MAX;
        disk.fail_at = -1;
        disk.fail_for_good = false;
        mended_at_ms = 0;
    }
};

}  // namespace cairn::sim
