// SPDX-License-Identifier: Apache-2.0

//! `tonnetz operator observers` and `tonnetz operator observes`: who reports on whom.

use crate::{
	chain::Chain,
	cli::NodeArgs,
	error::{Error, Exit},
	key,
	output::Output,
	page::{Line, PageArgs, Table},
};
use clap::Args;
use serde::Serialize;
use sp_core::crypto::{AccountId32, Ss58Codec};
use std::fmt::{self, Display};
use tonnetz_core::{
	operators::{era_of, EraIndex},
	BlockNumber,
};

/// `tonnetz operator observers`
#[derive(Args, Debug)]
pub struct ObserversArgs {
	/// The operator's account
	#[arg(value_name = "SS58")]
	account: String,

	/// The era: a block's number divided by 200; by default that of the finalised block
	#[arg(long, value_name = "ERA")]
	era: Option<EraIndex>,

	#[command(flatten)]
	node: NodeArgs,
}

/// `tonnetz operator observes`
#[derive(Args, Debug)]
pub struct ObservesArgs {
	/// The operator's account
	#[arg(value_name = "SS58")]
	account: String,

	#[command(flatten)]
	page: PageArgs,

	#[command(flatten)]
	node: NodeArgs,
}

impl Line<1> for AccountId32 {
	const TITLES: [&'static str; 1] = ["ACCOUNT"];

	fn line(&self) -> [String; 1] {
		[self.to_ss58check()]
	}
}

/// Observers as they are printed.
#[derive(Serialize)]
struct Observers {
	era: EraIndex,
	#[serde(flatten)]
	accounts: Table<AccountId32, 1>,
}

impl Display for Observers {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self.accounts.items.is_empty() {
			true => writeln!(f, "nobody observes it in era {}", self.era),
			false => self.accounts.fmt(f),
		}
	}
}

/// Runs `tonnetz operator observers`.
pub async fn observers(args: ObserversArgs, output: Output) -> Result<Exit, Error> {
	let account = key::account(&args.account)?;
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?;
	chain.known_operator(&account, at).await?;
	let number = BlockNumber::try_from(at.number).map_err(|error| chain.mismatch(error))?;
	let era = args.era.unwrap_or(era_of(number));
	let accounts = chain.observers(&account, era, at.hash).await?;
	output.result(&Observers { era, accounts: Table::whole(accounts) })?;
	Ok(Exit::Success)
}

/// Runs `tonnetz operator observes`.
pub async fn observes(args: ObservesArgs, output: Output) -> Result<Exit, Error> {
	let account = key::account(&args.account)?;
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?;
	chain.known_operator(&account, at).await?;
	let table = Table::gather(&chain, args.page, async |from, limit| {
		let page = chain.observes(&account, from, limit, at.hash).await?;
		Ok((page.items, page.next))
	});
	output.result(&table.await?)?;
	Ok(Exit::Success)
}
