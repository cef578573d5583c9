// SPDX-License-Identifier: Apache-2.0

//! `tonnetz receipt leaf`: that a payload is one of a batch.

use super::{batch::tree::TreeFile, evidence::Evidence, show::parse_digest};
use crate::{
	cli::after_help,
	error::{Error, Exit},
	file,
	output::{hex, spinner, unhex, Output, Rows},
};
use clap::{Args, Subcommand};
use serde::Serialize;
use sp_core::H256;
use std::{
	fmt::{self, Display},
	path::{Path, PathBuf},
	sync::Arc,
};
use tonnetz_core::{
	merkle::InclusionProof,
	receipt::{Batch, MAX_LEAVES},
};

/// The longest proof, in bytes: 43 hashes and some numbers, generously indented.
const MAX_PROOF: u64 = 64 * 1024;

/// The commands of `tonnetz receipt leaf`.
#[derive(Debug, Subcommand)]
pub enum LeafCommand {
	/// Write the proof that a payload is one of a batch
	///
	/// The tree is the file that tonnetz receipt batch wrote. Few bytes of it are read, but to find a
	/// payload by its digest all digests before it are.
	#[command(
		after_help = after_help(
			"tonnetz receipt leaf prove payloads/ROOT.tree --file payloads/report.pdf -o proof.json"
		)
	)]
	Prove(ProveArgs),

	/// Verify such a proof, offline
	///
	/// Give the root that a receipt attests: without it, only the proof's own root is looked at.
	#[command(
		after_help = after_help(
			"tonnetz receipt leaf verify proof.json --file report.pdf --root 0xROOT"
		)
	)]
	Verify(VerifyArgs),
}

/// `tonnetz receipt leaf prove`
#[derive(Args, Debug)]
pub struct ProveArgs {
	/// The tree of the batch
	#[arg(value_name = "TREE")]
	tree: PathBuf,

	#[command(flatten)]
	which: Which,

	/// Where the proof is written
	#[arg(short, long, value_name = "FILE")]
	out: PathBuf,
}

/// Which leaf.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct Which {
	/// The payload
	#[arg(long, value_name = "FILE")]
	file: Option<PathBuf>,

	/// The SHA-256 of the payload, in hexadecimal
	#[arg(long, value_name = "HEX")]
	digest: Option<String>,

	/// The place of the leaf, from 0
	#[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(..MAX_LEAVES))]
	index: Option<u64>,
}

/// `tonnetz receipt leaf verify`
#[derive(Args, Debug)]
pub struct VerifyArgs {
	/// The proof
	#[arg(value_name = "PROOF")]
	proof: PathBuf,

	/// The payload that it is for
	#[arg(long, value_name = "FILE")]
	file: Option<PathBuf>,

	/// The root that the receipt attests, in hexadecimal
	#[arg(long, value_name = "HEX")]
	root: Option<String>,
}

/// Runs a command of `tonnetz receipt leaf`.
pub async fn run(command: LeafCommand, output: Output) -> Result<Exit, Error> {
	match command {
		LeafCommand::Prove(args) => prove(args, output).await,
		LeafCommand::Verify(args) => verify(args, output).await,
	}
}

/// A leaf as it is printed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Leaf {
	proof: String,
	root: H256,
	leaves: u64,
	index: u64,
	digest: H256,
}

impl Leaf {
	fn new(path: &Path, proof: &InclusionProof) -> Self {
		let InclusionProof { root, leaves, index, digest, .. } = *proof;
		Self { proof: path.display().to_string(), root, leaves, index, digest }
	}
}

impl Display for Leaf {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		Rows::new()
			.row("proof", &self.proof)
			.row("root", hex(self.root))
			.row("leaves", self.leaves)
			.row("index", self.index)
			.row("digest", hex(self.digest))
			.fmt(f)
	}
}

async fn prove(args: ProveArgs, output: Output) -> Result<Exit, Error> {
	let tree = Arc::new(TreeFile::open(&args.tree)?);
	let missing = |what: String| Error::Leaf(format!("{} has no leaf {what}", args.tree.display()));
	let index = match &args.which {
		Which { file: Some(path), .. } => {
			let digest = Evidence::open(path)?.sha256().await?.into();
			let what = format!("for {}, whose digest is {}", path.display(), hex(digest));
			find(&tree, digest).await?.ok_or_else(|| missing(what))?
		}
		Which { digest: Some(digest), .. } => {
			let digest = parse_digest(digest)?;
			let what = format!("with digest {}", hex(digest));
			find(&tree, digest).await?.ok_or_else(|| missing(what))?
		}
		Which { index: Some(index), .. } => *index,
		_ => return Err(Error::Usage("name a --file, a --digest or an --index".to_owned())),
	};
	let leaves = tree.batch().leaves;
	let proof = tree
		.prove(index)?
		.ok_or_else(|| missing(format!("{index}: it has {leaves}, counted from 0")))?;
	let mut text =
		serde_json::to_string_pretty(&proof).map_err(|error| Error::Internal(error.to_string()))?;
	text.push('\n');
	file::replace(&args.out, text.as_bytes())?;
	output.result(&Leaf::new(&args.out, &proof))?;
	Ok(Exit::Success)
}

/// Looks for a digest on a thread of its own, so that Ctrl-C has its turn.
async fn find(tree: &Arc<TreeFile>, digest: H256) -> Result<Option<u64>, Error> {
	let tree = Arc::clone(tree);
	let progress = spinner("looking for the leaf");
	let found = tokio::task::spawn_blocking(move || tree.find(digest)).await;
	drop(progress);
	found.map_err(|error| Error::Internal(error.to_string()))?
}

async fn verify(args: VerifyArgs, output: Output) -> Result<Exit, Error> {
	let root = args.root.as_deref().map(parse_root).transpose()?;
	let proof = read(&args.proof)?;
	let attested = Batch { root: root.unwrap_or(proof.root), ..proof.batch() };
	proof
		.verify(&attested)
		.map_err(|error| Error::Leaf(format!("{}: {error}", args.proof.display())))?;
	if let Some(path) = &args.file {
		let digest = H256(Evidence::open(path)?.sha256().await?);
		if digest != proof.digest {
			return Err(Error::Payload {
				path: path.clone(),
				found: hex(digest),
				expected: hex(proof.digest),
			});
		}
	}
	if root.is_none() {
		output.note("compare the root with that of the receipt, or give it as --root");
	}
	output.result(&Leaf::new(&args.proof, &proof))?;
	Ok(Exit::Success)
}

/// The proof in a file. It may be wrong: nothing is verified here.
pub fn read(path: &Path) -> Result<InclusionProof, Error> {
	let text = file::read_text(path, MAX_PROOF)?;
	serde_json::from_str(&text).map_err(|error| Error::Malformed {
		path: path.to_owned(),
		reason: format!("this is no leaf proof: {error}"),
	})
}

fn parse_root(text: &str) -> Result<H256, Error> {
	let bytes = unhex(text).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
	bytes
		.map(H256)
		.ok_or_else(|| Error::Usage("--root takes a root: 64 hexadecimal digits".to_owned()))
}
