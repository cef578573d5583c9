// SPDX-License-Identifier: Apache-2.0

//! What an operator sees of those it observes.

use super::{
	probe::{Prober, Sight},
	reads,
};
use crate::{
	agent::link::Head,
	chain::{Block, Chain},
	error::Error,
};
use futures::{stream, StreamExt};
use serde_json::{json, Value};
use sp_core::crypto::AccountId32;
use tonnetz_core::operators::{EraIndex, MAX_OBSERVED};

/// How many are looked at at a time.
const AT_ONCE: usize = 8;

/// Looks at operators.
pub struct Observer {
	prober: Prober,
}

/// What was seen of one.
pub struct Seen {
	/// Its account.
	pub account: AccountId32,
	/// What it was seen by: its endpoint, its blocks, or nothing.
	by: &'static str,
	/// How it is.
	sight: Sight,
}

impl Seen {
	/// Whether it is up; `None` if nobody can say.
	pub const fn up(&self) -> Option<bool> {
		match self.sight {
			Sight::Up => Some(true),
			Sight::Down(_) => Some(false),
			Sight::Unknown(_) => None,
		}
	}

	/// For the operational log.
	pub fn json(&self) -> Value {
		let Self { account, by, sight } = self;
		match sight {
			Sight::Up => json!({ "account": account, "by": by, "up": true }),
			Sight::Down(why) => json!({ "account": account, "by": by, "up": false, "why": why }),
			Sight::Unknown(why) => json!({ "account": account, "by": by, "up": null, "why": why }),
		}
	}
}

impl Observer {
	/// An observer that probes by `prober`.
	pub const fn new(prober: Prober) -> Self {
		Self { prober }
	}

	/// Looks at all that `account` observes in an era, at most [`MAX_OBSERVED`] of them.
	pub async fn look(
		&self,
		account: &AccountId32,
		era: EraIndex,
		validators: &[AccountId32],
		head: &Head,
	) -> Result<Vec<Seen>, Error> {
		let most = usize::try_from(MAX_OBSERVED).unwrap_or_default();
		let chain = &*head.chain;
		let observed = reads::observed(chain, account, most, head.block.hash).await?;
		let seen = observed.into_iter().map(|account| async move {
			let validates = validators.contains(&account);
			let (by, sight) =
				self.look_at(&account, era, validates, chain, head.block).await.unwrap_or_else(
					|error| ("nothing", Sight::Unknown(format!("the node cannot tell: {error}"))),
				);
			Seen { account, by, sight }
		});
		Ok(stream::iter(seen).buffered(AT_ONCE).collect().await)
	}

	async fn look_at(
		&self,
		account: &AccountId32,
		era: EraIndex,
		validates: bool,
		chain: &Chain,
		at: Block,
	) -> Result<(&'static str, Sight), Error> {
		if let Some(endpoint) = chain.known_operator(account, at).await?.endpoint {
			return Ok(("endpoint", self.prober.probe(&endpoint.to_lossy()).await));
		}
		if !validates {
			let why = "it has no endpoint and does not validate".to_owned();
			return Ok(("nothing", Sight::Unknown(why)));
		}
		let uptime = chain.uptime(account, at).await?;
		Ok(if uptime.era != era {
			("nothing", Sight::Unknown("the node is in another era".to_owned()))
		} else if uptime.authored {
			("blocks", Sight::Up)
		} else {
			("blocks", Sight::Down("it has authored no block in the era".to_owned()))
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn only_what_was_seen_is_told() {
		let account = AccountId32::new([7; 32]);
		let seen = |sight| Seen { account: account.clone(), by: "endpoint", sight };
		assert_eq!(seen(Sight::Up).up(), Some(true));
		assert_eq!(seen(Sight::Down("late".to_owned())).up(), Some(false));
		let unknown = seen(Sight::Unknown("private".to_owned()));
		assert_eq!(unknown.up(), None);
		assert_eq!(unknown.json()["up"], Value::Null);
		assert_eq!(unknown.json()["why"], "private");
	}
}
