// SPDX-License-Identifier: Apache-2.0

//! `tonnetz receipt trust`: what proofs are verified with.

use super::{reads::params, Output};
use crate::{
	chain::Chain,
	cli::{after_help, NodeArgs},
	error::{Error, Exit},
	file,
	output::{hex, spinner, Rows},
};
use clap::{Args, Subcommand};
use serde::Serialize;
use sp_core::H256;
use std::{
	fmt::{self, Display},
	path::{Path, PathBuf},
};
use tonnetz_proof::{
	trust::{SetChange, SetChanges, MAX_LEN},
	AuthoritySets, Trust, TrustError,
};

/// The largest raw chain specification, in bytes.
const MAX_CHAIN_SPEC: u64 = 128 * 1024 * 1024;

/// The commands of `tonnetz receipt trust`.
#[derive(Debug, Subcommand)]
pub enum TrustCommand {
	/// Write the trust file of a chain's first block
	///
	/// From a raw chain specification nobody is asked. From a node, the node is believed: compare the
	/// genesis hash with one that you know.
	#[command(
		after_help = after_help("tonnetz receipt trust genesis --chain-spec tonnetz.raw.json -o trust.json")
	)]
	Genesis(GenesisArgs),

	/// Follow the changes of the authority set, and verify each
	///
	/// The node is not believed: the votes of each set prove the next one. The file is replaced at
	/// once or not at all.
	#[command(after_help = after_help("tonnetz receipt trust update --trust trust.json"))]
	Update(UpdateArgs),

	/// Verify a trust file and show the authority sets in it
	#[command(after_help = after_help("tonnetz receipt trust show --trust trust.json"))]
	Show(ShowArgs),
}

/// `tonnetz receipt trust genesis`
#[derive(Args, Debug)]
pub struct GenesisArgs {
	/// The raw chain specification, as `tonnetz-node build-spec --raw` writes it
	#[arg(long, value_name = "FILE", conflicts_with_all = ["url", "timeout"])]
	chain_spec: Option<PathBuf>,

	/// The trust file
	#[arg(short, long, value_name = "FILE")]
	out: PathBuf,

	#[command(flatten)]
	node: NodeArgs,
}

/// `tonnetz receipt trust update`
#[derive(Args, Debug)]
pub struct UpdateArgs {
	/// The trust file
	#[arg(long, value_name = "FILE", default_value = "trust.json")]
	trust: PathBuf,

	#[command(flatten)]
	node: NodeArgs,
}

/// `tonnetz receipt trust show`
#[derive(Args, Debug)]
pub struct ShowArgs {
	/// The trust file
	#[arg(long, value_name = "FILE", default_value = "trust.json")]
	trust: PathBuf,
}

/// Runs a command of `tonnetz receipt trust`.
pub async fn run(command: TrustCommand, output: Output) -> Result<Exit, Error> {
	match command {
		TrustCommand::Genesis(args) => genesis(args, output).await,
		TrustCommand::Update(args) => {
			let chain = Chain::connect(&args.node).await?;
			let (sets, added) = update(&chain, &args.trust).await?;
			output.result(&Updated { added, trusted: Trusted::of(&args.trust, &sets) })?;
			Ok(Exit::Success)
		}
		TrustCommand::Show(args) => {
			output.result(&Trusted::of(&args.trust, &load(&args.trust)?))?;
			Ok(Exit::Success)
		}
	}
}

async fn genesis(args: GenesisArgs, output: Output) -> Result<Exit, Error> {
	let trust = match &args.chain_spec {
		Some(path) => Trust::from_raw_chain_spec(&file::read(path, MAX_CHAIN_SPEC)?)
			.map_err(|error| Error::Malformed { path: path.clone(), reason: error.to_string() })?,
		None => {
			let chain = Chain::connect(&args.node).await?;
			let trust: Trust = chain.request("receipts_trustGenesis", params(&())?).await?;
			output.note(&format!(
				"{} is believed: compare the genesis hash {} with one that you know, or use \
				 --chain-spec",
				chain.url(),
				hex(trust.genesis_hash)
			));
			trust
		}
	};
	let sets = trust.sets().map_err(|error| untrusted(&args.out, &error))?;
	write(&args.out, &trust)?;
	output.result(&Trusted::of(&args.out, &sets))?;
	Ok(Exit::Success)
}

/// The verified authority sets of a trust file.
pub fn load(path: &Path) -> Result<AuthoritySets, Error> {
	read(path)?.sets().map_err(|error| untrusted(path, &error))
}

/// The verified authority sets of a trust file, for a report on whether it holds. That the file
/// cannot be read is an error.
pub fn judge(path: &Path) -> Result<Result<AuthoritySets, TrustError>, Error> {
	Ok(AuthoritySets::from_text(&file::read(path, max_len())?))
}

