// Which hearings are of one event, and what they tell of the ears' clocks.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "wire/hearing_writer.h"

namespace cairn::wire {
namespace {

// Of each of a tag's hearings, on average.
constexpr std::size_t insertion_steps_max = 8;

}  // namespace

/// By tag, and each tag's by time, but for those of one event.
void HearingWriter::sort() {
    tag_ends_.assign(rows.memory().tags.size() + 1, 0);
    for (const Hearing& hearing : rows.hearings()) ++tag_ends_[hearing.tag + 1];
    std::partial_sum(tag_ends_.begin(), tag_ends_.end(), tag_ends_.begin());
    sorted_.resize(rows.hearings().size());
    for (const Hearing& hearing : rows.hearings()) sorted_[tag_ends_[hearing.tag]++] = hearing;
    tag_ends_.pop_back();
    std::size_t begin = 0;
    for (const std::uint32_t end : tag_ends_) {
        sort_of_tag(std::span(sorted_.data() + begin, end - begin));
        begin = end;
    }
}

void HearingWriter::sort_of_tag(std::span<Hearing> of_tag) {
    std::int64_t first_ms = std::numeric_limits<std::int64_t>::max();
    std::int64_t last_ms = std::numeric_limits<std::int64_t>::min();
    std::uint64_t ears = 0;
    std::uint64_t twice = 0;  // ears, or some that share a bit
    for (const Hearing& hearing : of_tag) {
        first_ms = std::min(first_ms, corrected_ms(hearing));
        last_ms = std::max(last_ms, corrected_ms(hearing));
        const std::uint64_t ear = std::uint64_t{1} << hearing.ear % 64U;
        twice |= ears & ear;
        ears |= ear;
    }
    const bool is_one_event = of_tag.empty() || (last_ms - first_ms <= event_span_ms && twice == 0);
    if (is_one_event) return;
    const auto earlier = [this](const Hearing& a, const Hearing& b) {
        return corrected_ms(a) < corrected_ms(b);
    };
    // They come nearly sorted: each has few places to go. Where that is not so, a sort is sooner done.
    std::size_t steps_left = insertion_steps_max * of_tag.size();
    for (std::size_t i = 1; i < of_tag.size(); ++i) {
        const Hearing hearing = of_tag[i];
        std::size_t place = i;
        for (; place > 0 && earlier(hearing, of_tag[place - 1]); --place) of_tag[place] = of_tag[place - 1];
        of_tag[place] = hearing;
        if (i - place > steps_left) {
            std::ranges::stable_sort(of_tag, earlier);
            return;
        }
        steps_left -= i - place;
    }
}

/// An event is heard by each at most once.
void HearingWriter::find_events() {
    event_begins_.clear();
    ear_events_.assign(rows.memory().ears.size(), 0);
    std::size_t begin = 0;
    for (const std::uint32_t end : tag_ends_) {
        std::size_t event = begin;
        for (std::size_t i = begin; i < end; ++i) {
            // Events are numbered from 1 on.
            std::size_t& heard_last = ear_events_[sorted_[i].ear];
            const bool is_another = i == begin || heard_last == event_begins_.size() ||
                                    corrected_ms(sorted_[i]) - corrected_ms(sorted_[event]) > event_span_ms ||
                                    i - event == heard_by_max;
            if (is_another) {
                event = i;
                event_begins_.push_back(static_cast<std::uint32_t>(i));
            }
            heard_last = event_begins_.size();
        }
        begin = end;
    }
    event_begins_.push_back(static_cast<std::uint32_t>(sorted_.size()));
}

/// How far each clock is ahead of all of them, by how much later than others it hears what they hear, too.
void HearingWriter::find_clocks() {
    std::vector<Ear>& ears = rows.memory().ears;
    std::vector<std::int64_t> sums_ms(ears.size());
    std::vector<std::int64_t> counts(ears.size());
    for (std::size_t event = 0; event + 1 < event_begins_.size(); ++event) {
        const std::span heard = hearings_of(event);
        const std::int64_t first_ms = first_ms_of(heard);
        for (const Hearing& hearing : heard) {
            sums_ms[hearing.ear] += corrected_ms(hearing) - first_ms;
            ++counts[hearing.ear];
        }
    }
    const auto mean = [](std::int64_t sum_ms, std::int64_t count) {
        return count == 0 ? 0 : static_cast<double>(sum_ms) / static_cast<double>(count);
    };
    const double of_all_ms = mean(std::accumulate(sums_ms.begin(), sums_ms.end(), std::int64_t{0}),
                                  std::accumulate(counts.begin(), counts.end(), std::int64_t{0}));
    for (std::size_t ear = 0; ear < ears.size(); ++ear) {
        if (counts[ear] > 0) ears[ear].ahead_ms += std::llround(mean(sums_ms[ear], counts[ear]) - of_all_ms);
        ahead_ms_[ear] = ears[ear].ahead_ms;
    }
}

}  // namespace cairn::wire
