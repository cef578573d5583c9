// SPDX-License-Identifier: Apache-2.0

//! Glue between pallets. A pallet names what it needs from another by one of these traits in its
//! `Config`; the runtime puts the pallet that implements it there.

use crate::{
	cust::{ModelId, ModelStanding},
	receipt::{Attestation, ReceiptId},
	types::AccountId,
};
use sp_runtime::{DispatchError, Weight};
use tonnetz_crypto::{Scheme, Signature};

/// Writes receipts on behalf of other pallets. Implemented by `pallet-receipts`.
///
/// Either method leaves the state as it was when it returns an error, also outside a storage
/// transaction, so a caller may carry on after one. The errors are those of the `attest` call:
/// `UnknownParent`, `Expired`, `UriTooLong` and, for [`attest_as`](Self::attest_as),
/// `DepositNotAffordable`.
///
/// Not to be called from `on_initialize`: the timestamp of the block is not set then, and the receipt
/// would carry that of the block before.
pub trait AttestReceipt<AccountId, BlockNumber> {
	/// Writes a receipt of `issuer`, the account that acted. It bears the deposit, as for the
	/// `attest` call.
	///
	/// The caller must have verified that `issuer` acted, for example by its signed origin.
	fn attest_as(
		issuer: &AccountId,
		attestation: Attestation<BlockNumber>,
	) -> Result<ReceiptId, DispatchError>;

	/// Writes a receipt of what happened by itself: an expiry, a rollback, an equivocation. Its
	/// issuer is [`autonomous_issuer`](Self::autonomous_issuer) and no deposit is held, so the
	/// caller must bound how many it writes.
	fn attest_autonomous(attestation: Attestation<BlockNumber>)
		-> Result<ReceiptId, DispatchError>;

	/// The account in whose chain autonomous receipts stand. Nobody has its key.
	fn autonomous_issuer() -> AccountId;

	/// The weight of either method, for a `uri` of that many bytes.
	fn attest_weight(uri_len: u32) -> Weight;
}

/// Tells whether an account is a registered operator. Implemented by the operators pallet.
///
/// `()` denies everything.
pub trait IsOperator<AccountId> {
	/// Whether `who` is registered as an operator now.
	fn is_operator(who: &AccountId) -> bool;

	/// The weight of [`is_operator`](Self::is_operator).
	fn is_operator_weight() -> Weight;
}

impl<AccountId> IsOperator<AccountId> for () {
	fn is_operator(_: &AccountId) -> bool {
		false
	}

	fn is_operator_weight() -> Weight {
		Weight::zero()
	}
}

/// Tells how much an account has attested. Implemented by `pallet-receipts`.
pub trait AttestationVolume<AccountId> {
	/// The receipts that `who` paid for by calls of its own, of each day at most a fixed number,
	/// less those revoked. What other pallets wrote does not count.
	fn attestation_volume(who: &AccountId) -> u64;

	/// The weight of [`attestation_volume`](Self::attestation_volume).
	fn attestation_volume_weight() -> Weight;
}

/// Tells which models are pinned, and how planners stand with them. Implemented by the models pallet.
///
/// `()` knows no model: a policy that names one refuses every command.
pub trait ModelPins<AccountId> {
	/// How `planner` stands with the version of `model` that is pinned for it.
	fn standing(model: ModelId, planner: &AccountId) -> ModelStanding;

	/// Whether `model` is one of the network, which a shared target may name.
	fn is_network(model: ModelId) -> bool;

	/// The weight of either method.
	fn weight() -> Weight;
}

impl<AccountId> ModelPins<AccountId> for () {
	fn standing(_: ModelId, _: &AccountId) -> ModelStanding {
		ModelStanding::NotPinned
	}

	fn is_network(_: ModelId) -> bool {
		false
	}

	fn weight() -> Weight {
		Weight::zero()
	}
}

/// Tells how an operator stands. Implemented by the operators pallet.
///
/// `()` knows no operator: nobody is suspended and nobody has been seen up.
pub trait OperatorRecord<AccountId, BlockNumber> {
	/// The block at which `operator` was suspended, while it is.
	fn suspended_since(operator: &AccountId) -> Option<BlockNumber>;

	/// The uptime of `operator` over a year, 0 to 100; 0 if it is no operator.
	fn uptime(operator: &AccountId) -> u8;

	/// The weight of either method.
	fn weight() -> Weight;
}

impl<AccountId, BlockNumber> OperatorRecord<AccountId, BlockNumber> for () {
	fn suspended_since(_: &AccountId) -> Option<BlockNumber> {
		None
	}

	fn uptime(_: &AccountId) -> u8 {
		0
	}

	fn weight() -> Weight {
		Weight::zero()
	}
}

/// Tells how reliable the streams of an operator are. Implemented by the signals pallet.
///
/// `()` knows no stream.
pub trait SignalReliability<AccountId> {
	/// The reliability of the streams of `who` over 30 days, 0 to 100; 0 if it has none.
	fn signal_reliability(who: &AccountId) -> u8;

