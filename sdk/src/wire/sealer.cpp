#include <zstd.h>

#include <string>

#include "cairn/core/assert.h"
#include "cairn/core/crc32c.h"
#include "cairn/core/limits.h"
#include "cairn/wire/sealer.h"
#include "wire/record_writer.h"

namespace cairn {
namespace {

/// The level that Zstandard takes by default: a denser one would cost the edge more than it saves.
constexpr int zstd_level = 3;
/// Zstandard grows what it cannot compress by less than 1/128 (ZSTD_COMPRESSBOUND in zstd.h), so a
/// body of this many plain bytes fits into limits::block_body_bytes_max whatever it holds.
constexpr std::size_t plain_bytes_max = limits::block_body_bytes_max - limits::block_body_bytes_max / 128;
static_assert(ZSTD_COMPRESSBOUND(plain_bytes_max) <= limits::block_body_bytes_max);
static_assert(plain_bytes_max > limits::message_bytes_max + 64 * 1024, "a raw message and its topic fit");

/// A record as field 5 of cairn.v1.Records.
constexpr char records_tag = 5 << 3 | 2;

void append_varint(std::string& to, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U) to.push_back(static_cast<char>(value | 0x80U));
    to.push_back(static_cast<char>(value));
}

struct FreeContext {
    void operator()(ZSTD_CCtx* context) const noexcept { ZSTD_freeCCtx(context); }
};

}  // namespace

struct Sealer::Impl {
    /// The base time and the tables, encoded.
    std::string head() const;
    std::size_t plain_bytes() const noexcept {
        constexpr std::size_t base_bytes = 11;
        return base_bytes + writer.tags().encoded_bytes() + writer.gateways().encoded_bytes() +
               writer.texts().encoded_bytes() + records.size();
    }
    bool over_a_limit() const noexcept {
        return record_count > limits::block_rows_max || plain_bytes() > plain_bytes_max ||
               writer.tags().size() > limits::block_rows_max ||
               writer.gateways().size() > limits::block_rows_max ||
               writer.texts().size() > limits::block_rows_max;
    }

    wire::RecordWriter writer;
    v1::Record scratch;
    std::string records;  // each with its tag and length, as they will stand in the body
    std::uint32_t record_count = 0;
    std::unique_ptr<ZSTD_CCtx, FreeContext> zstd{ZSTD_createCCtx()};
};

std::string Sealer::Impl::head() const {
    v1::Records head;
    head.set_base_unix_ms(writer.base_unix_ms());
    for (const std::string& tag : writer.tags().names()) head.add_tags(tag);
    for (const std::string& gateway : writer.gateways().names()) head.add_gateways(gateway);
    for (const std::string& text : writer.texts().names()) head.add_texts(text);
    return head.SerializeAsString();
}

Sealer::Sealer() : impl_(std::make_unique<Impl>()) {}
Sealer::Sealer(Sealer&&) noexcept = default;
Sealer& Sealer::operator=(Sealer&&) noexcept = default;
Sealer::~Sealer() = default;

std::uint32_t Sealer::record_count() const noexcept {
    return impl_->record_count;
}

Result<void> Sealer::add(const Record& record) {
    Impl& self = *impl_;
    const auto mark = self.writer.mark();
    const std::size_t bytes_before = self.records.size();
    self.scratch.Clear();
    if (auto written = self.writer.write(record, self.scratch); !written) {
        self.writer.cut(mark);
        return written;
    }
    self.records.push_back(records_tag);
    append_varint(self.records, self.scratch.ByteSizeLong());
    self.scratch.AppendToString(&self.records);
    ++self.record_count;
    if (self.over_a_limit()) {
        self.records.resize(bytes_before);
        self.writer.cut(mark);
        if (--self.record_count == 0) return fail(Errc::malformed, "sealer: larger than a block");
        return fail(Errc::full, "sealer: the block is full");
    }
    return {};
}

Block Sealer::seal(Sequence sequence, Timestamp now) {
    CAIRN_ASSERT(!empty());
    Impl& self = *impl_;
    const std::string plain = self.head() + self.records;

    Block block;
    block.sequence = sequence;
    block.sealed_at = now;
    block.record_count = self.record_count;
    block.codec = BlockCodec::protobuf_zstd;
    block.body.resize(ZSTD_compressBound(plain.size()));
    const std::size_t size = ZSTD_compressCCtx(self.zstd.get(), block.body.data(), block.body.size(),
                                               plain.data(), plain.size(), zstd_level);
    CAIRN_ASSERT(ZSTD_isError(size) == 0);
    block.body.resize(size);
    block.body.shrink_to_fit();
    block.crc32c = crc32c(block.body);

    self.writer = {};
    self.records.clear();
    self.record_count = 0;
    return block;
}

}  // namespace cairn
