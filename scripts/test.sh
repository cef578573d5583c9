#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Everything that must hold before a change lands: format, lints, unit, runtime and node tests, and the
# end-to-end tests against live nodes. The same command as in CI.

. "$(dirname "$0")/lib.sh"

started=$SECONDS
"$root/scripts/setup.sh" --with-tests
use_clippy

say "Format"
cargo fmt --all --check

say "One sp-consensus-grandpa, with Falcon-512 votes"
copies=$(cargo tree --locked --workspace --prefix none --format '{p}' | grep '^sp-consensus-grandpa ' | sed 's/ (\*)$//' | sort -u)
[ "$(printf '%s\n' "$copies" | wc -l)" = 1 ] && [[ $copies == *primitives/grandpa* ]] ||
	die "the patch of sp-consensus-grandpa is not applied: its version must be that of the SDK's crate. Found: $copies"

say "Build, with clippy -D warnings"
cargo build --release --locked --workspace --all-targets
built=$SECONDS

export TONNETZ_NODE=$CARGO_TARGET_DIR/release/tonnetz-node
export TONNETZ_CLIENT=$CARGO_TARGET_DIR/release/tonnetz

say "Rust tests"
if cargo nextest --version >/dev/null 2>&1; then
	cargo nextest run --release --locked --workspace --no-fail-fast
else
	cargo test --release --locked --workspace --no-fail-fast
fi
rust_tests=$SECONDS

say "End-to-end tests"
(cd scripts/e2e && npm ci --silent --no-audit --no-fund && npm test --silent)

if command -v cargo-deny >/dev/null; then
	say "Licences and sources"
	cargo deny check bans licenses sources
else
	say "cargo-deny is not installed: licences and sources are not checked (cargo install --locked cargo-deny)"
fi

say "All passed in $((SECONDS - started)) s: build $((built - started)), Rust tests $((rust_tests - built)), end to end $((SECONDS - rust_tests))"
