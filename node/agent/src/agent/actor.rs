// SPDX-License-Identifier: Apache-2.0

//! Calls in an operator's name, and of some at most one in a period.

use crate::{
	agent::{
		link::{Head, Link},
		outbox::{Outbox, Sent},
		sender::{send, settle, SendError},
		vault::{Role, Vault},
	},
	chain::Included,
	error::Error,
};
use serde::{Deserialize, Serialize};
use sp_core::{crypto::AccountId32, H256};
use std::sync::Arc;
use subxt::ext::scale_encode::EncodeAsFields;
use tokio::sync::Mutex;
use tonnetz_core::{units::MINUTES, BlockNumber};

/// For how many finalised blocks nothing is tried again after the pool refused it: the reason lies with
/// the account, and whoever is to fund it needs a while.
const REFUSED: BlockNumber = 4 * MINUTES;

/// For how many finalised blocks nothing is tried again after the node could not be asked.
const NOT_SENT: BlockNumber = MINUTES / 2;

/// Who calls, in whose name.
pub struct Actor {
	/// The account in whose name.
	pub account: AccountId32,
	/// Notes of what was sent.
	pub outbox: Outbox,
	/// The agent's key.
	pub vault: Arc<Vault>,
	/// The node.
	pub link: Arc<Link>,
	/// Held from the choice of a transaction's nonce until it is sent: one for all that sign with the
	/// key.
	pub turn: Arc<Mutex<()>>,
}

/// Why nothing came of a call, or nobody knows.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
	/// There is no key.
	#[error("the agent is locked")]
	Locked,
	/// The node could not be asked.
	#[error("not sent: {0}")]
	NotSent(Error),
	/// The pool did not take it.
	#[error("{0}")]
	Refused(Error),
	/// It is final, and its call failed.
	#[error("{0}")]
	Failed(Error),
	/// It may be included still.
	#[error("{0}; it may be included still")]
	Unknown(Error),
}

impl Failure {
	/// The word by which it is counted.
	pub const fn name(&self) -> &'static str {
		match self {
			Self::Locked => "locked",
			Self::NotSent(_) => "not_sent",
			Self::Refused(_) => "refused",
			Self::Failed(_) => "failed",
			Self::Unknown(_) => "unknown",
		}
	}

	/// For how many finalised blocks nothing is tried again, if nothing was sent and something may be.
	pub const fn pause(&self) -> Option<BlockNumber> {
		match self {
			Self::NotSent(_) => Some(NOT_SENT),
			Self::Refused(_) => Some(REFUSED),
			Self::Locked | Self::Failed(_) | Self::Unknown(_) => None,
		}
	}
}

impl From<SendError> for Failure {
	fn from(error: SendError) -> Self {
		match error {
			SendError::NotSent(error @ Error::Refused(_)) => Self::Refused(error),
			SendError::NotSent(error) => Self::NotSent(error),
			SendError::Failed(error) => Self::Failed(error),
			SendError::Unknown(error) => Self::Unknown(error),
		}
	}
}

/// What is known of a thing that is done once in a period.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
struct Note {
	/// The number of the period.
	period: BlockNumber,
	/// The transaction that may be on its way.
	hash: Option<H256>,
	/// The finalised block from which it can be done again; `None` if not in this period.
	again: Option<u64>,
}

impl Actor {
	/// What keeps anything from being sent.
	pub fn obstacle(&self) -> Option<String> {
		if !self.vault.is_unlocked() {
			Some("the agent is locked: tonnetz agent unlock".to_owned())
		} else if self.link.head().is_none() {
			Some(format!("no connection to {}", self.link.url()))
		} else {
			None
		}
	}

	/// Makes a call and waits until it is final. `note` is what is written down under `name` before it is
	/// sent.
	pub async fn make<Note: Serialize>(
		&self,
		head: &Head,
		(pallet, call): (&'static str, &'static str),
		arguments: impl EncodeAsFields + Send + Sync,
		name: &str,
		note: impl FnOnce(Sent) -> Note,
	) -> Result<Included, Failure> {
		let pair = self.vault.key(Role::Executor).ok_or(Failure::Locked)?;
		let chain = &head.chain;
		let call = subxt::dynamic::tx(pallet, call, arguments);
		let turn = self.turn.lock().await;
		let sent = send(chain, (&self.account, &*pair), &call, &self.outbox, name, note).await;
		drop(turn);
		Ok(settle(chain, sent?).await?)
	}

	/// Whether a thing is to be done in a period, as far as its note tells at a finalised block.
	pub fn is_due(&self, name: &str, period: BlockNumber, finalised: u64) -> Result<bool, Error> {
		let note: Option<Note> = self.outbox.get(name)?;
		Ok(match note {
			None => true,
			Some(Note { again: Some(block), .. }) => finalised >= block,
			Some(note) => note.period != period,
		})
	}

	/// Notes that a thing is not to be done any more in a period.
	pub fn done(&self, name: &str, period: BlockNumber) -> Result<(), Error> {
		self.outbox.put(name, &Note { period, hash: None, again: None })
	}

	/// Makes a call for a period. Whatever becomes of it, [`is_due`](Self::is_due) knows; the outer error
	/// is that this could not be written down.
	pub async fn once(
		&self,
		head: &Head,
		(name, period): (&str, BlockNumber),
		call: (&'static str, &'static str),
		arguments: impl EncodeAsFields + Send + Sync,
	) -> Result<Result<Included, Failure>, Error> {
		let note = |sent: Sent| Note { period, hash: Some(sent.hash), again: Some(sent.void_at) };
		let made = self.make(head, call, arguments, name, note).await;
		match &made {
			Ok(_) | Err(Failure::Failed(_)) => self.done(name, period)?,
			Err(failure) => {
				if let Some(pause) = failure.pause() {
					let again = Some(head.block.number.saturating_add(pause.into()));
					self.outbox.put(name, &Note { period, hash: None, again })?;
				}
			}
		}
		Ok(made)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::cli::NodeArgs;

	const NAME: &str = "heartbeat";

	#[test]
	fn a_period_is_done_once() {
		let dir = tempfile::tempdir().unwrap();
		let actor = Actor {
			account: AccountId32::new([7; 32]),
			outbox: Outbox::new(dir.path().to_owned()),
			vault: Arc::new(Vault::new([].into_iter(), None)),
			link: Arc::new(Link::new(NodeArgs { url: "ws://node".to_owned(), timeout: 1 })),
			turn: Arc::default(),
		};
		let due = |period, block| actor.is_due(NAME, period, block).unwrap();
		assert!(due(3, 0));
		// One that may be on its way is waited for, whatever the period.
		let sent = Note { period: 3, hash: Some(H256::zero()), again: Some(64) };
		actor.outbox.put(NAME, &sent).unwrap();
		assert!(!due(3, 63) && !due(4, 63));
		assert!(due(3, 64) && due(4, 64));
		actor.done(NAME, 3).unwrap();
		assert!(!due(3, 0) && !due(3, u64::MAX));
		assert!(due(4, 0) && due(2, 0));
		std::fs::write(dir.path().join("heartbeat.json"), "{").unwrap();
		assert!(actor.is_due(NAME, 3, 0).is_err());
	}
}
