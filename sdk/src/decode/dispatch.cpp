#include "decode/dispatch.h"

#include <algorithm>
#include <utility>

#include "decode/interpreter.h"
#include "decode/octets.h"
#include "decode/possible.h"
#include "decode/reader.h"

namespace cairn {
namespace {

// Cold: inline, the rare ones would take registers from the others.
[[gnu::cold, gnu::noinline]] void note(std::optional<Error>& first, Errc code, const char* where) noexcept {
    if (!first) first = Error{code, 0, where};
}

bool address_begins(const std::optional<MacAddress>& address, std::string_view octets) noexcept {
    return address && as_text(address->octets).starts_with(octets);
}

bool byte_holds(const Condition& condition, Bytes body) noexcept {
    const std::ptrdiff_t size = std::ssize(body);
    const std::ptrdiff_t at = condition.offset < 0 ? size + condition.offset : condition.offset;
    return at >= 0 && at < size && (body[static_cast<std::size_t>(at)] & condition.mask) == condition.value;
}

bool bytes_are(const Condition& condition, Bytes body) noexcept {
    const auto at = static_cast<std::uint8_t>(condition.offset);  // a negative one lies behind every body
    if (condition.text.size() + at > body.size()) return false;
    // A loop: most differ in their first byte, before a call would have begun.
    for (std::size_t i = 0; i < condition.text.size(); ++i) {
        if (body[at + i] != static_cast<std::uint8_t>(condition.text[i])) return false;
    }
    return true;
}

bool holds(const Condition& condition, Bytes body, const WalkedAdvertisement& advertisement) noexcept {
    switch (condition.kind) {
        case Condition::Kind::byte: return byte_holds(condition, body);
        case Condition::Kind::name_is: return advertisement.name == condition.text;
        case Condition::Kind::name_begins: return advertisement.name.starts_with(condition.text);
        case Condition::Kind::name_contains:
            return advertisement.name.find(condition.text) != std::string_view::npos;
        case Condition::Kind::address_begins:
            return address_begins(advertisement.input->address, condition.text);
        case Condition::Kind::lists_service: return advertisement.lists_service(condition.id);
        case Condition::Kind::has_service: return advertisement.service_data(condition.id).has_value();
        case Condition::Kind::has_company: return advertisement.manufacturer_data(condition.id).has_value();
        case Condition::Kind::bytes: return bytes_are(condition, body);
    }
    return false;
}

bool is_possible_value(const DecodedValue& read) noexcept {
    return is_possible(read.quantity, read.value);
}

[[gnu::cold, gnu::noinline]] void drop_impossible(Decoded& decoded) noexcept {
    auto& all = decoded.measurements;
    auto* const end = std::remove_if(all.begin(), all.end(),
                                     [](const DecodedValue& read) { return !is_possible_value(read); });
    all.resize(static_cast<std::size_t>(end - all.begin()));
}

bool are_possible(const Decoded& decoded) noexcept {
    // A loop: the library's is unrolled, for more values than there are.
    for (const DecodedValue& read : decoded.measurements) {
        if (!is_possible_value(read)) return false;
    }
    return true;
}

/// One run over one advertisement.
class Dispatch {
public:
    Dispatch(std::span<const FormatTable* const> tables, const DecoderOptions& options,
             const DecodeInput& input, DecodeReport& report) noexcept
        : tables_(tables),
          options_(&options),
          report_(&report) {
        // Not copied whole: g++ 12 would wait for the halves to be stored first, a third of the time of a
        // decode.
        advertisement_.payload = Bytes(input.payload.data(), input.payload.size());
        advertisement_.input = &input;
    }

    void run() noexcept {
        const bool is_truncated = walk();
        for (SeenStructure& structure : report_->structures) structure.is_known = read_structure(structure);
        if (is_truncated)
            note(report_->error, Errc::truncated, "advertisement: a structure runs past the end");
    }

private:
    /// Whether a structure runs past the end.
    bool walk() noexcept {
        SeenStructure* const seen = report_->structures.data();
        std::size_t count = 0;
        std::size_t offset = 0;
        std::uint8_t type = 0;
        AdWalker walker(advertisement_.payload);
        while (count < limits::ad_structures_max && walker.next(type, seen[count].value)) {
            SeenStructure& structure = seen[count++];
            structure.type = type;
            structure.offset = static_cast<std::uint16_t>(offset);
            offset += 2 + structure.value.size();
            if (type == ad_type::name_complete ||
                (type == ad_type::name_short && advertisement_.name.empty()))
                advertisement_.name = as_text(structure.value);
        }
        if (count == limits::ad_structures_max && walker.next())
            note(report_->error, Errc::full, "advertisement: more structures than fit");
        report_->structures.resize(count);
        advertisement_.structures = std::span(seen, count);
        return walker.truncated();
    }

