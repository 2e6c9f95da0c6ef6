#include "semihosting.h"

#include <array>

namespace cairn::cortex_m {
namespace {

constexpr std::uint32_t write_char = 0x03;
constexpr std::uint32_t exit_extended = 0x20;
constexpr std::uint32_t application_exit = 0x20026;

void call(std::uint32_t operation, const void* argument) noexcept {
    register std::uint32_t r0 asm("r0") = operation;
    register const void* r1 asm("r1") = argument;
    asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
}

}  // namespace

void print(std::string_view text) noexcept {
    for (const char& c : text) call(write_char, &c);
}

void print(std::uint32_t number) noexcept {
    std::array<char, 10> digits{};
    std::size_t first = digits.size();
    do {
        digits[--first] = static_cast<char>('0' + number % 10);
        number /= 10;
    } while (number != 0);
    print({digits.data() + first, digits.size() - first});
}

void leave(int exit_code) noexcept {
    const std::array<std::uint32_t, 2> reason{application_exit, static_cast<std::uint32_t>(exit_code)};
    while (true) call(exit_extended, reason.data());
}

}  // namespace cairn::cortex_m
