// SPDX-License-Identifier: Apache-2.0

//! `tonnetz receipt record adr`

mod markdown;

use super::{
	attest::{attest, check_uri, Attestation, Recorded},
	decision::now,
};
use crate::{
	chain::Chain,
	cli::NodeArgs,
	error::{Error, Exit},
	file,
	key::source::KeyArgs,
	output::{utc, Output},
};
use clap::{Args, ValueEnum};
use markdown::Record;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::{
	fmt::{self, Display},
	fs::File,
	io::{self, Write},
	path::{Path, PathBuf},
};
use tonnetz_core::receipt::{Kind, ReceiptId};

/// The largest record and the largest part of one, in bytes.
const MAX_RECORD: u64 = 1024 * 1024;

/// A receipt of an architecture decision record.
#[derive(Args, Debug)]
pub struct AdrArgs {
	/// A record that is written already
	#[arg(long, value_name = "FILE", conflicts_with = "new")]
	evidence: Option<PathBuf>,

	#[command(flatten)]
	new: NewArgs,

	/// The component that the decision is about
	#[arg(long, value_name = "NAME")]
	component: Option<String>,

	/// The receipt of the record that this one supersedes
	#[arg(long, value_name = "ID", visible_alias = "parent")]
	supersedes: Option<ReceiptId>,

	/// Where the record may be found, at most 128 bytes; nobody fetches it
	#[arg(long, value_name = "URI")]
	uri: Option<String>,

	#[command(flatten)]
	key: KeyArgs,

	#[command(flatten)]
	node: NodeArgs,
}

/// The parts of a record that is written here.
#[derive(Args, Debug)]
#[group(id = "new", multiple = true)]
struct NewArgs {
	/// The number of the record
	#[arg(long, value_name = "N", required_unless_present = "evidence")]
	number: Option<u32>,

	/// Its title
	#[arg(long, value_name = "TEXT", required_unless_present = "evidence")]
	title: Option<String>,

	/// Its status
	#[arg(long, value_enum)]
	status: Option<Status>,

	/// The day of the decision, as 2026-01-31; by default today (UTC)
	#[arg(long, value_name = "DAY")]
	date: Option<String>,

	/// What made a decision necessary; @FILE takes the text from a file
	#[arg(long, value_name = "TEXT|@FILE", required_unless_present = "evidence")]
	context: Option<String>,

	/// What was decided
	#[arg(long, value_name = "TEXT|@FILE", required_unless_present = "evidence")]
	decision: Option<String>,

	/// What follows from it
	#[arg(long, value_name = "TEXT|@FILE", required_unless_present = "evidence")]
	consequences: Option<String>,

	/// How one sees that it was carried out and works
	#[arg(long, value_name = "TEXT|@FILE", required_unless_present = "evidence")]
	verification: Option<String>,

	/// The new file for the Markdown of the record
	#[arg(short, long, value_name = "FILE", required_unless_present = "evidence")]
	out: Option<PathBuf>,
}

/// The statuses that a record can have.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Status {
	/// It holds
	Accepted,
	/// It was considered and not taken
	Rejected,
	/// A later record replaces it
	Superseded,
}

impl Status {
	/// The word in the record.
	const fn name(self) -> &'static str {
		match self {
			Self::Accepted => "Accepted",
			Self::Rejected => "Rejected",
			Self::Superseded => "Superseded",
		}
	}
}

/// A recorded architecture decision as it is printed.
#[derive(Serialize)]
struct Attested {
	#[serde(flatten)]
	recorded: Recorded,
	number: u32,
	title: String,
	date: String,
	status: String,
	file: PathBuf,
}

impl Display for Attested {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		self.recorded
			.rows()
			.row("adr", format!("{}: {}", self.number, self.title))
			.row("date", &self.date)
			.row("status", &self.status)
			.row("file", self.file.display())
			.fmt(f)
	}
}

