// SPDX-License-Identifier: Apache-2.0

//! What is true of the state after every block.

use crate::{
	ByIssuer, ChainHead, Config, Entry, Head, HoldReason, Index, IndexKey, NextId, Pallet,
	ReceiptOf, Receipts, Revocations, Source,
};
use alloc::collections::BTreeMap;
use frame_support::{
	ensure,
	storage::{KeyPrefixIterator, StoragePrefixedMap},
	traits::fungible::InspectHold,
};
use sp_runtime::TryRuntimeError;
use tonnetz_core::{ordered::Ordered, Balance};

/// The entries that one receipt has in `Index`.
const INDEX_KEYS: u64 = 4;

impl<T: Config> Pallet<T> {
	/// Checks the invariants of the pallet:
	///
	/// - The numbers of the receipts are dense, from 0 to `NextId - 1`.
	/// - A parent has a smaller number than its child.
	/// - A receipt is not from the future, and expires after the block that wrote it.
	/// - The positions of each issuer's receipts are dense, from 0 to `Head.next - 1`, in the order
	///   of the numbers, and `ByIssuer` has each of them and nothing else.
	/// - The links of each issuer's receipts, chained in order, give `Head.hash`.
	/// - A head exists only for an issuer of receipts.
	/// - Each receipt is indexed by its subject and its digest, alone and with its issuer, and
	///   `Index` has nothing else.
	/// - An autonomous receipt has no deposit, and the pallet's account is its issuer.
	/// - What is on hold in the account of each payer is the sum of the deposits recorded for it.
	/// - A revocation belongs to a receipt that exists and is not older than it.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut heads = BTreeMap::<T::AccountId, ChainHead>::new();
		let mut deposits = BTreeMap::<T::AccountId, Balance>::new();
		let mut count = 0u64;

		// The map is walked in ascending order of its keys.
		for (Ordered(id), Entry::Full { receipt, source, deposit }) in Receipts::<T>::iter() {
			ensure!(id == count, "the numbers of the receipts are dense from 0");
			Self::try_state_receipt(id, &receipt)?;

			ensure!(
				source != Source::Autonomous || receipt.issuer == Self::autonomous_account(),
				"an autonomous receipt is issued by the pallet's account"
			);
			ensure!(
				source != Source::Autonomous || deposit.total() == 0,
				"nothing is held for an autonomous receipt"
			);
			let sum = deposits.entry(receipt.payer().clone()).or_default();
			*sum = sum.saturating_add(deposit.total());

			let head = heads.entry(receipt.issuer.clone()).or_default();
			ensure!(receipt.sequence == head.next, "the positions of an issuer are dense from 0");
			*head = head.extended_by(receipt.link()).ok_or("a chain is too long")?;
			count = count.saturating_add(1);
		}

		ensure!(NextId::<T>::get() == count, "`NextId` is the number of receipts");
		Self::try_state_heads(&heads)?;
		Self::try_state_indices(count)?;
		Self::try_state_deposits(&deposits)?;
		Self::try_state_revocations()
	}

	fn try_state_receipt(id: u64, receipt: &ReceiptOf<T>) -> Result<(), TryRuntimeError> {
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(receipt.at <= now, "a receipt is not from the future");
		ensure!(
			receipt.expires.is_none_or(|block| block > receipt.at),
			"a receipt expires after the block that wrote it"
		);
		ensure!(
			receipt.parent.is_none_or(|parent| parent < id),
			"a parent has a smaller number than its child"
		);
		ensure!(
			ByIssuer::<T>::get(&receipt.issuer, Ordered(receipt.sequence)) == Some(id),
			"`ByIssuer` has each receipt at its position"
		);
		for key in IndexKey::all_of(receipt) {
			ensure!(
				Index::<T>::contains_key(key, Ordered(id)),
				"each receipt is indexed by subject and digest, alone and with its issuer"
			);
		}
		Ok(())
	}

	fn try_state_heads(
		recomputed: &BTreeMap<T::AccountId, ChainHead>,
	) -> Result<(), TryRuntimeError> {
		for (issuer, head) in recomputed {
			ensure!(
				Head::<T>::get(issuer) == *head,
				"the links of an issuer's receipts, chained in order, give its head"
			);
		}
		ensure!(
			Head::<T>::iter_keys().count() == recomputed.len(),
			"a head exists only for an issuer of receipts"
		);
		Ok(())
	}

	/// Every receipt has been found in the indices, so that equal numbers mean that nothing else is
	/// there.
	fn try_state_indices(receipts: u64) -> Result<(), TryRuntimeError> {
		let positions = ByIssuer::<T>::iter_keys().count() as u64;
		ensure!(positions == receipts, "`ByIssuer` has one entry for each receipt");

		let prefix = Index::<T>::final_prefix().to_vec();
		let keys = KeyPrefixIterator::<()>::new(prefix.clone(), prefix, |_| Ok(()));
		let entries = keys.count() as u64;
		ensure!(
			Some(entries) == receipts.checked_mul(INDEX_KEYS),
			"`Index` has the four entries of each receipt and no others"
		);
		Ok(())
	}

	fn try_state_deposits(
		recorded: &BTreeMap<T::AccountId, Balance>,
	) -> Result<(), TryRuntimeError> {
		let reason = HoldReason::Receipt.into();
		for (payer, sum) in recorded {
			ensure!(
				T::Currency::balance_on_hold(&reason, payer) == *sum,
				"what is on hold is the sum of the recorded deposits"
			);
		}
		Ok(())
	}

	fn try_state_revocations() -> Result<(), TryRuntimeError> {
		for (id, revocation) in Revocations::<T>::iter() {
			let Entry::Full { receipt, .. } =
				Receipts::<T>::get(id).ok_or("a revocation belongs to a receipt that exists")?;
			ensure!(
				receipt.at <= revocation.at && receipt.time <= revocation.time,
				"a revocation is not older than its receipt"
			);
		}
		Ok(())
	}
}