/// Brings a trust file up to date with a node; the authority sets then known, and how many were
/// added.
pub async fn update(chain: &Chain, path: &Path) -> Result<(AuthoritySets, usize), Error> {
	let mut trust = read(path)?;
	let mut sets = trust.sets().map_err(|error| untrusted(path, &error))?;
	let genesis_hash = chain.genesis_hash();
	if genesis_hash != trust.genesis_hash {
		return Err(Error::Trust {
			source_name: path.display().to_string(),
			reason: format!(
				"it is of the chain with genesis {}, {} is a node of {}",
				hex(trust.genesis_hash),
				chain.url(),
				hex(genesis_hash)
			),
		});
	}
	let changes = changes(chain, sets.latest().id).await?;
	let added = changes.len();
	if added > 0 {
		sets = trust.extend(changes).map_err(|error| Error::Trust {
			source_name: format!("the answer of {}", chain.url()),
			reason: error.to_string(),
		})?;
		write(path, &trust)?;
	}
	Ok((sets, added))
}

/// All changes after a set, as a node has them.
async fn changes(chain: &Chain, latest: u64) -> Result<Vec<SetChange>, Error> {
	let progress = spinner("asking for changes of the authority set");
	let mut all = Vec::new();
	let mut size = 0usize;
	let mut set = latest;
	loop {
		let page: SetChanges = chain.request("receipts_setChanges", params(&(set,))?).await?;
		let count = u64::try_from(page.changes.len()).unwrap_or(u64::MAX);
		for change in page.changes {
			size = size
				.saturating_add(change.header.0.len())
				.saturating_add(change.justification.0.len());
			all.push(change);
		}
		if size > MAX_LEN {
			return Err(chain.mismatch(format!("more than {MAX_LEN} bytes of set changes")));
		}
		match page.next {
			None => return Ok(all),
			Some(next) if count > 0 && set.checked_add(count) == Some(next) => set = next,
			Some(next) => {
				return Err(chain.mismatch(format!(
					"receipts_setChanges: {count} changes from set {set} on, then set {next}"
				)))
			}
		}
		progress.set_message(format!("authority set {set}"));
	}
}

fn read(path: &Path) -> Result<Trust, Error> {
	Trust::from_text(&file::read(path, max_len())?).map_err(|error| Error::Trust {
		source_name: path.display().to_string(),
		reason: error.to_string(),
	})
}

/// What is read of a trust file at most: one byte more is for the reader to refuse.
fn max_len() -> u64 {
	u64::try_from(MAX_LEN).unwrap_or(u64::MAX).saturating_add(1)
}

fn write(path: &Path, trust: &Trust) -> Result<(), Error> {
	let mut text = trust.to_text().map_err(|error| Error::Internal(error.to_string()))?;
	if text.len() > MAX_LEN {
		return Err(Error::TooLarge { path: path.to_owned(), limit: max_len() });
	}
	text.push('\n');
	file::replace(path, text.as_bytes())
}

fn untrusted(path: &Path, error: &TrustError) -> Error {
	Error::Trust { source_name: path.display().to_string(), reason: error.to_string() }
}

/// A trust file as it is printed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Trusted {
	file: PathBuf,
	genesis_hash: H256,
	/// The latest set.
	set: Set,
	/// The last blocks of the sets before, from set 0 on.
	ended: Vec<u64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Set {
	id: u64,
	/// The last block of the set before; `null` for the set of genesis.
	after: Option<u64>,
	authorities: Vec<Voter>,
	/// The weight of all of them.
	weight: u64,
	/// The weight that finalises a block.
	threshold: u64,
}

#[derive(Serialize)]
struct Voter {
	/// The Falcon-512 public key, in hexadecimal.
	key: String,
	weight: u64,
}

impl Trusted {
	fn of(path: &Path, sets: &AuthoritySets) -> Self {
		let latest = sets.latest();
		let voters = &latest.voters;
		Self {
			file: path.to_owned(),
			genesis_hash: sets.genesis_hash(),
			set: Set {
				id: latest.id,
				after: latest.after.map(u64::from),
				authorities: voters
					.iter()
					.map(|(key, info)| Voter {
						key: hex(AsRef::<[u8]>::as_ref(key)),
						weight: info.weight().get(),
					})
					.collect(),
				weight: voters.total_weight().get(),
				threshold: voters.threshold().get(),
			},
			ended: sets.iter().filter_map(|set| set.last.map(u64::from)).collect(),
		}
	}

	fn rows(&self) -> Rows {
		let set = &self.set;
		let since = match set.after {
			None => "since genesis".to_owned(),
			Some(after) => format!("since block {after}"),
		};
		Rows::new()
			.row("file", self.file.display())
			.row("genesis", hex(self.genesis_hash))
			.row("set", format!("{}, {since}", set.id))
			.row("voters", set.authorities.len())
			.row("votes", format!("{} of {} finalise a block", set.threshold, set.weight))
	}
}

impl Display for Trusted {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		self.rows().fmt(f)?;
		let shown = |key: &str| key.get(..34).unwrap_or(key).to_owned();
		self.set.authorities.iter().try_for_each(|voter| {
			writeln!(f, "  {}...  weight {}", shown(&voter.key), voter.weight)
		})
	}
}

/// An updated trust file as it is printed.
#[derive(Serialize)]
struct Updated {
	#[serde(flatten)]
	trusted: Trusted,
	/// How many sets were added.
	added: usize,
}

impl Display for Updated {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		self.trusted.rows().row("added", self.added).fmt(f)
	}
}
