// The format file: advertisements of new devices, told in tables (docs/formats/definitions.md).
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/decode/decoder.h"

namespace cairn::net {

/// Formats in all files together.
inline constexpr std::size_t format_file_formats_max = 1'024;

/// The tables of all files that were read. Decoders that use them are gone before it is.
class FormatDefinitions {
public:
    FormatDefinitions();
    ~FormatDefinitions();
    FormatDefinitions(FormatDefinitions&&) noexcept;
    FormatDefinitions& operator=(FormatDefinitions&&) noexcept;

    /// Adds the `[[format]]` tables of a file. What is wrong is in `errors`, a line each with file, line, key
    /// and what was expected; of such a file nothing is added.
    void read(const std::string& path, std::vector<std::string>& errors);
    /// The same from text; `name` stands for the path in errors.
    void parse(std::string_view text, std::string_view name, std::vector<std::string>& errors);

    /// For DecoderOptions::definitions; nullptr while there are none. It lives as long as this, wherever that
    /// is moved to; after a read() or parse() ask again.
    const FormatTable* table() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace cairn::net
