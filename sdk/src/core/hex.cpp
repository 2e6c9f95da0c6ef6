#include "cairn/core/hex.h"

#include <array>
#include <cstring>

namespace cairn {

namespace {

constexpr std::uint8_t no_digit = 0xFF;

constexpr std::array<std::uint8_t, 256> digit_values = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(no_digit);
    for (std::uint8_t i = 0; i < 10; ++i) values['0' + i] = i;
    for (std::uint8_t i = 0; i < 6; ++i)
        values['a' + i] = values['A' + i] = static_cast<std::uint8_t>(10 + i);
    return values;
}();

// Without a branch or a table, so that the compiler makes a whole block at once. `bad` collects whether any
// character was no digit.
inline std::uint8_t digit_value(char c, std::uint8_t& bad) noexcept {
    const auto decimal = static_cast<std::uint8_t>(static_cast<std::uint8_t>(c) - '0');
    const auto letter = static_cast<std::uint8_t>((static_cast<std::uint8_t>(c) | 0x20U) - 'a');
    const auto is_decimal = static_cast<std::uint8_t>(decimal < 10 ? 0xFF : 0);
    const auto is_letter = static_cast<std::uint8_t>(letter < 6 ? 0xFF : 0);
    bad = static_cast<std::uint8_t>(bad | static_cast<std::uint8_t>(~(is_decimal | is_letter)));
    return static_cast<std::uint8_t>((decimal & is_decimal) | ((letter + 10U) & is_letter));
}

template <std::size_t block_bytes>
inline void parse_block(const char* digits, std::uint8_t* bytes, std::uint8_t& bad) noexcept {
    for (std::size_t i = 0; i < block_bytes; ++i) {
        const std::uint8_t high = digit_value(digits[2 * i], bad);
        const std::uint8_t low = digit_value(digits[2 * i + 1], bad);
        bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
}

// The digits of as many bytes as go in blocks, which leave `bytes`: identities are one block. g++ 12 does not
// find this way by itself.
inline void write_blocks([[maybe_unused]] Bytes& bytes, [[maybe_unused]] char*& out,
                         [[maybe_unused]] HexCase hex_case) noexcept {
#if defined(__SSE2__) || defined(__ARM_NEON)
    using Block = std::uint8_t __attribute__((vector_size(16)));
    const auto behind_nine = static_cast<std::uint8_t>((hex_case == HexCase::lower ? 'a' : 'A') - '9' - 1);
    const auto digits_of = [behind_nine](Block nibbles) {
        const Block letters = reinterpret_cast<Block>(nibbles > 9) & behind_nine;
        return nibbles + static_cast<std::uint8_t>('0') + letters;
    };
    for (; bytes.size() >= sizeof(Block); bytes = bytes.subspan(sizeof(Block)), out += 2 * sizeof(Block)) {
        Block block;
        std::memcpy(&block, bytes.data(), sizeof block);
        const Block high = digits_of(block >> 4);
        const Block low = digits_of(block & 0x0F);
        const Block first =
            __builtin_shufflevector(high, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        const Block second =
            __builtin_shufflevector(high, low, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        std::memcpy(out, &first, sizeof first);
        std::memcpy(out + sizeof first, &second, sizeof second);
    }
#endif
}

// Not inline: what is a whole number of blocks does not come here.
[[gnu::noinline]] void write_rest(Bytes bytes, char* out, HexCase hex_case) noexcept {
    // Four bytes, and so eight digits, at once: a nibble in each byte of a word, and then its character.
    constexpr std::uint64_t each = 0x0101010101010101;
    const std::uint64_t behind_nine = hex_case == HexCase::lower ? 'a' - '9' - 1 : 'A' - '9' - 1;
    while (bytes.size() >= 4) {
        std::uint64_t spread = std::uint32_t{bytes[0]} | std::uint32_t{bytes[1]} << 8 |
                               std::uint32_t{bytes[2]} << 16 | std::uint32_t{bytes[3]} << 24;
        spread = (spread | spread << 16) & 0x0000FFFF0000FFFF;
        spread = (spread | spread << 8) & 0x00FF00FF00FF00FF;
        const std::uint64_t nibbles = (spread >> 4 | spread << 8) & 0x0F0F0F0F0F0F0F0F;
        const std::uint64_t are_letters = (nibbles + 6 * each) >> 4 & each;
        const std::uint64_t digits = nibbles + '0' * each + are_letters * behind_nine;
        for (unsigned i = 0; i < 8; ++i) *out++ = static_cast<char>(digits >> 8 * i);
        bytes = bytes.subspan(4);
    }
    const char* const digits = hex_case == HexCase::lower ? "0123456789abcdef" : "0123456789ABCDEF";
    for (const std::uint8_t byte : bytes) {
        *out++ = digits[byte >> 4];
        *out++ = digits[byte & 0x0F];
    }
}

}  // namespace

int hex_digit(char c) noexcept {
    const std::uint8_t value = digit_values[static_cast<std::uint8_t>(c)];
    return value == no_digit ? -1 : value;
}

void write_hex(Bytes bytes, char* out, HexCase hex_case) noexcept {
    write_blocks(bytes, out, hex_case);
    if (!bytes.empty()) write_rest(bytes, out, hex_case);
}

Result<std::size_t> parse_hex(std::string_view text, MutableBytes out) noexcept {
    constexpr std::size_t block_bytes = 16;
    if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
    if (text.size() % 2 != 0) return fail(Errc::malformed, "hex: odd number of digits");
    const std::size_t size = text.size() / 2;
    if (size > out.size()) return fail(Errc::full, "hex: longer than allowed");
    const char* digits = text.data();
    std::uint8_t* bytes = out.data();
    std::uint8_t bad = 0;
    std::size_t done = 0;
    for (; size - done >= block_bytes; done += block_bytes) {
        parse_block<block_bytes>(digits + 2 * done, bytes + done, bad);
    }
    if (done < size && size >= block_bytes) {  // the last block once more, as far as it reaches back
        done = size - block_bytes;
        parse_block<block_bytes>(digits + 2 * done, bytes + done, bad);
    } else if (done < size) {
        std::array<char, 2 * block_bytes> padded;
        std::array<std::uint8_t, block_bytes> block;
        padded.fill('0');
        std::copy_n(digits, 2 * size, padded.begin());
        parse_block<block_bytes>(padded.data(), block.data(), bad);
        std::copy_n(block.begin(), size, bytes);
    }
    if (bad != 0) return fail(Errc::malformed, "hex: not a digit");
    return size;
}

}  // namespace cairn
