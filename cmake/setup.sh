#!/usr/bin/env bash
# Installs the Debian packages of packages.txt that are missing. Does nothing when all are there.
set -euo pipefail

list="$(dirname "$0")/packages.txt"
mapfile -t wanted < <(sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$list")

is_installed() {
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing=()
for package in "${wanted[@]}"; do
    is_installed "$package" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "setup: these packages are missing and need root to install, but there is no sudo:" >&2
        echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi

# Boost's other version in Debian 12 cannot stand beside 1.81: installing one removes the other.
if is_installed libboost-dev; then
    echo "setup: note: libboost-dev (Boost 1.74) makes room for libboost1.81-dev" >&2
fi

echo "setup: installing ${#missing[@]} Debian packages: ${missing[*]}" >&2
"${as_root[@]}" apt-get update -q=2
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q=2 --no-install-recommends "${missing[@]}" \
    >/dev/null
echo "setup: done" >&2
