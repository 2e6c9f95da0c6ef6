#include "support/recorded_trace.h"

#include <memory>
#include <utility>

#include "cairn/decode/deduplicator.h"

namespace cairn::test {
namespace {

void add_reports(const DecodeReport& report, std::size_t hearing, Second& second) {
    for (const Decoded& format : report.formats) {
        for (const Measurement& measurement : format.measurements)
            second.reports.push_back({hearing, measurement});
        for (const DecodedText& text : format.attributes) second.reports.push_back({hearing, text});
    }
}

}  // namespace

Recorded record(const TraceOptions& options) {
    Recorded recorded{.trace = make_trace(options), .seconds = {}};
    const Trace& trace = recorded.trace;
    auto deduplicator = *Deduplicator::create();
    const Decoder decoder;
    auto report = std::make_unique<DecodeReport>();
    std::int64_t second_ends_ms = trace.frames.front().sent_at.unix_ms + 1000;
    recorded.seconds.emplace_back();
    for (const TraceFrame& frame : trace.frames) {
        if (frame.sent_at.unix_ms >= second_ends_ms) {
            recorded.seconds.emplace_back();
            second_ends_ms += 1000;
        }
        // Frames stand one behind the other in the trace.
        Second& second = recorded.seconds.back();
        const std::size_t before = second.hearings.size();
        second.hearings = {before == 0 ? frame.hearings.data() : second.hearings.data(),
                           before + frame.hearings.size()};
        for (std::size_t i = before; i < second.hearings.size(); ++i) {
            const Advertisement heard = trace.advertisement(second.hearings[i]);
            if (deduplicator.is_repeat(heard.tag.view(), heard.payload, heard.heard_at)) continue;
            decoder.decode({heard.payload, address_of(heard.tag), heard.heard_at}, *report);
            add_reports(*report, i, second);
        }
    }
    for (const Second& second : recorded.seconds) {
        recorded.hearings += static_cast<double>(second.hearings.size());
        recorded.records += static_cast<double>(second.hearings.size() + second.reports.size());
    }
    return recorded;
}

std::vector<Block> seal_all(const Recorded& recorded, const StreamSealerOptions& options,
                            std::size_t seconds_per_block) {
    StreamSealer sealer(options);
    std::vector<Block> blocks;
    NextSequences next;
    std::int64_t elapsed_ms = 0;
    const auto seal = [&] {
        for (Block& block : sealer.seal(next, {elapsed_ms}, {.boot = 1, .sealed = {elapsed_ms}})) {
            ++next[block.stream];
            blocks.push_back(std::move(block));
        }
    };
    for (std::size_t i = 0; i < recorded.seconds.size(); ++i) {
        elapsed_ms += 1000;
        add(recorded.trace, recorded.seconds[i], sealer, seal);
        if ((i + 1) % seconds_per_block == 0) seal();
    }
    return blocks;
}

}  // namespace cairn::test
