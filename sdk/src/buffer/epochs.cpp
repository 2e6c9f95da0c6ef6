#include <algorithm>

#include "buffer/impl.h"
#include "buffer/schema.h"
#include "cairn/core/limits.h"

namespace cairn {
namespace {

/// Epochs that the cloud has the whole of, and that it is told of all the same: should it have lost some of
/// their numbers, the edge then says so.
constexpr std::size_t ended_epochs_max = 8;

}  // namespace

Result<void> Buffer::Impl::begin_epoch(Entropy& entropy) {
    CAIRN_TRY(epochs, file.epochs());
    const auto has_the_cloud_all_before = [this](const EpochStart& next) {
        return std::ranges::all_of(streams, [&](Stream stream) {
            return of(stream).acknowledged.through() + 1 >= next.first_of(stream);
        });
    };
    const auto waiting = std::ranges::find_if_not(epochs, has_the_cloud_all_before);
    // The one before the first that waits is where the oldest waiting number may be.
    const auto ended = std::max<std::ptrdiff_t>(waiting - epochs.begin() - 1, 0);
    const auto surplus = ended - static_cast<std::ptrdiff_t>(ended_epochs_max);
    if (surplus > 0) epochs.erase(epochs.begin(), epochs.begin() + surplus);
    is_epoch_stored = epochs.size() >= limits::epochs_max;
    if (is_epoch_stored) return {};
    EpochStart& fresh = epochs.emplace_back();
    fresh.epoch = fresh_number(entropy);
    for (const Stream stream : streams)
        fresh.first[static_cast<std::size_t>(stream) - 1] = of(stream).next_sequence;
    return {};
}

Result<void> Buffer::Impl::store_epoch() {
    if (is_epoch_stored) return {};
    CAIRN_CHECK(file.remove_epochs_before(epochs.front().epoch));
    return file.put_epoch(epochs.back());
}

}  // namespace cairn
