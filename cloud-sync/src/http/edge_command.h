// `cairn-cloud edge add`, `edge remove`, `edge rotate` and `edge list`.
#pragma once

#include <string>

#include "cairn/net/endpoint.h"

namespace cairn::cloud {

struct AddEdgeOptions {
    std::string folder;
    std::string name;
    net::Endpoint cloud{"127.0.0.1", 7443};  // as the edge sees it
    bool replaces = false;                   // a new secret for an edge that is there
    std::string output;                      // a file to make; empty: standard output
};

/// Makes a credential and writes it as TOML. Works while the server runs. Answers the exit code.
int add_edge(const AddEdgeOptions& options);
/// Withdraws the credential of an edge; what it sent stays. Works while the server runs. Answers the exit
/// code.
int remove_edge(const std::string& folder, const std::string& name);
/// Sends an edge a new secret over its connection; until it has it, the old one is valid. Works while the
/// server runs. Answers the exit code.
int rotate_edge(const std::string& folder, const std::string& name);
/// Writes a table of the edges to standard output. Answers the exit code.
int list_edges(const std::string& folder);

}  // namespace cairn::cloud
