#include "mosquitto/spool_reader.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <utility>

namespace cairn::spool {
namespace {

/// FNV-1a, 64 bit.
std::uint64_t receipt_of(std::uint64_t id, std::uint64_t at) noexcept {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const std::uint64_t number : {id, at}) {
        for (unsigned shift = 0; shift < 64; shift += 8)
            hash = (hash ^ ((number >> shift) & 0xFFU)) * 0x100000001b3;
    }
    return hash == 0 ? 1 : hash;  // 0 says that there is none
}

}  // namespace

Result<SpoolReader> SpoolReader::open(const std::string& folder) {
    SpoolReader reader(folder);
    if (::access(folder.c_str(), R_OK | W_OK | X_OK) != 0)
        return fail(Errc::io, "the spool's folder is not there, or not writable", errno);
    CAIRN_TRY(const auto numbers, segments_in(folder));
    if (!numbers.empty()) reader.known_through_ = numbers.back();
    return reader;
}

Result<std::size_t> SpoolReader::read(std::size_t messages_max, FunctionRef<bool(const Offered&)> take) {
    std::size_t count = 0;
    while (count < messages_max) {
        if (!segment_.is_open()) {
            CAIRN_TRY(const bool is_there, open_next());
            if (!is_there) break;
        }
        CAIRN_TRY(const Step step, read_one(take));
        if (step == Step::refused) break;
        if (step == Step::taken) ++count;
        if (step == Step::nothing && segment_.is_open()) break;
    }
    return count;
}

/// False: there is none yet.
Result<bool> SpoolReader::open_next() {
    CAIRN_TRY(const auto numbers, segments_in(folder_));
    for (const std::uint64_t number : numbers) {
        if (number <= number_) continue;
        segment_ = File(::open(segment_path(folder_, number).c_str(), O_RDONLY | O_CLOEXEC));
        if (!segment_.is_open()) return fail(Errc::io, "the spool cannot be read", errno);
        CAIRN_TRY(const std::size_t count, read_at(0, header_bytes));
        const auto id = read_segment_header(Bytes(bytes_).first(count));
        if (id) {
            number_ = number;
            id_ = *id;
            at_ = header_bytes;
            return true;
        }
        // The writer is about to write its header; or it lost its power before it did, and went on.
        const bool is_last = number == numbers.back();
        if (is_last || id.error().code == Errc::unsupported) segment_.close();
        if (id.error().code == Errc::unsupported) return fail(id.error());
        if (is_last) return false;
        number_ = number;
        finish_segment(!is_zero_from(0));
    }
    return false;
}

Result<SpoolReader::Step> SpoolReader::read_one(FunctionRef<bool(const Offered&)> take) {
    CAIRN_TRY(const Found found, look());
    if (found.kind == Found::Kind::message) {
        const Offered offered{found.message, receipt_of(id_, at_), number_ <= known_through_};
        if (!take(offered)) return Step::refused;
        at_ += found.bytes;
        ++status_.read;
        return Step::taken;
    }
    CAIRN_TRY(const auto numbers, segments_in(folder_));
    if (numbers.empty() || numbers.back() <= number_) return Step::nothing;
    // The writer went on to the next segment and never returns, but may have written here meanwhile.
    CAIRN_TRY(const Found last, look());
    if (last.kind != Found::Kind::message) finish_segment(last.kind == Found::Kind::damaged);
    return Step::nothing;
}

/// What stands at `at_`.
Result<SpoolReader::Found> SpoolReader::look() {
    CAIRN_TRY(const std::size_t head_count, read_at(at_, record_head_bytes));
    const RecordHead head = read_record_head(Bytes(bytes_).first(head_count));
    if (head.size == 0) return Found{};
    if (head.size > record_bytes_max) return Found{Found::Kind::damaged, 0, {}};
    const std::size_t size = record_head_bytes + head.size;
    CAIRN_TRY(const std::size_t body_count, read_at(at_ + record_head_bytes, head.size));
    if (const auto message = read_record(head, Bytes(bytes_).first(body_count)))
        return Found{Found::Kind::message, size, *message};
    // A last record that is half written, now or for ever, was never acknowledged.
    return Found{is_zero_from(at_ + size) ? Found::Kind::end : Found::Kind::damaged, 0, {}};
}

void SpoolReader::finish_segment(bool is_damaged) {
    if (is_damaged) ++status_.damaged_segments;
    finished_.push_back({number_, is_damaged});
    segment_.close();
}

bool SpoolReader::is_zero_from(std::size_t at) {
    constexpr std::size_t piece_bytes = 64 * 1024;
    for (;; at += piece_bytes) {
        const auto count = read_at(at, piece_bytes);
        if (!count || *count == 0) return true;
        const Bytes piece = Bytes(bytes_).first(*count);
        if (std::ranges::any_of(piece, [](std::uint8_t byte) { return byte != 0; })) return false;
    }
}

/// Into `bytes_`; fewer at the end of the file.
Result<std::size_t> SpoolReader::read_at(std::size_t at, std::size_t size) {
    if (bytes_.size() < size) bytes_.resize(size);
    std::size_t done = 0;
    while (done < size) {
        const ssize_t count =
            ::pread(segment_.number(), bytes_.data() + done, size - done, static_cast<off_t>(at + done));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail(Errc::io, "the spool cannot be read", errno);
        if (count == 0) break;
        done += static_cast<std::size_t>(count);
    }
    return done;
}

Result<void> SpoolReader::forget() {
    if (finished_.empty()) return {};
    for (const Finished& segment : finished_) {
        const std::string path = segment_path(folder_, segment.number);
        const int failed = segment.is_damaged ? std::rename(path.c_str(), (path + ".damaged").c_str())
                                              : ::unlink(path.c_str());
        if (failed != 0 && errno != ENOENT)
            return fail(Errc::io, "a segment of the spool cannot be deleted", errno);
    }
    CAIRN_CHECK(sync_folder(folder_));
    finished_.clear();
    return {};
}

}  // namespace cairn::spool
