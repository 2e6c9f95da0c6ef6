#include <algorithm>

#include "dialect/command_checks.h"
#include "moko/json_command.h"

namespace cairn::adapters::moko {
namespace {

// A tag's own answer comes under the number of the request and this.
constexpr std::uint16_t result_offset = 2001;
constexpr std::uint16_t id_disconnect = 1200;

struct TagNumber {
    TagFamily family;
    TagAction action;
    std::uint16_t number;
};

constexpr TagNumber tag_numbers[] = {{TagFamily::button_d, TagAction::connect, 1100},
                                     {TagFamily::button_d, TagAction::read_device, 1102},
                                     {TagFamily::button_d, TagAction::read_status, 1104},
                                     {TagFamily::button_d, TagAction::dismiss_alarm, 1106},
                                     {TagFamily::button_d, TagAction::led, 1109},
                                     {TagFamily::button_d, TagAction::beep, 1111},
                                     {TagFamily::button_cr, TagAction::connect, 1150},
                                     {TagFamily::button_cr, TagAction::read_device, 1152},
                                     {TagFamily::button_cr, TagAction::read_status, 1154},
                                     {TagFamily::button_cr, TagAction::dismiss_alarm, 1156},
                                     {TagFamily::button_cr, TagAction::led, 1158},
                                     {TagFamily::button_cr, TagAction::beep, 1160},
                                     {TagFamily::button_cr, TagAction::vibrate, 1169},
                                     {TagFamily::generic, TagAction::connect, 1300},
                                     {TagFamily::generic, TagAction::read_device, 1303},
                                     {TagFamily::c, TagAction::connect, 1350},
                                     {TagFamily::c, TagAction::read_device, 1352},
                                     {TagFamily::c, TagAction::read_status, 1354},
                                     {TagFamily::d, TagAction::connect, 1400},
                                     {TagFamily::d, TagAction::read_device, 1402},
                                     {TagFamily::d, TagAction::read_status, 1404},
                                     {TagFamily::tag, TagAction::connect, 1450},
                                     {TagFamily::tag, TagAction::read_device, 1452},
                                     {TagFamily::tag, TagAction::read_status, 1454},
                                     {TagFamily::tag, TagAction::led, 1464},
                                     {TagFamily::sensor, TagAction::connect, 1500},
                                     {TagFamily::sensor, TagAction::read_device, 1502},
                                     {TagFamily::sensor, TagAction::read_status, 1504},
                                     {TagFamily::sensor, TagAction::led, 1525},
                                     {TagFamily::pir, TagAction::connect, 1550},
                                     {TagFamily::pir, TagAction::read_device, 1552},
                                     {TagFamily::pir, TagAction::read_status, 1554},
                                     {TagFamily::range, TagAction::connect, 1600},
                                     {TagFamily::range, TagAction::read_device, 1602},
                                     {TagFamily::range, TagAction::read_status, 1604}};

std::uint16_t number_of(const TagCommand& command) noexcept {
    if (command.action == TagAction::disconnect) return id_disconnect;
    const auto* found = std::ranges::find_if(tag_numbers, [&](const TagNumber& entry) {
        return entry.family == command.family && entry.action == command.action;
    });
    return found != std::end(tag_numbers) ? found->number : 0;
}

const char* colour_name(TagColour colour) noexcept {
    switch (colour) {
        case TagColour::green: return "green";
        case TagColour::blue: return "blue";
        case TagColour::red: return "red";
    }
    return "";
}

bool is_in_steps(Millis duration, std::int64_t step_ms, std::int64_t min_ms, std::int64_t max_ms) noexcept {
    return duration.count() % step_ms == 0 && is_within(duration.count(), min_ms, max_ms);
}

// The buttons take both times in tenths of a second.
Result<void> add_button_times(const TagCommand& command, WrittenObject& content) {
    CAIRN_CHECK(require(is_in_steps(command.duration, 100, 100, 600'000),
                        "moko.json: duration at a button is 100 to 600000 ms in steps of 100"));
    CAIRN_CHECK(require(is_in_steps(command.pause, 100, 0, 10'000),
                        "moko.json: pause at a tag is 0 to 10000 ms in steps of 100"));
    const bool is_led = command.action == TagAction::led;
    const bool is_beep = command.action == TagAction::beep;
    content[is_led ? "flash_time" : is_beep ? "ring_time" : "shake_time"] = command.duration.count() / 100;
    content[is_led    ? "flash_interval"
            : is_beep ? "ring_interval"
                      : "shake_interval"] = command.pause.count() / 100;
    return {};
}

// Tags and sensors have colours and take the pause in milliseconds; the tag takes the duration in seconds,
// the sensor in tenths of one.
Result<void> add_light(const TagCommand& command, WrittenObject& content) {
    CAIRN_CHECK(require(is_in_steps(command.duration, 1'000, 1'000, 600'000),
                        "moko.json: duration at a tag or sensor is 1 to 600 s"));
    CAIRN_CHECK(require(is_in_steps(command.pause, 100, 0, 10'000),
                        "moko.json: pause at a tag is 0 to 10000 ms in steps of 100"));
    const std::int64_t units_ms = command.family == TagFamily::sensor ? 100 : 1'000;
    content["color"] = colour_name(command.colour);
    content["flash_time"] = command.duration.count() / units_ms;
    content["flash_interval"] = command.pause.count();
    return {};
}

Result<void> add_parameters(const TagCommand& command, WrittenObject& content) {
    switch (command.action) {
        case TagAction::connect:
            CAIRN_CHECK(require(is_ascii(command.password, 0, 16),
                                "moko.json: tag password is 0 to 16 ASCII characters"));
            if (command.family != TagFamily::generic) content["passwd"] = written_text(command.password);
            return {};
        case TagAction::led:
        case TagAction::beep:
        case TagAction::vibrate:
            if (command.family == TagFamily::tag || command.family == TagFamily::sensor)
                return add_light(command, content);
            return add_button_times(command, content);
        case TagAction::disconnect:
        case TagAction::read_device:
        case TagAction::read_status:
        case TagAction::dismiss_alarm: break;
    }
    return {};
}

}  // namespace

Result<Request> tag_request(const TagCommand& command) {
    const std::uint16_t number = number_of(command);
    CAIRN_CHECK(support(number != 0, "moko.json: this action at this family of tags"));
    WrittenObject content{{"mac", written_text(lower_case(command.tag))}};
    CAIRN_CHECK(add_parameters(command, content));
    Request request{number, content};
    if (number != id_disconnect) {
        request.result_number = static_cast<std::uint16_t>(number + result_offset);
        request.result_within = tag_answer_within;
        request.tag = command.tag;
    }
    return request;
}

}  // namespace cairn::adapters::moko
