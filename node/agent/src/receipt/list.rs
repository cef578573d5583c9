// SPDX-License-Identifier: Apache-2.0

//! `tonnetz receipt list` and `tonnetz receipt query`.

use super::{show::parse_digest, shown::Shown, table::Table, Page};
use crate::{
	chain::Chain,
	cli::NodeArgs,
	error::{Error, Exit},
	key,
	output::{count_progress, hex, Output},
};
use clap::{Args, ValueEnum};
use sp_core::{crypto::AccountId32, H256};
use tonnetz_core::receipt::{subject_of, Kind, MAX_PAGE};

/// How many receipts are shown unless more are asked for.
const DEFAULT_LIMIT: u32 = 1_000;

/// How many can be asked for at once: they are held in memory.
const MAX_LIMIT: i64 = 100_000;

/// `tonnetz receipt list`
#[derive(Args, Debug)]
pub struct ListArgs {
	/// Which receipts
	#[arg(value_enum)]
	what: What,

	/// Whose receipts
	#[arg(long, value_name = "SS58")]
	issuer: String,

	/// Begin with this sequence of the issuer, the `next` of an earlier answer
	#[arg(long, value_name = "SEQUENCE", default_value_t = 0)]
	from: u64,

	#[command(flatten)]
	limit: LimitArgs,

	#[command(flatten)]
	node: NodeArgs,
}

/// `tonnetz receipt query`
#[derive(Args, Debug)]
pub struct QueryArgs {
	/// The name of the subject, byte by byte as it was recorded; or its 0x digest
	#[arg(value_name = "TEXT")]
	subject: String,

	/// Only receipts of this issuer: strangers can write about the same subject
	#[arg(long, value_name = "SS58")]
	issuer: Option<String>,

	/// Begin with this receipt, the `next` of an earlier answer
	#[arg(long, value_name = "ID", default_value_t = 0)]
	from: u64,

	#[command(flatten)]
	limit: LimitArgs,

	#[command(flatten)]
	node: NodeArgs,
}

/// How many.
#[derive(Args, Debug)]
struct LimitArgs {
	/// How many receipts to show at most
	#[arg(
		long,
		value_name = "N",
		default_value_t = DEFAULT_LIMIT,
		value_parser = clap::value_parser!(u32).range(1..=MAX_LIMIT)
	)]
	limit: u32,
}

/// The kinds that can be listed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum What {
	/// What was deployed
	Deployments,
	/// Architecture decision records
	Adrs,
	/// Decisions of people and agents
	Decisions,
	/// Build products
	Artifacts,
	/// Documents
	Documents,
	/// Receipts of every kind
	All,
}

impl What {
	/// Whether a receipt is one of these; a pruned one has no kind any more.
	fn has(self, kind: Option<Kind>) -> bool {
		let wanted = match self {
			Self::Deployments => Kind::Deployment,
			Self::Adrs => Kind::ArchitectureDecision,
			Self::Decisions => Kind::Decision,
			Self::Artifacts => Kind::Artifact,
			Self::Documents => Kind::Document,
			Self::All => return true,
		};
		kind == Some(wanted)
	}
}

/// Runs `tonnetz receipt list`.
pub async fn run(args: ListArgs, output: Output) -> Result<Exit, Error> {
	let issuer = key::account(&args.issuer)?;
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?;
	let total = chain.chain_head(&issuer, at.hash).await?.next;
	let progress = count_progress(total.saturating_sub(args.from), "receipts");
	let mut gathered = Gathered::new(args.limit.limit, args.from);
	while let Some(from) = gathered.next_page() {
		let page = chain.by_issuer(&issuer, from, MAX_PAGE, at.hash).await?;
		// A sequence each: where the page goes on after any of them is known.
		let next = page.next;
		for (info, after) in page.items.into_iter().zip(from.saturating_add(1)..) {
			let kind = info.receipt.as_ref().map(|receipt| receipt.kind);
			let wanted = args.what.has(kind);
			let after = if after < total { Some(after) } else { None };
			if !gathered.take(wanted.then(|| Shown::new(info, at.number)), after) {
				break;
			}
		}
		gathered.end_page(from, next);
		progress.inc(u64::from(MAX_PAGE));
	}
	progress.finish_and_clear();
	output.result(&gathered.table())?;
	Ok(Exit::Success)
}