/// Runs the command. What needs no node is checked first; a new record is a file before it is a
/// receipt, so that no digest is ever attested that no file has.
pub async fn run(args: AdrArgs, output: Output) -> Result<Exit, Error> {
	let uri = args.uri.map(check_uri).transpose()?;
	let (file, text, record) = match (&args.evidence, &args.new.out) {
		(Some(path), _) => {
			let text = file::read_text(path, MAX_RECORD)?;
			let record = Record::parse(&text)
				.map_err(|reason| Error::Malformed { path: path.clone(), reason })?;
			(path, text, record)
		}
		(None, Some(path)) => {
			let record = args.new.record()?;
			(path, rendered(&record)?, record)
		}
		(None, None) => return Err(Error::Usage("name an --evidence or an -o".to_owned())),
	};
	let is_new = args.evidence.is_none();
	let pair = args.key.pair()?;
	let chain = Chain::connect(&args.node).await?;
	if is_new {
		create(file, &text)?;
	}
	let attestation = Attestation {
		kind: Kind::ArchitectureDecision,
		subject_name: subject_name(args.component.as_deref(), record.number),
		digest: Sha256::digest(&text).into(),
		parent: args.supersedes,
		uri,
		expires_in: None,
	};
	let recorded = attest(&chain, &pair, attestation).await.inspect_err(|_| {
		if is_new {
			output.note(&format!("{} is written; attest it with --evidence {0}", file.display()));
		}
	})?;
	output.result(&Attested {
		recorded,
		number: record.number,
		title: record.title,
		date: record.date,
		status: record.status,
		file: file.clone(),
	})?;
	Ok(Exit::Success)
}

/// The Markdown of a record whose parts are read again as they were given.
fn rendered(record: &Record) -> Result<String, Error> {
	let text = record.render();
	match Record::parse(&text) {
		Ok(parsed) if parsed == *record => Ok(text),
		Ok(_) => Err(Error::Usage(
			"a title, a date and a status are one line each, without marks of Markdown around them"
				.to_owned(),
		)),
		Err(reason) => Err(Error::Usage(reason)),
	}
}

/// The name of what a record is about.
fn subject_name(component: Option<&str>, number: u32) -> String {
	match component {
		Some(component) => format!("{component}/adr/{number}"),
		None => format!("adr/{number}"),
	}
}

/// Writes a file that must not exist.
fn create(path: &Path, text: &str) -> Result<(), Error> {
	let failed = |reason: io::Error| match reason.kind() {
		io::ErrorKind::AlreadyExists => Error::Exists { path: path.to_owned() },
		_ => Error::Write { path: path.to_owned(), reason },
	};
	let mut file = File::options().write(true).create_new(true).open(path).map_err(failed)?;
	file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)
}

impl NewArgs {
	fn record(&self) -> Result<Record, Error> {
		let missing = |name: &str| Error::Usage(format!("--{name} is missing"));
		Ok(Record {
			number: self.number.ok_or_else(|| missing("number"))?,
			title: self.title.clone().ok_or_else(|| missing("title"))?,
			date: match &self.date {
				Some(date) => date.clone(),
				None => utc(now()?).split(' ').next().unwrap_or_default().to_owned(),
			},
			status: self.status.unwrap_or(Status::Accepted).name().to_owned(),
			context: part("context", self.context.as_deref())?,
			decision: part("decision", self.decision.as_deref())?,
			consequences: part("consequences", self.consequences.as_deref())?,
			verification: part("verification", self.verification.as_deref())?,
		})
	}
}

/// The text of a part: itself, or what stands in the file that it names.
fn part(name: &str, given: Option<&str>) -> Result<String, Error> {
	let given = given.ok_or_else(|| Error::Usage(format!("--{name} is missing")))?;
	let text = match given.strip_prefix('@') {
		Some(path) => file::read_text(Path::new(path), MAX_RECORD)?,
		None => given.to_owned(),
	};
	Ok(text.trim().to_owned())
}
