// SPDX-License-Identifier: Apache-2.0

//! `tonnetz certification verifiers`

use super::{kind, VerifierInfo};
use crate::{
	chain::Chain,
	cli::NodeArgs,
	error::{Error, Exit},
	key,
	output::Output,
	page::{Line, Table},
};
use clap::Args;
use serde::Serialize;
use sp_core::crypto::{AccountId32, Ss58Codec};
use std::fmt::{self, Display};
use tonnetz_core::{certification::VerifierKind, receipt::MAX_PAGE};

/// `tonnetz certification verifiers`
#[derive(Args, Debug)]
pub struct VerifiersArgs {
	/// What they judge
	#[arg(value_name = "KIND", value_parser = kind::verifier())]
	kind: VerifierKind,

	/// Begin with this account, the `next` of an earlier answer
	#[arg(long, value_name = "SS58")]
	from: Option<String>,

	#[command(flatten)]
	node: NodeArgs,
}

impl Line<4> for VerifierInfo {
	const TITLES: [&'static str; 4] = ["ACCOUNT", "SINCE", "STANDING", "KINDS"];

	fn line(&self) -> [String; 4] {
		let standing = match self.suspended.as_ref().map(|suspension| suspension.until) {
			None => "judges".to_owned(),
			Some(None) => "suspended".to_owned(),
			Some(Some(until)) => format!("suspended until block {until}"),
		};
		let kinds = self.kinds.iter().map(|kind| kind::verifier_name(*kind));
		[
			self.account.to_ss58check(),
			self.since.to_string(),
			standing,
			kinds.collect::<Vec<_>>().join(", "),
		]
	}
}

/// Verifiers as they are printed. Pages go by account, not by number.
#[derive(Serialize)]
struct Shown {
	items: Vec<VerifierInfo>,
	next: Option<AccountId32>,
}

impl Display for Shown {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		Table::whole(self.items.clone()).fmt(f)?;
		match &self.next {
			Some(next) => writeln!(f, "there are more: --from {}", next.to_ss58check()),
			None => Ok(()),
		}
	}
}

/// Runs the command.
pub async fn run(args: VerifiersArgs, output: Output) -> Result<Exit, Error> {
	let from = args.from.as_deref().map(key::account).transpose()?;
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?;
	let page = chain.verifiers(args.kind, from.as_ref(), MAX_PAGE, at.hash).await?;
	output.result(&Shown { items: page.items, next: page.next })?;
	Ok(Exit::Success)
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn a_verifier_is_a_line() {
		let info = |suspended| -> VerifierInfo {
			serde_json::from_value(json!({
				"account": "5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM",
				"kinds": [{ "evidence": "kyc" }, "artifactCriteria"],
				"since": 5,
				"suspended": suspended,
			}))
			.unwrap()
		};
		let next = Some(info(json!(null)).account);
		let items = vec![
			info(json!(null)),
			info(json!({ "since": 7, "until": 9 })),
			info(json!({ "since": 7, "until": null })),
		];
		let text = Shown { items, next }.to_string();
		let lines = text.lines().collect::<Vec<_>>();
		assert!(lines[1].ends_with("  judges                   kyc, artifact-criteria"), "{text}");
		assert!(lines[2].contains("  suspended until block 9  "), "{text}");
		assert!(lines[4].starts_with("there are more: --from 5C4"), "{text}");
	}
}
