#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What the scripts share: one target directory, one toolchain, one way to compile. Sourced, not run.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

# One target directory for every checkout, so that a fresh clone compiles no dependency again.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$HOME/.cache/tonnetz/target}
export PATH=$HOME/.cargo/bin:$PATH

# Where rustup has no WASM target, setup.sh prepares the distribution's toolchain and leaves this mark.
debian_toolchain=$HOME/.cache/tonnetz/debian-toolchain
if [ -f "$debian_toolchain" ]; then
	export PATH=/usr/bin:$PATH
fi

say() { printf '\033[1m==> %s\033[0m\n' "$*"; }
die() {
	printf 'error: %s\n' "$*" >&2
	exit 1
}

# Clippy is the compiler of the workspace's own crates: linting costs no second compilation, and code
# that clippy refuses does not build. Dependencies are compiled by rustc alone.
use_clippy() {
	local driver
	driver=$(command -v clippy-driver) || die "clippy is missing: run ./scripts/setup.sh"
	export RUSTC_WORKSPACE_WRAPPER=$driver
	export CLIPPY_ARGS=-Dwarnings__CLIPPY_HACKERY__
}
