#include "mosquitto/spool_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <memory>

#include "cairn/core/assert.h"
#include "cairn/core/crc32c.h"

namespace cairn::spool {
namespace {

constexpr std::string_view magic = "CRNSPL";
constexpr std::uint16_t format_version = 1;
constexpr std::string_view suffix = ".spool";
constexpr std::size_t number_digits = 16;

template <typename Unsigned>
void put(std::uint8_t* at, Unsigned number) noexcept {
    for (std::size_t i = sizeof number; i-- > 0; number = static_cast<Unsigned>(number >> 8U))
        at[i] = static_cast<std::uint8_t>(number);
}

}  // namespace

std::array<std::uint8_t, header_bytes> segment_header(std::uint64_t id) noexcept {
    std::array<std::uint8_t, header_bytes> header{};
    std::ranges::copy(magic, header.begin());
    put(header.data() + magic.size(), format_version);
    put(header.data() + magic.size() + 2, id);
    return header;
}

Result<std::uint64_t> read_segment_header(Bytes header) noexcept {
    ByteReader reader(header);
    const auto name = reader.take(magic.size());
    if (!name || as_text(*name) != magic) return fail(Errc::malformed, "spool: no segment");
    const auto version = reader.take_u16_be();
    const auto high = reader.take_u32_be();
    const auto low = reader.take_u32_be();
    if (!version || !high || !low) return fail(Errc::malformed, "spool: half a header");
    if (*version != format_version) return fail(Errc::unsupported, "spool: a segment of another version");
    return (std::uint64_t{*high} << 32U) | *low;
}

void write_record(std::string_view topic, Bytes payload, std::vector<std::uint8_t>& out) {
    CAIRN_ASSERT(topic.size() <= 65'535 && payload.size() <= limits::message_bytes_max);
    out.resize(record_head_bytes + 2);
    put(out.data() + record_head_bytes, static_cast<std::uint16_t>(topic.size()));
    const Bytes text = as_bytes(topic);
    out.insert(out.end(), text.begin(), text.end());
    out.insert(out.end(), payload.begin(), payload.end());
    const Bytes body = Bytes(out).subspan(record_head_bytes);
    put(out.data(), static_cast<std::uint32_t>(body.size()));
    put(out.data() + 4, crc32c(body));
}

RecordHead read_record_head(Bytes head) noexcept {
    ByteReader reader(head);
    const auto size = reader.take_u32_be();
    const auto crc = reader.take_u32_be();
    if (!size || !crc) return {};
    return {*size, *crc};
}

Result<SpooledMessage> read_record(const RecordHead& head, Bytes body) noexcept {
    if (body.size() != head.size || crc32c(body) != head.crc32c)
        return fail(Errc::corrupt, "spool: a record fails its checksum");
    ByteReader reader(body);
    const auto topic_bytes = reader.take_u16_be();
    const auto topic = topic_bytes ? reader.take(*topic_bytes) : Result<Bytes>(fail(topic_bytes.error()));
    if (!topic) return fail(Errc::corrupt, "spool: a record is too short for its topic");
    return SpooledMessage{as_text(*topic), reader.rest()};
}

std::string segment_path(const std::string& folder, std::uint64_t number) {
    std::string digits(number_digits, '0');
    for (std::size_t i = number_digits; i-- > 0; number /= 16) digits[i] = "0123456789abcdef"[number % 16];
    return folder + '/' + digits + std::string(suffix);
}

Result<std::vector<std::uint64_t>> segments_in(const std::string& folder) {
    const std::unique_ptr<DIR, int (*)(DIR*)> listing(::opendir(folder.c_str()), ::closedir);
    if (!listing) return fail(Errc::io, "the spool's folder cannot be read", errno);
    std::vector<std::uint64_t> numbers;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): the stream is this function's own.
    while (const dirent* entry = ::readdir(listing.get())) {
        const std::string_view name = entry->d_name;
        if (name.size() != number_digits + suffix.size() || !name.ends_with(suffix)) continue;
        std::uint64_t number = 0;
        const char* const end = name.data() + number_digits;
        const auto read = std::from_chars(name.data(), end, number, 16);
        if (read.ec == std::errc() && read.ptr == end) numbers.push_back(number);
    }
    std::ranges::sort(numbers);
    return numbers;
}

Result<void> sync_folder(const std::string& folder) {
    const File opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened.is_open() || ::fsync(opened.number()) != 0)
        return fail(Errc::io, "the spool's folder cannot be synced", errno);
    return {};
}

void File::close() noexcept {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
}

}  // namespace cairn::spool