	/// The weight of [`signal_reliability`](Self::signal_reliability).
	fn signal_reliability_weight() -> Weight;
}

impl<AccountId> SignalReliability<AccountId> for () {
	fn signal_reliability(_: &AccountId) -> u8 {
		0
	}

	fn signal_reliability_weight() -> Weight {
		Weight::zero()
	}
}

/// Tells how accounts came to the chain. Implemented by the referrals pallet.
///
/// `()` links nobody.
pub trait ReferralLinks<AccountId> {
	/// Whether one of the two referred the other, or referred who referred it and so on.
	fn linked(one: &AccountId, other: &AccountId) -> bool;

	/// Whether both have the same referrer.
	fn share_referrer(one: &AccountId, other: &AccountId) -> bool;

	/// The weight of either method.
	fn weight() -> Weight;
}

impl<AccountId> ReferralLinks<AccountId> for () {
	fn linked(_: &AccountId, _: &AccountId) -> bool {
		false
	}

	fn share_referrer(_: &AccountId, _: &AccountId) -> bool {
		false
	}

	fn weight() -> Weight {
		Weight::zero()
	}
}

/// Tells what keeps an operator from deregistering. Implemented by tuples of the pallets in which
/// operators have something open.
pub trait OperatorDuties<AccountId> {
	/// Whether `operator` has something open: a target, a stream, a ceremony, a claim.
	fn has_duties(operator: &AccountId) -> bool;

	/// The weight of [`has_duties`](Self::has_duties).
	fn has_duties_weight() -> Weight;
}

#[impl_trait_for_tuples::impl_for_tuples(8)]
impl<AccountId> OperatorDuties<AccountId> for Tuple {
	fn has_duties(operator: &AccountId) -> bool {
		for_tuples!( #( if Tuple::has_duties(operator) { return true } )* );
		false
	}

	fn has_duties_weight() -> Weight {
		let mut weight = Weight::zero();
		for_tuples!( #( weight = weight.saturating_add(Tuple::has_duties_weight()); )* );
		weight
	}
}

/// A signature over a statement that somebody else brings to the chain, in contrast to the
/// signature of an extrinsic.
///
/// What is signed begins with the genesis hash of the chain, and its context names its purpose, so
/// that a signature counts on one chain and for one thing.
pub trait DetachedSignature<AccountId> {
	/// Whether `signer` signed `message` in `context`.
	///
	/// The time grows with the message: the caller bounds it, and charges for the
	/// [scheme](Self::scheme).
	fn verify_detached(&self, context: &[u8], message: &[u8], signer: &AccountId) -> bool;

	/// The scheme of the signature, by which the time to verify it differs fiftyfold.
	fn scheme(&self) -> Scheme;
}

impl DetachedSignature<AccountId> for Signature {
	fn verify_detached(&self, context: &[u8], message: &[u8], signer: &AccountId) -> bool {
		self.verify_in_context(context, message, signer)
	}

	fn scheme(&self) -> Scheme {
		Self::scheme(self)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn unit_denies_every_operator() {
		assert!(!<() as IsOperator<u64>>::is_operator(&1));
		assert_eq!(<() as IsOperator<u64>>::is_operator_weight(), Weight::zero());
	}

	#[test]
	fn unit_pins_no_model() {
		assert_eq!(<() as ModelPins<u64>>::standing(0, &1), ModelStanding::NotPinned);
		assert!(!<() as ModelPins<u64>>::is_network(0));
	}

	#[test]
	fn duties_of_any_member_count() {
		struct Of(());
		impl OperatorDuties<u64> for Of {
			fn has_duties(operator: &u64) -> bool {
				*operator == 1
			}

			fn has_duties_weight() -> Weight {
				Weight::from_parts(7, 0)
			}
		}
		assert!(!<() as OperatorDuties<u64>>::has_duties(&1));
		assert!(<(Of, Of) as OperatorDuties<u64>>::has_duties(&1));
		assert!(!<(Of, Of) as OperatorDuties<u64>>::has_duties(&2));
		assert_eq!(<(Of, Of) as OperatorDuties<u64>>::has_duties_weight().ref_time(), 14);
		let _ = Of(());
	}

	#[cfg(feature = "std")]
	#[test]
	fn detached_signatures_are_of_one_signer_context_and_message() {
		use tonnetz_crypto::{context, AnyPair};
		for scheme in Scheme::ALL {
			let [alice, bob] =
				["//Alice", "//Bob"].map(|suri| AnyPair::from_suri(scheme, suri, None).unwrap());
			let signature = alice.sign(context::STATEMENT, b"message").unwrap();
			let verify = |context, message: &[u8], signer: &AnyPair| {
				signature.verify_detached(context, message, &signer.account_id())
			};
			assert_eq!(DetachedSignature::scheme(&signature), scheme);
			assert!(verify(context::STATEMENT, b"message", &alice));
			assert!(!verify(context::STATEMENT, b"message", &bob));
			assert!(!verify(context::STATEMENT, b"massage", &alice));
			assert!(!verify(context::INVITE, b"message", &alice));
		}
	}
}
