// SPDX-License-Identifier: Apache-2.0

//! `tonnetz certification ceremony show` and `list`

use super::{
	super::{kind, reads::CeremonyKey},
	CeremonyInfo,
};
use crate::{
	chain::Chain,
	cli::NodeArgs,
	cust::text::visible,
	error::{Error, Exit},
	output::{hex, unhex, Output, Rows},
	page::{Line, PageArgs, Table},
};
use clap::Args;
use serde::Serialize;
use sp_core::{
	crypto::{AccountId32, Ss58Codec},
	H256,
};
use std::fmt::{self, Display};
use tonnetz_core::{certification::CeremonyState, BlockNumber};

/// `tonnetz certification ceremony show`
#[derive(Args, Debug)]
pub struct ShowArgs {
	/// The number of the ceremony, or its digest in hexadecimal after 0x
	#[arg(value_name = "ID", value_parser = key)]
	key: CeremonyKey,

	#[command(flatten)]
	node: NodeArgs,
}

/// `tonnetz certification ceremony list`
#[derive(Args, Debug)]
pub struct ListArgs {
	#[command(flatten)]
	page: PageArgs,

	#[command(flatten)]
	node: NodeArgs,
}

fn key(text: &str) -> Result<CeremonyKey, String> {
	let wrong = || format!("{text:?} is no ceremony: give a number, or 0x and 64 digits");
	match text.strip_prefix("0x") {
		None => text.parse().map(CeremonyKey::Id).map_err(|_| wrong()),
		Some(digits) => {
			let bytes = unhex(digits).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
			bytes.map(|bytes| CeremonyKey::Digest(H256(bytes))).ok_or_else(wrong)
		}
	}
}

/// A ceremony as it is printed.
#[derive(Serialize)]
#[serde(transparent)]
struct Shown(CeremonyInfo);

impl Display for Shown {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self(info) = self;
		let artifacts: Vec<_> = info.artifacts.iter().map(ToString::to_string).collect();
		let blessed = match (&info.blessed_by, info.blessing_needed) {
			(Some(blesser), _) => Some(blesser.to_ss58check()),
			(None, true) => Some("nobody yet".to_owned()),
			(None, false) => None,
		};
		let completed = match &info.state {
			CeremonyState::Completed { digest, receipt, .. } => Some((hex(digest), *receipt)),
			_ => None,
		};
		let (digest, receipt) = completed.unzip();
		Rows::new()
			.row("ceremony", info.id)
			.row("state", state(info))
			.row("tier", info.tier.name())
			.row("kind", kind::ceremony_name(info.kind))
			.row("artifacts", artifacts.join(", "))
			.row("initiator", info.initiator.to_ss58check())
			.row("opened", format!("at block {}", info.opened_at))
			.row("witnesses", witnesses(info))
			.optional("declined", some_addresses(&info.declined))
			.optional("blessed by", blessed)
			.row("blessing", visible(&String::from_utf8_lossy(&info.blessing)))
			.optional("digest", digest)
			.optional("receipt", receipt)
			.fmt(f)
	}
}

fn addresses(accounts: &[AccountId32]) -> String {
	accounts.iter().map(Ss58Codec::to_ss58check).collect::<Vec<_>>().join(", ")
}

fn some_addresses(accounts: &[AccountId32]) -> Option<String> {
	(!accounts.is_empty()).then(|| addresses(accounts))
}

fn witnesses(info: &CeremonyInfo) -> String {
	let witnesses = addresses(&info.witnesses);
	format!("{} of {}: {witnesses}", info.witnesses.len(), info.witnesses_needed)
}

fn state(info: &CeremonyInfo) -> String {
	let at = |what: &str, block: &BlockNumber| format!("{what} at block {block}");
	match &info.state {
		CeremonyState::Open => format!("open until block {}", info.expires),
		CeremonyState::Completed { at: block, .. } => at("completed", block),
		CeremonyState::Declined { at: block } => at("declined", block),
		CeremonyState::Cancelled { at: block } => at("cancelled", block),
		CeremonyState::Expired { at: block } => at("expired", block),
	}
}

impl Line<6> for CeremonyInfo {
	const TITLES: [&'static str; 6] = ["ID", "TIER", "KIND", "WITNESSES", "INITIATOR", "STATE"];

	fn line(&self) -> [String; 6] {
		[
			self.id.to_string(),
			self.tier.name().to_owned(),
			kind::ceremony_name(self.kind).to_owned(),
			format!("{} of {}", self.witnesses.len(), self.witnesses_needed),
			self.initiator.to_ss58check(),
			state(self),
		]
	}
}

/// Runs `tonnetz certification ceremony show`.
pub async fn run(args: ShowArgs, output: Output) -> Result<Exit, Error> {
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?;
	output.result(&Shown(chain.known_ceremony(args.key, at).await?))?;
	Ok(Exit::Success)
}

/// Runs `tonnetz certification ceremony list`.
pub async fn list(args: ListArgs, output: Output) -> Result<Exit, Error> {
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?.hash;
	let table = Table::gather(&chain, args.page, async |from, limit| {
		let page = chain.open_ceremonies(from, limit, at).await?;
		Ok((page.items, page.next))
	});
	output.result(&table.await?)?;
	Ok(Exit::Success)
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::{json, Value};

	fn info(state: Value) -> CeremonyInfo {
		let account = "5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM";
		serde_json::from_value(json!({
			"id": 7,
			"initiator": account,
			"tier": "gold",
			"kind": "milestone",
			"artifacts": [1, 2, 3, 4, 5],
			"blessing": "0x676f6f641b",
			"openedAt": 5,
			"expires": 201_605,
			"witnessesNeeded": 5,
			"witnesses": [account],
			"declined": [],
			"blessingNeeded": true,
			"blessedBy": null,
			"state": state,
		}))
		.unwrap()
	}

	#[test]
	fn a_ceremony_is_shown_with_what_it_waits_for() {
		let text = Shown(info(json!({ "state": "open" }))).to_string();
		assert!(text.contains("state       open until block 201605\n"), "{text}");
		assert!(text.contains("witnesses   1 of 5: 5C4"), "{text}");
		assert!(text.contains("blessed by  nobody yet\n"), "{text}");
		assert!(text.contains("blessing    good\\u{1b}\n"), "{text}");
		assert!(!text.contains("digest") && !text.contains("declined"), "{text}");
	}

	#[test]
	fn a_completed_ceremony_has_a_digest() {
		let digest = format!("0x{}", "ab".repeat(32));
		let state = json!({ "state": "completed", "at": 9, "digest": digest, "receipt": 11 });
		let text = Shown(info(state)).to_string();
		assert!(text.contains("state       completed at block 9\n"), "{text}");
		assert!(text.contains(&format!("digest      {digest}\nreceipt     11\n")), "{text}");
		let text = Table::whole(vec![info(json!({ "state": "expired", "at": 9 }))]).to_string();
		assert!(text.ends_with("  expired at block 9\n"), "{text}");
	}

	#[test]
	fn a_ceremony_goes_by_number_or_digest() {
		assert_eq!(key("7"), Ok(CeremonyKey::Id(7)));
		let digest = format!("0x{}", "ab".repeat(32));
		assert_eq!(key(&digest), Ok(CeremonyKey::Digest(H256::repeat_byte(0xab))));
		for wrong in ["", "-1", "0xab", "0xzz", "seven"] {
			assert!(key(wrong).is_err(), "{wrong}");
		}
	}
}
