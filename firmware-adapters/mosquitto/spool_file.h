// The spool: a folder of files into which the broker's plugin writes, and from which cairn-edge reads.
//
// A segment is a file of one writer, named by a number that only grows. It begins with a header: "CRNSPL",
// the version of the format in two bytes, and eight random bytes, which tell it from any other segment.
// Records follow: size and CRC-32C of what comes behind in four bytes each, then the length of the topic in
// two, the topic and the payload. Numbers are big-endian. What is not written yet is zero, so a size of 0 is
// the end.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cairn/core/bytes.h"
#include "cairn/core/limits.h"
#include "cairn/core/result.h"

namespace cairn::spool {

inline constexpr std::size_t header_bytes = 16;
inline constexpr std::size_t record_head_bytes = 8;
inline constexpr std::size_t segment_bytes = 1024 * 1024;  // unless one message needs more
inline constexpr std::uint32_t segment_messages_max = 1'024;
/// A longest topic and a longest payload.
inline constexpr std::size_t record_bytes_max = 2 + 65'535 + limits::message_bytes_max;

std::array<std::uint8_t, header_bytes> segment_header(std::uint64_t id) noexcept;
/// The segment's random id. malformed: no segment. unsupported: of another version.
Result<std::uint64_t> read_segment_header(Bytes header) noexcept;

/// Writes the whole record, head included, into `out`. The topic is shorter than 64 KiB.
void write_record(std::string_view topic, Bytes payload, std::vector<std::uint8_t>& out);

struct RecordHead {
    std::uint32_t size = 0;  // of the body; 0: the end
    std::uint32_t crc32c = 0;
};
RecordHead read_record_head(Bytes head) noexcept;

struct SpooledMessage {
    std::string_view topic;
    Bytes payload;
};
/// A view of `body`. corrupt: it is not what was written.
Result<SpooledMessage> read_record(const RecordHead& head, Bytes body) noexcept;

std::string segment_path(const std::string& folder, std::uint64_t number);
/// The numbers of the segments in the folder, ascending. io: it cannot be read; `detail` is errno.
Result<std::vector<std::uint64_t>> segments_in(const std::string& folder);
/// Makes durable which files there are. io.
Result<void> sync_folder(const std::string& folder);

/// An open file, closed when it goes.
class File {
public:
    File() noexcept = default;
    explicit File(int number) noexcept : number_(number) {}
    File(File&& other) noexcept : number_(other.number_) { other.number_ = -1; }
    File& operator=(File&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~File() { close(); }

    bool is_open() const noexcept { return number_ >= 0; }
    int number() const noexcept { return number_; }
    void close() noexcept;

private:
    int number_ = -1;
};

}  // namespace cairn::spool
