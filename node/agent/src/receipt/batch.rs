// SPDX-License-Identifier: Apache-2.0

//! `tonnetz receipt batch`: many payloads under one receipt.

mod attest;
mod hash;
mod journal;
mod kind;
mod list;
mod names;
mod stamp;
pub mod tree;
mod walk;

use super::record::attest::check_uri;
use crate::{
	chain::Chain,
	cli::NodeArgs,
	error::{Error, Exit},
	key::source::KeyArgs,
	output::{hex, spinner, Output, Rows},
};
use attest::{BatchReceipt, Statement};
use clap::Args;
use journal::Journal;
use names::Names;
use serde::Serialize;
use sp_core::H256;
use std::{
	fmt::{self, Display},
	fs::{self, File},
	io::{self, BufReader},
	path::{Path, PathBuf},
};
use tonnetz_core::{
	receipt::{Batch, Kind},
	BlockNumber,
};
use tree::Tree;

/// What stands for standard input.
const STDIN: &str = "-";

/// `tonnetz receipt batch`
#[derive(Args, Debug)]
pub struct BatchArgs {
	#[command(flatten)]
	source: Source,

	/// Where the tree and the list are written; by default the directory itself, and with --digests
	/// the current one
	#[arg(long, value_name = "DIR")]
	out: Option<PathBuf>,

	/// Build the batch and attest nothing
	#[arg(long, conflicts_with_all = ["component", "uri", "expires", "again", "suri_file", "key"])]
	no_attest: bool,

	/// What the payloads are
	#[arg(long, value_name = "KIND", value_parser = kind::parser(), default_value = "artifact")]
	kind: Kind,

	/// What the receipt is about; by default the name of the directory or of the list
	#[arg(long, value_name = "NAME")]
	component: Option<String>,

	/// Where the payloads may be found, at most 128 bytes; nobody fetches it
	#[arg(long, value_name = "URI")]
	uri: Option<String>,

	/// For how many blocks from now you vouch for it; without it, for ever
	#[arg(long, value_name = "BLOCKS", value_parser = clap::value_parser!(BlockNumber).range(1..))]
	expires: Option<BlockNumber>,

	/// Attest the batch even if a receipt of yours does already
	#[arg(long)]
	again: bool,

	#[command(flatten)]
	key: KeyArgs,

	#[command(flatten)]
	node: NodeArgs,
}

/// Where the digests come from.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct Source {
	/// The directory with the payloads: all regular files below it
	#[arg(value_name = "DIR")]
	dir: Option<PathBuf>,

	/// A list of digests as sha256sum prints it, with names or without; - is standard input
	#[arg(long, value_name = "FILE")]
	digests: Option<PathBuf>,
}

/// A batch as it is printed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Made {
	root: H256,
	leaves: u64,
	/// The size of all payloads; unknown for a list of digests.
	bytes: Option<u64>,
	tree: String,
	/// None for digests without names.
	list: Option<String>,
	/// How many digests an interrupted run had left.
	reused: u64,
	symlinks: u64,
	special: u64,
	receipt: Option<BatchReceipt>,
}

impl Display for Made {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let rows = Rows::new()
			.row("root", hex(self.root))
			.row("leaves", self.leaves)
			.optional("bytes", self.bytes)
			.row("tree", &self.tree)
			.optional("list", self.list.as_ref())
			.optional("reused", Some(self.reused).filter(|reused| *reused > 0));
		match &self.receipt {
			Some(receipt) => receipt.rows(rows).fmt(f),
			None => rows.row("receipt", "none (--no-attest)").fmt(f),
		}
	}
}

/// Runs the command. What needs no node is checked first, and the node before anything is read.
pub async fn run(args: BatchArgs, output: Output) -> Result<Exit, Error> {
	let input = Input::of(&args)?;
	if args.no_attest {
		let (made, journal) = build(input, output).await?;
		output.result(&made)?;
		journal.map_or(Ok(()), Journal::remove)?;
		return Ok(Exit::Success);
	}
	let statement = Statement {
		kind: args.kind,
		subject_name: match args.component {
			Some(name) => name,
			None => input.name()?,
		},
		uri: args.uri.map(check_uri).transpose()?,
		expires: args.expires,
	};
	let pair = args.key.pair()?;
	// A connection would not outlive hours of hashing: this one is closed again.
	drop(Chain::connect(&args.node).await?);
	let (mut made, journal) = build(input, output).await?;
	let chain = Chain::connect(&args.node).await?;
	let batch = Batch { root: made.root, leaves: made.leaves };
	let issuer = pair.account_id();
	let existing = match args.again {
		true => None,
		false => attest::existing(&chain, &issuer, batch).await?,
	};
	let receipt = match existing {
		Some(receipt) => {
			let id = receipt.id();
			output.note(&format!(
				"receipt {id} attests this batch already, nothing is sent: --again attests it anew"
			));
			receipt
		}
		None => attest::attest(&chain, &pair, batch, statement).await?,
	};
	made.receipt = Some(receipt);
	output.result(&made)?;
	// Only now: should the node fail, nothing has to be hashed again.
	journal.map_or(Ok(()), Journal::remove)?;
	Ok(Exit::Success)
}

