// The kernel's random numbers in the form that mbedTLS asks for.
#pragma once

#include <cstddef>

namespace cairn::net {

/// An f_rng: getrandom(2), which needs no seed and no lock, and survives a fork. Always answers 0.
int random_bytes(void* unused, unsigned char* out, std::size_t size);

}  // namespace cairn::net
