#include "cairn/buffer/inspection.h"

#include <algorithm>

#include "buffer/file.h"
#include "buffer/row_id.h"
#include "buffer/schema.h"
#include "buffer/stats.h"

namespace cairn {
namespace {

std::string place(Stream stream, Sequence first, Sequence last) {
    std::string text = std::string(name(stream)) + " " + std::to_string(first);
    return first == last ? text : text + "-" + std::to_string(last);
}

/// Follows the numbers of a stream and says where blocks and gaps do not cover them.
class Cover {
public:
    Cover(Stream stream, const SequenceSet& acknowledged, BufferInspection::FindingSink sink)
        : stream_(stream),
          acknowledged_(acknowledged),
          sink_(sink) {}

    void take(Sequence first, Sequence last) {
        if (first < next_) say(place(stream_, first, std::min(last, next_ - 1)) + ": stands there twice");
        if (first > next_) miss(first - 1);
        next_ = std::max(next_, last + 1);
    }
    void end(Sequence next_sequence) {
        if (next_ < next_sequence) miss(next_sequence - 1);
    }
    void say(const std::string& finding) {
        ++findings_;
        sink_(finding);
    }
    std::uint64_t findings() const noexcept { return findings_; }

private:
    void miss(Sequence last) {
        for (const SequenceRange& part : acknowledged_.missing({next_, last}))
            say(place(stream_, part.first, part.last) + ": missing, and no gap tells of it");
    }

    Stream stream_;
    const SequenceSet& acknowledged_;
    BufferInspection::FindingSink sink_;
    Sequence next_ = 1;
    std::uint64_t findings_ = 0;
};

}  // namespace

struct BufferInspection::Impl {
    BufferFile file;
    std::vector<EpochStart> epochs;

