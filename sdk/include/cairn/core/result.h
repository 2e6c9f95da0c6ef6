// Result: a value, or the named reason why there is none. Cairn throws nothing.
//
// The member names are those of std::expected, so that Result can become an alias of it under C++23.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "cairn/core/assert.h"

namespace cairn {

/// Why something did not work; each code asks for another reaction. Numbers are stored and sent:
/// they are only ever appended.
enum class Errc : std::uint8_t {
    truncated = 1,    // The bytes end too early: wait for more, or drop the message.
    malformed = 2,    // The bytes break their format: drop this part, go on with the rest.
    unsupported = 3,  // Well formed, but a kind that is not known here: keep or pass on the bytes.
    corrupt = 4,      // Stored bytes fail their checksum: quarantine them.
    full = 5,         // A stated limit is reached: apply the policy for it.
    would_block = 6,  // Not now: try again later.
    closed = 7,       // The peer is gone: connect again.
    denied = 8,       // The credential, certificate or configuration is refused: ask a person.
    io = 9,           // The operating system refused; `detail` holds its code.
};

/// The code's own name, such as "malformed". Static text.
const char* name(Errc code) noexcept;

struct Error {
    Errc code = Errc::malformed;
    std::int32_t detail = 0;   // errno, SQLite or TLS code where there is one, else 0
    const char* where = "";    // static text for people: which format, field or step

    friend bool operator==(const Error& a, const Error& b) noexcept {
        return a.code == b.code && a.detail == b.detail;
    }
};

/// What `fail` makes: converts to any Result.
struct Failure {
    Error error;
};

constexpr Failure fail(Errc code, const char* where, std::int32_t detail = 0) noexcept {
    return Failure{Error{code, detail, where}};
}
constexpr Failure fail(const Error& error) noexcept {
    return Failure{error};
}

/// Either a T or an Error. Asking for the one that is not there is an assertion failure.
template <typename T>
class [[nodiscard]] Result {
public:
    // Both are implicit, so that a function returns either as it is.
    // NOLINTNEXTLINE(google-explicit-constructor)
    Result(T value) : value_(std::move(value)) {}
    // NOLINTNEXTLINE(google-explicit-constructor)
    Result(Failure failure) noexcept : error_(failure.error) {}

    bool has_value() const noexcept { return value_.has_value(); }
    explicit operator bool() const noexcept { return has_value(); }

    const Error& error() const noexcept {
        CAIRN_ASSERT(!has_value());
        return error_;
    }
    T& value() & {
        CAIRN_ASSERT(has_value());
        return *value_;
    }
    const T& value() const& {
        CAIRN_ASSERT(has_value());
        return *value_;
    }
    T&& value() && {
        CAIRN_ASSERT(has_value());
        return std::move(*value_);
    }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    T value_or(T other) const& { return has_value() ? *value_ : std::move(other); }

private:
    std::optional<T> value_;
    Error error_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() noexcept = default;
    // NOLINTNEXTLINE(google-explicit-constructor)
    Result(Failure failure) noexcept : error_(failure.error) {}

    bool has_value() const noexcept { return !error_.has_value(); }
    explicit operator bool() const noexcept { return has_value(); }
    const Error& error() const noexcept {
        CAIRN_ASSERT(!has_value());
        return *error_;
    }

private:
    std::optional<Error> error_;
};

}  // namespace cairn

// NOLINTBEGIN(bugprone-macro-parentheses): a declaration takes no parentheses.
#define CAIRN_CONCAT_2(a, b) a##b
#define CAIRN_CONCAT(a, b) CAIRN_CONCAT_2(a, b)

/// CAIRN_TRY(const auto blocks, buffer.peek(n)); declares the value, or returns the error upwards.
#define CAIRN_TRY(declaration, expression) \
    CAIRN_TRY_2(CAIRN_CONCAT(cairn_try_, __LINE__), declaration, expression)
#define CAIRN_TRY_2(result, declaration, expression)   \
    auto result = (expression);                        \
    if (!result) return ::cairn::fail(result.error()); \
    declaration = std::move(result).value()
// NOLINTEND(bugprone-macro-parentheses)

/// CAIRN_CHECK(buffer.append(block)); goes on, or returns the error upwards.
#define CAIRN_CHECK(expression) \
    if (auto cairn_check = (expression); !cairn_check) return ::cairn::fail(cairn_check.error())
