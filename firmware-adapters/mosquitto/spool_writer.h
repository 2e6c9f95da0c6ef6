// The end of the spool that messages are put into. One writer a folder.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "mosquitto/spool_file.h"

namespace cairn::spool {

struct SpoolWriterOptions {
    std::string folder;                                // must be there
    std::uint64_t size_bytes_max = 256 * 1024 * 1024;  // of all segments
};

enum class Durability : std::uint8_t { at_once, soon };

class SpoolWriter {
public:
    /// Begins behind the segments that are there. would_block: another writer has the folder. io: it cannot
    /// be written into; `detail` is errno.
    static Result<SpoolWriter> open(const SpoolWriterOptions& options);

    /// Under Durability::at_once: for one sync, and once this returns the message survives the loss of power.
    /// full: size_bytes_max, or no room on the disk. io. In both cases the message is not in the spool.
    Result<void> append(std::string_view topic, Bytes payload, Durability durability);

private:
    SpoolWriter(SpoolWriterOptions options, File lock, std::uint64_t number) noexcept;
    Result<void> begin_segment(std::size_t record_bytes);
    Result<void> write(Durability durability);

    SpoolWriterOptions options_;
    File lock_;
    std::uint64_t number_;  // of the segment that was begun last
    File segment_;  // not open: the next message begins one
    std::size_t at_ = 0;
    std::size_t end_ = 0;
    std::uint32_t messages_ = 0;
    std::vector<std::uint8_t> record_;
};

}  // namespace cairn::spool
