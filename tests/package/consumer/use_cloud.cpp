#include <cstdio>
#include <filesystem>

#include "cairn/cloud/store.h"

int main() {
    const auto path = std::filesystem::temp_directory_path() / "cairn-consumer.db";
    std::filesystem::remove(path);
    const auto store = cairn::cloud::Store::open(path.string());
    std::puts(store && store->ping() ? "cloud ok" : "no store");
    std::filesystem::remove(path);
}
