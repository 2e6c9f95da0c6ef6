#!/usr/bin/env bash
# The main job, end to end: sets up, builds, and runs a broker, a cloud, an edge and a simulated site on this
# machine, until Ctrl-C.
#
#   examples/demo.sh                      with a live table and the address of the live page
#   examples/demo.sh --headless SECONDS   without a terminal; ends with a summary line, and with exit code 0
#                                         only if tags of all three brands arrived in the cloud
set -euo pipefail
cd "$(dirname "$0")/.."

usage() { sed -n '2,8s/^# \{0,1\}//p' "$0"; }

headless=""
case "${1:-}" in
    "") ;;
    --headless) headless="${2:?--headless needs a number of seconds}" ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
esac

bash cmake/setup.sh
if [ ! -x build/release/cloud-sync/cairn-cloud ]; then
    echo "demo: building (some minutes the first time)" >&2
fi
cmake --preset release -DCAIRN_TESTS=OFF >/dev/null
cmake --build --preset release --target cairn cairn-edge cairn-cloud

bin=build/release
site=examples/site/warehouse.toml
work=$(mktemp -d -t cairn-demo.XXXXXX)
pids=()

clean_up() {
    trap - EXIT
    trap '' INT TERM  # an impatient second Ctrl-C leaves nothing behind either
    for ((i = ${#pids[@]} - 1; i >= 0; --i)); do
        kill "${pids[i]}" 2>/dev/null && wait "${pids[i]}" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# start NAME COMMAND...: in the background, its output in a file of that name.
start() {
    local name="$1"
    shift
    "$@" >"$work/$name.log" 2>&1 &
    pids+=($!)
}

# wait_for NAME COMMAND...: until the command works; shows the log of NAME if it never does.
wait_for() {
    local name="$1"
    shift
    for _ in $(seq 100); do
        "$@" >/dev/null 2>&1 && return
        sleep 0.1
    done
    echo "demo: $name did not start:" >&2
    tail -n 20 "$work/$name.log" >&2
    exit 1
}

free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 20000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
    done
}
is_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1"); }

mqtt=$(free_port)
http=$(free_port)
sync=$(free_port)
page=$(free_port)

cat >"$work/mosquitto.conf" <<CONF
listener $mqtt 127.0.0.1
allow_anonymous true
persistence false
max_queued_messages 100000
CONF
start mosquitto /usr/sbin/mosquitto -c "$work/mosquitto.conf"
wait_for mosquitto is_open "$mqtt"

start cloud "$bin/cloud-sync/cairn-cloud" --data "$work/cloud" --http "127.0.0.1:$http" --sync "127.0.0.1:$sync" \
    --site "$site"
wait_for cloud is_open "$http"
"$bin/cloud-sync/cairn-cloud" edge add demo --data "$work/cloud" --cloud "127.0.0.1:$sync" \
    --output "$work/credential.toml" >/dev/null 2>"$work/add.log" || { cat "$work/add.log" >&2; exit 1; }

cat >"$work/edge.toml" <<CONF
[mqtt]
broker = "127.0.0.1:$mqtt"
[sync]
credential_file = "$work/credential.toml"
[buffer]
path = "$work/edge.db"
[position]
site_file = "$PWD/$site"
[page]
listen = "127.0.0.1:$page"
CONF
start edge "$bin/firmware-adapters/linux/cairn-edge" --config "$work/edge.toml"
wait_for edge is_open "$page"

start sim "$bin/sdk/tool/cairn" sim "$site" --broker "127.0.0.1:$mqtt" --truth "$work/truth.csv"
start replay "$bin/sdk/tool/cairn" replay --broker "127.0.0.1:$mqtt" --restamp --loop examples/captures/*.jsonl

echo "demo: live page        http://127.0.0.1:$http/" >&2
echo "demo: the edge's page  http://127.0.0.1:$page/" >&2
echo "demo: logs             $work/*.log" >&2

score=("$bin/sdk/tool/cairn" score --truth "$work/truth.csv" --cloud "http://127.0.0.1:$http")
if [ -z "$headless" ]; then
    echo "demo: Ctrl-C ends it" >&2
    sleep 3
    "${score[@]}" --watch &
    pids+=($!)
    wait $!
else
    summary=$("${score[@]}" --seconds "$headless")
    echo "$summary"
    for brand in moko minew civic; do
        if [[ "$summary" != *brands=*"$brand"* ]]; then
            echo "demo: no tag of a $brand gateway arrived in the cloud" >&2
            tail -n 5 "$work"/*.log >&2
            exit 1
        fi
    done
fi
