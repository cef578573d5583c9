// SPDX-License-Identifier: Apache-2.0

//! `tonnetz-node`: a validator and full node of the Tonnetz chain.

// The SDK's error type is as large as it is, and no error is made in a loop.
#![allow(clippy::result_large_err)]

mod authority;
#[cfg(feature = "runtime-benchmarks")]
mod benchmark;
mod chain_spec;
mod cli;
mod command;
mod key;
mod keystore;
mod metrics;
mod ports;
mod service;

fn main() -> std::process::ExitCode {
	match command::run() {
		Ok(()) => std::process::ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("error: {}", command::one_line(&error));
			std::process::ExitCode::FAILURE
		}
	}
}
