// SPDX-License-Identifier: Apache-2.0

//! The command line.

use crate::key::KeyCmd;
use sc_cli::RunCmd;

/// A validator and full node of the Tonnetz chain, on which every account, block seal and finality
/// vote is signed with post-quantum cryptography.
#[derive(Debug, clap::Parser)]
pub struct Cli {
	#[command(subcommand)]
	pub subcommand: Option<Subcommand>,

	#[clap(flatten)]
	pub run: RunCmd,
}

#[derive(Debug, clap::Subcommand)]
#[allow(clippy::large_enum_variant)]
pub enum Subcommand {
	/// Make, show and store post-quantum keys
	#[command(subcommand)]
	Key(KeyCmd),

	/// Print a chain specification
	ExportChainSpec(sc_cli::ExportChainSpecCmd),

	/// Print a chain specification (the older name and form of export-chain-spec)
	#[allow(deprecated)]
	BuildSpec(sc_cli::BuildSpecCmd),

	/// Validate blocks of the database
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Write blocks of the database to a file
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Write the state of a block as a chain specification
	ExportState(sc_cli::ExportStateCmd),

	/// Read blocks from a file
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Remove the whole database
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Take back blocks that are not finalised
	Revert(sc_cli::RevertCmd),

	/// Show what the database holds
	ChainInfo(sc_cli::ChainInfoCmd),

	/// Measure what the weights of the runtime are made of
	#[cfg(feature = "runtime-benchmarks")]
	#[command(subcommand)]
	Benchmark(Box<frame_benchmarking_cli::BenchmarkCmd>),
}
