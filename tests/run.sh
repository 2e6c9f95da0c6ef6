#!/usr/bin/env bash
# Sets up, builds and runs every test. Usage: tests/run.sh [PRESET], where PRESET is dev (the default),
# release, asan, tsan or coverage.
set -euo pipefail
cd "$(dirname "$0")/.."

preset="${1:-dev}"
bash cmake/setup.sh
if [ -d "build/$preset" ]; then
    cmake --preset "$preset" >/dev/null
else
    cmake --preset "$preset"
fi
cmake --build --preset "$preset"
ctest --preset "$preset"
