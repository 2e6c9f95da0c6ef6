// Decodes every golden advertisement, and every truncation of it, on the target.
#include <algorithm>
#include <optional>

#include "cairn/decode/decoder.h"
#include "golden.h"
#include "memory.h"
#include "semihosting.h"
#include "startup.h"

namespace cairn::cortex_m {
namespace {

/// As in tests/golden/advertisements/README.md: numbers may differ by one in a million.
bool is_near(double a, double b) noexcept {
    const double difference = a < b ? b - a : a - b;
    const double size = b < 0 ? -b : b;
    return difference <= 1e-6 * (size > 1 ? size : 1);
}

bool is_measured(const Decoded& decoded, const GoldenValue& expected) noexcept {
    return std::ranges::any_of(decoded.measurements, [&](const DecodedValue& value) {
        return name(value.quantity) == expected.name && value.channel == expected.channel &&
               is_near(value.value, expected.value);
    });
}

bool is_said(const Decoded& decoded, const GoldenText& expected) noexcept {
    return std::ranges::any_of(decoded.attributes, [&](const DecodedText& text) {
        return name(text.kind) == expected.name && text.text.view() == expected.text;
    });
}

/// What is wrong with one format, "" for nothing.
std::string_view defect_of(const Decoded& decoded, const GoldenFormat& expected) noexcept {
    if (decoded.format != expected.name) return "another format";
    if (decoded.measurements.size() != expected.values.size()) return "another number of values";
    if (decoded.attributes.size() != expected.texts.size()) return "another number of texts";
    for (const GoldenValue& value : expected.values) {
        if (!is_measured(decoded, value)) return value.name;
    }
    for (const GoldenText& text : expected.texts) {
        if (!is_said(decoded, text)) return text.name;
    }
    return "";
}

std::string_view defect_of(const DecodeReport& report, const Golden& golden) noexcept {
    const std::string_view error = report.error ? name(report.error->code) : "";
    if (error != golden.error) return "another error";
    if (report.formats.size() != golden.formats.size()) return "another number of formats";
    for (std::size_t i = 0; i < golden.formats.size(); ++i) {
        if (const auto defect = defect_of(report.formats[i], golden.formats[i]); !defect.empty())
            return defect;
    }
    return "";
}

struct Counts {
    std::uint32_t advertisements = 0;
    std::uint32_t truncations = 0;
    std::uint32_t failures = 0;
};

void decode_truncations(const Decoder& decoder, const Golden& golden, DecodeReport& report,
                        Counts& counts) noexcept {
    for (std::size_t size = 0; size < golden.payload.size(); ++size) {
        decoder.decode({golden.payload.first(size), golden.address}, report);
        ++counts.truncations;
    }
}

void decode_golden(const Decoder& decoder, const Golden& golden, DecodeReport& report,
                   Counts& counts) noexcept {
    decoder.decode({golden.payload, golden.address}, report);
    ++counts.advertisements;
    const std::string_view defect = defect_of(report, golden);
    if (!defect.empty()) {
        print(golden.place);
        print(": ");
        print(defect);
        print("\n");
        ++counts.failures;
    }
    decode_truncations(decoder, golden, report, counts);
}

void print_line(std::string_view what, std::size_t number) noexcept {
    print(what);
    print(static_cast<std::uint32_t>(number));
    print("\n");
}

}  // namespace

int run() noexcept {
    static DecodeReport report;
    const Decoder decoder;
    const std::size_t heap_at_creation = heap_bytes();
    close_heap();

    Counts counts;
    for (const Golden& golden : goldens()) decode_golden(decoder, golden, report, counts);

    print_line("advertisements: ", counts.advertisements);
    print_line("truncations: ", counts.truncations);
    print_line("failures: ", counts.failures);
    print_line("heap at creation, bytes: ", heap_at_creation);
    print_line("heap while decoding, bytes: ", heap_bytes() - heap_at_creation);
    print_line("stack at most, bytes: ", stack_bytes_max());
    print_line("a report, bytes: ", sizeof report);
    return counts.failures == 0 && counts.advertisements != 0 ? 0 : 1;
}

}  // namespace cairn::cortex_m