    Result<std::uint64_t> verify(Stream stream, FindingSink sink);
    Result<std::uint64_t> verify_file(FindingSink sink);
    Result<std::uint64_t> verify_states(FindingSink sink);
    Result<Item> item(Stream stream, const BlockHead& head);
};

Result<BufferInspection> BufferInspection::open(const BufferOptions& options) {
    if (!options.keys.empty() && options.cipher == nullptr)
        return fail(Errc::malformed, "buffer: keys without a cipher");
    CAIRN_TRY(auto database, open_buffer_file_to_look(options.path));
    CAIRN_TRY(auto file,
              BufferFile::load_damaged(std::move(database), BodyCipher(options.cipher, options.keys, 0)));
    CAIRN_TRY(auto epochs, file.epochs());
    return BufferInspection(std::make_unique<Impl>(Impl{std::move(file), std::move(epochs)}));
}

Result<BufferInspection::Item> BufferInspection::Impl::item(Stream stream, const BlockHead& head) {
    CAIRN_TRY(auto stored, file.block(stream, head.sequence));
    Item item;
    item.is_sound = stored.is_sound;
    item.is_acknowledged = file.totals().of(stream).acknowledged.holds(head.sequence);
    item.key_id = head.key_id;
    if (stored.is_sound) {
        item.block = std::move(stored.block);
    } else {
        item.block.stream = stream;
        item.block.sequence = head.sequence;
        item.block.merged_count = head.merged_count;
        item.block.chain_place = head.chain_place;
        item.block.sealed_at = head.sealed_at;
        item.block.clock = head.clock;
        item.block.record_count = static_cast<std::uint32_t>(head.record_count);
    }
    return item;
}

/// Where the file breaks, rows behind the break are read from the other end.
Result<void> BufferInspection::blocks(Stream stream, BlockSink sink) {
    BufferFile& file = impl_->file;
    Sequence next = 1;
    while (true) {
        const auto head = file.first_from(stream, next);
        if (head && !*head) return {};
        if (!head) break;
        const auto item = impl_->item(stream, **head);
        if (!item && item.error().code == Errc::denied) return fail(item.error());
        if (item) sink(*item);
        next = (*head)->sequence + 1;
    }
    std::vector<Sequence> behind;
    for (Sequence last = sequence_max; last >= next;) {
        const auto head = file.last_through(stream, last);
        if (!head || !*head || (*head)->sequence < next) break;
        behind.push_back((*head)->sequence);
        last = (*head)->sequence - 1;
    }
    std::ranges::reverse(behind);
    for (const Sequence sequence : behind) {
        const auto head = file.head(stream, sequence);
        if (!head || !*head) continue;
        const auto item = impl_->item(stream, **head);
        if (!item && item.error().code == Errc::denied) return fail(item.error());
        if (item) sink(*item);
    }
    return {};
}

Result<void> BufferInspection::gaps(Stream stream, GapSink sink) {
    for (Sequence next = 1;;) {
        CAIRN_TRY(const auto gap, impl_->file.first_gap_from(stream, next));
        if (!gap) return {};
        sink(*gap);
        next = std::max(gap->last, gap->first) + 1;
    }
}

Result<std::uint64_t> BufferInspection::verify(FindingSink sink) {
    std::uint64_t findings = 0;
    CAIRN_TRY(const auto of_file, impl_->verify_file(sink));
    findings += of_file;
    for (const Stream stream : streams) {
        const auto of_stream = impl_->verify(stream, sink);
        if (!of_stream && of_stream.error().code == Errc::denied) return fail(of_stream.error());
        if (!of_stream) sink(std::string(name(stream)) + ": cannot be read to its end");
        findings += of_stream ? *of_stream : 1;
    }
    CAIRN_TRY(const auto of_states, impl_->verify_states(sink));
    return findings + of_states;
}

/// What SQLite itself can tell.
Result<std::uint64_t> BufferInspection::Impl::verify_file(FindingSink sink) {
    CAIRN_TRY(auto check, file.database().prepare("PRAGMA integrity_check(20)"));
    auto rows = check.query();
    std::uint64_t findings = 0;
    while (true) {
        const auto is_row = rows.next();
        if (is_row && !*is_row) return findings;
        if (is_row && rows.text(0) == "ok") continue;
        sink("file: " + std::string(is_row ? rows.text(0) : "so damaged that its pages cannot be followed"));
        ++findings;
        if (!is_row) return findings;
    }
}

Result<std::uint64_t> BufferInspection::Impl::verify(Stream stream, FindingSink sink) {
    const StreamTotals& of = file.totals().of(stream);
    Cover cover(stream, of.acknowledged, sink);
    CAIRN_TRY(const bool has_totals, file.has_sound_totals(stream));
    if (!has_totals) cover.say(std::string(name(stream)) + ": its sums contradict its rows");
    CAIRN_TRY(auto gap, file.first_gap_from(stream, 1));
    Sequence before = 0;
    std::uint32_t place_before = 0;
    for (Sequence next = 1;;) {
        CAIRN_TRY(const auto head, file.first_from(stream, next));
        for (; gap && (!head || gap->first <= head->sequence);) {
            cover.take(gap->first, gap->last);
            CAIRN_TRY(gap, file.first_gap_from(stream, gap->first + 1));
        }
        if (!head) break;
        cover.take(head->first(), head->sequence);
        CAIRN_TRY(const Item one, item(stream, *head));
        const std::string where = place(stream, head->first(), head->sequence);
        if (!one.is_sound) cover.say(where + ": fails its checksum");
        const bool follows = before + 1 == head->sequence && place_before + 1 == head->chain_place;
        if (head->chain_place > 0 && !follows) cover.say(where + ": the chain before it is not whole");
        before = head->sequence;
        place_before = head->chain_place;
        next = head->sequence + 1;
    }
    cover.end(of.next_sequence);
    StreamTotals counted = of;
    CAIRN_CHECK(file.count(counted, stream));
    if (has_totals && (counted.waiting != of.waiting || counted.kept != of.kept))
        cover.say(std::string(name(stream)) + ": its sums are not those of its rows");
    return cover.findings();
}

Result<std::uint64_t> BufferInspection::Impl::verify_states(FindingSink sink) {
    std::uint64_t findings = 0;
    CAIRN_TRY(const auto names, file.state_names());
    for (const std::string& one : names) {
        const auto state = file.state(one);
        if (!state && state.error().code == Errc::denied) return fail(state.error());
        if (state) continue;
        sink("state " + one + ": fails its checksum");
        ++findings;
    }
    return findings;
}

const std::vector<EpochStart>& BufferInspection::epochs() const noexcept {
    return impl_->epochs;
}
BufferStats BufferInspection::stats() const {
    return stats_of(impl_->file);
}
const SequenceSet& BufferInspection::acknowledged(Stream stream) const noexcept {
    return impl_->file.totals().of(stream).acknowledged;
}
Sequence BufferInspection::next_sequence(Stream stream) const noexcept {
    return impl_->file.totals().of(stream).next_sequence;
}
std::vector<std::string> BufferInspection::state_names() {
    auto names = impl_->file.state_names();
    return names ? *std::move(names) : std::vector<std::string>{};
}
Result<std::optional<std::vector<std::uint8_t>>> BufferInspection::load_state(std::string_view name) {
    return impl_->file.state(name);
}
Result<std::vector<BootClock>> BufferInspection::boots() {
    return impl_->file.boots();
}

BufferInspection::BufferInspection(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
BufferInspection::BufferInspection(BufferInspection&&) noexcept = default;
BufferInspection& BufferInspection::operator=(BufferInspection&&) noexcept = default;
BufferInspection::~BufferInspection() = default;

}  // namespace cairn