/// What a batch is made of, and where the results go.
struct Input {
	/// The directory, or the list.
	path: PathBuf,
	is_dir: bool,
	out: PathBuf,
}

impl Input {
	fn of(args: &BatchArgs) -> Result<Self, Error> {
		let (path, is_dir) = match (&args.source.dir, &args.source.digests) {
			(Some(dir), _) => (walk::directory(dir)?, true),
			(None, Some(list)) => (list.clone(), false),
			(None, None) => {
				return Err(Error::Usage("name a directory or a list of --digests".to_owned()));
			}
		};
		let out = match &args.out {
			Some(out) => {
				fs::create_dir_all(out)
					.map_err(|reason| Error::Write { path: out.clone(), reason })?;
				walk::directory(out)?
			}
			None if is_dir => path.clone(),
			None => walk::directory(Path::new("."))?,
		};
		Ok(Self { path, is_dir, out })
	}

	/// What the receipt is about if nobody says it.
	fn name(&self) -> Result<String, Error> {
		let name = self.path.file_name().filter(|name| *name != STDIN);
		let name = name.map(|name| name.to_string_lossy().into_owned());
		name.ok_or_else(|| Error::Usage("say what the batch is about: --component NAME".to_owned()))
	}

	/// Reads or makes the digests, and writes tree and list. Takes as long as that takes.
	fn build(self, output: Output) -> Result<(Made, Option<Journal>), Error> {
		let leaves = if self.is_dir { self.hash(output)? } else { self.read()? };
		let Leaves { digests, names, .. } = &leaves;
		let progress = spinner("building the tree");
		let tree = Tree::over(digests).ok_or_else(|| self.empty("digest"))?;
		let Batch { root, leaves: count } = tree.batch();
		let stem = hex::encode(root);
		let tree_path = self.out.join(format!("{stem}.tree"));
		let list_path = names.as_ref().map(|_| self.out.join(format!("{stem}.sha256")));
		progress.set_message("writing the tree");
		tree.write(&tree_path)?;
		if let Some((names, path)) = names.as_ref().zip(list_path.as_ref()) {
			progress.set_message("writing the list");
			list::write(path, names, digests)?;
		}
		let made = Made {
			root,
			leaves: count,
			bytes: leaves.bytes,
			tree: tree_path.display().to_string(),
			list: list_path.map(|path| path.display().to_string()),
			reused: leaves.reused,
			symlinks: leaves.symlinks,
			special: leaves.special,
			receipt: None,
		};
		Ok((made, leaves.journal))
	}

	fn empty(&self, of: &str) -> Error {
		Error::Malformed {
			path: self.path.clone(),
			reason: format!("there is no {of} in it: a batch has at least one leaf"),
		}
	}

	fn hash(&self, output: Output) -> Result<Leaves, Error> {
		let found = walk::files(&self.path, &self.out, output)?;
		if found.names.len() == 0 {
			return Err(self.empty("regular file"));
		}
		let hashed = hash::all(&self.path, &self.out, &found, output)?;
		Ok(Leaves {
			digests: hashed.digests,
			names: Some(found.names),
			bytes: Some(hashed.bytes),
			reused: hashed.reused,
			symlinks: found.symlinks,
			special: found.special,
			journal: Some(hashed.journal),
		})
	}

	fn read(&self) -> Result<Leaves, Error> {
		let (digests, names) = if self.path == Path::new(STDIN) {
			list::read(io::stdin().lock(), Path::new("standard input"))?
		} else {
			// Not only a regular file: a shell gives the output of a command as a pipe.
			let file = File::open(&self.path)
				.map_err(|reason| Error::Read { path: self.path.clone(), reason })?;
			list::read(BufReader::new(file), &self.path)?
		};
		Ok(Leaves { digests, names, ..Leaves::default() })
	}
}

/// What a tree is built over.
#[derive(Default)]
struct Leaves {
	digests: Vec<H256>,
	names: Option<Names>,
	bytes: Option<u64>,
	reused: u64,
	symlinks: u64,
	special: u64,
	journal: Option<Journal>,
}

/// Builds on a thread of its own, so that Ctrl-C has its turn.
async fn build(input: Input, output: Output) -> Result<(Made, Option<Journal>), Error> {
	tokio::task::spawn_blocking(move || input.build(output))
		.await
		.map_err(|error| Error::Internal(error.to_string()))?
}
