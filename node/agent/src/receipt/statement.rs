// SPDX-License-Identifier: Apache-2.0

//! `tonnetz receipt statement`: attestations that one signs and another brings to the chain.
//!
//! The file is JSON: `{"format":"tonnetz-statement","version":1,"genesisHash":..,"statement":{..},
//! "signature":"0x.."}`, the signature SCALE-encoded (scheme index, public key, signature), over
//! `Statement::signing_bytes` in the context `tonnetz/statement/v1`.

use super::{
	evidence::Evidence,
	kind,
	record::attest::{check_uri, Attested},
	show::parse_digest,
	write::WriteArgs,
	PALLET,
};
use crate::{
	chain::{Block, Chain},
	cli::{after_help, NodeArgs},
	error::{Error, Exit},
	file,
	key::source::KeyArgs,
	output::{hex, unhex, Output, Rows},
};
use clap::{Args, Subcommand};
use codec::{DecodeAll, Encode};
use serde::{Deserialize, Serialize};
use sp_core::{
	crypto::{AccountId32, Ss58Codec},
	H256,
};
use std::{
	fmt::{self, Display},
	path::{Path, PathBuf},
};
use subxt::{ext::scale_encode::EncodeAsType, utils::Static};
use tonnetz_core::{
	receipt::{subject_of, Kind, ReceiptId},
	units::HOURS,
	BlockNumber,
};
use tonnetz_crypto::{context, Signature};

type Statement = tonnetz_core::receipt::Statement<AccountId32, BlockNumber>;

/// The `version` that is read and written.
const VERSION: u32 = 1;

/// The largest statement file, in bytes: a SPHINCS+ signature in hexadecimal and generous fields.
const MAX_FILE: u64 = 64 * 1024;

/// For how many blocks a relayer can use a statement unless something else is asked for.
const VALID_FOR: BlockNumber = HOURS;

/// The commands of `tonnetz receipt statement`.
#[derive(Debug, Subcommand)]
pub enum StatementCommand {
	/// Sign a statement, for somebody else to bring to the chain and pay for
	///
	/// With --genesis, --nonce and --valid-until no node is asked.
	#[command(
		after_help = after_help(
			"tonnetz receipt statement sign document --evidence report.pdf -o statement.json \
			 --suri-file operator.suri"
		)
	)]
	Sign(SignArgs),

	/// Bring a statement to the chain, and wait until its receipt is final
	///
	/// The receipt is the signer's, the fee and the deposit are the relayer's.
	#[command(
		after_help = after_help(
			"tonnetz receipt statement relay statement.json --suri-file relayer.suri"
		)
	)]
	Relay(RelayArgs),

	/// Make statements that are not yet on the chain void
	#[command(
		after_help = after_help(
			"tonnetz receipt statement cancel --up-to 4 --suri-file operator.suri"
		)
	)]
	Cancel(CancelArgs),
}

/// `tonnetz receipt statement sign`
#[derive(Args, Debug)]
pub struct SignArgs {
	/// What the file is
	#[arg(value_name = "KIND", value_parser = kind::parser())]
	kind: Kind,

	/// The file
	#[arg(long, value_name = "FILE")]
	evidence: PathBuf,

	/// What the statement is about; by default the file's name
	#[arg(long, value_name = "NAME", visible_alias = "component")]
	subject: Option<String>,

	/// The receipt that this one derives from
	#[arg(long, value_name = "ID")]
	parent: Option<ReceiptId>,

	/// Where the file may be found, at most 128 bytes; nobody fetches it
	#[arg(long, value_name = "URI")]
	uri: Option<String>,

	/// The first block at which you no longer vouch for it; without it, for ever
	#[arg(long, value_name = "BLOCK")]
	expires_at: Option<BlockNumber>,

	/// The chain's genesis hash; by default the node's
	#[arg(long, value_name = "HASH", requires_all = ["nonce", "valid_until"])]
	genesis: Option<String>,

	/// Your statement nonce, from 0 and by one more each; by default the node is asked
	#[arg(long, value_name = "N")]
	nonce: Option<u64>,

