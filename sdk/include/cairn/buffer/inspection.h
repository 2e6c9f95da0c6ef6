// A buffer's file, looked at, judged and saved while nobody uses it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/buffer/buffer.h"
#include "cairn/core/function_ref.h"

namespace cairn {

/// What stands in a file that another program wrote. Nothing is written, to its journal neither.
class BufferInspection {
public:
    struct Item {
        Block block;                   // without a body when it is not sound
        bool is_sound = false;         // its checksums hold, and its key fits
        bool is_acknowledged = false;  // kept for its chain only
        std::uint32_t key_id = 0;      // 0: not encrypted
    };
    using BlockSink = FunctionRef<void(const Item&)>;
    using GapSink = FunctionRef<void(const Gap&)>;
    using FindingSink = FunctionRef<void(const std::string&)>;

    /// Of `options`, what counts is path, cipher and keys.
    /// would_block: another process has it open. io: it is not there, or this user may not read and lock it.
    /// unsupported: no buffer, or of another version. corrupt: not even its epochs can be read. denied: a key
    /// is missing, `detail` is its id.
    static Result<BufferInspection> open(const BufferOptions& options);

    /// As of a Buffer; none where nothing was ever appended.
    const std::vector<EpochStart>& epochs() const noexcept;
    BufferStats stats() const;
    const SequenceSet& acknowledged(Stream stream) const noexcept;
    Sequence next_sequence(Stream stream) const noexcept;
    std::vector<std::string> state_names();
    /// As of a Buffer.
    Result<std::optional<std::vector<std::uint8_t>>> load_state(std::string_view name);
    Result<std::vector<BootClock>> boots();

    /// In order; what the file cannot give any more is left out.
    Result<void> blocks(Stream stream, BlockSink sink);
    Result<void> gaps(Stream stream, GapSink sink);

    /// Looks at everything and says what is wrong, a line each; nothing: all is as it should be. Answers how
    /// much that was.
    Result<std::uint64_t> verify(FindingSink sink);

    BufferInspection(BufferInspection&&) noexcept;
    BufferInspection& operator=(BufferInspection&&) noexcept;
    ~BufferInspection();

private:
    struct Impl;
    explicit BufferInspection(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

/// What repair_buffer() did.
struct RepairReport {
    std::uint64_t blocks = 0;  // that are in the new file
    std::uint64_t records = 0;  // in them
    std::uint64_t lost_blocks = 0;  // numbers that are gaps now and were none
    std::uint64_t lost_records = 0;  // as far as known: a row that is gone says nothing
    std::uint64_t states = 0;
    std::uint64_t lost_states = 0;
};

/// Writes what is sound in the file of `from` to a new one at `path`, with the same epochs and numbers, so
/// that it can take its place; what is not becomes gaps. Receipts are not taken along: a message that the
/// broker delivers again counts twice then. malformed: something is at `path` already. Errors: as
/// BufferInspection::open() and Buffer::append().
Result<RepairReport> repair_buffer(const BufferOptions& from, const std::string& path, Entropy& entropy);

}  // namespace cairn
