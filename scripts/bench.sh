#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Measures nodes, client and runtime on this machine and prints one table; docs/BENCHMARKS.md explains the rows.
# Half an hour on two cores after the build; an otherwise idle machine gives figures that mean something.
#
#   ./scripts/bench.sh                               everything
#   ./scripts/bench.sh --only receipts               one group: signatures, size, extrinsics, receipts, leaves, history,
#                                                    network
#   ./scripts/bench.sh --json results.json           the results for machines, too
#   ./scripts/bench.sh --receipts 1000,100000,1000000   growth to a million receipts

. "$(dirname "$0")/lib.sh"

only=signatures,network
case " $* " in
	*" --help "* | *" -h "*)
		sed -n '4,11s/^# \{0,1\}//p' "$0"
		exit 0
		;;
	*" --only "*)
		only=${*#*--only }
		only=${only%% *}
		;;
esac

"$root/scripts/setup.sh"
use_clippy

say "Building"
cargo build --release --locked --workspace --bins --benches

case ",$only," in
	*,signatures,*)
		say "Signatures"
		cargo bench --locked --workspace --bench signatures -- --warm-up-time 1 >&2
		;;
esac
case ",$only," in
	*,network,*)
		say "Proofs"
		cargo bench --locked --workspace --bench proof -- --warm-up-time 1 >&2
		;;
esac

say "Nodes"
release=$CARGO_TARGET_DIR/release
exec "$release/tonnetz-bench" --node "$release/tonnetz-node" --client "$release/tonnetz" \
	--criterion "$CARGO_TARGET_DIR/criterion" "$@"