	/// The last block that accepts the statement; by default an hour from now
	#[arg(long, value_name = "BLOCK")]
	valid_until: Option<BlockNumber>,

	/// The file for the statement
	#[arg(short, long, value_name = "FILE")]
	out: PathBuf,

	#[command(flatten)]
	write: WriteArgs,
}

/// `tonnetz receipt statement relay`
#[derive(Args, Debug)]
pub struct RelayArgs {
	/// The signed statement
	#[arg(value_name = "FILE")]
	statement: PathBuf,

	#[command(flatten)]
	key: KeyArgs,

	#[command(flatten)]
	node: NodeArgs,
}

/// `tonnetz receipt statement cancel`
#[derive(Args, Debug)]
pub struct CancelArgs {
	/// The nonce that your next statement shall have
	#[arg(long, value_name = "N")]
	up_to: u64,

	#[command(flatten)]
	write: WriteArgs,
}

/// The `format` of a statement's file.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
enum Format {
	/// `"tonnetz-statement"`.
	#[serde(rename = "tonnetz-statement")]
	Statement,
}

/// A statement's file.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Signed {
	format: Format,
	version: u32,
	genesis_hash: H256,
	statement: Statement,
	signature: String,
}

/// A signed statement as it is printed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SignedAs {
	file: PathBuf,
	genesis_hash: H256,
	statement: Statement,
}

impl Display for SignedAs {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let statement = &self.statement;
		Rows::new()
			.row("file", self.file.display())
			.row("genesis", hex(self.genesis_hash))
			.row("issuer", statement.issuer.to_ss58check())
			.row("subject", hex(statement.subject))
			.row("digest", hex(statement.digest))
			.row("nonce", statement.nonce)
			.row("valid", format!("until block {}", statement.valid_until))
			.optional("expires", statement.expires.map(|block| format!("at block {block}")))
			.fmt(f)
	}
}

/// The arguments of `attest_statement`, by name; their encodings are wire format.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct AttestStatement {
	statement: Static<Statement>,
	signature: Static<Signature>,
}

/// The argument of `cancel_statements`, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct CancelStatements {
	up_to: u64,
}

/// A relayed statement as it is printed.
#[derive(Serialize)]
struct Relayed {
	id: ReceiptId,
	issuer: AccountId32,
	sequence: u64,
	relayer: AccountId32,
	block: Block,
	extrinsic: String,
	url: String,
}

impl Display for Relayed {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		Rows::new()
			.row("receipt", self.id)
			.row("issuer", self.issuer.to_ss58check())
			.row("sequence", self.sequence)
			.row("relayer", self.relayer.to_ss58check())
			.row("block", format!("{} {}", self.block.number, hex(self.block.hash)))
			.row("extrinsic", &self.extrinsic)
			.row("node", &self.url)
			.fmt(f)
	}
}

/// Runs a command of `tonnetz receipt statement`.
pub async fn run(command: StatementCommand, output: Output) -> Result<Exit, Error> {
	match command {
		StatementCommand::Sign(args) => sign(args, output).await,
		StatementCommand::Relay(args) => relay(args, output).await,
		StatementCommand::Cancel(CancelArgs { up_to, write }) => {
			let call = CancelStatements { up_to };
			write.call("cancel_statements", call, "statements cancelled", Vec::new(), output).await
		}
	}
}

