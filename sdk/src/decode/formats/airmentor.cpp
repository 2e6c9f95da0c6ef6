#include "decode/formats/airmentor.h"

#include "decode/octets.h"
#include "decode/reader.h"

namespace cairn::formats {
namespace {

/// exp for small numbers, |x| < 2: ten terms are exact to 1e-4 there, and there is no need for libm.
double small_exp(double x) noexcept {
    double sum = 1;
    double term = 1;
    for (int i = 1; i <= 10; ++i) {
        term *= x / i;
        sum += term;
    }
    return sum;
}

/// The exponent of the Magnus formula for saturated vapour, WMO 2008.
double magnus(double celsius) noexcept {
    return 17.62 * celsius / (celsius + 243.12);
}

}  // namespace

bool read_airmentor_humidity(ReadContext& context, Decoded& out) noexcept {
    const double raw_c = (number_be(context.body.subspan(2, 2)) - 4'000.0) / 100;
    const double corrected_c = raw_c - context.body[4] / 10.0;
    const Bytes from = context.body.subspan(5, 1);
    if (raw_c < -40 || raw_c > 100) return true;
    const double humidity = from[0] * small_exp(magnus(raw_c) - magnus(corrected_c));
    add_value(context, out, Quantity::humidity_pct, humidity, from);
    return true;
}

}  // namespace cairn::formats
