// The end of the spool that messages are taken from. One reader a folder.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "cairn/core/function_ref.h"
#include "cairn/core/result.h"
#include "mosquitto/spool_file.h"

namespace cairn::spool {

/// So many of the last receipts are to be remembered: after a loss of power two segments that were read may
/// be there again, and those of a commit before they were deleted.
inline constexpr std::uint32_t receipts_min = 8'192;

/// A message of the spool. `receipt` is the same whenever it is read, and no other message's.
struct Offered {
    SpooledMessage message;
    std::uint64_t receipt = 0;
    bool may_be_known = false;  // it may have been read before this reader was opened
};

struct SpoolReaderStatus {
    std::uint64_t read = 0;
    std::uint64_t damaged_segments = 0;  // kept aside in the folder, as *.damaged
};

class SpoolReader {
public:
    /// Begins with the oldest message that was not forgotten. io: the folder cannot be read or written.
    static Result<SpoolReader> open(const std::string& folder);

    /// Hands over up to `messages_max` messages in their order; answers how many. `take` says false to
    /// have the same message again the next time. io: the rest could not be read now.
    Result<std::size_t> read(std::size_t messages_max, FunctionRef<bool(const Offered&)> take);

    /// All that was read is durable elsewhere: deletes the segments that are read to their end. io: nothing
    /// is to be read until this has succeeded, or messages may count twice after a loss of power.
    Result<void> forget();

    const SpoolReaderStatus& status() const noexcept { return status_; }

private:
    enum class Step : std::uint8_t { taken, refused, nothing };
    struct Finished {
        std::uint64_t number = 0;
        bool is_damaged = false;
    };

    /// What stands at one place of a segment. end: nothing that was ever acknowledged.
    struct Found {
        enum class Kind : std::uint8_t { end, message, damaged };
        Kind kind = Kind::end;
        std::size_t bytes = 0;
        SpooledMessage message;
    };

    explicit SpoolReader(std::string folder) noexcept : folder_(std::move(folder)) {}
    Result<bool> open_next();
    Result<Step> read_one(FunctionRef<bool(const Offered&)> take);
    Result<Found> look();
    void finish_segment(bool is_damaged);
    bool is_zero_from(std::size_t at);
    Result<std::size_t> read_at(std::size_t at, std::size_t size);

    std::string folder_;
    std::uint64_t known_through_ = 0;  // the last segment that was there at the start
    std::uint64_t number_ = 0;  // of the open segment, or the last that was
    File segment_;
    std::uint64_t id_ = 0;
    std::size_t at_ = 0;
    std::vector<std::uint8_t> bytes_;
    std::vector<Finished> finished_;
    SpoolReaderStatus status_;
};

}  // namespace cairn::spool
