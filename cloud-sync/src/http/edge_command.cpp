#include "http/edge_command.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>

#include "cairn/cloud/store.h"
#include "cairn/core/time_text.h"
#include "cairn/net/certificate.h"
#include "cairn/net/system_ports.h"
#include "http/complaint.h"
#include "http/opened_store.h"
#include "http/state_folder.h"

namespace cairn::cloud {
namespace {

// The file is there, and ours, before there is a secret to write into it.
class OutputFile {
public:
    explicit OutputFile(std::string path) : path_(std::move(path)) {
        if (path_.empty()) return;
        file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        error_ = file_ < 0 ? errno : 0;
    }
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;
    ~OutputFile() {
        if (file_ < 0) return;
        ::close(file_);
        if (!is_kept_) ::unlink(path_.c_str());
    }

    int error() const noexcept { return error_; }
    bool write(std::string_view text) {
        if (path_.empty()) {
            is_kept_ =
                std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
            return is_kept_;
        }
        while (!text.empty()) {
            const auto written = ::write(file_, text.data(), text.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(written));
        }
        is_kept_ = ::fsync(file_) == 0;
        return is_kept_;
    }

private:
    std::string path_;
    int file_ = -1;
    int error_ = 0;
    bool is_kept_ = false;
};

std::string credential_text(const EdgeCredential& credential, const net::Endpoint& cloud,
                            const std::string& ca_pem) {
    return "# The credential of an edge of Cairn. Whoever has it can send as this edge: keep it secret.\n"
           "edge = \"" +
           credential.edge + "\"\nsecret = \"" + credential.secret + "\"\ncloud = \"" + cloud.text() +
           "\"\nca_pem = \"\"\"\n" + ca_pem + "\"\"\"\n";
}

/// `is_known`: that the edge is there is what is in the way, not that it is not.
void complain_of_edge(const std::string& name, const Error& error, bool is_known) {
    if (error.code == Errc::denied && is_known) {
        complain(name, error, "Choose another name, or give this edge a new credential with --replace.");
    } else if (error.code == Errc::denied) {
        complain(name, error, "`cairn-cloud edge list` shows those that are there.");
    } else if (error.code == Errc::malformed) {
        complain(name, error, "A name is 1 to 63 letters, digits, \"-\", \"_\" or \".\".");
    } else if (error.code == Errc::full) {
        complain(name, {error.code, 0, "the disk is full"},
                 "Nothing was changed. Make room, then try again.");
    } else {
        complain(name, {error.code, 0, "the store cannot be written"}, "Nothing was changed. Try again.");
    }
}

}  // namespace

int add_edge(const AddEdgeOptions& options) {
    auto store = open_store(options.folder);
    if (!store) return 1;
    net::SystemClock clock;
    net::SystemEntropy entropy;
    // The server adds its own names when it starts; here only the authority is needed.
    const auto files =
        net::ensure_server_certificate(options.folder, {"localhost", "127.0.0.1", "::1"}, clock.wall());
    if (!files) {
        complain_of_certificate(options.folder, files.error());
        return 1;
    }
    OutputFile output(options.output);
    if (output.error() != 0) {
        complain(options.output, {Errc::io, output.error(), "the file cannot be made"},
                 "Nothing was changed. Choose another with --output FILE.");
        return 1;
    }
    const auto credential = options.replaces ? store->replace_credential(options.name, entropy)
                                             : store->add_edge(options.name, entropy, clock.wall());
    if (!credential) {
        complain_of_edge(options.name, credential.error(), !options.replaces);
        return 1;
    }
    std::ifstream authority(authority_file(options.folder));
    const std::string ca_pem{std::istreambuf_iterator<char>(authority), std::istreambuf_iterator<char>()};
    if (!output.write(credential_text(*credential, options.cloud, ca_pem))) {
        complain(options.output, {Errc::io, errno, "the credential could not be written"},
                 "The edge is there but its secret is lost: make another with `cairn-cloud edge add NAME "
                 "--replace`.");
        return 1;
    }
    if (!options.output.empty()) {
        std::fprintf(stderr, "%s holds the credential of %s. Copy it to the edge and name it in edge.toml.\n",
                     options.output.c_str(), options.name.c_str());
    }
    if (!options.cloud.is_loopback()) {
        std::fprintf(
            stderr,
            "The edge comes to %s: start cairn-cloud with --name %s and a --sync address that it reaches.\n",
            options.cloud.text().c_str(), options.cloud.host.c_str());
    }
    return 0;
}

int remove_edge(const std::string& folder, const std::string& name) {
    auto store = open_store(folder);
    if (!store) return 1;
    if (const auto withdrawn = store->withdraw_credential(name); !withdrawn) {
        complain_of_edge(name, withdrawn.error(), false);
        return 1;
    }
    std::fprintf(
        stderr,
        "%s can send no more. What it sent stays. `cairn-cloud edge add %s --replace` lets it in again.\n",
        name.c_str(), name.c_str());
    return 0;
}

int rotate_edge(const std::string& folder, const std::string& name) {
    auto store = open_store(folder);
    if (!store) return 1;
    net::SystemEntropy entropy;
    if (const auto rotated = store->rotate_credential(name, entropy); !rotated) {
        complain_of_edge(name, rotated.error(), false);
        return 1;
    }
    std::fprintf(stderr, "%s gets a new secret over its connection. The old one is valid until it has it.\n",
                 name.c_str());
    return 0;
}

int list_edges(const std::string& folder) {
    const auto store = open_store(folder);
    if (!store) return 1;
    const auto edges = store->edges();
    if (!edges) {
        complain(database_file(folder), edges.error(), "Try again.");
        return 1;
    }
    const auto when = [](Timestamp at) {
        return std::string(at.unix_ms == 0 ? "never" : time_text(at).view());
    };
    std::printf("%-24s %-24s %-24s %12s %12s %8s  %s\n", "EDGE", "ADDED", "LAST BLOCK", "BLOCKS", "RECORDS",
                "LOST", "CREDENTIAL");
    for (const EdgeState& edge : *edges) {
        std::printf(
            "%-24s %-24s %-24s %12llu %12llu %8llu  %s\n", edge.edge.c_str(), when(edge.added_at).c_str(),
            when(edge.last_block_at).c_str(), static_cast<unsigned long long>(edge.blocks),
            static_cast<unsigned long long>(edge.records), static_cast<unsigned long long>(edge.lost_records),
            edge.is_withdrawn ? "withdrawn" : "valid");
    }
    return 0;
}

}  // namespace cairn::cloud
