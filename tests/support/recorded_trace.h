// What an edge makes of a made-up hall (edge_trace.h): records, and blocks of them.
#pragma once

#include <span>
#include <variant>
#include <vector>

#include "cairn/decode/decoder.h"
#include "cairn/model/record.h"
#include "cairn/wire/stream_sealer.h"
#include "support/edge_trace.h"

namespace cairn::test {

/// What a tag said.
struct Said {
    std::size_t hearing = 0;  // which one brought it
    std::variant<Measurement, DecodedText> what;
};

/// What an edge makes of a second of the trace: each hearing, and what its tag said where that was not a
/// repetition.
struct Second {
    std::span<const TraceHearing> hearings;
    std::vector<Said> reports;
};

struct Recorded {
    Trace trace;
    std::vector<Second> seconds;
    double hearings = 0;
    double records = 0;
};

Recorded record(const TraceOptions& options);

/// The records of a second, one after the other: each is made where the last one stood, as in an edge.
template <typename Take>
void each_record(const Trace& trace, const Second& second, Take take) {
    Record sighting{Sighting{}};
    Record reading{Reading{}};
    Record attribute{Attribute{}};
    auto said = second.reports.begin();
    for (std::size_t i = 0; i < second.hearings.size(); ++i) {
        const TraceHearing& heard = second.hearings[i];
        const TagId& tag = trace.tags[heard.tag];
        const GatewayId& gateway = trace.gateways[heard.gateway];
        auto& of_hearing = std::get<Sighting>(sighting);
        of_hearing.tag = tag;
        of_hearing.gateway = gateway;
        of_hearing.at = heard.heard_at;
        of_hearing.time_source = TimeSource::gateway;
        of_hearing.rssi_dbm = heard.rssi_dbm;
        take(sighting);
        for (; said != second.reports.end() && said->hearing == i; ++said) {
            if (const auto* text = std::get_if<DecodedText>(&said->what)) {
                std::get<Attribute>(attribute) = {tag,        gateway,    heard.heard_at,
                                                  text->kind, text->text, TimeSource::gateway};
                take(attribute);
            } else {
                const auto& measurement = std::get<Measurement>(said->what);
                std::get<Reading>(reading) = {tag,         gateway, heard.heard_at,
                                              measurement, {},      TimeSource::gateway};
                take(reading);
            }
        }
    }
}

/// Adds a second to what seals; `seal` is called where it is full.
template <typename To, typename Seal>
void add(const Trace& trace, const Second& second, To& sealer, Seal seal) {
    each_record(trace, second, [&](const Record& record) {
        if (sealer.add(record)) return;
        seal();
        static_cast<void>(sealer.add(record).has_value());
    });
}

/// How blocks are made.
enum Manner : std::uint8_t { alone, chained, archived };

inline StreamSealerOptions options_of(std::int64_t manner) {
    StreamSealerOptions options;
    options.plain_bytes_max = 6 * 1024 * 1024;
    options.is_archive = manner == archived;
    if (manner == alone) options.chain_blocks_max = 1;
    return options;
}

std::vector<Block> seal_all(const Recorded& recorded, const StreamSealerOptions& options,
                            std::size_t seconds_per_block);

}  // namespace cairn::test
