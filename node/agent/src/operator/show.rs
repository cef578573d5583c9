// SPDX-License-Identifier: Apache-2.0

//! `tonnetz operator show`

use super::{amount, payout, reads::not_an_operator, OperatorInfo, Suspension};
use crate::{
	chain::{Block, Chain},
	cli::NodeArgs,
	cust::text::visible,
	error::{Error, Exit},
	key,
	output::{Output, Rows},
};
use clap::Args;
use serde::Serialize;
use sp_core::crypto::{AccountId32, Ss58Codec};
use std::fmt::{self, Display};
use tonnetz_core::torus::Position;

/// `tonnetz operator show`
#[derive(Args, Debug)]
pub struct ShowArgs {
	/// The operator's account
	#[arg(value_name = "SS58")]
	account: String,

	#[command(flatten)]
	node: NodeArgs,
}

/// An operator as it is printed.
#[derive(Serialize)]
#[serde(transparent)]
struct Shown(OperatorInfo);

impl Display for Shown {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self(info) = self;
		Rows::new()
			.row("operator", info.account.to_ss58check())
			.row("name", visible(&info.name.to_lossy()))
			.row("number", info.number)
			.row("joined", joined(info))
			.row("position", position(info.position))
			.row("wave", info.position.wave())
			.optional("referrer", info.referrer.as_ref().map(Ss58Codec::to_ss58check))
			.optional("endpoint", info.endpoint.as_ref().map(|url| visible(&url.to_lossy())))
			.row("payout", payout::describe(&info.payout))
			.row(
				"recovery",
				info.recovery.as_ref().map_or_else(
					|| "none: set one with tonnetz operator set-recovery".to_owned(),
					Ss58Codec::to_ss58check,
				),
			)
			.row("standing", standing(info))
			.row("deposit", amount::show(info.deposit))
			.fmt(f)
	}
}

fn joined(info: &OperatorInfo) -> String {
	let founding = if info.founding { ", founding" } else { "" };
	format!("at block {}{founding}", info.joined)
}

/// A position as it is given on the command line.
pub fn position(position: Position) -> String {
	position.coordinates().map(|coordinate| coordinate.to_string()).join(",")
}

/// Whether it validates, or is stopped.
pub fn standing(info: &OperatorInfo) -> String {
	let standing = if info.validator { "validator" } else { "operator" };
	match info.suspended {
		None => standing.to_owned(),
		Some(suspended) => {
			let lapses = suspended.lapses.map(|block| format!(" until block {block}"));
			let lapses = lapses.unwrap_or_default();
			format!("{standing}, suspended since block {}{lapses}", suspended.since)
		}
	}
}

/// Runs the command.
pub async fn run(args: ShowArgs, output: Output) -> Result<Exit, Error> {
	let account = key::account(&args.account)?;
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?;
	let found = chain.operator(&account, at.hash).await?;
	let Some(info) = found else {
		let suspension = chain.suspension(&account, at.hash).await?;
		return Err(gone(&account, at, suspension.as_ref()));
	};
	output.result(&Shown(info))?;
	Ok(Exit::Success)
}

/// That an account is no operator, or no longer.
fn gone(account: &AccountId32, at: Block, suspension: Option<&Suspension>) -> Error {
	match suspension {
		Some(Suspension { since, successor: Some(successor), .. }) => Error::Unknown {
			what: format!(
				"operator {}, which was stopped from block {since} on and goes on as {},",
				account.to_ss58check(),
				successor.to_ss58check()
			),
			block: at.number,
			remedy: "name the account that it goes on as",
		},
		_ => not_an_operator(account, at),
	}
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use serde_json::json;
	use tonnetz_core::operators::OperatorSuspension;

	/// An operator.
	pub fn info() -> OperatorInfo {
		serde_json::from_value(json!({
			"account": "5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM",
			"number": 3,
			"name": "acme",
			"joined": 0,
			"founding": true,
			"position": { "x": 1, "y": 0, "z": 7 },
			"referrer": null,
			"payout": "onChain",
			"recovery": null,
			"suspended": null,
			"validator": true,
			"deposit": 10_000_000_000_000_000_u64,
			"endpoint": "https://node-1.example.org",
		}))
		.unwrap()
	}

	#[test]
	fn an_operator_is_shown_with_what_it_lacks() {
		let text = Shown(info()).to_string();
		assert!(text.contains("position  1,0,7\n"), "{text}");
		assert!(text.contains("joined    at block 0, founding\n"), "{text}");
		assert!(text.contains("recovery  none: set one"), "{text}");
		assert!(text.contains("standing  validator\n"), "{text}");
		assert!(text.contains("deposit   10000 TNZ\n"), "{text}");
		assert!(text.contains("endpoint  https://node-1.example.org\n"), "{text}");
		assert!(!text.contains("referrer"), "{text}");
	}

	#[test]
	fn of_a_replaced_account_the_successor_is_told() {
		let (account, at) = (info().account, Block { number: 90, hash: Default::default() });
		let stopped = |successor| Suspension { since: 7, lapses: None, successor };
		let successor = AccountId32::new([3; 32]);
		let error = gone(&account, at, Some(&stopped(Some(successor.clone())))).to_string();
		let goes_on =
			format!("stopped from block 7 on and goes on as {}", successor.to_ss58check());
		assert!(error.contains(&goes_on), "{error}");
		for suspension in [None, Some(stopped(None))] {
			let error = gone(&account, at, suspension.as_ref()).to_string();
			assert!(error.contains("at finalised block 90"), "{error}");
			assert!(!error.contains("goes on"), "{error}");
		}
	}

	#[test]
	fn a_suspension_is_told() {
		let suspended = |lapses| {
			let suspended = Some(OperatorSuspension { since: 7, lapses });
			standing(&OperatorInfo { suspended, validator: false, ..info() })
		};
		assert_eq!(suspended(None), "operator, suspended since block 7");
		assert_eq!(suspended(Some(9)), "operator, suspended since block 7 until block 9");
	}
}