async fn sign(args: SignArgs, output: Output) -> Result<Exit, Error> {
	let evidence = Evidence::open(&args.evidence)?;
	let subject = subject_of(&args.subject.clone().unwrap_or_else(|| evidence.name()));
	let uri = args.uri.clone().map(check_uri).transpose()?.unwrap_or_default().into_bytes();
	let genesis = args.genesis.as_deref().map(genesis_hash).transpose()?;
	let pair = args.write.key.pair()?;
	let issuer = pair.account_id();
	let (genesis_hash, nonce, valid_until) = match (genesis, args.nonce, args.valid_until) {
		(Some(genesis), Some(nonce), Some(valid_until)) => (genesis, nonce, valid_until),
		(_, nonce, valid_until) => {
			let chain = Chain::connect(&args.write.node).await?;
			let at = chain.finalized_block().await?;
			let nonce = match nonce {
				Some(nonce) => nonce,
				None => chain.statement_nonce(&issuer, at.hash).await?,
			};
			let valid_until = match valid_until {
				Some(block) => block,
				None => chain.best_number().await?.saturating_add(VALID_FOR),
			};
			(chain.genesis_hash(), nonce, valid_until)
		}
	};
	let statement = Statement {
		issuer,
		kind: args.kind,
		subject,
		digest: evidence.sha256().await?.into(),
		parent: args.parent,
		uri,
		expires: args.expires_at,
		nonce,
		valid_until,
	};
	let signature = pair
		.sign(context::STATEMENT, &statement.signing_bytes(&genesis_hash))
		.ok_or_else(|| Error::Internal("the key did not sign".to_owned()))?;
	let signed = Signed {
		format: Format::Statement,
		version: VERSION,
		genesis_hash,
		statement,
		signature: hex(signature.encode()),
	};
	let text = serde_json::to_string(&signed).map_err(|e| Error::Internal(e.to_string()))?;
	file::replace(&args.out, format!("{text}\n").as_bytes())?;
	let Signed { statement, .. } = signed;
	output.result(&SignedAs { file: args.out, genesis_hash, statement })?;
	Ok(Exit::Success)
}

async fn relay(args: RelayArgs, output: Output) -> Result<Exit, Error> {
	let (signed, signature) = read(&args.statement)?;
	let pair = args.key.pair()?;
	let chain = Chain::connect(&args.node).await?;
	let genesis_hash = chain.genesis_hash();
	if signed.genesis_hash != genesis_hash {
		return Err(Error::Signature(format!(
			"the statement is for the chain with genesis {}, {} is a node of {}",
			hex(signed.genesis_hash),
			chain.url(),
			hex(genesis_hash)
		)));
	}
	let issuer = signed.statement.issuer.clone();
	let call =
		AttestStatement { statement: Static(signed.statement), signature: Static(signature) };
	let call = subxt::dynamic::tx(PALLET, "attest_statement", call);
	let included = chain.submit(&call, &pair).await?;
	let attested: Attested =
		included.event(PALLET, "Attested").map_err(|reason| chain.mismatch(reason))?;
	output.result(&Relayed {
		id: attested.id,
		issuer,
		sequence: attested.sequence,
		relayer: pair.account_id(),
		block: Block { number: included.block_number, hash: included.block_hash },
		extrinsic: hex(included.extrinsic_hash),
		url: chain.url().to_owned(),
	})?;
	Ok(Exit::Success)
}

/// A statement whose signature verifies: a relayer shall not pay for another.
fn read(path: &Path) -> Result<(Signed, Signature), Error> {
	let malformed = |reason: String| Error::Malformed { path: path.to_owned(), reason };
	let signed: Signed = serde_json::from_slice(&file::read(path, MAX_FILE)?)
		.map_err(|error| malformed(format!("it is no statement: {error}")))?;
	if signed.version != VERSION {
		return Err(malformed(format!(
			"version {} of the format, this client reads {VERSION}",
			signed.version
		)));
	}
	let signature = unhex(&signed.signature)
		.ok()
		.and_then(|bytes| Signature::decode_all(&mut bytes.as_slice()).ok())
		.ok_or_else(|| malformed("its signature is malformed".to_owned()))?;
	let bytes = signed.statement.signing_bytes(&signed.genesis_hash);
	if !signature.verify_in_context(context::STATEMENT, &bytes, &signed.statement.issuer) {
		return Err(Error::Signature(format!(
			"{} did not sign this statement for this chain",
			signed.statement.issuer.to_ss58check()
		)));
	}
	Ok((signed, signature))
}

fn genesis_hash(text: &str) -> Result<H256, Error> {
	parse_digest(text)
		.map_err(|_| Error::Usage("--genesis takes a hash: 64 hexadecimal digits".to_owned()))
}
