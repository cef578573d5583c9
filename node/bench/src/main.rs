// SPDX-License-Identifier: Apache-2.0

//! `tonnetz-bench`: measures nodes and the client, and prints one table.
//!
//! Every node it measures is started for the purpose, with a chain of its own on free ports, and
//! ended afterwards. `scripts/bench.sh` builds what is measured and runs this.

mod load;
mod node;
mod progress;
mod report;
mod rows;

use anyhow::{ensure, Context, Result};
use clap::{Parser, ValueEnum};
use report::{Report, Row};
use std::{fs, path::PathBuf};

/// Measures the Tonnetz node and client
#[derive(Debug, Parser)]
#[command(
	version,
	after_help = "Example:\n  tonnetz-bench --node target/release/tonnetz-node --only receipts"
)]
pub struct Args {
	/// The node to measure
	#[arg(long, value_name = "FILE")]
	node: PathBuf,

	/// The client to measure
	#[arg(long, value_name = "FILE")]
	client: PathBuf,

	/// Where `cargo bench` left its results
	#[arg(long, value_name = "DIR")]
	criterion: PathBuf,

	/// Measure only these
	#[arg(long, value_enum, value_delimiter = ',')]
	only: Vec<Group>,

	/// Full blocks of each load
	#[arg(long, default_value_t = 20)]
	blocks: u32,

	/// Receipts in state at which growth is measured
	#[arg(long, value_delimiter = ',', default_values_t = [1_000, 100_000])]
	receipts: Vec<u64>,

	/// Leaves of the batch
	#[arg(long, default_value_t = 1_000_000)]
	leaves: u64,

	/// Write the results as JSON, too
	#[arg(long, value_name = "FILE")]
	json: Option<PathBuf>,
}

/// What can be measured by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Group {
	/// Signature verification
	Signatures,
	/// Start and size
	Size,
	/// Transfers and attestations a second to finality
	Extrinsics,
	/// Receipts a second to finality, and what growing does
	Receipts,
	/// Batches
	Leaves,
	/// Years of an operator's life
	History,
	/// Finality and proofs of four validators
	Network,
}

#[tokio::main]
async fn main() -> Result<()> {
	let args = Args::parse();
	let mut rows = Vec::new();
	let mut failed = Vec::new();
	for group in Group::value_variants() {
		if args.only.is_empty() || args.only.contains(group) {
			// What was measured is not lost with what could not be.
			match measure(*group, &args).await {
				Ok(measured) => rows.extend(measured),
				Err(error) => failed.push(format!("{group:?}: {error:#}")),
			}
		}
	}
	let report = Report::new(rows);
	if let Some(path) = &args.json {
		fs::write(path, serde_json::to_string_pretty(&report)?)
			.with_context(|| format!("cannot write {}", path.display()))?;
	}
	print!("{}", report.table());
	ensure!(failed.is_empty(), "not everything could be measured: {}", failed.join("; "));
	Ok(())
}

async fn measure(group: Group, args: &Args) -> Result<Vec<Row>> {
	match group {
		Group::Signatures => rows::signatures::measure(&args.criterion),
		Group::Size => rows::size::measure(&args.node).await,
		Group::Extrinsics => rows::extrinsics::measure(&args.node, args.blocks).await,
		Group::Receipts => rows::receipts::measure(&args.node, &args.receipts).await,
		Group::Leaves => rows::leaves::measure(&args.node, &args.client, args.leaves).await,
		Group::History => rows::history::measure(&args.node),
		Group::Network => rows::network::measure(&args.node, &args.criterion).await,
	}
}
