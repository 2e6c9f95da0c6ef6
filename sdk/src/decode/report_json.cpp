#include "cairn/decode/report_json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "cairn/core/number_text.h"

namespace cairn {
namespace {

/// Characters into a bounded place; once it is full it stays so.
class Writer {
public:
    explicit Writer(std::span<char> out) noexcept
        : begin_(out.data()),
          at_(out.data()),
          end_(begin_ + out.size()) {}

    void put(std::string_view text) noexcept {
        if (static_cast<std::size_t>(end_ - at_) < text.size()) return fail_for_good();
        std::memcpy(at_, text.data(), text.size());
        at_ += text.size();
    }
    void put(char c) noexcept { put(std::string_view(&c, 1)); }

    /// JSON has no others than finite numbers.
    void put_number(double number) noexcept {
        const auto text = number_text(number);
        put(text.empty() ? "null" : text.view());
    }

    /// Texts out of a decoder are printable UTF-8.
    void put_text(std::string_view text) noexcept {
        put('"');
        for (const char c : text) {
            if (c == '"' || c == '\\') put('\\');
            put(c);
        }
        put('"');
    }

    void put_name(std::string_view name) noexcept {
        put('"');
        put(name);
        put("\":");
    }

    Result<std::size_t> size() const noexcept {
        if (is_full_) return fail(Errc::full, "json: longer than its place");
        return static_cast<std::size_t>(at_ - begin_);
    }

private:
    void fail_for_good() noexcept {
        is_full_ = true;
        end_ = at_;
    }

    char* begin_;
    char* at_;
    char* end_;
    bool is_full_ = false;
};

/// The members of one object: a comma between them.
class Members {
public:
    explicit Members(Writer& writer) noexcept : writer_(&writer) {}

    Writer& next(std::string_view name) noexcept {
        if (!is_first_) writer_->put(',');
        is_first_ = false;
        writer_->put_name(name);
        return *writer_;
    }

private:
    Writer* writer_;
    bool is_first_ = true;
};

void write_value(const Measurement& value, Members& members) noexcept {
    if (value.channel == 0) {
        members.next(name(value.quantity)).put_number(value.value);
        return;
    }
    InlineString<48> numbered = name(value.quantity);
    std::array<char, 4> digits{'_'};
    const auto end = std::to_chars(digits.data() + 1, digits.data() + digits.size(), value.channel + 1).ptr;
    numbered.append({digits.data(), static_cast<std::size_t>(end - digits.data())});
    members.next(numbered.view()).put_number(value.value);
}

/// "1" to 1: the parts of an iBeacon's identity that are numbers.
void write_part(std::string_view part, bool is_number, Writer& writer) noexcept {
    if (is_number) {
        writer.put(part);
    } else {
        writer.put_text(part);
    }
}

/// An AltBeacon's id, and the parts that it consists of by convention.
void write_altbeacon(std::string_view id, Members& members) noexcept {
    constexpr std::size_t uuid_digits = 32;
    constexpr std::size_t number_digits = 4;
    members.next("altbeacon").put_text(id);
    if (id.size() != uuid_digits + 2 * number_digits) return;
    members.next("uuid").put_text({id.data(), uuid_digits});
    const auto write_number = [&](std::string_view member, std::size_t offset) {
        const std::string_view digits(id.data() + offset, number_digits);
        std::uint16_t number = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
        members.next(member).put_number(number);
    };
    write_number("major", uuid_digits);
    write_number("minor", uuid_digits + number_digits);
}

void write_text(const DecodedText& text, Members& members) noexcept {
    std::string_view left = text.text.view();
    const auto write_up_to_slash = [&](std::string_view member, bool is_number) {
        const std::size_t size = std::min(left.find('/'), left.size());
        write_part({left.data(), size}, is_number, members.next(member));
        left.remove_prefix(std::min(size + 1, left.size()));
    };
    if (text.kind == AttributeKind::ibeacon) {
        write_up_to_slash("uuid", false);
        write_up_to_slash("major", true);
        write_up_to_slash("minor", true);
    } else if (text.kind == AttributeKind::altbeacon) {
        write_altbeacon(left, members);
    } else if (text.kind == AttributeKind::eddystone_uid) {
        write_up_to_slash("namespace", false);
        write_up_to_slash("instance", false);
    } else {
        members.next(name(text.kind)).put_text(left);
    }
}

/// Several texts of one kind, such as listed services, are one list.
void write_list(const Decoded& decoded, AttributeKind kind, Members& members) noexcept {
    Writer& writer = members.next(name(kind));
    char before = '[';
    for (const DecodedText& text : decoded.attributes) {
        if (text.kind != kind) continue;
        writer.put(before);
        writer.put_text(text.text.view());
        before = ',';
    }
    writer.put(']');
}

/// The first text of a kind stands for all of it.
void write_texts(const Decoded& decoded, Members& members) noexcept {
    const auto& texts = decoded.attributes;
    for (const DecodedText& text : texts) {
        const auto is_alike = [&text](const DecodedText& other) { return other.kind == text.kind; };
        if (std::find_if(texts.begin(), texts.end(), is_alike) != &text) continue;
        if (std::count_if(texts.begin(), texts.end(), is_alike) == 1) {
            write_text(text, members);
        } else {
            write_list(decoded, text.kind, members);
        }
    }
}

void write_format(const Decoded& decoded, Writer& writer) noexcept {
    writer.put("{\"format\":");
    writer.put_text(decoded.format);
    if (decoded.confidence != Confidence::layout) {
        writer.put(",\"confidence\":");
        writer.put_text(name(decoded.confidence));
    }
    if (decoded.protection != Protection::none) {
        writer.put(",\"protection\":");
        writer.put_text(name(decoded.protection));
    }
    writer.put(",\"readings\":{");
    Members members(writer);
    for (const DecodedValue& value : decoded.measurements) write_value(value, members);
    write_texts(decoded, members);
    writer.put("}}");
}

}  // namespace

Result<std::size_t> write_formats_json(const DecodeReport& report, std::span<char> out) noexcept {
    Writer writer(out);
    writer.put('[');
    bool is_first = true;
    for (const Decoded& decoded : report.formats) {
        if (!is_first) writer.put(',');
        is_first = false;
        write_format(decoded, writer);
    }
    writer.put(']');
    return writer.size();
}

Result<std::size_t> write_format_json(const Decoded& decoded, std::span<char> out) noexcept {
    Writer writer(out);
    write_format(decoded, writer);
    return writer.size();
}

}  // namespace cairn
