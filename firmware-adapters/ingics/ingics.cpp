#include "ingics/ingics.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>

#include "dialect/gateway_frames.h"
#include "dialect/gateway_time.h"
#include "dialect/raw_payload.h"
#include "dialect/rssi.h"
#include "dialect/text_lines.h"

namespace cairn::adapters::ingics {
namespace {

enum class Kind : std::uint8_t { none, heard, position };

struct Type {
    std::string_view name;
    Kind kind;
};

// The scan response is SRRP in the vendor's parser and RSPR in its manuals.
constexpr auto types = std::to_array<Type>({{"$GPRP", Kind::heard},
                                            {"$SRRP", Kind::heard},
                                            {"$RSPR", Kind::heard},
                                            {"$LRAD", Kind::heard},
                                            {"$LRSR", Kind::heard},
                                            {"$1MAD", Kind::heard},
                                            {"$1MSR", Kind::heard},
                                            {"$GPSR", Kind::position}});
constexpr std::size_t type_chars = 5;

// "$ABCD,": whether the type is a known one shows when the line is read.
bool starts_line(std::string_view text) noexcept {
    const auto is_type_char = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
    return text.size() > type_chars && text[0] == '$' && text[type_chars] == ',' &&
           std::ranges::all_of(text.substr(1, type_chars - 1), is_type_char);
}

// The text behind {"data":[ or [, if a line in quotes follows; else nothing.
std::optional<std::string_view> json_lines(std::string_view text) noexcept {
    text = without_leading_space(text);
    if (text.starts_with('{')) {
        for (const std::string_view token : {"{", "\"data\"", ":"}) {
            if (!text.starts_with(token)) return std::nullopt;
            text = without_leading_space(text.substr(token.size()));
        }
    }
    if (!text.starts_with('[')) return std::nullopt;
    text = without_leading_space(text.substr(1));
    if (!text.starts_with('"') || !starts_line(text.substr(1))) return std::nullopt;
    return text;
}

std::optional<double> number_of(std::string_view text) noexcept {
    double number = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    if (text.empty() || parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
    return number;
}

// "200608" and "073549" or "073549.00": the receiver's own time, UTC.
std::optional<std::int64_t> fix_time(std::string_view date, std::string_view time) noexcept {
    using namespace std::chrono;
    constexpr std::size_t chars = 6;
    if (date.size() != chars || time.size() < chars) return std::nullopt;
    std::array<int, 6> parts{};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::string_view two = (i < 3 ? date : time).substr(i % 3 * 2, 2);
        const auto parsed = std::from_chars(two.data(), two.data() + 2, parts[i]);
        if (parsed.ptr != two.data() + 2) return std::nullopt;
    }
    const year_month_day day{year{2000 + parts[0]}, month{static_cast<unsigned>(parts[1])},
                             std::chrono::day{static_cast<unsigned>(parts[2])}};
    if (!day.ok()) return std::nullopt;
    const auto at = sys_days{day} + hours{parts[3]} + minutes{parts[4]} + seconds{parts[5]};
    return duration_cast<milliseconds>(at.time_since_epoch()).count();
}

class Ingics final : public Adapter {
public:
    explicit Ingics(Scratch& scratch) noexcept : frames_(&scratch.frames) {}

    std::string_view name() const noexcept override { return "ingics"; }

