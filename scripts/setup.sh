#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Prepares a machine to build and test Tonnetz: what is there already is left alone.
#
#   with rustup                        adds the WASM target and clippy to the toolchain in use
#   with rustup, but no such target    uses the distribution's Rust, and builds the target from its sources
#   without Rust                       the same
#
# Needs apt (Debian 12 or newer, Ubuntu) for what is missing, and root or sudo to install it.

. "$(dirname "$0")/lib.sh"

target=wasm32v1-none

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die "root is needed to run: $*"
	fi
}

apt_updated=
install_packages() {
	command -v apt-get >/dev/null || die "these packages are missing, and there is no apt-get to install them: $*"
	if [ -z "$apt_updated" ]; then
		say "Reading the package lists"
		as_root apt-get update -qq
		apt_updated=1
	fi
	say "Installing $*"
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

install_tools() {
	local missing=()
	command -v cc >/dev/null && command -v c++ >/dev/null || missing+=(build-essential)
	command -v protoc >/dev/null || missing+=(protobuf-compiler)
	command -v pkg-config >/dev/null || missing+=(pkg-config)
	command -v git >/dev/null || missing+=(git ca-certificates)
	if [ "${#missing[@]}" -gt 0 ]; then
		install_packages "${missing[@]}"
	fi
}

# Debian's own Rust for web browsers is newer than its Rust for everything else, and complete but for
# the WASM target's standard library and a linker under the name that rustc looks for.
use_debian_rust() {
	say "Using the distribution's Rust toolchain"
	local missing=() package lld
	for package in rustc-web cargo-web rust-web-src rust-web-clippy rustfmt-web; do
		dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
	done
	if [ "${#missing[@]}" -gt 0 ]; then
		install_packages "${missing[@]}"
	fi
	# The linker of the LLVM that this rustc was built with.
	lld=lld-$(/usr/bin/rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
	command -v "$lld" >/dev/null || install_packages "$lld"

	local sysroot host libraries scratch
	sysroot=$(/usr/bin/rustc --print sysroot)
	host=$(/usr/bin/rustc -vV | sed -n 's/^host: //p')
	libraries=$sysroot/lib/rustlib/$target/lib
	if [ ! -e "$sysroot/lib/rustlib/$host/bin/rust-lld" ]; then
		as_root mkdir -p "$sysroot/lib/rustlib/$host/bin"
		as_root ln -s "$(command -v "$lld")" "$sysroot/lib/rustlib/$host/bin/rust-lld"
	fi
	if ! compgen -G "$libraries/libcore-*.rlib" >/dev/null; then
		say "Building the standard library of $target"
		scratch=$(mktemp -d)
		mkdir "$scratch/src"
		printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n' >"$scratch/Cargo.toml"
		printf '#![no_std]\n' >"$scratch/src/lib.rs"
		# The runtime is linked with LTO, which needs the bitcode.
		(cd "$scratch" && env -u RUSTC_WORKSPACE_WRAPPER RUSTC_BOOTSTRAP=1 RUSTFLAGS="-C embed-bitcode=yes" \
			CARGO_TARGET_DIR="$scratch/target" /usr/bin/cargo build --quiet --release --target "$target" \
			-Z build-std=core,alloc)
		as_root mkdir -p "$libraries"
		as_root cp "$scratch/target/$target/release/deps/"lib{core,alloc,compiler_builtins}-*.rlib "$libraries/"
		rm -rf "$scratch"
	fi
	mkdir -p "$(dirname "$debian_toolchain")"
	touch "$debian_toolchain"
	export PATH=/usr/bin:$PATH
}

prepare_rust() {
	if [ -f "$debian_toolchain" ] || ! command -v rustup >/dev/null; then
		if command -v cargo >/dev/null && compgen -G "$(rustc --print sysroot)/lib/rustlib/$target/lib/libcore-*.rlib" >/dev/null; then
			return
		fi
		use_debian_rust
		return
	fi
	if ! rustup target list --installed | grep -qx "$target"; then
		say "Adding the Rust target $target"
		if ! rustup target add "$target"; then
			use_debian_rust
			return
		fi
	fi
	command -v clippy-driver >/dev/null && command -v rustfmt >/dev/null || rustup component add clippy rustfmt
}

# The end-to-end tests run a planner in Python.
check_python() {
	command -v python3 >/dev/null || install_packages python3
}

check_node() {
	local version
	version=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/') || true
	[ "${version:-0}" -ge 20 ] ||
		die "the end-to-end tests need Node.js 20 or newer (found: $(node --version 2>/dev/null || echo none)): install it from your distribution or nodejs.org"
}

install_tools
prepare_rust
case ${1:-} in
	--with-tests)
		check_python
		check_node
		;;
	"") ;;
	*) die "unknown argument $1: use --with-tests, or none" ;;
esac
