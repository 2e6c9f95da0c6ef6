// What an adapter delivers, as lines of text: one for each advertisement, record and refusal.
#pragma once

#include <string>
#include <vector>

#include "cairn/ingest/adapter.h"

namespace cairn::test {

/// "2026-08-07T08:52:40.000Z".
std::string time_text(Timestamp at);

/// For example "reading ble:AC233FA018E3 temperature_c=26.69 at=2019-08-01T05:54:25.000Z".
std::string line_of(const Record& record);
std::string line_of(const Advertisement& heard);

/// Keeps the lines of everything it is given. A frame starts with "frame GATEWAY".
class LineSink final : public IngestSink {
public:
    void frame(const Frame& frame) override;
    void rejected(const Error& error) override;

    std::vector<std::string> lines;
    std::size_t frames = 0;
    std::vector<Error> refusals;
};

}  // namespace cairn::test
