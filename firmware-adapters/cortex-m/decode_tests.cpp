// Decodes every golden advertisement, and every truncation of it, on the target.
#include <algorithm>
#include <memory>
#include <optional>

#include "cairn/decode/decoder.h"
#include "cairn/decode/key_ring.h"
#include "golden.h"
#include "memory.h"
#include "semihosting.h"
#include "soft_cipher.h"
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
    if (name(decoded.protection) != expected.protection) return "another protection";
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
    std::uint32_t encrypted = 0;  // of them
    std::uint32_t truncations = 0;
    std::uint32_t failures = 0;
};

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
    for (std::size_t size = 0; size < golden.payload.size(); ++size) {
        decoder.decode({golden.payload.first(size), golden.address}, report);
        ++counts.truncations;
    }
}

/// With a decoder of its own, which has the key, in memory that is given back.
void decode_with_key(const Golden& golden, DecodeReport& report, Counts& counts) noexcept {
    const std::size_t heap_before = heap_bytes();
    reopen_heap(heap_before);
    SoftCipher cipher;
    auto keys = KeyRing::create(1);
    if (!keys || !keys->add({*golden.address, golden.key, {}, {}})) {
        ++counts.failures;
        return;
    }
    const Decoder decoder({.keys = &*keys, .cipher = &cipher});
    close_heap();
    decode_golden(decoder, golden, report, counts);
    ++counts.encrypted;
    reopen_heap(heap_before);
    close_heap();
}

void print_line(std::string_view what, std::size_t number) noexcept {
    print(what);
    print(static_cast<std::uint32_t>(number));
    print("\n");
}

}  // namespace

int run() noexcept {
    // Not static: what such an object starts with would lie in flash, too, all of its bytes.
    const auto room = std::make_unique<DecodeReport>();
    DecodeReport& report = *room;
    const Decoder decoder;
    const std::size_t heap_at_creation = heap_bytes();
    close_heap();

    Counts counts;
    for (const Golden& golden : goldens()) {
        if (golden.key) {
            decode_with_key(golden, report, counts);
        } else {
            decode_golden(decoder, golden, report, counts);
        }
    }

    print_line("advertisements: ", counts.advertisements);
    print_line("of which with a key: ", counts.encrypted);
    print_line("truncations: ", counts.truncations);
    print_line("failures: ", counts.failures);
    print_line("heap at creation, bytes: ", heap_at_creation);
    print_line("of which a report, bytes: ", sizeof report);
    print_line("heap while decoding, bytes: ", heap_bytes() - heap_at_creation);
    print_line("stack at most, bytes: ", stack_bytes_max());
    return counts.failures == 0 && counts.advertisements != 0 ? 0 : 1;
}

}  // namespace cairn::cortex_m