    bool recognises(const Message& message) const noexcept override {
        const std::string_view text = as_text(message.payload);
        return starts_line(without_leading_space(text)) || json_lines(text).has_value();
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        GatewayFrames frames(*frames_, now, sink);
        std::string_view text = as_text(message.payload);
        if (auto quoted = json_lines(text)) {
            // Lines have no escapes: between quotes stands one line, or what separates two.
            while (!quoted->empty()) {
                const std::string_view piece = take_until(*quoted, '"');
                if (piece.starts_with('$')) read({piece, true}, frames);
            }
        } else {
            while (!text.empty()) read(take_line(text), frames);
        }
        frames.close();
    }

private:
    // Several gateways can share a message that somebody collected.
    void read(const Line& line, GatewayFrames& frames) {
        std::string_view left = without_leading_space(line.text);
        if (left.empty()) return;
        const std::string_view whole = left;
        const auto read_line = [&]() -> Result<void> {
            const std::string_view type_name = take_until(left, ',');
            const auto* type = std::ranges::find(types, type_name, &Type::name);
            if (type == types.end()) return unknown(whole);
            CAIRN_TRY(const auto tag, MacAddress::parse(take_until(left, ',')));
            CAIRN_TRY(const auto gateway, MacAddress::parse(take_until(left, ',')));
            const std::string_view rssi = take_until(left, ',');
            constexpr std::ptrdiff_t commas_min = 4;
            if (std::ranges::count(whole, ',') < commas_min) return fail(Errc::malformed, "ingics: line");
            frames.of("ingics", gateway);
            return type->kind == Kind::heard ? read_heard(tag, rssi, left)
                                             : read_position(tag, gateway, left);
        }();
        if (read_line) return;
        // Gateways cut a message where their buffer ends.
        const bool cut = !line.ended && read_line.error().code == Errc::malformed;
        const Error error = cut ? Error{Errc::truncated, 0, "ingics: line"} : read_line.error();
        frames.refuse(error.code, error.where);
    }

    static Result<void> unknown(std::string_view line) {
        if (starts_line(line)) return fail(Errc::unsupported, "ingics: type of line");
        return fail(Errc::malformed, "ingics: line");
    }

    std::optional<std::int64_t> unix_ms(std::string_view text) const {
        if (text.empty()) return std::nullopt;
        const auto seconds = number_of(text);
        if (!seconds) frames_->refuse(Errc::malformed, "ingics: time");
        return seconds ? unix_ms_of(*seconds) : std::nullopt;
    }

    Result<void> read_heard(const MacAddress& tag, std::string_view rssi, std::string_view left) {
        RawPayload payload;
        CAIRN_CHECK(payload.append_hex(take_until(left, ',')));
        const HeardAt heard = heard_at(unix_ms(left), frames_->received_at(), Delivery::live);
        frames_->hearing(Advertisement{TagId::of("ble", tag), {}, heard.at, heard.source, rssi_of(rssi), {}},
                         payload.view());
        return {};
    }

    // -127 is what the gateway writes where it has none.
    static std::optional<std::int8_t> rssi_of(std::string_view text) noexcept {
        constexpr double none = -127;
        const auto number = number_of(text);
        if (!number || *number <= none || *number > 127) return std::nullopt;
        return known_rssi_dbm(static_cast<std::int8_t>(*number));
    }

    Result<void> read_position(const MacAddress& tag, const MacAddress& gateway, std::string_view left) {
        const std::string_view date = take_until(left, ',');
        const std::string_view time = take_until(left, ',');
        const auto latitude = number_of(take_until(left, ','));
        const auto longitude = number_of(take_until(left, ','));
        static_cast<void>(take_until(left, ','));  // speed, in a unit that is not known
        const auto hdop = number_of(take_until(left, ','));
        const bool on_earth = latitude && longitude && *latitude >= -90 && *latitude <= 90 &&
                              *longitude >= -180 && *longitude <= 180 && (*latitude != 0 || *longitude != 0);
        if (!on_earth) return fail(Errc::malformed, "ingics: coordinates");
        const auto sent = unix_ms(left);
        const Timestamp at =
            heard_at(sent ? sent : fix_time(date, time), frames_->received_at(), Delivery::live).at;
        const TagId of = tag == gateway ? TagId{} : TagId::of("ble", tag);
        frames_->record(GeoFix{of, frames_->gateway(), at, {*latitude, *longitude, 0}});
        if (hdop && of.empty()) {
            GatewayStatus status{frames_->gateway(), at, true, {}};
            static_cast<void>(status.measurements.push_back({Quantity::hdop, 0, *hdop}));
            frames_->record(status);
        }
        return {};
    }

    FrameBuilder* frames_;
};

}  // namespace

std::unique_ptr<Adapter> make_ingics(Scratch& scratch) {
    return std::make_unique<Ingics>(scratch);
}

}  // namespace cairn::adapters::ingics
