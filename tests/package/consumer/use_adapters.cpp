#include <cstdio>

#include "cairn/adapters/adapters.h"

int main() {
    const auto adapter = cairn::adapters::make_adapter({});
    std::printf("%zu dialects, %s\n", cairn::adapters::dialect_names().size(),
                adapter ? "adapters ok" : "refused");
}
