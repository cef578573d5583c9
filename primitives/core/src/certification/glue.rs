// SPDX-License-Identifier: Apache-2.0

//! How other pallets read certification, and what it reads of them.

use super::{Tier, VerifierKind};
use crate::receipt::{Kind, ReceiptId};
use sp_runtime::Weight;

/// Tells the tiers of operators. Implemented by the certification pallet.
///
/// `()` gives everybody the lowest.
pub trait OperatorTiers<AccountId> {
	/// The tier of `who` now: evidence that has expired does not count.
	fn tier(who: &AccountId) -> Tier;

	/// What the share of `who` in a charge is multiplied by, in basis points.
	fn multiplier(who: &AccountId) -> u32 {
		Self::tier(who).multiplier()
	}

	/// The term that the tier of `who` adds to its weight in governance.
	fn points(who: &AccountId) -> u16 {
		Self::tier(who).points()
	}

	/// The weight of any of the methods.
	fn tier_weight() -> Weight;
}

impl<AccountId> OperatorTiers<AccountId> for () {
	fn tier(_: &AccountId) -> Tier {
		Tier::T0
	}

	fn tier_weight() -> Weight {
		Weight::zero()
	}
}

/// Tells who may judge what. Implemented by the certification pallet.
///
/// `()` lets nobody judge.
pub trait Verifiers<AccountId> {
	/// Whether `verifier` may judge something of this kind that is `judged`'s: it is registered for
	/// the kind and not suspended, and `judged` is neither itself nor linked to it by referral.
	fn may_judge(verifier: &AccountId, kind: VerifierKind, judged: &AccountId) -> bool;

	/// The weight of [`may_judge`](Self::may_judge).
	fn may_judge_weight() -> Weight;
}

impl<AccountId> Verifiers<AccountId> for () {
	fn may_judge(_: &AccountId, _: VerifierKind, _: &AccountId) -> bool {
		false
	}

	fn may_judge_weight() -> Weight {
		Weight::zero()
	}
}

/// What other pallets need to know of a receipt.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ReceiptFacts<AccountId> {
	/// Who attested.
	pub issuer: AccountId,
	/// What the payload is.
	pub kind: Kind,
	/// Whether the issuer has revoked it.
	pub revoked: bool,
}

/// Reads receipts. Implemented over `pallet-receipts`.
///
/// `()` knows no receipt.
pub trait ReadReceipt<AccountId> {
	/// What is known of the receipt with this number; `None` if there is none, or its body is pruned.
	fn read_receipt(id: ReceiptId) -> Option<ReceiptFacts<AccountId>>;

	/// The weight of [`read_receipt`](Self::read_receipt).
	fn read_receipt_weight() -> Weight;
}

impl<AccountId> ReadReceipt<AccountId> for () {
	fn read_receipt(_: ReceiptId) -> Option<ReceiptFacts<AccountId>> {
		None
	}

	fn read_receipt_weight() -> Weight {
		Weight::zero()
	}
}