/// Runs `tonnetz receipt query`. Reads finalised state; the exit code says whether there is any.
pub async fn query(args: QueryArgs, output: Output) -> Result<Exit, Error> {
	let issuer = args.issuer.as_deref().map(key::account).transpose()?;
	let subject = subject(&args.subject)?;
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?;
	let mut gathered = Gathered::new(args.limit.limit, args.from);
	while let Some(from) = gathered.next_page() {
		let page = by_subject(&chain, subject, issuer.as_ref(), from, &gathered, at.hash).await?;
		for info in page.items {
			gathered.take(Some(Shown::new(info, at.number)), page.next);
		}
		gathered.end_page(from, page.next);
	}
	let table = gathered.table();
	if table.receipts.is_empty() {
		return Err(Error::NotFound(format!(
			"about subject {} at finalised block {}",
			hex(subject),
			at.number
		)));
	}
	output.result(&table)?;
	Ok(Exit::Success)
}

async fn by_subject(
	chain: &Chain,
	subject: H256,
	issuer: Option<&AccountId32>,
	from: u64,
	gathered: &Gathered,
	at: H256,
) -> Result<Page, Error> {
	let limit = gathered.room().min(MAX_PAGE);
	chain.by_subject(subject, issuer, from, limit, at).await
}

/// The subject that a text names.
fn subject(text: &str) -> Result<H256, Error> {
	match text.strip_prefix("0x") {
		Some(digits) => parse_digest(digits)
			.map_err(|_| Error::Usage("a subject in hexadecimal has 64 digits".to_owned())),
		None => Ok(subject_of(text)),
	}
}

/// Receipts of several pages, up to a limit.
struct Gathered {
	receipts: Vec<Shown>,
	limit: u32,
	/// Where to go on; `None` at the end.
	next: Option<u64>,
	full: bool,
}

impl Gathered {
	const fn new(limit: u32, from: u64) -> Self {
		Self { receipts: Vec::new(), limit, next: Some(from), full: false }
	}

	/// How many more are wanted.
	fn room(&self) -> u32 {
		self.limit.saturating_sub(u32::try_from(self.receipts.len()).unwrap_or(u32::MAX))
	}

	/// Where the next page starts, if one is wanted.
	const fn next_page(&self) -> Option<u64> {
		if self.full {
			None
		} else {
			self.next
		}
	}

	/// Takes a receipt if it is wanted; `after` is where the list goes on. Whether more are wanted.
	fn take(&mut self, wanted: Option<Shown>, after: Option<u64>) -> bool {
		self.receipts.extend(wanted);
		if self.room() == 0 && !self.full {
			self.full = true;
			self.next = after;
		}
		!self.full
	}

	/// A page has ended, and a node says where the next one starts.
	fn end_page(&mut self, from: u64, next: Option<u64>) {
		if !self.full {
			// A node that leads back shall not lead for ever.
			self.next = next.filter(|next| *next > from);
		}
	}

	fn table(self) -> Table {
		Table { receipts: self.receipts, next: self.next }
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use tonnetz_core::receipt::Source;

	fn shown(id: u64) -> Shown {
		let info = super::super::ReceiptInfo {
			id,
			link: H256::zero(),
			source: Source::Call,
			receipt: None,
			revoked: None,
		};
		Shown::new(info, 1)
	}

	#[test]
	fn a_subject_is_a_name_or_a_digest() {
		assert_eq!(subject("adr/7").unwrap(), subject_of("adr/7"));
		let digest = subject_of("adr/7");
		assert_eq!(subject(&hex(digest)).unwrap(), digest);
		assert!(matches!(subject("0xabc"), Err(Error::Usage(_))));
		assert_eq!(subject("").unwrap(), subject_of(""));
	}

	#[test]
	fn kinds_are_told_apart() {
		assert!(What::Adrs.has(Some(Kind::ArchitectureDecision)));
		assert!(!What::Adrs.has(Some(Kind::Decision)));
		assert!(What::All.has(None) && !What::Decisions.has(None));
	}

	#[test]
	fn gathering_ends_at_the_limit_and_says_where_to_go_on() {
		let mut gathered = Gathered::new(2, 10);
		assert_eq!(gathered.next_page(), Some(10));
		assert!(gathered.take(Some(shown(1)), Some(11)));
		assert!(gathered.take(None, Some(12)));
		gathered.end_page(10, Some(12));
		assert_eq!(gathered.next_page(), Some(12));
		assert!(!gathered.take(Some(shown(3)), Some(13)));
		gathered.end_page(12, Some(99));
		assert_eq!(gathered.next_page(), None);
		let table = gathered.table();
		assert_eq!((table.receipts.len(), table.next), (2, Some(13)));
		let text = table.to_string();
		assert!(text.starts_with("ID  STATUS  KIND  TIME  DIGEST"), "{text}");
		assert!(text.ends_with("there are more: --from 13\n"), "{text}");
	}

	#[test]
	fn a_node_cannot_lead_in_circles() {
		for next in [None, Some(0), Some(10)] {
			let mut gathered = Gathered::new(2, 10);
			gathered.end_page(10, next);
			assert_eq!(gathered.next_page(), None);
		}
	}
}
