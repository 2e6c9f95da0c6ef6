// The products that speak MiBeacon, by the number in their frames. What others found: docs/formats/xiaomi.md.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace cairn::formats {

struct MiProduct {
    std::uint16_t id;
    const char* model;
};

/// In order of their numbers.
inline constexpr auto mi_products = std::array{
    MiProduct{0x0083, "YM-K1501"},
    MiProduct{0x0098, "HHCCJCY01"},
    MiProduct{0x00DB, "MMC-T201-1"},
    MiProduct{0x0113, "YM-K1501EU"},
    MiProduct{0x0153, "YLYK01YL"},
    MiProduct{0x015D, "HHCCPOT002"},
    MiProduct{0x01AA, "LYWSDCGQ"},
    MiProduct{0x02DF, "JQJCY01YM"},
    MiProduct{0x0347, "CGG1"},
    MiProduct{0x0380, "DSL-C08"},
    MiProduct{0x0387, "MHO-C401"},
    MiProduct{0x0391, "MMC-W505"},
    MiProduct{0x03B6, "YLKG07YL/YLKG08YL"},
    MiProduct{0x03BC, "GCLS002"},
    MiProduct{0x03BF, "YLYB01YL-BHFRC"},
    MiProduct{0x03D6, "CGH1"},
    MiProduct{0x03DD, "MUE4094RT"},
    MiProduct{0x040A, "WX08ZM"},
    MiProduct{0x045B, "LYWSD02"},
    MiProduct{0x045C, "V-SK152"},
    MiProduct{0x0489, "M1S-T500"},
    MiProduct{0x04E1, "XMMF01JQD"},
    MiProduct{0x04E6, "YLYK01YL-VENFAN"},
    MiProduct{0x04E9, "MJZNMSQ01YD"},
    MiProduct{0x055B, "LYWSD03MMC"},
    MiProduct{0x0576, "CGD1"},
    MiProduct{0x066F, "CGDK2"},
    MiProduct{0x068E, "YLYK01YL-FANCL"},
    MiProduct{0x069E, "ZNMS16LM"},
    MiProduct{0x069F, "ZNMS17LM"},
    MiProduct{0x06D3, "MHO-C303"},
    MiProduct{0x0784, "XMZNMS04LM"},
    MiProduct{0x07BF, "YLAI003"},
    MiProduct{0x07F6, "MJYD02YL"},
    MiProduct{0x0806, "T700"},
    MiProduct{0x0863, "SJWS01LM"},
    MiProduct{0x098B, "MCCGQ02HL"},
    MiProduct{0x098C, "XMZNMST02YD"},
    MiProduct{0x0997, "JTYJGD03MI"},
    MiProduct{0x0A83, "CGPR1"},
    MiProduct{0x0A8D, "RTCGQ02LM"},
    MiProduct{0x0B48, "CGG1"},
    MiProduct{0x0C3C, "CGC1"},
    MiProduct{0x0DE7, "SU001-T"},
    MiProduct{0x0DFD, "K9B-3BTN"},
    MiProduct{0x0E39, "XMZNMS08LM"},
    MiProduct{0x11C2, "Lockin-SV40"},
    MiProduct{0x1203, "XMWSDJ04MMC"},
    MiProduct{0x1568, "K9B-1BTN"},
    MiProduct{0x1569, "K9B-2BTN"},
    MiProduct{0x16E4, "LYWSD02MMC"},
    MiProduct{0x1790, "T700i"},
    MiProduct{0x1889, "MS1BB(MI)"},
    MiProduct{0x18E3, "ZX1"},
    MiProduct{0x1949, "XMWXKG01YL"},
    MiProduct{0x1C10, "K9BB-1BTN"},
    MiProduct{0x20DB, "MJZNZ018H"},
    MiProduct{0x2387, "XMWXKG01LM"},
    MiProduct{0x2542, "LYWSD02MMC"},
    MiProduct{0x2832, "MJWSD05MMC"},
    MiProduct{0x2AEB, "HS1BB(MI)"},
    MiProduct{0x3531, "XMPIRO2SXS"},
    MiProduct{0x38BB, "PTX"},
    MiProduct{0x3A61, "KS1"},
    MiProduct{0x3BD5, "MJTZC01YM"},
    MiProduct{0x3E17, "KS1BP"},
    MiProduct{0x3F0F, "RS1BB"},
    MiProduct{0x3F4C, "PS1BB"},
    MiProduct{0x4683, "XMOSB01XS"},
    MiProduct{0x4C04, "MJTZC02YM"},
    MiProduct{0x4C47, "MJWSD05MMC"},
    MiProduct{0x4C60, "XMPIRO2GSXS"},
    MiProduct{0x4F59, "CGDK3"},
    MiProduct{0x50FB, "ES3"},
    MiProduct{0x520B, "KS2BB"},
    MiProduct{0x55B5, "MJWSD06MMC"},
    MiProduct{0x5808, "CGG3"},
    MiProduct{0x5968, "XMWS01XS"},
    MiProduct{0x59FC, "M2456B1"},
    MiProduct{0x5BEA, "MJWSD06MMC"},
    MiProduct{0x5DB1, "MBS17"},
    MiProduct{0x64C5, "PTX-F1-Display"},
    MiProduct{0x6A0F, "ES5BB"},
    MiProduct{0x78DB, "ESM787"},
};

/// "" for a product that is not known.
std::string_view mi_model(std::uint16_t product) noexcept;

/// Those whose objects have meanings of their own.
namespace mi_product {
inline constexpr std::uint16_t mue4094rt = 0x03DD;
inline constexpr std::uint16_t ylkg07yl = 0x03B6;
inline constexpr std::uint16_t xmmf01jqd = 0x04E1;
inline constexpr std::uint16_t mjyd02yl = 0x07F6;
inline constexpr std::uint16_t mccgq02hl = 0x098B;
inline constexpr std::uint16_t rtcgq02lm = 0x0A8D;
inline constexpr std::uint16_t k9b_3btn = 0x0DFD;
inline constexpr std::uint16_t k9b_1btn = 0x1568;
inline constexpr std::uint16_t k9b_2btn = 0x1569;
inline constexpr std::uint16_t xmwxkg01yl = 0x1949;
inline constexpr std::uint16_t k9bb_1btn = 0x1C10;
inline constexpr std::uint16_t xmwxkg01lm = 0x2387;
inline constexpr std::uint16_t ks1 = 0x3A61;
inline constexpr std::uint16_t ks1bp = 0x3E17;
inline constexpr std::uint16_t mjtzc02ym = 0x4C04;
inline constexpr std::uint16_t ks2bb = 0x520B;
inline constexpr std::uint16_t xmws01xs = 0x5968;
}  // namespace mi_product

}  // namespace cairn::formats
