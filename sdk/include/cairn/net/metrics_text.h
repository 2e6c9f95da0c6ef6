// Metrics in the text format of Prometheus: https://prometheus.io/docs/instrumenting/exposition_formats/
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "cairn/core/number_text.h"

namespace cairn::net {

class MetricsText {
public:
    struct Label {
        std::string_view name;
        std::string_view value;  // any text: it is escaped
    };

    static constexpr std::string_view content_type = "text/plain; version=0.0.4; charset=utf-8";

    /// Begins a metric; its samples follow. `type` is "counter" or "gauge".
    void family(std::string_view name, std::string_view type, std::string_view help);
    void sample(std::uint64_t value, std::initializer_list<Label> labels = {});
    /// What is no number is written as NaN.
    template <std::floating_point Real>
    void sample(Real value, std::initializer_list<Label> labels = {}) {
        sample_digits(number_text(static_cast<double>(value)), labels);
    }

    /// A metric of one sample.
    void counter(std::string_view name, std::string_view help, std::uint64_t value);
    void gauge(std::string_view name, std::string_view help, std::uint64_t value);

    const std::string& text() const noexcept { return text_; }

private:
    void sample_digits(std::string_view digits, std::initializer_list<Label> labels);

    std::string name_;
    std::string text_;
};

}  // namespace cairn::net
