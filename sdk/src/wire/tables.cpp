#include "cairn/core/limits.h"
#include "cairn/core/protobuf_reader.h"
#include "wire/record_reader.h"
#include "wire/record_writer.h"
#include "wire/utf8.h"

namespace cairn::wire {
namespace {

/// Protobuf's zigzag: 0, -1, 1, -2 and so on are 0, 1, 2, 3.
std::int64_t unzigzag(std::uint64_t value) noexcept {
    return static_cast<std::int64_t>((value >> 1U) ^ (0 - (value & 1U)));
}

template <typename Item>
Result<void> put(std::vector<Item>& table, Result<Item> item) {
    if (!item) return fail(item.error());
    if (table.size() == limits::block_rows_max) return fail(Errc::full, "block: too many names");
    table.push_back(*item);
    return {};
}

Result<std::string_view> read_text(Bytes bytes) {
    if (!FloorName::fits(as_text(bytes)) || !ZoneName::fits(as_text(bytes)) || bytes.empty() ||
        !is_utf8(as_text(bytes)))
        return fail(Errc::malformed, "block: a text that is none");
    return as_text(bytes);
}

}  // namespace

Result<Tables> read_tables(Bytes plain) {
    Tables tables;
    ProtobufReader fields(plain);
    while (true) {
        CAIRN_TRY(const auto field, fields.next());
        if (!field) return tables;
        const ProtobufType expected = field->number == 1 ? ProtobufType::varint : ProtobufType::bytes;
        if (field->number <= 5 && field->type != expected)
            return fail(Errc::malformed, "block: a field of another type");
        switch (field->number) {
            case 1:
                tables.base_unix_ms = unzigzag(field->value);
                if (tables.base_unix_ms < 0 || tables.base_unix_ms > unix_ms_max)
                    return fail(Errc::malformed, "block: time out of range");
                break;
            case 2: CAIRN_CHECK(put(tables.tags, TagId::parse(as_text(field->bytes)))); break;
            case 3: CAIRN_CHECK(put(tables.gateways, GatewayId::parse(as_text(field->bytes)))); break;
            case 4: CAIRN_CHECK(put(tables.texts, read_text(field->bytes))); break;
            case 5:
                if (++tables.record_count > limits::block_rows_max)
                    return fail(Errc::full, "block: too many records");
                break;
            default: break;  // added later: not for this reader
        }
    }
}

}  // namespace cairn::wire
