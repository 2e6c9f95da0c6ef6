#include "http/complaint.h"

#include <cerrno>
#include <system_error>

#include "cairn/net/log.h"

namespace cairn::cloud {

void complain(std::string_view what, const Error& error, std::string_view way_out) {
    std::string line(what);
    line += ": ";
    line += error.where;
    if (error.code == Errc::io && error.detail > 0) {
        line += " (" + std::generic_category().message(error.detail) + ')';
    }
    line += ". ";
    line += way_out;
    net::log(net::LogLevel::error, "cloud", line);
}

void complain_of_store(const std::string& file, const Error& error) {
    const auto say = [&](const char* why, std::string_view way_out) {
        complain(file, {error.code, 0, why}, way_out);
    };
    if (error.code == Errc::corrupt) {
        say("damaged, or not a file of cairn-cloud",
            "Move it aside, with its -wal and -shm, and put a backup in its place; without one a new file is "
            "made, and edges need new credentials.");
    } else if (error.code == Errc::unsupported) {
        say("made by another version of cairn-cloud",
            "Use that version, or choose another folder with --data DIR.");
    } else if (error.code == Errc::full) {
        say("the disk is full", "Make room, then try again.");
    } else if (error.code == Errc::would_block) {
        say("another program is writing to it", "End that program, then try again.");
    } else {
        say("cannot be opened, read or written",
            "Look whether the disk is full, and whether this user may read and write it; or choose another "
            "folder with --data DIR.");
    }
}

void complain_of_certificate(const std::string& folder, const Error& error) {
    const std::string_view where(error.where);
    std::string_view way_out =
        "Let this user read and write the files there, and look whether the disk is full.";
    if (where.starts_with("names")) {
        way_out =
            "Correct --name, --http and --sync: a certificate holds host names (letters, digits, \"-\", "
            "\".\") and addresses, 4096 bytes of them at most.";
    } else if (error.code == Errc::malformed && where.starts_with("server.")) {
        way_out =
            "Move server.key and server.pem away, only these two, and start again: new ones are made, and "
            "the credentials of the edges stay valid.";
    } else if (error.code == Errc::malformed || error.detail == ENOENT) {
        way_out = "Move the .pem and .key files away and start again: new ones are made, and edges need new "
                  "credential files.";
    }
    complain(folder + ": certificate", error, way_out);
}

}  // namespace cairn::cloud
