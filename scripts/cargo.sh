#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Cargo with the target directory, toolchain and lints of the other scripts, so that nothing compiles twice:
#
#   ./scripts/cargo.sh nextest run --release --workspace -E 'package(pallet-receipts)'
#
# Keep --release and --workspace: another profile or selection resolves other features, and compiles the SDK again.

. "$(dirname "$0")/lib.sh"
use_clippy
exec cargo "$@"