    /// Whether a format knows it.
    bool read_structure(const SeenStructure& structure) noexcept {
        if (!is_carrier(structure.type)) return false;
        offset_ = structure.offset;
        bool is_known = false;
        if (structure.type == ad_type::services_16 || structure.type == ad_type::services_16_some) {
            for (Bytes left = structure.value; left.size() >= 2; left = left.subspan(2)) {
                const auto uuid = static_cast<std::uint16_t>(number_le(left.first(2)));
                is_known |= try_formats(key_of(listed_service(uuid)), {});
            }
        }
        with_id_ = structure.value;
        wrong_length_ = nullptr;
        if (begins_with_id(structure.type)) return read_identified(structure);
        if (structure.type == ad_type::service_data_128 && read_long_form(structure.value)) return true;
        is_known |= try_formats(key_of(Carrier{structure.type}), structure.value);
        if (!advertisement_.name.empty())
            is_known |= try_formats(key_of(Carrier{structure.type, 0, Scope::anyone_named}), structure.value);
        if (!is_known && wrong_length_ != nullptr) note(report_->error, Errc::malformed, wrong_length_);
        return is_known;
    }

    /// Most structures are flags, which nobody reads.
    bool is_carrier(std::uint8_t type) const noexcept {
        for (const FormatTable* table : tables_) {
            if (table->index.has_type(type)) return true;
        }
        return false;
    }

    /// Manufacturer data or service data.
    bool read_identified(const SeenStructure& structure) noexcept {
        if (structure.value.size() < 2) {
            note(report_->error, Errc::malformed, "advertisement: a structure without its 16-bit id");
            return false;
        }
        const auto id = static_cast<std::uint16_t>(number_le(structure.value.first(2)));
        return read_body({structure.type, id}, structure.value.subspan(2));
    }

    /// The service data of a 16-bit UUID in its long form: Core 5.4 Vol 3 Part B 2.5.1, the base UUID.
    [[gnu::cold, gnu::noinline]] bool read_long_form(Bytes value) noexcept {
        constexpr std::array<std::uint8_t, 12> base{0xFB, 0x34, 0x9B, 0x5F, 0x80, 0x00,
                                                    0x00, 0x80, 0x00, 0x10, 0x00, 0x00};
        constexpr std::size_t uuid_bytes = 16;
        if (value.size() < uuid_bytes || !std::ranges::equal(value.first(base.size()), base)) return false;
        const std::uint32_t number = number_le(value.subspan(base.size(), 4));
        if (number > UINT16_MAX) return false;
        with_id_ = value.subspan(uuid_bytes);
        return read_body(service_data(static_cast<std::uint16_t>(number)), with_id_);
    }

    bool read_body(const Carrier& carrier, Bytes body) noexcept {
        bool is_known = try_formats(key_of(carrier), body);
        if (!is_known && !advertisement_.name.empty())
            is_known = try_formats(key_of(Carrier{carrier.ad_type, 0, Scope::anyone_named}), body);
        if (!is_known) is_known = try_formats(key_of(Carrier{carrier.ad_type, 0, Scope::anyone}), body);
        if (!is_known && wrong_length_ != nullptr) note(report_->error, Errc::malformed, wrong_length_);
        return is_known;
    }

    /// Whether a format of the carrier with this key has read the body, or the first of the bodies that it
    /// consists of.
    bool try_formats(std::uint32_t key, Bytes body) noexcept {
        if (!may_have(key)) return false;
        const bool is_known = try_body(key, body);
        if (!rest_.empty()) try_rest(key, body);
        return is_known;
    }

    bool may_have(std::uint32_t key) const noexcept {
        for (const FormatTable* table : tables_) {
            if (table->index.may_have(key)) return true;
        }
        return false;
    }

    [[gnu::cold, gnu::noinline]] void try_rest(std::uint32_t key, Bytes body) noexcept {
        const Bytes with_id = with_id_;
        while (!rest_.empty() && rest_.size() < body.size()) {
            body = with_id_ = std::exchange(rest_, {});
            try_body(key, body);
        }
        rest_ = {};
        with_id_ = with_id;
    }

