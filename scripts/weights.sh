#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Measures what the weights of the runtime are made of. On an idle machine, from a clean checkout:
#
#   ./scripts/weights.sh              # all of the following
#   ./scripts/weights.sh pallets      # writes pallets/*/src/weights.rs
#   ./scripts/weights.sh storage      # prints what a read and a write of the state cost
#   ./scripts/weights.sh overhead     # prints what a block and an extrinsic cost, signature included
#
# STEPS and REPEAT set how thoroughly the pallets are measured, PALLETS which of them ("cust signals"), KEYS how large the
# state is that is read and written.

. "$(dirname "$0")/lib.sh"
use_clippy

steps=${STEPS:-50}
repeat=${REPEAT:-20}
keys=${KEYS:-300000}

# A target directory of its own: the runtime that can be measured lies where the ordinary one does otherwise, and a node
# that is built next would be given the wrong one.
export CARGO_TARGET_DIR=${TONNETZ_BENCHMARK_TARGET:-$CARGO_TARGET_DIR/benchmarks}
node=$CARGO_TARGET_DIR/release/tonnetz-node
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

build() {
	say "Build with runtime-benchmarks (the first time takes as long as a first build)"
	# The SDK's own test of storage in a parachain's validation is not used.
	SKIP_FRAME_STORAGE_ACCESS_TEST_RUNTIME_WASM_BUILD=1 \
		cargo build --release --locked --workspace --features tonnetz-node/runtime-benchmarks --bin tonnetz-node
}

pallets() {
	local crate pallet
	for crate in pallets/*/src/benchmarking.rs; do
		crate=${crate%/src/benchmarking.rs}
		case " ${PALLETS:-$(basename "$crate")} " in
		*" $(basename "$crate") "*) ;;
		*) continue ;;
		esac
		pallet=pallet_$(basename "$crate")
		say "$pallet"
		"$node" benchmark pallet --chain dev --wasm-execution compiled \
			--pallet "$pallet" --extrinsic '*' --steps "$steps" --repeat "$repeat" \
			--template scripts/pallet-weights.hbs --output "$crate/src/weights.rs"
		# Sizes in a proof that nobody asks for.
		sed -i '/^\t\/\/ Proof: /d' "$crate/src/weights.rs"
		rustfmt --edition 2021 "$crate/src/weights.rs"
	done
}

# The chain `dev` with `keys` accounts more, as keys and values of the state.
large_chain() {
	"$node" export-chain-spec --chain dev --raw | awk -v keys="$keys" '
		function hex(bytes,    text, i) {
			text = ""
			for (i = 0; i < bytes; i++) text = text sprintf("%02x", int(rand() * 256))
			return text
		}
		{ print }
		/"top": \{/ {
			srand(1)
			# System::Account, blake2_128_concat of an account; a value as long as an account is.
			prefix = "26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9"
			for (i = 0; i < keys; i++) printf "        \"0x%s%s\": \"0x%s\",\n", prefix, hex(48), hex(80)
		}'
}

storage() {
	say "Storage, a state of $keys accounts"
	large_chain >"$scratch/chain.json"
	# Batches of as many writes as a block of receipts makes. Without the trie cache, which is how the SDK measures; without
	# the recorder of proofs, which only the collator of a parachain runs.
	"$node" benchmark storage --chain "$scratch/chain.json" --base-path "$scratch/base" --state-version 1 \
		--warmups 1 --batch-size 10000 --disable-pov-recorder --weight-path "$scratch"
	grep -E '^\s+(read|write): ' "$scratch"/*_weights.rs
}

overhead() {
	say "Overhead of a block and of an extrinsic signed with Falcon-512"
	"$node" benchmark overhead --chain dev --warmup 10 --repeat 100 --max-ext-per-block 1000 --weight-path "$scratch"
	grep -E 'from_parts|_WEIGHT_|Average' "$scratch"/{block,extrinsic}_weights.rs
}

[ $# -gt 0 ] || set -- pallets storage overhead
for what; do
	case $what in
	pallets | storage | overhead) ;;
	*) die "unknown measurement $what: use pallets, storage or overhead" ;;
	esac
done
build
for what; do
	"$what"
done
