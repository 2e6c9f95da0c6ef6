#include "cairn/net/metrics_text.h"

namespace cairn::net {
namespace {

void append_escaped(std::string& out, std::string_view value) {
    for (const char c : value) {
        if (c == '\\' || c == '"') out.push_back('\\');
        if (c == '\n') {
            out += "\\n";
        } else {
            out.push_back(c);
        }
    }
}

}  // namespace

void MetricsText::family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    text_.append("# HELP ").append(name).append(" ").append(help);
    text_.append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
}

void MetricsText::sample(std::uint64_t value, std::initializer_list<Label> labels) {
    sample_digits(std::to_string(value), labels);
}

void MetricsText::sample_digits(std::string_view digits, std::initializer_list<Label> labels) {
    text_ += name_;
    char before = '{';
    for (const Label& label : labels) {
        text_ += before;
        text_.append(label.name).append("=\"");
        append_escaped(text_, label.value);
        text_ += '"';
        before = ',';
    }
    if (labels.size() != 0) text_ += '}';
    text_.append(" ").append(digits.empty() ? "NaN" : digits).append("\n");
}

void MetricsText::counter(std::string_view name, std::string_view help, std::uint64_t value) {
    family(name, "counter", help);
    sample(value);
}

void MetricsText::gauge(std::string_view name, std::string_view help, std::uint64_t value) {
    family(name, "gauge", help);
    sample(value);
}

}  // namespace cairn::net
