#include "moko/mkgw4_settings.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "cairn/core/hex.h"
#include "dialect/gateway_records.h"
#include "dialect/text.h"
#include "moko/mkgw4_setting_table.h"
#include "moko/tlv.h"

namespace cairn::adapters::moko {
namespace {

using Value = InlineString<95>;

Value number_value(double number) {
    std::array<char, 32> digits{};
    const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return Value({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

Value choice_value(std::uint8_t choice, std::span<const std::string_view> names) {
    return choice < names.size() ? Value(names[choice]) : number_value(choice);
}

Value bits_value(std::uint32_t bits, std::span<const std::string_view> names) {
    Value all;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if ((bits >> i & 1U) == 0) continue;
        if (!all.empty()) all.push_back(' ');
        all.append(names[i]);
    }
    return all.empty() ? Value("none") : all;
}

// "16 from 3 to 5 aabb": type 0x16, bytes 3 to 5 are AA BB.
Value rule_value(Bytes value) {
    Value text;
    append_hex(text, value.first(1));
    text.append(" from ");
    text.append(number_value(value[1]));
    text.append(" to ");
    text.append(number_value(value[2]));
    text.push_back(' ');
    append_hex(text, value.subspan(3));
    return text;
}

Value hex_value(Bytes value) {
    Value text;
    append_hex(text, value);
    return text;
}

// Nothing where the bytes are too few, or too many, for the form.
std::optional<Value> value_of(const Setting& setting, Bytes value) {
    constexpr std::size_t rule_head_bytes = 3;
    switch (setting.form) {
        case SettingForm::text: return clean_text<Value::size_max()>(as_text(value));
        case SettingForm::hex: return hex_value(value);
        case SettingForm::secret: return Value(value.empty() ? "none" : "set");
        case SettingForm::choice:
            if (value.empty()) return std::nullopt;
            return choice_value(value[0], setting.names);
        case SettingForm::signed_number:
            if (value.empty()) return std::nullopt;
            return number_value(static_cast<std::int8_t>(value[0]) * setting.step);
        case SettingForm::number:
            if (const auto number = big_endian(value)) return number_value(*number * setting.step);
            return std::nullopt;
        case SettingForm::bits:
            if (const auto bits = big_endian(value)) return bits_value(*bits, setting.names);
            return std::nullopt;
        case SettingForm::rule:
            if (value.size() < rule_head_bytes) return std::nullopt;
            return rule_value(value);
    }
    return std::nullopt;
}

}  // namespace

Result<void> name_mkgw4_settings(std::uint16_t id, Bytes fields, const SettingSink& sink) {
    const auto of_message = std::ranges::equal_range(settings, id, {}, &Setting::message);
    if (of_message.empty()) return fail(Errc::unsupported, "moko.mkgw4: message id");
    bool broken = false;
    TlvWalker walker(fields);
    while (const auto field = walker.next()) {
        const auto setting = std::ranges::find(of_message, field->tag, &Setting::tag);
        if (setting == of_message.end()) continue;
        if (const auto value = value_of(*setting, field->value)) {
            sink(setting->name, *value);
        } else {
            broken = true;
        }
    }
    if (walker.truncated()) return fail(Errc::truncated, "moko.mkgw4: field");
    if (broken) return fail(Errc::malformed, "moko.mkgw4: setting");
    return {};
}

bool read_mkgw4_answer(std::uint16_t id, Bytes fields, FrameBuilder& frames) {
    constexpr unsigned changed = 1;
    const GatewayRecords gateway(frames, frames.received_at());
    if (id >> 12 == changed) {
        // What stands in such an answer is not published: its bytes are kept.
        InlineString<95> text;
        append_hex(text, std::array{static_cast<std::uint8_t>(id >> 8), static_cast<std::uint8_t>(id)});
        if (!fields.empty()) text.push_back(' ');
        append_hex(text, fields);
        gateway.property("answered", text);
        return true;
    }
    const auto named = name_mkgw4_settings(
        id, fields, [&](std::string_view name, std::string_view value) { gateway.property(name, value); });
    if (named) return true;
    if (named.error().code == Errc::unsupported) return false;
    frames.refuse(named.error().code, named.error().where);
    return true;
}

}  // namespace cairn::adapters::moko
