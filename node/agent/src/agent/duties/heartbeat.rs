// SPDX-License-Identifier: Apache-2.0

//! The heartbeat of an era.

use super::{block_number, lock, observe::Seen, outcome, reads, Duties};
use crate::{
	agent::{
		link::Head,
		report::{LastHeartbeat, Outcome},
	},
	error::Error,
};
use serde_json::{json, Value};
use sp_core::crypto::Ss58Codec;
use std::ops::RangeInclusive;
use subxt::{ext::scale_encode::EncodeAsType, utils::Static};
use tonnetz_core::{
	operators::{era_of, EraIndex, ERA},
	BlockNumber,
};

/// The pallet's name in the runtime.
const PALLET: &str = "Operators";

/// The name of the note of what was sent.
const NOTE: &str = "heartbeat";

/// How many turns a validator must have had before it is said that it authors nothing.
const TURNS: BlockNumber = 3;

/// The first block of an era that a heartbeat is sent for, and the last on which looking around begins:
/// that takes up to 14 blocks, a block or two pass until the heartbeat is included.
const FIRST: BlockNumber = 20;
const LATEST_FIRST: BlockNumber = 140;
const LAST: BlockNumber = 170;

/// The last block of an era for which a heartbeat is sent.
const LAST_SENT: BlockNumber = 195;

/// The arguments of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Heartbeat {
	era: EraIndex,
	observed: Static<Vec<([u8; 32], bool)>>,
}

/// The place within its era of the next block, and the era.
struct Now {
	era: EraIndex,
	place: BlockNumber,
}

impl Now {
	fn of(best: BlockNumber) -> Self {
		let next = best.saturating_add(1);
		Self { era: era_of(next), place: next.checked_rem(ERA).unwrap_or_default() }
	}
}

/// The places in an era at which looking around may begin, when so many validators take turns.
fn window(validators: usize) -> RangeInclusive<BlockNumber> {
	let turns = BlockNumber::try_from(validators).unwrap_or(BlockNumber::MAX).saturating_mul(TURNS);
	turns.clamp(FIRST, LATEST_FIRST)..=LAST
}

impl Duties {
	/// Sends the heartbeat of the era of the next block, if it is time and was not done.
	pub(super) async fn heartbeat(&self, head: &Head) -> Result<(), Error> {
		let (actor, chain) = (&*self.actor, &*head.chain);
		if !actor.vault.is_unlocked() {
			return Ok(());
		}
		let Now { era, place } = Now::of(chain.best_number().await?);
		// Whom to observe is read from finalised state: that must be in the era too.
		let is_done = *lock(&self.done) == Some(era);
		if is_done || !window(0).contains(&place) || era_of(block_number(head.block.number)?) != era
		{
			return Ok(());
		}
		let validators = reads::validators(chain, head.block.hash).await?;
		if !window(validators.len()).contains(&place)
			|| !actor.is_due(NOTE, era, head.block.number)?
		{
			return Ok(());
		}
		let own = chain.known_operator(&actor.account, head.block).await?;
		if own.suspended.is_some() {
			let account = own.account.to_ss58check();
			self.said.warn("heartbeat", &format!("operator {account} is suspended"));
			return Ok(());
		}
		self.said.well("heartbeat");
		let uptime = chain.uptime(&actor.account, head.block).await?;
		if uptime.era == era && uptime.heartbeat {
			*lock(&self.done) = Some(era);
			// An earlier process sent it.
			let sent = Outcome { outcome: "sent".to_owned(), block: None, reason: None };
			let mut last = lock(&self.last_heartbeat);
			if last.as_ref().is_none_or(|last| last.era != era) {
				*last = Some(LastHeartbeat { era, outcome: sent });
			}
			drop(last);
			return actor.done(NOTE, era);
		}
		let seen = self.observer.look(&actor.account, era, &validators, head).await?;
		let now = Now::of(chain.best_number().await?);
		if now.era != era || now.place > LAST_SENT {
			let why = format!("era {era} ended before it could be sent");
			self.said.failed("heartbeat", &why);
			self.metrics.heartbeat("missed");
			let missed = Outcome { outcome: "missed".to_owned(), block: None, reason: Some(why) };
			*lock(&self.last_heartbeat) = Some(LastHeartbeat { era, outcome: missed });
			return Ok(());
		}
		self.send_heartbeat(era, &seen, head).await
	}

	async fn send_heartbeat(&self, era: EraIndex, seen: &[Seen], head: &Head) -> Result<(), Error> {
		let told = seen.iter().filter_map(|seen| {
			let up = seen.up()?;
			Some((<[u8; 32]>::from(seen.account.clone()), up))
		});
		let observed: Vec<_> = told.collect();
		let (count, of) = (observed.len(), seen.len());
		let call = Heartbeat { era, observed: Static(observed) };
		let made = self.actor.once(head, (NOTE, era), (PALLET, "heartbeat"), call).await?;
		self.recorder.record(
			json!({
				"kind": "era",
				"era": era,
				"observed": seen.iter().map(Seen::json).collect::<Value>(),
				"finalised": head.block,
			}),
			Some(json!({ "kind": "operators.heartbeat", "as": self.actor.account })),
			match &made {
				Ok(included) => json!({ "block": included.block_number }),
				Err(failure) => json!({ "failed": failure.to_string() }),
			},
		);
		let last = LastHeartbeat { era, outcome: outcome(&made, "sent") };
		self.metrics.heartbeat(&last.outcome.outcome);
		*lock(&self.last_heartbeat) = Some(last);
		match made {
			Ok(included) => {
				*lock(&self.done) = Some(era);
				self.said.well("heartbeat");
				let block = included.block_number;
				tracing::info!("heartbeat of era {era} in block {block}: {count} of {of} seen");
			}
			Err(failure) => self.said.failed("heartbeat", &format!("era {era}: {failure}")),
		}
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_heartbeat_is_included_in_its_era() {
		let now = |best| {
			let Now { era, place } = Now::of(best);
			(era, place)
		};
		assert_eq!([198, 199, 200].map(now), [(0, 199), (1, 0), (1, 1)]);
		// The last probes end 40 s, 14 blocks, after they began.
		const { assert!(LAST + 14 < LAST_SENT && LAST_SENT < ERA - 2) }
	}

	#[test]
	fn validators_have_their_turns_first() {
		for (validators, first) in [(0, 20), (1, 20), (7, 21), (21, 63), (100, 140), (10_000, 140)]
		{
			assert_eq!(window(validators), first..=LAST, "{validators}");
		}
		// Any number of them is within what is asked before the number is known.
		assert_eq!(*window(0).start(), FIRST);
	}
}
