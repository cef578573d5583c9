// SPDX-License-Identifier: Apache-2.0

//! `tonnetz coherence session`

use super::reads::{self, SessionInfo};
use crate::{
	chain::Chain,
	cli::NodeArgs,
	error::{Error, Exit},
	output::{hex, Output, Rows},
	page::{Line, Table},
};
use clap::Args;
use serde::Serialize;
use sp_core::{
	crypto::{AccountId32, Ss58Codec},
	H256,
};
use std::fmt::{self, Display};
use tonnetz_core::coherence::{decimal, SessionReport, MIN_REPORTERS};

/// `tonnetz coherence session`
#[derive(Args, Debug)]
pub struct SessionArgs {
	/// The identifier of the session, byte by byte; or its 0x hash
	#[arg(value_name = "SESSION")]
	session: String,

	#[command(flatten)]
	node: NodeArgs,
}

/// A session as it is printed.
#[derive(Serialize)]
struct Shown {
	session: H256,
	#[serde(flatten)]
	info: SessionInfo,
}

impl Line<4> for SessionReport<AccountId32> {
	const TITLES: [&'static str; 4] = ["REPORTER", "RATIO", "BLOCK", "RECEIPT"];

	fn line(&self) -> [String; 4] {
		[
			self.reporter.to_ss58check(),
			decimal::from_unsigned(self.ratio),
			self.at.to_string(),
			self.receipt.to_string(),
		]
	}
}

impl Display for Shown {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let info = &self.info;
		let median = match &info.median {
			Some(median) => {
				format!("{}, {}", decimal::from_unsigned(median.ratio), median.state.name())
			}
			None => format!("none before {MIN_REPORTERS} reporters"),
		};
		let standing = if info.sealed { "sealed at" } else { "open until" };
		Rows::new()
			.row("session", hex(self.session))
			.row("median", median)
			.row("reporters", info.reports.len())
			.row("opened", format!("at block {}", info.opened))
			.row("standing", format!("{standing} block {}", info.sealed_at))
			.row(
				"corridor",
				format!(
					"{} to {}",
					decimal::from_unsigned(info.corridor.lower),
					decimal::from_unsigned(info.corridor.upper)
				),
			)
			.fmt(f)?;
		Table::whole(info.reports.to_vec()).fmt(f)
	}
}

/// Runs the command.
pub async fn run(args: SessionArgs, output: Output) -> Result<Exit, Error> {
	let session = reads::session(&args.session)?;
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?;
	output.result(&Shown { session, info: chain.known_session(session, at).await? })?;
	Ok(Exit::Success)
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	fn info(median: serde_json::Value, sealed: bool) -> Shown {
		let info = json!({
			"opened": 5,
			"sealedAt": 201_605,
			"sealed": sealed,
			"corridor": { "lower": "0.618033988749894848", "upper": "0.666666666666666666" },
			"median": median,
			"reports": [{
				"reporter": "5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM",
				"ratio": "0.62",
				"at": 5,
				"receipt": 3,
			}],
		});
		Shown { session: H256::repeat_byte(1), info: serde_json::from_value(info).unwrap() }
	}

	#[test]
	fn a_session_is_shown_with_its_reports() {
		let text = info(json!(null), false).to_string();
		assert!(text.contains("median     none before 3 reporters\n"), "{text}");
		assert!(text.contains("standing   open until block 201605\n"), "{text}");
		assert!(text.contains("  0.62   5      3\n"), "{text}");
		let text = info(json!({ "ratio": "0.7", "state": "over-driven" }), true).to_string();
		assert!(text.contains("median     0.7, over-driven\n"), "{text}");
		assert!(text.contains("standing   sealed at block 201605\n"), "{text}");
	}
}
