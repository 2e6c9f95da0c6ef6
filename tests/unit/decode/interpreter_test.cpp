// The interpreter, on tables made at run time: every wire type, every condition, every limit.
#include "decode/interpreter.h"

#include <gtest/gtest.h>

#include <vector>

#include "support/decode.h"

namespace cairn::test {
namespace {

constexpr std::array<std::uint8_t, 8> body{0x81, 0x02, 0x03, 0xF4, 0x00, 0x00, 0xFF, 0x7F};

Format format_of(std::span<const Field> fields, std::span<const Text> texts = {}) {
    return {.name = "test",
            .carrier = service_data(0x1234),
            .lengths = at_least(0),
            .fields = fields,
            .texts = texts};
}

std::optional<Errc> interpret(const Format& format, Bytes bytes, BodyOffset place, Decoded& decoded) {
    std::vector<std::uint8_t> packed;
    PackWriter writer(packed);
    for (const Field& field : format.fields) pack(field, writer);
    for (const Text& text : format.texts) pack(text, writer);
    const PackedValues values{packed.data(), static_cast<std::uint8_t>(format.fields.size()),
                              static_cast<std::uint8_t>(format.texts.size())};
    return cairn::interpret(values, bytes, place, decoded);
}

std::optional<Errc> interpret_alone(const Format& format, Bytes bytes, Decoded& decoded) {
    return interpret(format, bytes, BodyOffset::nowhere(), decoded);
}

std::optional<double> read_one(const Field& field, Bytes bytes = body) {
    Decoded decoded;
    if (interpret_alone(format_of({&field, 1}), bytes, decoded) || decoded.measurements.empty())
        return std::nullopt;
    return decoded.measurements[0].value;
}

std::string read_text_of(const Text& text, Bytes bytes) {
    Decoded decoded;
    if (interpret_alone(format_of({}, {&text, 1}), bytes, decoded)) return "refused";
    return decoded.attributes.empty() ? "nothing" : std::string(decoded.attributes[0].text.view());
}

TEST(Interpreter, ReadsEveryWireType) {
    const auto read = [](Wire wire) { return read_one({Quantity::co2_ppm, 0, wire}); };

    EXPECT_EQ(read(Wire::u8), 0x81);
    EXPECT_EQ(read(Wire::i8), -127);
    EXPECT_EQ(read(Wire::u16_be), 0x8102);
    EXPECT_EQ(read(Wire::u16_le), 0x0281);
    EXPECT_EQ(read(Wire::i16_be), 0x8102 - 0x10000);
    EXPECT_EQ(read(Wire::i16_le), 0x0281);
    EXPECT_EQ(read(Wire::u24_be), 0x810203);
    EXPECT_EQ(read(Wire::u24_le), 0x030281);
    EXPECT_EQ(read(Wire::u32_be), 0x810203F4);
    EXPECT_EQ(read(Wire::u32_le), 0xF4030281);
    EXPECT_EQ(read(Wire::i32_be), 0x810203F4 - 4'294'967'296.0);
    EXPECT_EQ(read(Wire::i32_le), 0xF4030281 - 4'294'967'296.0);
}

TEST(Interpreter, ReadsSignAndMagnitude) {
    EXPECT_EQ(read_one({Quantity::co2_ppm, 0, Wire::sign_magnitude_8}), -1);
    EXPECT_EQ(read_one({Quantity::co2_ppm, 0, Wire::sign_magnitude_16_be}), -0x0102);
    EXPECT_EQ(read_one({Quantity::co2_ppm, 0, Wire::sign_magnitude_24_be}), -0x010203);
    EXPECT_EQ(read_one({Quantity::co2_ppm, 0, Wire::sign_magnitude_16_le}), 0x0281);
}

TEST(Interpreter, ReadsBinary32AndLeavesOutWhatIsNotFinite) {
    const auto read = [](Wire wire, const char* hex) {
        const auto bytes = from_hex(hex);
        return read_one({Quantity::co2_ppm, 0, wire}, bytes);
    };

    EXPECT_EQ(read(Wire::f32_be, "41C80000"), 25);
    EXPECT_EQ(read(Wire::f32_le, "0000C8C1"), -25);
    EXPECT_EQ(read(Wire::f32_be, "7FC00000"), std::nullopt);
    EXPECT_EQ(read(Wire::f32_be, "7F800000"), std::nullopt);
}

TEST(Interpreter, SaysWhichBytesMadeAValue) {
    const Field field{Quantity::co2_ppm, 2, Wire::u16_be};
    const Text text{AttributeKind::device, {TextPart{Part::hex, 1, 2}, TextPart{Part::hex, 4, 2, '/'}}};
    Decoded decoded;

    ASSERT_FALSE(
        interpret(format_of({&field, 1}, {&text, 1}), Bytes(body).subspan(1), BodyOffset(1), decoded));

    EXPECT_EQ(decoded.measurements[0].offset, 3);
    EXPECT_EQ(decoded.measurements[0].size_bytes, 2);
    EXPECT_EQ(decoded.attributes[0].offset, 2);
    EXPECT_EQ(decoded.attributes[0].size_bytes, 5);
}

TEST(Interpreter, NamesNoBytesForWhatWasNotInThePayload) {
    const Field field{Quantity::co2_ppm, 2, Wire::u16_be};
    const std::array<std::uint8_t, 4> payload{};
    Decoded decoded;

    ASSERT_FALSE(interpret(format_of({&field, 1}), body, offset_in(payload, body), decoded));

    EXPECT_EQ(decoded.measurements[0].size_bytes, 0);
}

TEST(Interpreter, ScalesAddsTheBiasAndDivides) {
    EXPECT_EQ(read_one({Quantity::co2_ppm, 1, Wire::u8, always, 3, 4, 10}), (2 * 3 + 10) / 4.0);
}

TEST(Interpreter, KeepsTheChannel) {
    const Field field{.quantity = Quantity::temperature_c, .channel = 7};
    Decoded decoded;

    EXPECT_FALSE(interpret_alone(format_of({&field, 1}), body, decoded));

    EXPECT_EQ(decoded.measurements[0].channel, 7);
}

TEST(Interpreter, CutsBitsOutOfANumber) {
    const auto read = [](Wire wire, Bits bits) {
        return read_one({.quantity = Quantity::co2_ppm, .wire = wire, .bits = bits});
    };

    EXPECT_EQ(read(Wire::u8, {7, 1}), 1);
    EXPECT_EQ(read(Wire::u8, {0, 4}), 1);
    EXPECT_EQ(read(Wire::i8, {4, 4}), -8) << "the sign is that of the part";
    EXPECT_EQ(read(Wire::u16_be, {5, 11}), 0x8102 >> 5);
}

TEST(Interpreter, LeavesOutWhatSaysThatItHasNoValue) {
    EXPECT_EQ(read_one({Quantity::co2_ppm, 0, Wire::u8, 0x81}), std::nullopt);
    EXPECT_EQ(read_one({Quantity::co2_ppm, 0, Wire::i16_be, 0x8102}), std::nullopt)
        << "the bit pattern counts";
    EXPECT_EQ(read_one({Quantity::co2_ppm, 0, Wire::u8, 0x80}), 0x81);
}

TEST(Interpreter, LooksForTheNoValuePatternInTheBitsOnly) {
    const Field field{.quantity = Quantity::co2_ppm, .wire = Wire::u8, .no_value = 1, .bits = {0, 4}};

    EXPECT_EQ(read_one(field), std::nullopt);
}

TEST(Interpreter, LeavesOutWhatStandsBehindTheEnd) {
    EXPECT_EQ(read_one({Quantity::co2_ppm, 7, Wire::u16_be}), std::nullopt);
    EXPECT_EQ(read_one({Quantity::co2_ppm, 200, Wire::u8}), std::nullopt);
}

TEST(Interpreter, ReadsAFieldOnlyWhenItsBitIsSet) {
    const auto read = [](Presence when) {
        return read_one({.quantity = Quantity::co2_ppm, .offset = 2, .when = when});
    };

    EXPECT_EQ(read({0, 0x80}), 3);
    EXPECT_EQ(read({0, 0x40}), std::nullopt);
    EXPECT_EQ(read({100, 0xFF}), std::nullopt);
}

TEST(Interpreter, KnowsTheStepsOfALis3dh) {
    // 0x7FF0 is the largest sample, 2047; 0x8000 the least, -2048. The code stands at byte 0.
    const Field axis{.quantity = Quantity::accel_x_g, .offset = 1, .wire = Wire::lis3dh_be};

    EXPECT_EQ(read_one(axis, from_hex("00 7FF0")), 2047);
    EXPECT_EQ(read_one(axis, from_hex("01 7FF0")), 2 * 2047);
    EXPECT_EQ(read_one(axis, from_hex("02 8000")), 4 * -2048);
    EXPECT_EQ(read_one(axis, from_hex("03 0010")), 12);
}

TEST(Interpreter, CallsAFullScaleBehindTheEndMalformed) {
    const Field axis{.quantity = Quantity::accel_x_g, .offset = 0, .wire = Wire::lis3dh_be, .code_offset = 2};
    Decoded decoded;

    const auto bytes = from_hex("7FF000");  // the byte of the code lies outside the view
    const auto read = interpret_alone(format_of({&axis, 1}), Bytes(bytes).first(2), decoded);

    EXPECT_EQ(read, Errc::malformed);
}

TEST(Interpreter, CallsAnUnknownFullScaleMalformedAndKeepsTheRest) {
    const Field fields[]{
        {.quantity = Quantity::accel_x_g, .offset = 1, .wire = Wire::lis3dh_be},
        {.quantity = Quantity::battery_pct, .offset = 3},
    };
    Decoded decoded;

    const auto read = interpret_alone(format_of(fields), from_hex("04 7FF0 63"), decoded);

    EXPECT_EQ(read, Errc::malformed);
    ASSERT_EQ(decoded.measurements.size(), 1U);
    EXPECT_EQ(Measurement(decoded.measurements[0]), (Measurement{Quantity::battery_pct, 0, 99}));
}

TEST(Interpreter, AnswersFullWhenThereIsNoRoomForAnotherMeasurement) {
    const std::vector<Field> fields(limits::decoded_measurements_max + 1);
    Decoded decoded;

    const auto read = interpret_alone(format_of(fields), body, decoded);

    EXPECT_EQ(read, Errc::full);
    EXPECT_EQ(decoded.measurements.size(), limits::decoded_measurements_max);
}

TEST(Interpreter, AnswersFullWhenThereIsNoRoomForAnotherText) {
    const std::vector<Text> texts(limits::decoded_attributes_max + 1, {AttributeKind::name, {{{Part::hex}}}});
    Decoded decoded;

    const auto read = interpret_alone(format_of({}, texts), body, decoded);

    EXPECT_EQ(read, Errc::full);
    EXPECT_EQ(decoded.attributes.size(), limits::decoded_attributes_max);
}

TEST(Interpreter, WritesAddressesAsPrinted) {
    const auto address = from_hex("010203AABBCC");

    EXPECT_EQ(read_text_of({AttributeKind::device, {TextPart{Part::mac, 0, 6}}}, address), "010203AABBCC");
    EXPECT_EQ(read_text_of({AttributeKind::device, {TextPart{Part::mac_reversed, 0, 6}}}, address),
              "CCBBAA030201");
}

TEST(Interpreter, TakesAddressesOfOneRepeatedBitForNone) {
    const Text text{AttributeKind::device, {TextPart{Part::mac, 0, 6}}};

    EXPECT_EQ(read_text_of(text, from_hex("000000000000")), "nothing");
    EXPECT_EQ(read_text_of(text, from_hex("FFFFFFFFFFFF")), "nothing");
}

TEST(Interpreter, RefusesAnIdentityThatDoesNotFit) {
    const Text text{AttributeKind::altbeacon, {TextPart{Part::hex}}};
    const std::vector<std::uint8_t> bytes(48, 0xAB);  // 96 digits; an attribute holds 95

    EXPECT_EQ(read_text_of(text, bytes), "refused");
    EXPECT_EQ(read_text_of(text, Bytes(bytes).first(47)).size(), 94U);
}

TEST(Interpreter, CutsANameThatDoesNotFitBetweenCharacters) {
    std::string name(94, 'a');
    name += "\xC3\xA4";  // two bytes, of which one would fit

    EXPECT_EQ(read_text_of({AttributeKind::name, {TextPart{Part::utf8}}}, as_bytes(name)),
              std::string(94, 'a'));
}

TEST(Interpreter, LeavesOutATextBehindTheEnd) {
    EXPECT_EQ(read_text_of({AttributeKind::name, {TextPart{Part::utf8, 9}}}, body), "nothing");
    EXPECT_EQ(read_text_of({AttributeKind::device, {TextPart{Part::mac, 3, 6}}}, body), "nothing");
}

struct Utf8Case {
    std::string_view bytes;
    std::string_view text;
};

TEST(Interpreter, MakesNamesValidUtf8) {
    const Text name{AttributeKind::name, {TextPart{Part::utf8}}};
    const Utf8Case cases[]{
        {"plain", "plain"},
        {"t\xC3\xBCr \xE2\x82\xAC \xF0\x9F\x8F\xB7", "t\xC3\xBCr \xE2\x82\xAC \xF0\x9F\x8F\xB7"},
        {{"padded\0\0\0", 9}, "padded"},
        {"\xFC", "\xEF\xBF\xBD"},                                        // Latin-1
        {"a\x07z", "a\xEF\xBF\xBDz"},                                    // a control character
        {"a\xC2\x9Bz", "a\xEF\xBF\xBDz"},                               // one that terminals obey
        {"\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD"},                        // an overlong slash
        {"\xE0\x9F\xBF", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},        // overlong in three bytes
        {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},        // half of a surrogate pair
        {"\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},  // above U+10FFFF
        {"cut \xE2\x82", "cut \xEF\xBF\xBD\xEF\xBF\xBD"},
    };

    for (const auto& [bytes, text] : cases) EXPECT_EQ(read_text_of(name, as_bytes(bytes)), text);
}

struct DefectCase {
    const char* name;
    Format format;
};

TEST(Defect, IsFoundInEveryTableThatCannotMeanWhatItSays) {
    static const std::vector<Field> too_many_fields(limits::decoded_measurements_max + 1);
    static const std::vector<Text> too_many_texts(limits::decoded_attributes_max + 1,
                                                  {AttributeKind::name, {{{Part::utf8}}}});
    static const Field behind_the_end[]{{Quantity::co2_ppm, 3, Wire::u16_be}};
    static const Field missing_bits[]{{.quantity = Quantity::co2_ppm, .bits = {4, 5}}};
    static const Field by_zero[]{{.quantity = Quantity::co2_ppm, .per = 0}};
    static const Field bits_of_binary32[]{
        {.quantity = Quantity::co2_ppm, .wire = Wire::f32_be, .bits = {0, 4}}};
    static const Condition forbidden_byte[]{byte_is(0, 0x10, 0x0F)};
    static const Field far_condition[]{{.quantity = Quantity::co2_ppm, .when = {4, 1}}};
    static const Text no_parts[]{{AttributeKind::name, {}}};
    static const Text long_text[]{{AttributeKind::name, {TextPart{Part::hex, 0, 5}}}};
    const Format sound{.name = "sound", .carrier = service_data(1), .lengths = exactly(4)};
    const auto with_fields = [&](std::span<const Field> fields) {
        Format format = sound;
        format.fields = fields;
        return format;
    };
    const auto with_texts = [&](std::span<const Text> texts) {
        Format format = sound;
        format.texts = texts;
        return format;
    };
    Format forbidden = sound;
    forbidden.conditions = forbidden_byte;
    Format nameless = sound;
    nameless.name = "";
    Format no_length = sound;
    no_length.lengths = {5, 4};
    const std::vector<Condition> many(16, byte_is(0, 0));
    Format too_many_conditions = sound;
    too_many_conditions.conditions = many;
    EXPECT_STREQ(defect(too_many_conditions), "more conditions than fit");
    too_many_conditions.conditions = std::span(many).first(15);
    EXPECT_EQ(defect(too_many_conditions), nullptr);
    Format long_magic = sound;
    long_magic.magic.size = 5;
    Format magic_behind_the_end = sound;
    magic_behind_the_end.magic = begins_with(1);
    magic_behind_the_end.lengths = at_least(0);
    const std::vector<DefectCase> cases{
        {"nameless", nameless},
        {"no length", no_length},
        {"long magic", long_magic},
        {"magic behind the end", magic_behind_the_end},
        {"too many fields", with_fields(too_many_fields)},
        {"too many texts", with_texts(too_many_texts)},
        {"field behind the end", with_fields(behind_the_end)},
        {"missing bits", with_fields(missing_bits)},
        {"division by zero", with_fields(by_zero)},
        {"bits of a binary32", with_fields(bits_of_binary32)},
        {"a byte that its mask forbids", forbidden},
        {"far condition", with_fields(far_condition)},
        {"text of no parts", with_texts(no_parts)},
        {"long text", with_texts(long_text)},
    };

    EXPECT_EQ(defect(sound), nullptr);
    for (const auto& [name, format] : cases) EXPECT_NE(defect(format), nullptr) << name;
}

}  // namespace
}  // namespace cairn::test
