// SPDX-License-Identifier: Apache-2.0

//! What a vote signs, and whether it did.

use crate::{
	AuthorityId, AuthoritySignature, RoundNumber, SetId, CLIENT_LOG_TARGET, RUNTIME_LOG_TARGET,
};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use finality_grandpa::Message;
use sp_application_crypto::RuntimeAppPublic;

/// What is signed: SCALE of `(message, round, set_id)`, so that no vote counts in another round
/// or set.
pub fn localized_payload<E: Encode>(round: RoundNumber, set_id: SetId, message: &E) -> Vec<u8> {
	let mut buffer = Vec::new();
	localized_payload_with_buffer(round, set_id, message, &mut buffer);
	buffer
}

/// As [`localized_payload`], into `buffer`, whose former content is lost.
pub fn localized_payload_with_buffer<E: Encode>(
	round: RoundNumber,
	set_id: SetId,
	message: &E,
	buffer: &mut Vec<u8>,
) {
	buffer.clear();
	(message, round, set_id).encode_to(buffer);
}

/// What checking a vote's signature found.
#[derive(Clone, Encode, Decode, PartialEq, Eq)]
#[cfg_attr(feature = "std", derive(Debug))]
pub enum SignatureResult {
	/// Signed in this round and set.
	Valid,
	/// Not signed by this authority, or in another round or set.
	Invalid,
	/// Signed in this round of the set before.
	OutdatedSet,
}

impl SignatureResult {
	/// Whether it is [`SignatureResult::Valid`].
	pub fn is_valid(&self) -> bool {
		*self == Self::Valid
	}
}

/// Whether the authority `id` signed `message` in this round and set.
pub fn check_message_signature<H: Encode, N: Encode>(
	message: &Message<H, N>,
	id: &AuthorityId,
	signature: &AuthoritySignature,
	round: RoundNumber,
	set_id: SetId,
) -> SignatureResult {
	check_message_signature_with_buffer(message, id, signature, round, set_id, &mut Vec::new())
}

/// As [`check_message_signature`], with `buffer` for the payload, whose former content is lost.
pub fn check_message_signature_with_buffer<H: Encode, N: Encode>(
	message: &Message<H, N>,
	id: &AuthorityId,
	signature: &AuthoritySignature,
	round: RoundNumber,
	set_id: SetId,
	buffer: &mut Vec<u8>,
) -> SignatureResult {
	let mut signed_in = |set_id| {
		localized_payload_with_buffer(round, set_id, message, buffer);
		id.verify(buffer, signature)
	};

	if signed_in(set_id) {
		return SignatureResult::Valid;
	}
	// A voter that has not seen the change of set yet is behind, not malicious.
	let outdated = set_id.checked_sub(1).is_some_and(signed_in);

	let target = if cfg!(feature = "std") { CLIENT_LOG_TARGET } else { RUNTIME_LOG_TARGET };
	log::debug!(
		target: target,
		"bad signature of a vote: id={id:?} round={round} set_id={set_id} signed in the set before={outdated}",
	);
	if outdated {
		SignatureResult::OutdatedSet
	} else {
		SignatureResult::Invalid
	}
}

/// Signs `message` for this round and set with the key `public` of `keystore`; `None` if the
/// keystore does not have it.
#[cfg(feature = "std")]
pub fn sign_message<H: Encode, N: Encode>(
	keystore: sp_keystore::KeystorePtr,
	message: Message<H, N>,
	public: AuthorityId,
	round: RoundNumber,
	set_id: SetId,
) -> Option<finality_grandpa::SignedMessage<H, N, AuthoritySignature, AuthorityId>> {
	let signature = keystore
		.sign_with(
			crate::KEY_TYPE,
			tonnetz_crypto::falcon512::CRYPTO_ID,
			public.as_ref(),
			&localized_payload(round, set_id, &message),
		)
		.ok()??;
	let signature = AuthoritySignature::try_from(signature.as_slice()).ok()?;
	Some(finality_grandpa::SignedMessage { message, signature, id: public })
}
