// Advertisements that get past a format's conditions, so that what reads them is tried. The input chooses a
// row of the tables and is its body; carrier, first bytes, length, name, address, and neighbours are made to
// fit. CAIRN_FUZZ_ONLY in the environment holds patterns, "ruuvi.* ela.*": only their rows are there.
//
//     0  which row    2  flags    3  address    9  counts    10  name, neighbours' bodies, the body
#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "cairn/core/crc32c.h"
#include "cairn/decode/key_ring.h"
#include "fuzz/report_checks.h"
#include "support/formats.h"

namespace {

using namespace cairn;
using Octets = std::vector<std::uint8_t>;

constexpr std::size_t value_bytes_max = 254;  // the most that one AD structure holds
constexpr std::uint8_t flag_address = 0x01;
constexpr std::uint8_t flag_key = 0x02;
constexpr std::uint8_t flag_every_structure = 0x04;
const MacAddress keyed_device{{0x54, 0x48, 0xE6, 0x8F, 0x80, 0xA5}};

// Opens everything, so that inputs reach those who read plain text: nothing here is as it was on the air.
class OpenCipher final : public Cipher {
public:
    void aes128_encrypt_block(const AesKey&, const AesBlock& in, AesBlock& out) override { out = in; }
    Result<void> ccm_decrypt(const AesKey&, Bytes nonce, Bytes, Bytes ciphertext, Bytes tag,
                             MutableBytes plain) override {
        CAIRN_ASSERT(nonce.size() >= nonce_bytes_min && nonce.size() <= nonce_bytes_max);
        CAIRN_ASSERT(tag.size() >= tag_bytes_min && tag.size() <= tag_bytes_max);
        CAIRN_ASSERT(plain.size() >= ciphertext.size());
        std::ranges::copy(ciphertext, plain.begin());
        return {};
    }
};

// Set for a row whose format was found, by its number. libFuzzer takes this section for coverage: rows are
// read by one code, which does not tell it that it has reached another of them.
__attribute__((section("__libfuzzer_extra_counters"))) std::array<std::uint8_t, 4096> reached{};

struct Row {
    std::uint16_t place;  // of the row on a ring of 65536: more formats move few of the others
    const Format* format;
};

std::vector<Row> make_rows() {
    const char* const only = std::getenv("CAIRN_FUZZ_ONLY");  // NOLINT(concurrency-mt-unsafe): one thread
    std::vector<Row> rows;
    std::uint32_t sum = 0;
    std::string_view last;
    for (const Format* const format : test::formats_for(test::words_in(only != nullptr ? only : "*"))) {
        sum = crc32c(as_bytes(format->name), format->name == last ? sum : 0);  // several may share a name
        last = format->name;
        rows.push_back({static_cast<std::uint16_t>(sum), format});
    }
    CAIRN_ASSERT(!rows.empty() && rows.size() <= reached.size());
    std::ranges::sort(rows, {}, &Row::place);
    return rows;
}

const std::vector<Row>& rows() {
    static const std::vector<Row> all = make_rows();
    return all;
}

/// The number of a row.
std::size_t row_at(std::uint16_t place) {
    const auto row = std::ranges::lower_bound(rows(), place, {}, &Row::place);
    return row == rows().end() ? 0 : static_cast<std::size_t>(row - rows().begin());
}

/// The input, from its front; zeros behind its end.
class Source {
public:
    explicit Source(Bytes left) : left_(left) {}
    std::uint8_t byte() {
        const Bytes taken = some(1);
        return taken.empty() ? std::uint8_t{0} : taken[0];
    }
    std::uint16_t number() { return static_cast<std::uint16_t>(byte() | byte() << 8); }
    Bytes some(std::size_t count) {
        const Bytes taken = left_.first(std::min(count, left_.size()));
        left_ = left_.subspan(taken.size());
        return taken;
    }
    std::size_t size() const { return left_.size(); }

private:
    Bytes left_;
};

void append(Octets& to, Bytes bytes) {
    to.insert(to.end(), bytes.begin(), bytes.end());
}

Octets with_id(std::uint16_t id, Bytes body) {
    Octets value{static_cast<std::uint8_t>(id), static_cast<std::uint8_t>(id >> 8)};
    append(value, body);
    return value;
}

void append_structure(Octets& payload, std::uint8_t type, Bytes value) {
    const Bytes fitting = value.first(std::min(value.size(), value_bytes_max));
    payload.push_back(static_cast<std::uint8_t>(fitting.size() + 1));
    payload.push_back(type);
    append(payload, fitting);
}

std::string name_for(const Format& format, Bytes more) {
    std::string begin, end;
    for (const Condition& condition : format.conditions) {
        if (condition.kind == Condition::Kind::name_is) return std::string(condition.text);
        if (condition.kind == Condition::Kind::name_begins) begin += condition.text;
        if (condition.kind == Condition::Kind::name_contains) end += condition.text;
    }
    return begin.append(as_text(more)).append(end);
}

std::optional<MacAddress> address_for(const Format& format, std::uint8_t flags, Bytes octets) {
    MacAddress address = keyed_device;
    if ((flags & flag_key) == 0) std::ranges::copy(octets, address.octets.begin());
    bool is_known = (flags & (flag_address | flag_key)) != 0;
    for (const Condition& condition : format.conditions) {
        if (condition.kind != Condition::Kind::address_begins) continue;
        std::ranges::copy(as_bytes(condition.text), address.octets.begin());
        is_known = true;
    }
    return is_known ? std::optional(address) : std::nullopt;
}

/// What the conditions ask for beside the structure that the format reads.
void append_neighbours(Octets& payload, const Format& format, std::size_t size_bytes, Source& source) {
    for (const Condition& condition : format.conditions) {
        if (condition.kind == Condition::Kind::lists_service)
            append_structure(payload, ad_type::services_16, with_id(condition.id, {}));
        if (condition.kind == Condition::Kind::has_service)
            append_structure(payload, ad_type::service_data_16,
                             with_id(condition.id, source.some(size_bytes)));
        if (condition.kind == Condition::Kind::has_company)
            append_structure(payload, ad_type::manufacturer_data,
                             with_id(condition.id, source.some(size_bytes)));
    }
}

std::size_t fitting_size(const Lengths& lengths, std::size_t size_bytes) {
    if (lengths.allow(size_bytes)) return size_bytes;
    if (lengths.or_exactly != 0 && size_bytes > lengths.least) return lengths.or_exactly;
    return std::clamp<std::size_t>(size_bytes, lengths.least, lengths.most);
}

Octets body_for(const Format& format, Source& source) {
    const std::size_t most = value_bytes_max - 2;
    const std::size_t size = std::min(fitting_size(format.lengths, source.size()), most);
    const Bytes given = source.some(size);
    Octets body(given.begin(), given.end());
    body.resize(size);
    const auto put = [&body](std::ptrdiff_t at, std::uint8_t mask, std::uint8_t value) {
        if (at < 0) at += std::ssize(body);
        if (at < 0 || at >= std::ssize(body)) return;
        std::uint8_t& byte = body[static_cast<std::size_t>(at)];
        byte = static_cast<std::uint8_t>((byte & ~mask) | value);
    };
    for (std::uint8_t i = 0; i < format.magic.size; ++i) put(i, 0xFF, format.magic.bytes[i]);
    for (const Condition& condition : format.conditions) {
        if (condition.kind == Condition::Kind::byte) put(condition.offset, condition.mask, condition.value);
        if (condition.kind != Condition::Kind::bytes) continue;
        for (std::size_t i = 0; i < condition.text.size(); ++i)
            put(condition.offset + static_cast<std::ptrdiff_t>(i), 0xFF, as_bytes(condition.text)[i]);
    }
    return body;
}

void append_carrier(Octets& payload, const Format& format, Source& source) {
    const std::uint8_t type = format.carrier.ad_type;
    if (type == ad_type::name_complete) return;  // the name is there already
    const bool has_id = begins_with_id(type) || (type == ad_type::services_16 && format.carrier.id != 0);
    if (!has_id || format.from_id) return append_structure(payload, type, body_for(format, source));
    const bool is_own = format.carrier.scope == Scope::of_id;
    const std::uint16_t id = is_own ? format.carrier.id : source.number();
    append_structure(payload, type, with_id(id, body_for(format, source)));
}

Octets payload_for(const Format& format, Source& source) {
    const std::uint8_t counts = source.byte();  // of the name's bytes, and of a neighbour's in fours
    Octets payload;
    const std::string name = name_for(format, source.some(counts & 0x1FU));
    if (!name.empty()) append_structure(payload, ad_type::name_complete, as_bytes(name));
    append_neighbours(payload, format, (counts >> 5U) * 4U, source);
    append_carrier(payload, format, source);
    append(payload, source.some(source.size()));  // other structures, if it is longer than the format
    payload.shrink_to_fit();                      // so that a byte behind it is nobody's
    return payload;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static OpenCipher cipher;
    static const KeyRing keys = [] {
        auto ring = *KeyRing::create(1);
        CAIRN_ASSERT(ring.add({keyed_device, AesKey{}, std::nullopt, std::nullopt}).has_value());
        return ring;
    }();
    static const Decoder plain;
    static const Decoder thorough({.every_structure = true});
    static const Decoder keyed({.keys = &keys, .cipher = &cipher});

    Source source(Bytes(bytes, size));
    const std::size_t row = row_at(source.number());
    const Format& format = *rows()[row].format;
    const std::uint8_t flags = source.byte();
    const auto address = address_for(format, flags, source.some(6));
    const Octets payload = payload_for(format, source);
    const Decoder& decoder = (flags & flag_key) != 0               ? keyed
                             : (flags & flag_every_structure) != 0 ? thorough
                                                                   : plain;
    const DecodeReport& report = fuzz::check_decode(decoder, {payload, address});
    reached[row] = std::ranges::find(report.formats, format.name, &Decoded::format) != report.formats.end();
    return 0;
}