    /// Not inline: in each of its callers the compiler would keep less in registers.
    [[gnu::noinline]] bool try_body(std::uint32_t key, Bytes body) noexcept {
        const std::uint32_t size_bit = FormatRow::bit_of(body.size());
        const std::uint32_t body_begin = first_word(body);
        bool is_known = false;
        bool is_read = false;
        for (const FormatTable* table : tables_) {
            for (const FormatRow& row : table->index.formats_of(key, static_cast<std::uint8_t>(body_begin))) {
                if (!row.may_have(size_bit, body_begin)) continue;
                if (row.ends_group) break;
                if (is_read && row.also == 0) continue;
                if (!try_format(*table, row, key, row.from_id != 0 ? with_id_ : body)) continue;
                is_known = true;
                is_read |= row.also == 0;
            }
        }
        return is_known;
    }

    [[gnu::always_inline]] bool try_format(const FormatTable& table, const FormatRow& row, std::uint32_t key,
                                           Bytes body) noexcept {
        PackReader packed(table.bytes + row.begin);
        const PackedHead head = take_head(packed);
        const bool has_length = head.lengths.allow(body.size());
        if (!has_length && !row.names_wrong_length) return false;
        for (unsigned left = head.conditions_count; left != 0; --left) {
            if (!holds(take_condition(packed), body, advertisement_)) return false;
        }
        if (!has_length) {
            if (wrong_length_ == nullptr) wrong_length_ = table.name_of(row).data();
            return false;
        }
        return read(table, row, key, {packed.at(), head.fields_count, head.texts_count}, body);
    }

    /// Whether `body` is of this format, and has been read.
    bool read(const FormatTable& table, const FormatRow& row, std::uint32_t key, const PackedValues& values,
              Bytes body) noexcept {
        const std::string_view name = table.name_of(row);
        const std::size_t formats_before = report_->formats.size();
        Decoded* const decoded = place_for(row, name);
        if (decoded == nullptr) {
            note(report_->error, Errc::full, "advertisement: more formats than fit");
            return true;
        }
        if (const Reader reader = table.reader_of(row); reader != nullptr) {
            ReadContext context(name, carrier_of(key), values, advertisement_, *options_, body, scratch_,
                                report_->error);
            if (!reader(context, *decoded)) {
                if (report_->formats.size() > formats_before) report_->formats.pop_back();
                return false;
            }
            body = context.body;
            if (!context.rest.empty()) rest_ = context.rest;
        }
        if (values.fields_count + values.texts_count != 0) {
            const auto defect = interpret(values, body, offset_in(advertisement_.payload, body), *decoded);
            if (defect) note(report_->error, *defect, name.data());
        }
        if (!are_possible(*decoded)) {
            drop_impossible(*decoded);
            note(report_->error, Errc::malformed, name.data());
        }
        return true;
    }

    /// The place for what a format says; nullptr if there is none left.
    Decoded* place_for(const FormatRow& row, std::string_view name) noexcept {
        if (row.joins != 0) {
            auto* const joined = std::ranges::find(report_->formats, name, &Decoded::format);
            if (joined != report_->formats.end()) return joined;
        }
        Decoded* const placed = report_->formats.grow();
        if (placed == nullptr) return nullptr;
        placed->format = name;
        placed->confidence = row.confidence;
        placed->protection = Protection::none;
        placed->device_class = row.device_class;
        placed->offset = offset_;
        placed->measurements.clear();
        placed->attributes.clear();
        return placed;
    }

    std::span<const FormatTable* const> tables_;
    const DecoderOptions* options_;
    DecodeReport* report_;
    WalkedAdvertisement advertisement_;
    std::uint16_t offset_ = 0;
    Bytes with_id_;  // the body, and in front of it the id if it has one
    Bytes rest_;  // what the last reader left: ReadContext::rest
    const char* wrong_length_ = nullptr;  // the format that it begins like, which has no such length
    Scratch scratch_;
};

}  // namespace

void decode_with(std::span<const FormatTable* const> tables, const DecoderOptions& options,
                 const DecodeInput& input, DecodeReport& report) noexcept {
    report.structures.clear();
    report.formats.clear();
    report.error.reset();
    Dispatch(tables, options, input, report).run();
}

}  // namespace cairn
