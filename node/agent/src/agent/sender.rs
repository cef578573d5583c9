// SPDX-License-Identifier: Apache-2.0

//! Sending a transaction so that a crash leaves a note of it.

use super::outbox::{Outbox, Sent};
use crate::{
	chain::{Chain, Included, Pooled},
	error::Error,
};
use serde::Serialize;
use sp_core::crypto::AccountId32;
use subxt::transactions::Payload;
use tonnetz_crypto::AnyPair;

/// What became of a transaction that did not do what it should.
#[derive(Debug)]
pub enum SendError {
	/// It is certain that nothing will come of it.
	NotSent(Error),
	/// It is final and its call failed, so nothing came of it.
	Failed(Error),
	/// It may be included still; the note in the outbox says until when.
	Unknown(Error),
}

/// Signs `call` as `real`, writes `note` of it down under `name`, and sends it. Nothing else may be
/// signed with the key meanwhile.
pub async fn send<Call: Payload, Note: Serialize>(
	chain: &Chain,
	(real, pair): (&AccountId32, &AnyPair),
	call: &Call,
	outbox: &Outbox,
	name: &str,
	note: impl FnOnce(Sent) -> Note,
) -> Result<Pooled, SendError> {
	let signed = chain.signed(real, call, pair).await.map_err(SendError::NotSent)?;
	let note = note(Sent { hash: signed.hash, void_at: signed.void_at });
	outbox.put(name, &note).map_err(SendError::NotSent)?;
	match chain.pooled(signed).await {
		Err(error @ Error::Refused(_)) => {
			outbox.remove(name).map_err(SendError::NotSent)?;
			Err(SendError::NotSent(error))
		}
		outcome => outcome.map_err(SendError::Unknown),
	}
}

/// Waits until what was sent is final.
pub async fn settle(chain: &Chain, pooled: Pooled) -> Result<Included, SendError> {
	chain.settled(pooled).await.map_err(|error| match error {
		Error::Failed { .. } => SendError::Failed(error),
		error => SendError::Unknown(error),
	})
}
