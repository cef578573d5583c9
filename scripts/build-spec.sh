#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Makes the plain and the raw chain specification of a chain from its patch and the built runtime.
#
#   ./scripts/build-spec.sh NAME [DIRECTORY]    NAME is dev, local, staging or a FILE.patch.json
#
# Writes NAME.json and NAME.raw.json to DIRECTORY (default: chain-specs in the target directory).

if [ $# -lt 1 ] || [ $# -gt 2 ] || [ "${1#-}" != "$1" ]; then
	sed -n '6,8s/^# \{0,1\}//p' "$0"
	exit 2
fi

. "$(dirname "$0")/lib.sh"

chain=$1
directory=${2:-$CARGO_TARGET_DIR/chain-specs}
name=$(basename "$chain" .patch.json)

"$root/scripts/setup.sh"
use_clippy
cargo build --release --locked --bin tonnetz-node --workspace
mkdir -p "$directory"
"$CARGO_TARGET_DIR/release/tonnetz-node" export-chain-spec --chain "$chain" --output "$directory/$name.json"
"$CARGO_TARGET_DIR/release/tonnetz-node" export-chain-spec --chain "$chain" --raw --output "$directory/$name.raw.json"
