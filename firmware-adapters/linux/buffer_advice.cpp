#include "linux/buffer_advice.h"

#include <cstdio>

namespace cairn::edge {
namespace {

/// Eight hexadecimal digits, as in `cairn buffer stat`.
std::string key_name(std::uint32_t id) {
    char text[9];
    return {text, static_cast<std::size_t>(std::snprintf(text, sizeof text, "%08x", id))};
}

}  // namespace

std::string reason_of(const Error& error) {
    std::string text = error.where[0] != '\0' ? error.where : name(error.code);
    if (error.detail != 0) text.append(" (code ").append(std::to_string(error.detail)).append(")");
    return text;
}

std::string buffer_advice(const std::string& path, const Error& error) {
    const std::string which = "the buffer " + path;
    if (error.code == Errc::would_block) {
        return which +
               " is in use by another program; end the other cairn-edge, or set another [buffer] path";
    }
    if (error.code == Errc::corrupt) {
        return which + " is damaged: " + reason_of(error) + "; move it aside to begin a new one: mv '" +
               path + "' '" + path + ".damaged'";
    }
    if (error.code == Errc::unsupported) {
        return which + " cannot be used (" + error.where + "); set another [buffer] path, or move it away";
    }
    if (error.code == Errc::denied) {
        return which + " is encrypted with key " + key_name(static_cast<std::uint32_t>(error.detail)) +
               ", which [buffer] does not give; add its secret behind the first of key_file";
    }
    if (error.code == Errc::full) {
        return which + " finds no room on its disk; make room, or set another [buffer] path";
    }
    return which + " cannot be opened: " + reason_of(error) +
           "; its folder must be there and writable by this user";
}

std::string commit_advice(const Error& error, Overflow overflow) {
    if (error.code == Errc::full) {
        return std::string("no room; messages wait at the broker. Make room on the disk") +
               (overflow == Overflow::refuse_new
                    ? ", raise [buffer] size_bytes_max, or choose overflow = \"drop_oldest\""
                    : "");
    }
    return "cannot write: " + reason_of(error) + "; messages wait at the broker, it is tried again";
}

}  // namespace cairn::edge
