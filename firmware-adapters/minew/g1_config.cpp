#include "minew/g1_config.h"

#include <span>

#include "cairn/core/assert.h"

namespace cairn::adapters::minew {
namespace {

// In the order of the published example: docs/formats/commands.md.
constexpr std::string_view common_members[] = {
    "proto",           "uploadInterval", "isFilterDupData", "isOnlySpecialMac", "macList",
    "disableLED",      "isLongBright",   "isUploadUnkown",  "isUploadIBeacon",  "isUploadS1",
    "isUploadGateway", "isauto",         "timeout",         "schedule",         "rssi",
    "regex",           "macReg",         "cacheTime",       "isLongFormat",     "isJsonFormat"};
constexpr std::string_view schedule_members[] = {"istiming", "min", "hour", "week"};
constexpr std::string_view mqtt_members[] = {
    "mUrl",           "urlpath",       "cafile", "certfile", "keyfile",  "keypass", "publishTopic",
    "subscribeTopic", "responseTopic", "qos",    "userName", "passWord", "clientID"};
constexpr std::string_view http_members[] = {"hUrl", "auth", "httpUser", "httpPass"};

WrittenObject unchanged(std::span<const std::string_view> members) {
    WrittenObject object;
    for (const std::string_view member : members) object[member.data()] = "default";
    return object;
}

}  // namespace

WrittenObject g1_config(std::initializer_list<ChangedSetting> changes, std::string_view request_id) {
    WrittenObject config;
    config["action"] = "config";
    config["takeEffectImmediately"] = "YES";
    config["common"] = unchanged(common_members);
    config["common"].as_object()["schedule"] = unchanged(schedule_members);
    config["mqtt"] = unchanged(mqtt_members);
    config["http"] = unchanged(http_members);
    config["requestId"] = written_text(request_id);
    for (const ChangedSetting& change : changes) {
        const std::size_t dot = change.member.find('.');
        CAIRN_ASSERT(dot != change.member.npos);
        const std::string group(change.member.substr(0, dot));
        const std::string member(change.member.substr(dot + 1));
        config[group].as_object()[member] = written_text(change.value);
    }
    return config;
}

}  // namespace cairn::adapters::minew
