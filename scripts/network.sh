#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs a network of five nodes and their agents for some 47 minutes, and holds it to what it promises: uptime that nobody
# earns by word alone, a crash, a change of validators, a proven double vote. Not part of test.sh, since an era and a
# session take ten minutes. Ctrl-C ends everything.
#
#   ./scripts/network.sh
#
# With TONNETZ_NODE and TONNETZ_CLIENT set, these are run, and nothing is built.

. "$(dirname "$0")/lib.sh"

case ${1:-} in
	"") ;;
	-h | --help)
		sed -n '4,10s/^# \{0,1\}//p' "$0"
		exit 0
		;;
	*)
		printf 'error: unknown argument %s: there are none\n' "$1" >&2
		exit 2
		;;
esac

if [ -z "${TONNETZ_NODE:-}" ] || [ -z "${TONNETZ_CLIENT:-}" ]; then
	"$root/scripts/setup.sh" --with-tests
	use_clippy
	say "Building"
	cargo build --release --locked --bin tonnetz-node --bin tonnetz --workspace
	export TONNETZ_NODE=$CARGO_TARGET_DIR/release/tonnetz-node
	export TONNETZ_CLIENT=$CARGO_TARGET_DIR/release/tonnetz
fi

say "Network"
cd scripts/e2e
npm ci --silent --no-audit --no-fund
exec npm run --silent network
