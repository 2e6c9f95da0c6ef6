// Writes the golden advertisements as C++: golden_source FOLDER OUT. Their form is that of
// firmware-adapters/cortex-m/golden.h.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "cairn/decode/key_ring.h"
#include "cairn/model/quantity.h"
#include "golden/golden_file.h"

namespace cairn::test {
namespace {

/// A string literal with its length: a text may hold zeros.
std::string literal(const std::string& text) {
    std::string out = "{\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        char octal[5];
        std::snprintf(octal, sizeof octal, "\\%03o", byte);
        out += byte < 0x20 || byte > 0x7E || c == '"' || c == '\\' || c == '?' ? std::string(octal)
                                                                               : std::string(1, c);
    }
    return out + "\", " + std::to_string(text.size()) + "}";
}

std::string bytes_of(const std::uint8_t* begin, std::size_t count) {
    std::string out = "{";
    for (std::size_t i = 0; i < count; ++i) out += std::to_string(begin[i]) + ",";
    return out + "}";
}

/// The lines of one format, in arrays of their own; answers the element that refers to them.
std::string write_format(std::ostream& out, const std::string& prefix,
                         const std::vector<std::string>& lines) {
    std::string protection = "none";
    std::string values;
    std::string texts;
    for (auto line = lines.begin() + 1; line != lines.end(); ++line) {
        if (line->starts_with("protection ")) {
            protection = line->substr(std::string("protection ").size());
            continue;
        }
        const GoldenLine parts = split(*line);
        if (quantity_named(parts.name)) {
            values +=
                "{" + literal(parts.name) + "," + std::to_string(parts.channel) + "," + parts.value + "},";
        } else {
            texts += "{" + literal(parts.name) + "," + literal(parts.value) + "},";
        }
    }
    if (!values.empty()) out << "constexpr GoldenValue " << prefix << "values[]{" << values << "};\n";
    if (!texts.empty()) out << "constexpr GoldenText " << prefix << "texts[]{" << texts << "};\n";
    return "{" + literal(lines.front().substr(std::string("format ").size())) + "," + literal(protection) +
           "," + (values.empty() ? "{}" : prefix + "values") + "," +
           (texts.empty() ? "{}" : prefix + "texts") + "},";
}

/// One advertisement; answers the element that refers to its arrays.
std::string write_golden(std::ostream& out, const std::string& prefix, const Golden& golden) {
    std::string formats;
    std::size_t number = 0;
    for (const auto& lines : by_format(golden.said)) {
        formats += write_format(out, prefix + "f" + std::to_string(number++) + "_", lines);
    }
    if (!formats.empty()) out << "constexpr GoldenFormat " << prefix << "formats[]{" << formats << "};\n";
    if (!golden.payload.empty())
        out << "constexpr std::uint8_t " << prefix << "payload[]"
            << bytes_of(golden.payload.data(), golden.payload.size()) << ";\n";
    const std::string address =
        golden.address ? "MacAddress{" + bytes_of(golden.address->octets.data(), 6) + "}" : "std::nullopt";
    const auto key = parse_bind_key(golden.key);
    const std::string key_text = key ? "AesKey" + bytes_of(key->data(), key->size()) : "std::nullopt";
    return "    {" + literal(golden.place) + "," + (golden.payload.empty() ? "{}" : prefix + "payload") +
           "," + address + "," + key_text + "," + literal(golden.error) + "," +
           (formats.empty() ? "{}" : prefix + "formats") + "},\n";
}

std::string source_of(const std::vector<Golden>& goldens) {
    std::ostringstream out;
    out << "#include \"golden.h\"\n\nnamespace cairn::cortex_m {\nnamespace {\n\n";
    std::string elements;
    for (std::size_t i = 0; i < goldens.size(); ++i) {
        if (goldens[i].every_structure) continue;  // the target does not ask for them
        elements += write_golden(out, "g" + std::to_string(i) + "_", goldens[i]);
    }
    out << "constexpr Golden all[]{\n"
        << elements
        << "};\n\n}  // namespace\n\nstd::span<const Golden> goldens() noexcept {\n    return all;\n}\n\n"
        << "}  // namespace cairn::cortex_m\n";
    return out.str();
}

int run(const std::string& folder, const std::string& path) {
    std::vector<std::string> defects;
    const auto goldens = read_goldens(folder, defects);
    for (const auto& defect : defects) std::cerr << defect << '\n';
    if (!defects.empty() || goldens.empty()) return 1;
    const std::string text = source_of(goldens);
    std::ifstream before(path);
    // What has not changed keeps its time, so that nothing is built anew.
    if (std::string(std::istreambuf_iterator<char>(before), {}) == text) return 0;
    std::ofstream(path) << text;
    return 0;
}

}  // namespace
}  // namespace cairn::test

int main(int count, char** arguments) {
    if (count != 3) return 2;
    return cairn::test::run(arguments[1], arguments[2]);
}
