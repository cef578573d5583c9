// SPDX-License-Identifier: Apache-2.0

//! Calls of the pallet, and what is printed of them.

use super::{status::Shown, PALLET};
use crate::{
	chain::{Block, Chain, Included},
	cli::NodeArgs,
	error::Error,
	key::{self, source::KeyArgs},
	output::{hex, Rows},
};
use clap::Args;
use serde::Serialize;
use sp_core::crypto::{AccountId32, Ss58Codec};
use std::fmt::{self, Display};
use subxt::ext::scale_encode::{EncodeAsFields, EncodeAsType};
use tonnetz_core::cust::CommandId;
use tonnetz_crypto::AnyPair;

/// Who calls, and through which node.
#[derive(Args, Debug)]
pub struct WriteArgs {
	#[command(flatten)]
	pub key: KeyArgs,

	#[command(flatten)]
	pub node: NodeArgs,
}

/// In whose name.
#[derive(Args, Debug)]
pub struct RealArgs {
	/// Act for this account, of which the key is a proxy; by default the key's own
	#[arg(long = "as", value_name = "SS58")]
	real: Option<String>,
}

impl RealArgs {
	/// The account, if it is another than the key's.
	pub fn account(&self) -> Result<Option<AccountId32>, Error> {
		self.real.as_deref().map(key::account).transpose()
	}
}

/// The argument of calls that are about a command alone, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct OfCommand {
	/// The number of the command.
	pub id: CommandId,
}

/// The argument of calls that are about a target alone, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct OfTarget {
	/// The name of the target.
	pub target: Vec<u8>,
}

/// Makes a call in the name of `real` or else of the key, and waits until it is final.
pub async fn call(
	chain: &Chain,
	pair: &AnyPair,
	real: Option<&AccountId32>,
	name: &'static str,
	arguments: impl EncodeAsFields,
) -> Result<Included, Error> {
	let call = subxt::dynamic::tx(PALLET, name, arguments);
	match real {
		Some(real) => chain.submit_as(real, &call, pair).await,
		None => chain.submit(&call, pair).await,
	}
}

/// Where a call stands, as it is printed.
#[derive(Serialize)]
pub struct Finalised {
	account: AccountId32,
	/// The block that it is in.
	pub block: Block,
	extrinsic: String,
	url: String,
}

impl Finalised {
	/// A call that was made in the name of `account`.
	pub fn new(chain: &Chain, account: AccountId32, included: &Included) -> Self {
		Self {
			account,
			block: included.block(),
			extrinsic: hex(included.extrinsic_hash),
			url: chain.url().to_owned(),
		}
	}

	/// Adds its lines.
	pub fn rows(&self, rows: Rows) -> Rows {
		rows.row("account", self.account.to_ss58check())
			.row("block", format!("{} {}", self.block.number, hex(self.block.hash)))
			.row("extrinsic", &self.extrinsic)
			.row("node", &self.url)
	}
}

/// A finalised call and what became of its command, as they are printed.
#[derive(Serialize)]
pub struct Changed {
	/// The command after it.
	pub command: Shown,
	#[serde(flatten)]
	finalised: Finalised,
}

impl Display for Changed {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		self.finalised.rows(Rows::new()).fmt(f)?;
		write!(f, "\n{}", self.command)
	}
}

/// Makes a call that changes the state of a command, and reads what became of it.
pub async fn change(
	chain: &Chain,
	pair: &AnyPair,
	real: Option<AccountId32>,
	id: CommandId,
	name: &'static str,
	arguments: impl EncodeAsFields,
) -> Result<Changed, Error> {
	let included = call(chain, pair, real.as_ref(), name, arguments).await?;
	let finalised = Finalised::new(chain, real.unwrap_or_else(|| pair.account_id()), &included);
	let info = chain.known_command(id, finalised.block).await?;
	Ok(Changed { command: Shown::new(info), finalised })
}
