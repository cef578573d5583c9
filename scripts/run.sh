#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Builds Tonnetz, starts a development chain, attests a file on it, waits for finality, writes the proof
# of the receipt, verifies it offline, and prints where to reach the node, which runs until Ctrl-C.
#
#   ./scripts/run.sh [FILE]          attest FILE (default: the runtime just built)
#   ./scripts/run.sh --once [FILE]   end after the verification

once= file=
for argument in "$@"; do
	case $argument in
		--once) once=1 ;;
		-h | --help)
			sed -n '4,9s/^# \{0,1\}//p' "$0"
			exit 0
			;;
		-*)
			printf 'error: unknown option %s: use --once\n' "$argument" >&2
			exit 2
			;;
		*)
			if [ -n "$file" ]; then
				printf 'error: one file at a time, not %s and %s\n' "$file" "$argument" >&2
				exit 2
			fi
			# Paths are relative to where the script was called, not to where it works.
			if [ ! -f "$argument" ] || [ ! -r "$argument" ]; then
				printf 'error: cannot read the file %s\n' "$argument" >&2
				exit 2
			fi
			file=$(cd "$(dirname "$argument")" && pwd)/$(basename "$argument")
			;;
	esac
done

. "$(dirname "$0")/lib.sh"

log=$(mktemp)
node= child=
stop() {
	local pid
	for pid in $child $node; do
		kill "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
	rm -f "$log"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# What is started ends with this script, even if that is killed outright.
if command -v setpriv >/dev/null; then
	dies_with_us=(setpriv --pdeathsig TERM --)
else
	dies_with_us=()
fi

# In the background, because a signal to this script is heeded while it waits, not while a command runs.
attended() {
	"${dies_with_us[@]}" "$@" &
	child=$!
	wait "$child"
	child=
}

attended "$root/scripts/setup.sh"
use_clippy

say "Building (the first time takes the better part of an hour on two cores)"
attended cargo build --release --locked --bin tonnetz-node --bin tonnetz --workspace
release=$CARGO_TARGET_DIR/release
file=${file:-$release/wbuild/tonnetz-runtime/tonnetz_runtime.compact.compressed.wasm}

say "Starting a development chain"
"${dies_with_us[@]}" "$release/tonnetz-node" --dev --tmp --rpc-port "${TONNETZ_RPC_PORT:-9944}" --port 0 --no-prometheus \
	>"$log" 2>&1 &
node=$!
port=
for _ in $(seq 300); do
	kill -0 "$node" 2>/dev/null || { grep -h '^error' "$log" >&2 || tail -n 5 "$log" >&2; die "the node did not start"; }
	port=$(sed -n 's/.*JSON-RPC server: addr=127\.0\.0\.1:\([0-9]*\).*/\1/p' "$log" | head -n 1)
	[ -n "$port" ] && break
	sleep 0.2
done
[ -n "$port" ] || die "the node did not open its RPC port within a minute"
url=ws://127.0.0.1:$port

say "Attesting $file"
attended "$release/tonnetz" receipt record document --evidence "$file" --key //Alice --url "$url"

# Offline, somewhere else, years later: the two files and the payload are all that is needed.
proof=$CARGO_TARGET_DIR/tonnetz-proof
mkdir -p "$proof"
rm -f "$proof"/{trust,bundle}.json
say "Proving the receipt: $proof/bundle.json"
attended "$release/tonnetz" receipt trust genesis --url "$url" --out "$proof/trust.json"
attended "$release/tonnetz" receipt proof 0 --url "$url" --out "$proof/bundle.json"
attended "$release/tonnetz" receipt verify "$proof/bundle.json" --trust "$proof/trust.json" --payload "$file"

say "The node answers at $url"
printf 'polkadot-js Apps: https://polkadot.js.org/apps/?rpc=%s\n' "$url"
if [ -z "$once" ]; then
	printf 'Stop it with Ctrl-C.\n'
	wait "$node"
fi
